import type { InjectionOutcome } from '../../../../browser/index.js';
import type { EngineName } from '../../../../engines/index.js';

/** What the result of an injected script becomes on its way to the one who injected it. Seen in Chromium 156, Firefox ESR 153. */
export const OUTCOMES: Record<EngineName, (value: unknown, isDom: (value: object) => boolean) => InjectionOutcome> = {
  chromium: (value, isDom) => ({ result: plainOf(value, isDom, new Set()) ?? null }),
  firefox(value, isDom) {
    try {
      if (typeof value === 'object' && value !== null && isDom(value)) throw new TypeError();
      const kept: unknown = structuredClone(value);
      return { result: kept === undefined ? undefined : JSON.parse(JSON.stringify(kept)) };
    } catch (error) {
      const isOurs = error instanceof TypeError && error.message.includes('BigInt');
      const text = "Script '<anonymous code>' result is non-structured-clonable data";
      return { refused: isOurs ? "BigInt value can't be serialized in JSON" : text };
    }
  },
};

/** What becomes of scripts that are injected on demand. Seen in Chromium 156, Firefox ESR 153. */
export const ON_DEMAND: Record<EngineName, OnDemandFacts> = {
  chromium: {
    stopsAtError: false,
    reportsErrors: true,
    missing: (file) => ({ refused: `Could not load file: '${file}'.` }),
  },
  firefox: {
    stopsAtError: true,
    reportsErrors: false,
    missing: (_file, url) => ({ thrown: `Unable to load script: ${url}` }),
  },
};

interface OnDemandFacts {
  /** Whether the scripts after one that throws do not run. */
  readonly stopsAtError: boolean;
  /** Whether what they throw is an error that nobody caught, although who asked for them may hear of it. */
  readonly reportsErrors: boolean;
  /** A file is not there; none of them runs. */
  missing(file: string, url: string): InjectionOutcome;
}

/**
 * Plain data as Chromium makes it of a value: what lies around again is null, functions are left out, a date has no members.
 * Source: Chromium, v8_value_converter_impl.cc.
 */
function plainOf(value: unknown, isDom: (value: object) => boolean, above: Set<object>): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'object':
      break;
    default:
      return undefined;
  }
  if (value === null || above.has(value) || above.size > 100) return null;
  if (isDom(value)) return {};
  above.add(value);
  const plain = Array.isArray(value)
    ? value.map((each) => plainOf(each, isDom, above) ?? null)
    : Object.fromEntries(
        Object.entries(value)
          .map(([name, each]) => [name, plainOf(each, isDom, above)])
          .filter(([, each]) => each !== undefined),
      );
  above.delete(value);
  return plain;
}

/** When scripts of extensions run, seen from the events of a document. Seen in Chromium 156 and Firefox ESR 153. */
export const ORDER: Record<EngineName, OrderFacts> = {
  chromium: {
    end: 'after DOMContentLoaded',
    idle: 'interactive',
    customElements: null,
    ownsChrome: true,
    orphans: 'live on',
  },
  firefox: {
    end: 'before DOMContentLoaded',
    idle: 'complete',
    customElements: 'shared',
    ownsChrome: false,
    orphans: 'are silent',
  },
};

interface OrderFacts {
  readonly end: 'before DOMContentLoaded' | 'after DOMContentLoaded';
  /** The `readyState` at which idle scripts run, before `load`. */
  readonly idle: 'interactive' | 'complete';
  /** What the worlds of extensions in pages have as `customElements`. */
  readonly customElements: null | 'shared';
  /** Documents have a `chrome` with members of the browser's own, also pages that no extension lets in. */
  readonly ownsChrome: boolean;
  /** What becomes of content scripts whose extension is gone. When it comes again, it gets another world. */
  readonly orphans: 'live on' | 'are silent';
}
