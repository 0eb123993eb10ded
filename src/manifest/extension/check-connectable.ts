import { isChromiumId } from '../extension-id.js';
import type { Family } from '../family.js';
import { parseMatchPattern } from '../patterns/match-pattern.js';
import { connectableEmpty, connectableIdInvalid, type ExtensionFinding, wrongType } from './extension-findings.js';
import { isObject, itemsOf } from './json-values.js';
import { type Field, findInShape, kindOf } from './shape.js';
import { patternInvalid } from './web-findings.js';

const KEY = 'externally_connectable';
const FIELDS: readonly Field[] = [
  { key: 'ids', kind: 'texts' },
  { key: 'matches', kind: 'texts' },
  { key: 'accepts_tls_channel_id', kind: 'boolean' },
];

/**
 * What is wrong with `externally_connectable`; Firefox does not know the key. Source: Chromium, externally_connectable.cc;
 * texts seen in Chromium 156, which takes patterns for whole top level domains without a word.
 */
export function* findInConnectable(value: unknown, family: Family): Iterable<ExtensionFinding> {
  if (value === undefined || family === 'gecko') return;
  if (!isObject(value)) {
    yield wrongType([KEY], value, 'an object', `expected dictionary, got ${kindOf(value)}`);
    return;
  }
  yield* findInShape(value, FIELDS, { family, at: [KEY], chromiumPrefix: '' });
  for (const [index, pattern] of itemsOf(value.matches)) {
    const read = parseMatchPattern(pattern, family, 'any');
    if ('pattern' in read) continue;
    const text = `Invalid match pattern '${pattern}' (${read.refused})`;
    yield patternInvalid('error', [KEY, 'matches', index], pattern, text);
  }
  for (const [index, id] of itemsOf(value.ids)) {
    if (id !== '*' && !isChromiumId(id)) yield connectableIdInvalid([KEY, 'ids', index], id);
  }
  if (isNothing(value.ids) && isNothing(value.matches)) yield connectableEmpty();
}

const isNothing = (list: unknown): boolean => list === undefined || (Array.isArray(list) && list.length === 0);
