import { type BackgroundKey, fileInside, formsOf, runningForm } from './background.js';
import type { ExtensionFinding } from './extension-findings.js';
import * as findings from './extension-findings.js';
import { isGeckoId } from './extension-id.js';
import type { ExtensionManifest } from './extension-manifest.js';
import type { Family } from './family.js';
import { isError } from './finding.js';
import { EXTENSION_MANIFEST_DIALECT, readJson } from './json.js';
import { manifestNotJson, manifestNotObject } from './source-findings.js';
import { readManifestText, type SourceOptions } from './source-text.js';

type Json = Readonly<Record<string, unknown>>;

/** What came of reading an extension's manifest. */
export interface ParsedExtensionManifest {
  /** The file's own object, present only when nothing in it is an error. */
  readonly manifest?: ExtensionManifest;
  readonly findings: readonly ExtensionFinding[];
}

/**
 * Reads an extension's manifest.json as a browser of `family` does, as far as running its background and its messaging
 * goes; reports everything that is wrong at once. Takes text or the bytes of the file, at most `limitBytes` (default
 * 1 MiB). Never throws: the file is untrusted input.
 */
export function parseExtensionManifest(
  source: string | Uint8Array,
  family: Family,
  options: SourceOptions = {},
): ParsedExtensionManifest {
  const read = readManifestText(source, options);
  if ('finding' in read) return { findings: [read.finding] };
  const json = readJson(read.text, EXTENSION_MANIFEST_DIALECT[family]);
  if ('problem' in json) return { findings: [manifestNotJson(json.problem)] };
  return checkExtensionManifest(json.value, family);
}

/** The same for a manifest that is already an object, as an embedder may hand it over. */
export function checkExtensionManifest(value: unknown, family: Family): ParsedExtensionManifest {
  if (!isObject(value)) return { findings: [manifestNotObject(value)] };
  const found = [...findIn(value, family)];
  return found.some(isError) ? { findings: found } : { manifest: value as ExtensionManifest, findings: found };
}

function* findIn(json: Json, family: Family): Iterable<ExtensionFinding> {
  const version = json['manifest_version'];
  yield* findInManifestVersion(version, family);
  yield* findInName(json['name'], family);
  yield* findInVersion(json['version'], family);
  yield* findInPermissions(json);
  yield* findInIdentity(json, family);
  if (version === 2 || version === 3) {
    yield* findInBackground(json['background'], version, family);
    yield* findInAction(json, version);
  }
}

function* findInManifestVersion(version: unknown, family: Family): Iterable<ExtensionFinding> {
  if (version === undefined) yield findings.keyMissing('manifest_version', 'Set "manifest_version" to 3.');
  else if (version !== 2 && version !== 3) yield findings.versionUnknown(version);
  else if (version === 2 && RETIRED_V2[family]) yield findings.versionRetired();
}

/** Seen in Chromium 156 and Firefox ESR 153. */
const RETIRED_V2: Record<Family, boolean> = { chromium: true, gecko: false };

// The browsers' words. Sources: Chromium, extensions/common/manifest_constants; Firefox, Schemas.sys.mjs.
const NAME_TEXT = "Required value 'name' is missing or invalid.";
const VERSIONS: Record<Family, { refuses: boolean; sound(version: string): boolean; text: string }> = {
  chromium: {
    refuses: true,
    sound: (version) => /^(?:0|[1-9]\d{0,4})(?:\.(?:0|[1-9]\d{0,4})){0,3}$/.test(version) && fitsIn16Bits(version),
    text: "Required value 'version' is missing or invalid. It must be between 1-4 dot-separated integers each between 0 and 65536.",
  },
  gecko: {
    refuses: false,
    sound: (version) => /^(?:0|[1-9]\d{0,8})(?:\.(?:0|[1-9]\d{0,8})){0,3}$/.test(version),
    text: 'version must be a version string consisting of at most 4 integers of at most 9 digits without leading zeros, and separated with dots',
  },
};
const fitsIn16Bits = (version: string): boolean => version.split('.').every((part) => Number(part) <= 0xffff);

