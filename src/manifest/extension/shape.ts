import type { Family } from '../family.js';
import { type ExtensionFinding, type Step, wrongType } from './extension-findings.js';
import { isObject, type Json } from './json-values.js';
import { requiredMissing, valueUnknown } from './web-findings.js';

/** A key of an object and what may stand there. */
export interface Field {
  readonly key: string;
  readonly kind: 'texts' | 'boolean' | 'choice';
  readonly isRequired?: boolean;
  /** Of a choice, by family. */
  readonly values?: Readonly<Record<Family, readonly string[]>>;
  /** What Chromium calls a choice in its errors. */
  readonly chromiumName?: string;
}

/** Where an object stands, and how Chromium begins its errors about it. */
export interface Place {
  readonly family: Family;
  readonly at: readonly Step[];
  readonly chromiumPrefix: string;
}

/** Chromium's names of the kinds of values. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'double';
  return typeof value === 'object' ? 'dictionary' : typeof value;
}

/** Both browsers' words for a value of the wrong kind. Seen in Chromium 156 and Firefox ESR 153. */
const geckoText = (at: readonly Step[], words: string): string => `Error processing ${at.join('.')}: ${words}`;
const expected = (kind: string, value: unknown): string => `Expected ${kind} instead of ${JSON.stringify(value)}`;

/** The objects of a list at the top of the manifest, each with its index; what is wrong with the others is found. */
export function* findInObjects(
  key: string,
  value: unknown,
  family: Family,
  objects: { push(item: { index: number; json: Json; place: Place }): unknown },
): Iterable<ExtensionFinding> {
  if (!Array.isArray(value)) {
    const chromium = `Error at key '${key}'. Type is invalid. Expected list, found ${kindOf(value)}.`;
    const text = family === 'chromium' ? chromium : geckoText([key], expected('array', value));
    yield wrongType([key], value, 'a list of objects', text);
    return;
  }
  for (const [index, json] of value.entries()) {
    const at = [key, index];
    const chromiumPrefix = `Error at key '${key}'. Parsing array failed at index ${index}: `;
    if (isObject(json)) objects.push({ index, json, place: { family, at, chromiumPrefix } });
    else {
      const chromium = `${chromiumPrefix}expected dictionary, got ${kindOf(json)}`;
      const text = family === 'chromium' ? chromium : geckoText(at, expected('object', json));
      yield wrongType(at, json, 'an object', text);
    }
  }
}

/** What is wrong with the kinds of values of an object. In Firefox an optional key may be `null`. */
export function* findInShape(json: Json, fields: readonly Field[], place: Place): Iterable<ExtensionFinding> {
  for (const field of fields) {
    const value = json[field.key];
    if (value === undefined && field.isRequired) {
      const { family, at, chromiumPrefix } = place;
      const chromium = `${chromiumPrefix}'${field.key}' is required`;
      const text = family === 'chromium' ? chromium : geckoText(at, `Property "${field.key}" is required`);
      yield requiredMissing(at, field.key, text);
    } else if (value !== undefined && !(value === null && place.family === 'gecko' && !field.isRequired)) {
      yield* CHECKS[field.kind](value, field, place);
    }
  }
}

type Check = (value: unknown, field: Field, place: Place) => Iterable<ExtensionFinding>;

const CHECKS: Record<Field['kind'], Check> = {
  *texts(value, { key }, place) {
    const at = [...place.at, key];
    if (!Array.isArray(value)) {
      const chromium = `'${key}': expected list, got ${kindOf(value)}`;
      return yield wrongType(at, value, 'a list of texts', said(place, at, chromium, expected('array', value)));
    }
    for (const [index, item] of value.entries()) {
      if (typeof item === 'string') continue;
      const chromium = `Error at key '${key}': Parsing array failed at index ${index}: expected string, got ${kindOf(item)}`;
      const itemAt = [...at, index];
      yield wrongType(itemAt, item, 'a text', said(place, itemAt, chromium, expected('string', item)));
    }
  },
  *boolean(value, { key }, place) {
    if (typeof value === 'boolean') return;
    const at = [...place.at, key];
    const chromium = `'${key}': expected ${key}, got ${kindOf(value)}`; // the key's own name, by a fault of Chromium
    yield wrongType(at, value, 'true or false', said(place, at, chromium, expected('boolean', value)));
  },
  *choice(value, { key, values, chromiumName = key }, place) {
    const at = [...place.at, key];
    const known = values?.[place.family] ?? [];
    const quoted = known.map((name) => `"${name}"`).join(' or ');
    if (typeof value !== 'string') {
      const chromium = `'${chromiumName}': expected string, got ${kindOf(value)}`;
      yield valueUnknown(at, value, quoted, said(place, at, chromium, expected('string', value)));
    } else if (!known.includes(value)) {
      const chromium = `'${chromiumName}': expected ${quoted}, got "${value}"`;
      yield valueUnknown(at, value, quoted, said(place, at, chromium, `Invalid enumeration value "${value}"`));
    }
  },
};

function said({ family, chromiumPrefix }: Place, at: readonly Step[], chromium: string, gecko: string): string {
  return family === 'chromium' ? chromiumPrefix + chromium : geckoText(at, gecko);
}
