import { isChromiumId, isExtensionKey, isGeckoId } from '../extension-id.js';
import type { Family } from '../family.js';
import { isError } from '../finding.js';
import { EXTENSION_MANIFEST_DIALECT, readJson } from '../json.js';
import { manifestNotJson, manifestNotObject } from '../source-findings.js';
import { readManifestText, type SourceOptions } from '../source-text.js';
import { type BackgroundKey, FORMS, fileInside, formsOf, isPresent, isUrl, runningForm } from './background.js';
import type { ExtensionFinding } from './extension-findings.js';
import * as findings from './extension-findings.js';
import { type ExtensionManifest, settingsKeyOf } from './extension-manifest.js';

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
  const rules = RULES[family];
  if (!isObject(value)) return { findings: [manifestNotObject(value, rules.texts.notAnObject)] };
  const found = [...findIn(rules.nullIsAbsent ? withoutNulls(value) : value, rules)];
  return found.some(isError) ? { findings: found } : { manifest: value as ExtensionManifest, findings: found };
}

interface Forms {
  readonly present: readonly BackgroundKey[];
  readonly runs: BackgroundKey | undefined;
  readonly version: 2 | 3;
}

/** How the families differ. Texts are the browser's own; where one is missing, its words were not seen. */
interface Rules {
  readonly family: Family;
  readonly loadsV2: boolean;
  /** Whether an optional key may be `null`. */
  readonly nullIsAbsent: boolean;
  /** Whether the path of a file may be empty; it then names nothing. */
  readonly emptyPathIsError: boolean;
  readonly emptyNameIsError: boolean;
  readonly versionIsError: boolean;
  isVersion(version: string): boolean;
  readonly badPermissionIsError: boolean;
  readonly backgroundMustBeObject: boolean;
  /** Whether the values of forms that never run are checked all the same. */
  readonly checksEveryForm: boolean;
  readonly idFrom: 'key' | 'settings';
  /** Whether `externally_connectable` means something. */
  readonly asksConnectable: boolean;
  readonly texts: Partial<
    Record<
      | 'notAnObject'
      | 'noManifestVersion'
      | 'manifestVersion'
      | 'v2'
      | 'name'
      | 'version'
      | 'key'
      | 'outside'
      | 'noBackground',
      string
    >
  >;
  /** What becomes of forms of a background that stand side by side, or that this browser does not run. */
  findInForms(forms: Forms): Iterable<ExtensionFinding>;
  /** What the browser says of a key with a wrong value. */
  invalid(key: string): string | undefined;
}

const VERSION_HELP = 'See developer.chrome.com/extensions/manifestVersion for details.';

const RULES: Record<Family, Rules> = {
  // Source: Chromium, extensions/common; what it loads and what it says was seen in Chromium 156.
  chromium: {
    family: 'chromium',
    loadsV2: false,
    nullIsAbsent: false,
    emptyPathIsError: true,
    emptyNameIsError: true,
    versionIsError: true,
    // Stricter than its text in one way, laxer in another: no zero before the first number, each below 2^32.
    isVersion: (version) =>
      /^(?!0\d)\d{1,10}(?:\.\d{1,10}){0,3}$/.test(version) &&
      version.split('.').every((part) => Number(part) < 2 ** 32),
    badPermissionIsError: true,
    backgroundMustBeObject: false,
    checksEveryForm: false,
    idFrom: 'key',
    asksConnectable: true,
    texts: {
      notAnObject: 'Manifest file is invalid',
      noManifestVersion: `Missing 'manifest_version' key. Its value must be an integer either 2 or 3. ${VERSION_HELP}`,
      manifestVersion: `Invalid value for 'manifest_version'. Must be an integer either 2 or 3. ${VERSION_HELP}`,
      v2: 'Cannot install extension because it uses an unsupported manifest version.',
      name: "Required value 'name' is missing or invalid.",
      version:
        "Required value 'version' is missing or invalid. It must be between 1-4 dot-separated integers each between 0 and 65536.",
      key: "Value 'key' is missing or invalid.",
      outside: "Could not load background script ''.",
    },
    *findInForms({ present, runs, version }) {
      if (version === 2 && present.length > 1) yield findings.formsTogether(present);
      else if (runs === undefined) yield findings.formIgnored(present, 'service_worker');
    },
    invalid: (key) => `Invalid value for '${key}'.`,
  },
  // Source: Firefox, schemas/manifest.json, Extension.sys.mjs, Schemas.sys.mjs; seen in Firefox ESR 153.
  gecko: {
    family: 'gecko',
    loadsV2: true,
    nullIsAbsent: true,
    emptyPathIsError: false,
    emptyNameIsError: false,
    versionIsError: false,
    isVersion: (version) => /^(?:0|[1-9]\d{0,8})(?:\.(?:0|[1-9]\d{0,8})){0,3}$/.test(version),
    badPermissionIsError: false,
    backgroundMustBeObject: true,
    checksEveryForm: true,
    idFrom: 'settings',
    asksConnectable: false,
    texts: {
      version:
        'version must be a version string consisting of at most 4 integers of at most 9 digits without leading zeros, and separated with dots',
      noBackground: 'background requires at least one of "scripts" or "page".',
    },
    *findInForms({ present, runs }) {
      if (runs === undefined) yield findings.workerRefused();
      else if (runs === 'page' && present.includes('scripts')) yield findings.scriptsIgnored();
    },
    invalid: () => undefined,
  },
};