function* findInName(name: unknown, family: Family): Iterable<ExtensionFinding> {
  if (name === undefined) yield findings.keyMissing('name', 'Set "name" to a short text.', NAME_TEXT);
  else if (typeof name !== 'string') yield findings.wrongType(['name'], name, 'a short text', NAME_TEXT);
  else if (name === '' && family === 'chromium') yield findings.nameEmpty(NAME_TEXT);
}

function* findInVersion(version: unknown, family: Family): Iterable<ExtensionFinding> {
  const { refuses, sound, text } = VERSIONS[family];
  if (version === undefined) yield findings.keyMissing('version', 'Set "version" to "1.0".', text);
  else if (typeof version !== 'string') yield findings.wrongType(['version'], version, 'a text such as "1.0"', text);
  else if (!sound(version)) yield findings.versionInvalid(refuses ? 'error' : 'warning', version, text);
}

function* findInPermissions(json: Json): Iterable<ExtensionFinding> {
  for (const key of ['permissions', 'optional_permissions']) {
    const list = json[key];
    if (list === undefined) continue;
    if (!Array.isArray(list)) yield findings.wrongType([key], list, 'a list of permissions');
    else {
      for (const [index, item] of list.entries()) {
        if (typeof item !== 'string' && !isObject(item)) yield findings.itemIgnored([key, index], item);
      }
    }
  }
  const named = [json['permissions'], json['optional_permissions']].some(
    (list) => Array.isArray(list) && list.includes('nativeMessaging'),
  );
  if (!named) yield findings.permissionMissing();
}

function* findInIdentity(json: Json, family: Family): Iterable<ExtensionFinding> {
  if (family === 'chromium') {
    const key = json['key'];
    const text = "Value 'key' is missing or invalid.";
    if (key !== undefined && typeof key !== 'string') yield findings.wrongType(['key'], key, 'a base64 text', text);
    return;
  }
  const applications = json['applications'];
  const settings = json['browser_specific_settings'];
  const current = isObject(settings) && settings['gecko'] !== undefined;
  if (applications !== undefined && (json['manifest_version'] === 3 || current)) yield findings.applicationsIgnored();
  const useOld = !current && json['manifest_version'] === 2;
  const key = useOld && applications !== undefined ? 'applications' : 'browser_specific_settings';
  const gecko = isObject(json[key]) ? json[key]['gecko'] : undefined;
  const id = isObject(gecko) ? gecko['id'] : undefined;
  if (id === undefined) yield findings.addonIdMissing();
  else if (typeof id !== 'string' || !isGeckoId(id)) yield findings.addonIdInvalid([key, 'gecko', 'id'], id);
}

function* findInBackground(background: unknown, version: 2 | 3, family: Family): Iterable<ExtensionFinding> {
  if (background === undefined) return;
  if (!isObject(background)) {
    yield findings.wrongType(['background'], background, 'an object', "Invalid value for 'background'.");
    return;
  }
  yield* findInFiles(background);
  const type = background['type'];
  if (type !== undefined && type !== 'module' && type !== 'classic') {
    yield findings.wrongType(['background', 'type'], type, '"module" or "classic"');
  }
}

function* findInFiles(background: Json): Iterable<ExtensionFinding> {
  for (const key of ['service_worker', 'page'] as const) {
    const file = background[key];
    if (file === undefined) continue;
    if (typeof file !== 'string') yield findings.wrongType(['background', key], file, 'the path of a file');
    else if (fileInside(file) === undefined) yield findings.pathOutside(['background', key], file);
  }
  const scripts = background['scripts'];
  if (scripts === undefined) return;
  if (!Array.isArray(scripts)) yield findings.wrongType(['background', 'scripts'], scripts, 'a list of files');
  else {
    for (const [index, file] of scripts.entries()) {
      const at = ['background', 'scripts', index];
      if (typeof file !== 'string') yield findings.wrongType(at, file, 'the path of a file');
      else if (fileInside(file) === undefined) yield findings.pathOutside(at, file);
    }
  }
}

function* findInAction(json: Json, version: 2 | 3): Iterable<ExtensionFinding> {
  const [key, other] = version === 3 ? ['action', 'browser_action'] : ['browser_action', 'action'];
  for (const name of [key, other]) {
    const value = json[name as string];
    if (value !== undefined && !isObject(value)) yield findings.wrongType([name as string], value, 'an object');
  }
  if (json[other as string] !== undefined) yield findings.actionIgnored(other as string, key as string);
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
