import { isExtensionKey, isGeckoId } from '../extension-id.js';
import type { Family } from '../family.js';
import { isError } from '../finding.js';
import { EXTENSION_MANIFEST_DIALECT, readJson } from '../json.js';
import { manifestNotJson, manifestNotObject } from '../source-findings.js';
import { readManifestText, type SourceOptions } from '../source-text.js';
import { type BackgroundKey, FORMS, fileInside, formsOf, isPresent, isUrl, runningForm } from './background.js';
import { findInConnectable } from './check-connectable.js';
import { findInContentScripts } from './check-content-scripts.js';
import { findInHosts } from './check-hosts.js';
import { findInMessageFormat } from './check-message-format.js';
import { findInPages } from './check-pages.js';
import { findInWebAccessible } from './check-web-accessible.js';
import type { ExtensionFinding } from './extension-findings.js';
import * as findings from './extension-findings.js';
import { type ExtensionManifest, settingsKeyOf } from './extension-manifest.js';
import { RULES, type Rules } from './extension-rules.js';
import { isObject, type Json } from './json-values.js';

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

function* findIn(json: Json, rules: Rules): Iterable<ExtensionFinding> {
  const version = json.manifest_version;
  yield* findInManifestVersion(version, rules);
  yield* findInName(json.name, rules);
  yield* findInVersion(json.version, rules);
  if (rules.idFrom === 'key') yield* findInKey(json.key, rules);
  else yield* findInSettings(json);
  yield* findInPermissions(json, rules);
  yield* findInConnectable(json.externally_connectable, rules.family);
  yield* findInMessageFormat(json.message_serialization, rules.family);
  if (version !== 2 && version !== 3) return;
  yield* findInHosts(json, version, rules.family);
  yield* findInContentScripts(json.content_scripts, version, rules.family);
  yield* findInWebAccessible(json.web_accessible_resources, version, rules.family);
  yield* findInPages(json, version, rules.family);
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
  if (json[other] !== undefined) yield findings.actionIgnored(other, key, rules.foreignKey(other, version));
}

/** Copies of the object and of the objects inside, without the keys that are `null`; as deep as we read. */
function withoutNulls(json: Json, levels = 3): Json {
  const kept = Object.entries(json).filter(([, value]) => value !== null);
  return Object.fromEntries(
    kept.map(([key, value]) => [key, levels > 1 && isObject(value) ? withoutNulls(value, levels - 1) : value]),
  );
}
