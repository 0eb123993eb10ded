import type { Family } from '../family.js';
import { isError } from '../finding.js';
import { HOST_MANIFEST_DIALECT, readJson } from '../json.js';
import { manifestNotJson, manifestNotObject } from '../source-findings.js';
import { readManifestText, type SourceOptions } from '../source-text.js';
import { type ChromiumHostOptions, chromiumHostOf, findInChromiumHost } from './chromium-host.js';
import { findInGeckoHost, geckoHostOf } from './gecko-host.js';
import type { HostFinding } from './host-findings.js';
import type { HostManifest } from './host-manifest.js';

export interface ParseHostOptions extends SourceOptions, ChromiumHostOptions {}

type Json = Readonly<Record<string, unknown>>;
interface Rules {
  find(json: Json, options: ParseHostOptions): Iterable<HostFinding>;
  manifestOf(json: Json, options: ParseHostOptions): HostManifest;
  readonly notAnObject: string | undefined;
}
const RULES: Record<Family, Rules> = {
  chromium: { find: findInChromiumHost, manifestOf: chromiumHostOf, notAnObject: 'Invalid manifest file.' },
  gecko: { find: findInGeckoHost, manifestOf: geckoHostOf, notAnObject: undefined },
};

/** What came of reading a host manifest. */
export interface ParsedHostManifest {
  /** Present only when a browser of the family would accept the file. */
  readonly manifest?: HostManifest;
  /** Errors in the browser's own order of checks: the first error is the one that the browser would stop at. */
  readonly findings: readonly HostFinding[];
}

/**
 * Reads a host manifest as a browser of `family` does, but reports everything that is wrong at once. Takes text or the
 * bytes of the file; at most `limitBytes` (default 1 MiB). Never throws: the file is untrusted input.
 *
 * It knows nothing of the request: `checkHostManifestFor` compares name, caller and path with what is asked.
 */
export function parseHostManifest(
  source: string | Uint8Array,
  family: Family,
  options: ParseHostOptions = {},
): ParsedHostManifest {
  const read = readManifestText(source, options);
  if ('finding' in read) return { findings: [read.finding] };
  const json = readJson(read.text, HOST_MANIFEST_DIALECT[family]);
  if ('problem' in json) return { findings: [manifestNotJson(json.problem)] };
  const rules = RULES[family];
  if (!isObject(json.value)) return { findings: [manifestNotObject(json.value, rules.notAnObject)] };
  const findings = [...rules.find(json.value, options)];
  return findings.some(isError) ? { findings } : { manifest: rules.manifestOf(json.value, options), findings };
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
