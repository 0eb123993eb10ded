import { isChromiumId } from '../extension-id.js';
import type { HostFinding } from './host-findings.js';
import * as findings from './host-findings.js';
import type { HostManifest } from './host-manifest.js';
import { isHostName } from './host-name.js';
import { readOriginPattern } from './origin-pattern.js';

export interface ChromiumHostOptions {
  /** Chromium's feature of the same name: whether `supports_native_initiated_connections` is read. Default false. */
  readonly onConnectNative?: boolean;
}

type Json = Readonly<Record<string, unknown>>;
const KNOWN = new Set([
  'name',
  'description',
  'type',
  'path',
  'allowed_origins',
  'allowed_extensions', // has a finding of its own
  'supports_native_initiated_connections',
]);

/** Findings in Chromium's order of checks. Source: native_messaging_host_manifest.cc, texts seen in Chromium 156. */
export function* findInChromiumHost(json: Json, options: ChromiumHostOptions): Iterable<HostFinding> {
  yield* findInName(json.name);
  yield* findInText('description', json.description, findings.descriptionEmpty);
  yield* findInType(json.type);
  yield* findInText('path', json.path, findings.pathEmpty);
  yield* findInOrigins(json.allowed_origins);
  const native = json.supports_native_initiated_connections;
  if (options.onConnectNative === true && native !== undefined && typeof native !== 'boolean') {
    const engineText = 'supports_native_initiated_connections must be a boolean.';
    yield findings.wrongType('supports_native_initiated_connections', native, { engineText });
  }
  if (Object.hasOwn(json, 'allowed_extensions') && Object.hasOwn(json, 'allowed_origins'))
    yield findings.servesOneFamily();
  for (const key of Object.keys(json)) if (!KNOWN.has(key)) yield findings.keyIgnored(key);
}

/** The manifest behind a file without an error. */
export function chromiumHostOf(json: Json, options: ChromiumHostOptions): HostManifest {
  const native = json.supports_native_initiated_connections;
  return {
    name: String(json.name),
    description: String(json.description),
    type: 'stdio',
    path: String(json.path),
    allowed_origins: textsOf(json.allowed_origins),
    ...(options.onConnectNative === true ? { supports_native_initiated_connections: native === true } : {}),
  };
}

export const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

function* findInName(name: unknown): Iterable<HostFinding> {
  const said = { engineText: 'Invalid value for name.' };
  if (name === undefined) yield findings.keyMissing('name', said);
  else if (typeof name !== 'string') yield findings.wrongType('name', name, said);
  else if (!isHostName(name, 'chromium')) {
    yield findings.nameInvalid(name, isHostName(name.toLowerCase(), 'chromium'), said);
  }
}

function* findInText(
  key: 'description' | 'path',
  value: unknown,
  whenEmpty: (rest: { engineText: string }) => HostFinding,
): Iterable<HostFinding> {
  const said = { engineText: `Invalid value for ${key}.` };
  if (value === undefined) yield findings.keyMissing(key, said);
  else if (typeof value !== 'string') yield findings.wrongType(key, value, said);
  else if (value === '') yield whenEmpty(said);
}

function* findInType(type: unknown): Iterable<HostFinding> {
  const said = { engineText: 'Invalid value for type.' };
  if (type === undefined) yield findings.keyMissing('type', said);
  else if (type !== 'stdio') yield findings.typeNotStdio(type, said);
}

function* findInOrigins(origins: unknown): Iterable<HostFinding> {
  const said = { engineText: 'Invalid value for allowed_origins. Expected a list of strings.' };
  if (origins === undefined) yield findings.keyMissing('allowed_origins', said);
  else if (!Array.isArray(origins)) yield findings.wrongType('allowed_origins', origins, said);
  else if (origins.length === 0) yield findings.allowListEmpty('allowed_origins', 'warning');
  else for (const [index, entry] of origins.entries()) yield* findInOrigin(index, entry);
}

function* findInOrigin(index: number, entry: unknown): Iterable<HostFinding> {
  if (typeof entry !== 'string') {
    const engineText = 'allowed_origins must be list of strings.';
    yield findings.itemNotText('allowed_origins', index, entry, { engineText });
    return;
  }
  const pattern = readOriginPattern(entry);
  if (pattern.kind === 'refused') yield findings.originNotAPattern(index, entry, pattern.reason);
  else if (pattern.kind === 'too-broad') yield findings.originTooBroad(index, entry);
  else if (pattern.scheme === '*') yield findings.originNeverMatches(index, entry);
  else if (!isChromiumId(pattern.host)) yield findings.originNotAnId(index, entry);
  else if (/[A-Z]/.test(entry)) yield findings.originInUpperCase(index, entry);
}