function* findIn(json: Json, rules: Rules): Iterable<ExtensionFinding> {
  const version = json.manifest_version;
  yield* findInManifestVersion(version, rules);
  yield* findInName(json.name, rules);
  yield* findInVersion(json.version, rules);
  if (rules.idFrom === 'key') yield* findInKey(json.key, rules);
  else yield* findInSettings(json);
  yield* findInPermissions(json, rules);
  if (rules.asksConnectable) yield* findInConnectable(json.externally_connectable);
  if (version !== 2 && version !== 3) return;
  yield* findInBackground(json.background, version, rules);
  yield* findInAction(json, version, rules);
}

function* findInManifestVersion(version: unknown, { loadsV2, texts }: Rules): Iterable<ExtensionFinding> {
  if (version === undefined) {
    yield findings.keyMissing('manifest_version', 'Set "manifest_version" to 3.', texts.noManifestVersion);
  } else if (version !== 2 && version !== 3) yield findings.versionUnknown(version, texts.manifestVersion);
  else if (version === 2 && !loadsV2) yield findings.versionRetired(texts.v2);
}

function* findInName(name: unknown, { emptyNameIsError, texts }: Rules): Iterable<ExtensionFinding> {
  if (name === undefined) yield findings.keyMissing('name', 'Set "name" to a short text.', texts.name);
  else if (typeof name !== 'string') yield findings.wrongType(['name'], name, 'a short text', texts.name);
  else if (name === '' && emptyNameIsError) yield findings.nameEmpty(texts.name);
}

function* findInVersion(version: unknown, { versionIsError, isVersion, texts }: Rules): Iterable<ExtensionFinding> {
  if (version === undefined) yield findings.keyMissing('version', 'Set "version" to "1.0".', texts.version);
  else if (typeof version !== 'string') {
    yield findings.wrongType(['version'], version, 'a text such as "1.0"', texts.version);
  } else if (!isVersion(version))
    yield findings.versionInvalid(versionIsError ? 'error' : 'warning', version, texts.version);
}

function* findInKey(key: unknown, { texts }: Rules): Iterable<ExtensionFinding> {
  if (key !== undefined && (typeof key !== 'string' || !isExtensionKey(key))) yield findings.keyInvalid(texts.key);
}

function* findInSettings(json: Json): Iterable<ExtensionFinding> {
  const version = json.manifest_version;
  const { key, ignored } = settingsKeyOf(json, version);
  if (ignored) yield findings.applicationsIgnored();
  const settings = json[key];
  const gecko = isObject(settings) ? settings.gecko : undefined;
  const id = isObject(gecko) ? gecko.id : undefined;
  if (id === undefined) yield findings.addonIdMissing();
  else if (typeof id !== 'string' || !isGeckoId(id)) yield findings.addonIdInvalid([key, 'gecko', 'id'], id);
}

/** What `matches` says is about web pages. Source: Chromium, externally_connectable.cc; texts seen in Chromium 156. */
function* findInConnectable(key: unknown): Iterable<ExtensionFinding> {
  const name = 'externally_connectable';
  if (key === undefined) return;
  if (!isObject(key)) {
    yield findings.wrongType([name], key, 'an object', `expected dictionary, got ${typeName(key)}`);
    return;
  }
  const { ids } = key;
  if (ids === undefined && key.matches === undefined) yield findings.connectableEmpty();
  if (ids === undefined) return;
  if (!Array.isArray(ids)) {
    yield findings.wrongType(
      [name, 'ids'],
      ids,
      'a list of extension ids',
      `'ids': expected list, got ${typeName(ids)}`,
    );
    return;
  }
  for (const [index, id] of ids.entries()) {
    if (typeof id !== 'string') {
      const text = `Error at key 'ids': Parsing array failed at index ${index}: expected string, got ${typeName(id)}`;
      yield findings.wrongType([name, 'ids', index], id, 'an extension id', text);
    }
    if (typeof id === 'string' && id !== '*' && !isChromiumId(id))
      yield findings.connectableIdInvalid([name, 'ids', index], id);
  }
}

