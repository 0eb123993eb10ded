import { isChromiumId, isGeckoId } from '../extension-id.js';
import type { Family } from '../family.js';
import { parseMatchPattern } from '../patterns/match-pattern.js';
import { findInPattern } from './check-pattern.js';
import { type ExtensionFinding, wrongType } from './extension-findings.js';
import { itemsOf, type Json } from './json-values.js';
import { type Field, findInObjects, findInShape, type Place } from './shape.js';
import {
  patternInvalid,
  patternPathRefused,
  requiredMissing,
  resourceIdInvalid,
  resourceOpenToNobody,
} from './web-findings.js';

const KEY = 'web_accessible_resources';
const LISTS: readonly Field[] = [
  { key: 'matches', kind: 'texts' },
  { key: 'extension_ids', kind: 'texts' },
];
/** Firefox passes over `use_dynamic_url`, and its words for missing resources are about something else. */
const FIELDS: Record<Family, readonly Field[]> = {
  chromium: [
    { key: 'resources', kind: 'texts', isRequired: true },
    ...LISTS,
    { key: 'use_dynamic_url', kind: 'boolean' },
  ],
  gecko: [{ key: 'resources', kind: 'texts' }, ...LISTS],
};

/** Source: Chromium, web_accessible_resources_info.cc; Firefox, schemas/manifest.json; seen in Chromium 156 and ESR 153. */
export function* findInWebAccessible(value: unknown, version: 2 | 3, family: Family): Iterable<ExtensionFinding> {
  if (value === undefined) return;
  if (version === 2) return yield* findInPaths(value, family);
  const entries: { index: number; json: Json; place: Place }[] = [];
  yield* findInObjects(KEY, value, family, entries);
  for (const { json, place } of entries) yield* findInShape(json, FIELDS[family], place);
  for (const { index, json } of entries) {
    yield* family === 'chromium' ? findInChromiumEntry(index, json) : findInGeckoEntry(index, json);
  }
}

function* findInPaths(value: unknown, family: Family): Iterable<ExtensionFinding> {
  const text = (at: string, kind: string, found: unknown): string | undefined =>
    family === 'gecko' ? `Error processing ${at}: Expected ${kind} instead of ${JSON.stringify(found)}` : undefined;
  if (!Array.isArray(value)) return yield wrongType([KEY], value, 'a list of paths', text(KEY, 'array', value));
  for (const [index, item] of value.entries()) {
    if (typeof item !== 'string')
      yield wrongType([KEY, index], item, 'the path of a file', text(`${KEY}.${index}`, 'string', item));
  }
}

function* findInChromiumEntry(index: number, json: Json): Iterable<ExtensionFinding> {
  const at = [KEY, index];
  const text = (words: string): string => `Invalid value for '${KEY}[${index}]'. ${words}`;
  if (json.matches === undefined && json.extension_ids === undefined && json.use_dynamic_url !== true) {
    yield resourceOpenToNobody(at, text('Entry must at least have resources, and one other valid key.'));
  }
  for (const [item, pattern] of itemsOf(json.matches)) {
    const read = parseMatchPattern(pattern, 'chromium', 'any');
    const refused = text('Invalid match pattern.');
    if ('refused' in read) yield patternInvalid('error', [...at, 'matches', item], pattern, refused);
    else if (read.pattern.parts.path !== '/*') yield patternPathRefused([...at, 'matches', item], pattern, refused);
  }
  const ids = itemsOf(json.extension_ids);
  for (const [item, id] of ids) {
    const place = [...at, 'extension_ids', item];
    if (id !== '*' && !isChromiumId(id)) yield resourceIdInvalid(place, id, text('Invalid extension id.'));
    else if (id === '*' && ids.length > 1) {
      yield resourceIdInvalid(place, id, text('If a wildcard entry is present, it must be the only entry.'));
    }
  }
}

function* findInGeckoEntry(index: number, json: Json): Iterable<ExtensionFinding> {
  const at = [KEY, index];
  if ((json.resources ?? null) === null) yield requiredMissing(at, 'resources');
  if ((json.matches ?? null) === null && (json.extension_ids ?? null) === null) {
    const words = `${KEY} requires one of "matches" or "extension_ids"`;
    yield resourceOpenToNobody(at, `Error processing ${KEY}: ${words}`);
  }
  for (const [item, pattern] of itemsOf(json.matches)) yield* findInPattern('error', [...at, 'matches', item], pattern);
  for (const [item, id] of itemsOf(json.extension_ids)) {
    if (id !== '*' && !isGeckoId(id)) yield resourceIdInvalid([...at, 'extension_ids', item], id);
  }
}
