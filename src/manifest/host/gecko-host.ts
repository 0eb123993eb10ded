import { isGeckoId } from '../extension-id.js';
import { textsOf } from './chromium-host.js';
import type { HostFinding } from './host-findings.js';
import * as findings from './host-findings.js';
import type { HostManifest } from './host-manifest.js';
import { isHostName } from './host-name.js';

type Json = Readonly<Record<string, unknown>>;

// All are required, and there may be no other. Source: Firefox, schemas/native_manifest.json.
const KEYS = ['name', 'description', 'path', 'type', 'allowed_extensions'];
/** The one other key that Firefox passes over: its schemas do not see it. Seen in ESR 153. */
const UNSEEN = '__proto__';
/** The schema admits these, a later check wants `stdio`. `storage` has keys of its own: only its type is worth a word. */
const OTHER_TYPES = ['pkcs11', 'storage'];

/** Findings in Firefox's order of checks: the schema key by key, then unknown keys, then the type. */
export function* findInGeckoHost(json: Json): Iterable<HostFinding> {
  const type = json.type;
  if (type === 'storage') return yield findings.typeNotStdio(type);
  yield* findInName(json.name);
  yield* findInText('description', json.description);
  yield* findInText('path', json.path);
  if (type === undefined) yield findings.keyMissing('type');
  else if (type !== 'stdio' && !OTHER_TYPES.includes(String(type))) yield findings.typeNotStdio(type);
  yield* findInAddonIds(json.allowed_extensions);
  for (const key of Object.keys(json)) if (!KEYS.includes(key) && key !== UNSEEN) yield findings.keyUnexpected(key);
  if (type === 'pkcs11') yield findings.typeNotStdio(type);
}

/** The manifest behind a file without an error. */
export function geckoHostOf(json: Json): HostManifest {
  return {
    name: String(json.name),
    description: String(json.description),
    type: 'stdio',
    path: String(json.path),
    allowed_extensions: textsOf(json.allowed_extensions),
  };
}

function* findInName(name: unknown): Iterable<HostFinding> {
  if (name === undefined) yield findings.keyMissing('name');
  else if (typeof name !== 'string') yield findings.wrongType('name', name);
  else if (!isHostName(name, 'gecko')) yield findings.nameInvalid(name, false);
}

function* findInText(key: 'description' | 'path', value: unknown): Iterable<HostFinding> {
  if (value === undefined) yield findings.keyMissing(key);
  else if (typeof value !== 'string') yield findings.wrongType(key, value);
}

function* findInAddonIds(ids: unknown): Iterable<HostFinding> {
  if (ids === undefined) yield findings.keyMissing('allowed_extensions');
  else if (!Array.isArray(ids)) yield findings.wrongType('allowed_extensions', ids);
  else if (ids.length === 0) yield findings.allowListEmpty('allowed_extensions', 'error');
  else {
    for (const [index, entry] of ids.entries()) {
      if (typeof entry !== 'string') yield findings.itemNotText('allowed_extensions', index, entry);
      else if (!isGeckoId(entry)) yield findings.addonIdInvalid(index, entry);
    }
  }
}
