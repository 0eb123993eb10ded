import type { TraceEvent, UntimedEvent } from '../../browser/index.js';
import { systemClock } from '../../clock/index.js';
import { NativePortError, partsOf } from '../../errors/index.js';
import type { ExtensionManifest } from '../../manifest/index.js';
import { extensionStack } from './extension-stack.js';
import { NativeAbsence } from './native-absence.js';
import type { NodeRenderersOptions } from './renderers.js';

/** What a script wrote to its console or did not catch, and where. */
type ScriptReport = Parameters<NonNullable<NodeRenderersOptions['onReport']>>[0];

export interface RunTraceParts {
  /** Hears the events from `release` on. */
  tell(event: TraceEvent): void;
  /** Of an extension, by its id; undefined: it is not loaded yet, or not any more. */
  manifestOf(extension: string): ExtensionManifest | undefined;
  readonly now?: (() => number) | undefined;
}

/** The events of a run: those of its browser, what its scripts report, and its own. */
export class RunTrace {
  readonly #now: () => number;
  readonly #tell: RunTraceParts['tell'];
  readonly #held: TraceEvent[] = []; // until all extensions are loaded: what cannot be loaded has no trace
  readonly #kinds = new Map<string, string>(); // of contexts
  readonly #told = new Set<string>(); // what errors said
  readonly #absence: NativeAbsence;
  #isHolding = true;
  #hasFailed = false;

  constructor({ tell, manifestOf, now = systemClock.now }: RunTraceParts) {
    this.#tell = tell;
    this.#now = now;
    this.#absence = new NativeAbsence(manifestOf);
  }

  get isHolding(): boolean {
    return this.#isHolding;
  }

  /** Whether there was an error. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** An event of the browser. */
  saw(told: TraceEvent): void {
    const event = told.type === 'error' ? forAuthors(told) : told;
    if (event.type === 'context.created') this.#kinds.set(event.context, event.kind);
    if (event.type === 'error') {
      this.#hasFailed = true;
      this.#told.add(event.message);
    }
    if (this.#isHolding) this.#hold(event);
    else this.#tell(event);
    const warning = this.#absence.warningFor(event);
    if (warning) this.#after({ type: 'warning', ...partsOf(warning) });
  }

  emit(event: UntimedEvent): void {
    this.saw({ time: this.#now(), ...event } as TraceEvent); // a spread loses which of the union it was
  }

  /** What scripts report. What goes wrong in those of a web page is not the extension's fault. */
  heard({ context, report }: ScriptReport): void {
    if (report.type === 'error' && !this.#isOfExtension(context)) {
      const { message, stack = '', hint } = report;
      const text = [message, ...(stack.match(/^\s+at .*/gm) ?? []), ...(hint === undefined ? [] : [hint])].join('\n');
      this.emit({ type: 'console', context, by: 'browser', level: 'error', args: [extensionStack(text)] });
      return;
    }
    const { type, ...rest } = report;
    this.emit({ type, context, ...rest } as UntimedEvent);
  }

  /** Something that the run should do could not be done. When it was a document, its event has come already. */
  failed(error: unknown): void {
    if (!(error instanceof NativePortError)) throw error;
    const parts = partsOf(error);
    if (!this.#told.has(parts.message)) this.emit({ type: 'error', ...parts });
  }

  /** Tells what was held, and from now on everything at once. */
  release(): void {
    this.#isHolding = false;
    for (const event of this.#held.splice(0)) this.#tell(event);
  }

  /** Tells of it behind what has been told already. */
  #after(event: UntimedEvent): void {
    const timed = { time: this.#now(), ...event } as TraceEvent;
    if (this.#isHolding) this.#held.push(timed);
    else this.#tell(timed);
  }

  /** What is odd in a manifest comes before anything that runs. */
  #hold(event: TraceEvent): void {
    const first = this.#held.findIndex(({ type }) => type === 'context.created');
    this.#held.splice(event.type === 'warning' && first >= 0 ? first : this.#held.length, 0, event);
  }

  /** A web page has its address in place of a name, or a name of its own kind. */
  #isOfExtension(context: string): boolean {
    const kind = this.#kinds.get(context);
    return kind !== undefined && kind !== 'web-page';
  }
}

const forAuthors = (event: Extract<TraceEvent, { type: 'error' }>): TraceEvent => ({
  ...event,
  message: extensionStack(event.message), // the console's line may hold the stack, too
  ...(event.stack !== undefined && { stack: extensionStack(event.stack) }),
});