/** Chromium's names of the kinds of values. */
function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'double';
  return typeof value === 'object' ? 'dictionary' : typeof value;
}

function* findInPermissions(json: Json, rules: Rules): Iterable<ExtensionFinding> {
  for (const key of ['permissions', 'optional_permissions']) {
    const list = json[key];
    if (list === undefined) continue;
    // Chromium names `permissions` for both.
    if (!Array.isArray(list)) {
      yield findings.wrongType([key], list, 'a list of permissions', rules.invalid('permissions'));
      continue;
    }
    for (const [index, item] of list.entries()) {
      if (typeof item === 'string' || isObject(item)) continue;
      const severity = rules.badPermissionIsError ? 'error' : 'warning';
      yield findings.permissionNotText(severity, [key, index], item, rules.invalid(`permissions[${index}]`));
    }
  }
  const lists = [json.permissions, json.optional_permissions];
  if (!lists.some((list) => Array.isArray(list) && list.includes('nativeMessaging')))
    yield findings.permissionMissing();
}

function* findInBackground(background: unknown, version: 2 | 3, rules: Rules): Iterable<ExtensionFinding> {
  if (background === undefined) return;
  if (!isObject(background)) {
    yield findings.backgroundNotObject(rules.backgroundMustBeObject ? 'error' : 'warning', background);
    return;
  }
  const runnable = formsOf(version, rules.family);
  const checked = rules.checksEveryForm ? FORMS : runnable;
  for (const key of checked) yield* findInForm(key, background[key], rules);
  const runs = runningForm(background, version, rules.family);
  if (background.type !== undefined && background.type !== 'module' && background.type !== 'classic') {
    const looked = rules.checksEveryForm || runs === 'service_worker';
    if (looked) yield findings.backgroundTypeUnknown(background.type, rules.invalid('background.type'));
  }
  const present = FORMS.filter((key) => isPresent(background[key]));
  if (present.length === 0) yield findings.backgroundEmpty(runnable, rules.texts.noBackground);
  else yield* rules.findInForms({ present, runs, version });
  if (version === 3 && background.persistent === true) yield findings.persistentIgnored();
}

function* findInForm(key: BackgroundKey, value: unknown, rules: Rules): Iterable<ExtensionFinding> {
  if (value === undefined) return;
  const text = rules.invalid(`background.${key}`);
  if (key !== 'scripts') return yield* findInFile(['background', key], value, text, rules);
  if (!Array.isArray(value)) return yield findings.wrongType(['background', key], value, 'a list of files', text);
  for (const [index, file] of value.entries()) yield* findInFile(['background', key, index], file, text, rules);
}

function* findInFile(
  at: readonly (string | number)[],
  file: unknown,
  text: string | undefined,
  { texts, emptyPathIsError }: Rules,
): Iterable<ExtensionFinding> {
  if (typeof file !== 'string' || (file === '' && emptyPathIsError)) {
    yield findings.wrongType(at, file, 'the path of a file', text);
  } else if (file === '') return;
  else if (fileInside(file) === undefined) yield findings.pathOutside(at, file, isUrl(file) ? text : texts.outside);
}

/** Each manifest version has a toolbar key of its own; the other one is ignored. */
function* findInAction(json: Json, version: 2 | 3, rules: Rules): Iterable<ExtensionFinding> {
  const key = version === 3 ? 'action' : 'browser_action';
  const other = version === 3 ? 'browser_action' : 'action';
  const value = json[key];
  if (value !== undefined && !isObject(value)) yield findings.wrongType([key], value, 'an object', rules.invalid(key));
  if (json[other] !== undefined) yield findings.actionIgnored(other, key);
}

/** Copies of the object and of the objects inside, without the keys that are `null`; as deep as we read. */
function withoutNulls(json: Json, levels = 3): Json {
  const kept = Object.entries(json).filter(([, value]) => value !== null);
  return Object.fromEntries(
    kept.map(([key, value]) => [key, levels > 1 && isObject(value) ? withoutNulls(value, levels - 1) : value]),
  );
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
