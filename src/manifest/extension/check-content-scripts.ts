import type { Family } from '../family.js';
import { parseMatchPattern } from '../patterns/match-pattern.js';
import { fileInside, isUrl } from './background.js';
import { findInPattern } from './check-pattern.js';
import { type ExtensionFinding, pathOutside, type Step } from './extension-findings.js';
import { itemsOf, type Json } from './json-values.js';
import { type ScriptKind, scriptFile, shownScriptFile } from './script-file.js';
import { type Field, findInObjects, findInShape, type Place } from './shape.js';
import * as findings from './web-findings.js';

const RUN_AT = ['document_start', 'document_end', 'document_idle'];

const FIELDS: readonly Field[] = [
  { key: 'matches', kind: 'texts', isRequired: true },
  { key: 'exclude_matches', kind: 'texts' },
  { key: 'css', kind: 'texts' },
  { key: 'js', kind: 'texts' },
  { key: 'include_globs', kind: 'texts' },
  { key: 'exclude_globs', kind: 'texts' },
  { key: 'all_frames', kind: 'boolean' },
  { key: 'match_about_blank', kind: 'boolean' },
  { key: 'match_origin_as_fallback', kind: 'boolean' },
  { key: 'run_at', kind: 'choice', chromiumName: 'RunAt', values: { chromium: RUN_AT, gecko: RUN_AT } },
  {
    key: 'world',
    kind: 'choice',
    chromiumName: 'ExecutionWorld',
    values: { chromium: ['ISOLATED', 'MAIN', 'USER_SCRIPT'], gecko: ['ISOLATED', 'MAIN'] },
  },
];

interface Entry {
  readonly index: number;
  readonly json: Json;
  readonly place: Place;
}

/**
 * What is wrong with `content_scripts`: first the kinds of all values, then what they say. Whether files are there is for
 * the loader to see. Sources: Chromium, content_scripts_handler.cc and content_script_utils.cc; Firefox,
 * schemas/manifest.json. Seen in Chromium 156 and Firefox ESR 153.
 */
export function* findInContentScripts(value: unknown, version: 2 | 3, family: Family): Iterable<ExtensionFinding> {
  if (value === undefined) return;
  const entries: Entry[] = [];
  yield* findInObjects('content_scripts', value, family, entries);
  for (const { json, place } of entries) yield* findInShape(json, FIELDS, place);
  for (const entry of entries) {
    if (family === 'chromium') yield* findInChromiumScript(entry, version);
    else yield* findInGeckoScript(entry);
  }
}

const isEmpty = (list: unknown): boolean => Array.isArray(list) && list.length === 0;
const hasNoFile = ({ js, css }: Json): boolean =>
  [js, css].every((list) => list === undefined || list === null || isEmpty(list));

function* findInChromiumScript({ index, json, place: { at } }: Entry, version: 2 | 3): Iterable<ExtensionFinding> {
  const name = `content_scripts[${index}]`;
  if (hasNoFile(json)) {
    yield findings.scriptEmpty('error', at, `At least one js or css file is required for '${name}'.`);
  }
  if (isEmpty(json.matches)) {
    const text = `Invalid value for '${name}.matches'. There must be at least one match specified.`;
    yield findings.listEmpty('error', [...at, 'matches'], ': the script runs nowhere', text);
  }
  for (const key of ['matches', 'exclude_matches']) {
    for (const [item, pattern] of itemsOf(json[key])) {
      const read = parseMatchPattern(pattern, 'chromium', 'scripts');
      if ('pattern' in read) continue;
      const text = `Invalid value for '${name}.${key}[${item}]': ${read.refused}`;
      yield findings.patternInvalid('error', [...at, key, item], pattern, text);
    }
  }
  if (version === 3 && json.match_origin_as_fallback === true) yield* findPaths(json, at);
  if (version === 2) {
    for (const key of ['match_origin_as_fallback', 'world']) {
      if (json[key] !== undefined) yield findings.keyNeedsV3([...at, key]);
    }
  }
  yield* findInChromiumFiles(json, 'js', at);
  yield* findInChromiumFiles(json, 'css', at);
}

/** Documents that count as an origin have no path that a pattern could name. */
function* findPaths(json: Json, at: readonly Step[]): Iterable<ExtensionFinding> {
  for (const [item, pattern] of itemsOf(json.matches)) {
    const read = parseMatchPattern(pattern, 'chromium', 'scripts');
    if ('refused' in read || read.pattern.parts.path === '/*') continue;
    const text = "The path component for scripts with 'match_origin_as_fallback' must be '*'.";
    yield findings.patternPathRefused([...at, 'matches', item], pattern, text);
  }
}

const ALLOWED_FILES: Record<ScriptKind, string> = {
  js: 'content scripts can only be loaded from supported JavaScript files such as .js files.',
  css: 'content script style sheets can only be loaded from supported style sheet files such as .css files.',
};

function* findInChromiumFiles(json: Json, kind: ScriptKind, at: readonly Step[]): Iterable<ExtensionFinding> {
  for (const [item, file] of itemsOf(json[kind])) {
    if (scriptFile(file, kind, 'chromium') !== undefined) continue;
    const words = `Could not load file '${shownScriptFile(file)}' for content script, ${ALLOWED_FILES[kind]}`;
    yield findings.scriptFileRefused([...at, kind, item], file, `Invalid script mime type: '${words}'`);
  }
}

function* findInGeckoScript({ json, place: { at } }: Entry): Iterable<ExtensionFinding> {
  for (const key of ['matches', 'exclude_matches']) {
    const list = [...at, key];
    if (isEmpty(json[key])) {
      const text = `Error processing ${list.join('.')}: Array requires at least 1 items; you have 0`;
      yield findings.listEmpty('error', list, '', text);
    }
    for (const [item, pattern] of itemsOf(json[key])) yield* findInPattern('error', [...list, item], pattern);
  }
  if (isEmpty(json.include_globs)) {
    yield findings.listEmpty('warning', [...at, 'include_globs'], ': no address matches, and the script runs nowhere');
  }
  if (hasNoFile(json)) yield findings.scriptEmpty('warning', at);
  for (const kind of ['js', 'css']) {
    for (const [item, file] of itemsOf(json[kind])) {
      if (file === '' || fileInside(file) !== undefined) continue;
      const place = [...at, kind, item];
      const text = `Error processing ${place.join('.')}: SyntaxError: String "${file}" must be a relative URL`;
      yield pathOutside(place, file, isUrl(file) ? text : undefined);
    }
  }
}
