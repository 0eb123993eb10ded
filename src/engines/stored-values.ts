import { isObject } from './values.js';

// What each engine keeps of a value in `storage`, and how many bytes it says that it takes.

/** A copy in which the members of objects come in the order of their keys, as Chromium keeps them. */
export function sortedCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedCopy);
  if (!isObject(value)) return value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, sortedCopy(member)]));
}

const text = new TextEncoder();
const utf8 = (value: string): number => text.encode(value).byteLength;

/** Chromium's `local` and `sync`: the key and the value's JSON. */
export const bytesAsJson = (key: string, value: unknown): number => utf8(key) + utf8(JSON.stringify(value));

// Chromium's `session` counts the memory that lies outside of a value itself: base/trace_event/memory_usage_estimator.h.
const VALUE_BYTES = 32;
const ENTRY_BYTES = 32; // a key, and the pointer to its value
const SHORT_TEXT_BYTES = 22; // a text up to this size needs none

export const bytesInMemory = (key: string, value: unknown): number => textMemory(key) + memoryOf(value);

function memoryOf(value: unknown): number {
  if (typeof value === 'string') return textMemory(value);
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + VALUE_BYTES + memoryOf(item), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + ENTRY_BYTES + textMemory(key) + VALUE_BYTES + memoryOf(item),
    0,
  );
}

function textMemory(value: string): number {
  const bytes = utf8(value);
  return bytes <= SHORT_TEXT_BYTES ? 0 : (bytes + 16) & ~15;
}

/** Firefox: the key, and the size of the value's structured clone. Source: js/src/vm/StructuredClone.cpp. */
export const bytesAsClone = (key: string, value: unknown): number => key.length + WORD_BYTES + cloneBytes(value);

const WORD_BYTES = 8; // everything is counted in words, the header and the end of each object as well
const padded = (bytes: number): number => Math.ceil(bytes / WORD_BYTES) * WORD_BYTES;

function cloneBytes(value: unknown): number {
  if (typeof value === 'string') return WORD_BYTES + padded(isLatin1(value) ? value.length : value.length * 2);
  if (typeof value === 'bigint') return WORD_BYTES + padded(Math.ceil(value.toString(16).length / 2));
  if (typeof value !== 'object' || value === null) return WORD_BYTES;
  return cloneBytesOfObject(value);
}

function cloneBytesOfObject(value: object): number {
  const all = (parts: Iterable<unknown>): number => {
    let sum = 0;
    for (const part of parts) sum += cloneBytes(part);
    return sum;
  };
  if (Array.isArray(value)) return 2 * WORD_BYTES + all(value) + value.length * WORD_BYTES;
  if (value instanceof Date) return 2 * WORD_BYTES;
  if (value instanceof Map) return 2 * WORD_BYTES + all([...value].flat());
  if (value instanceof Set) return 2 * WORD_BYTES + all(value);
  if (value instanceof RegExp) return WORD_BYTES + cloneBytes(value.source);
  if (value instanceof ArrayBuffer) return 2 * WORD_BYTES + padded(value.byteLength);
  if (ArrayBuffer.isView(value)) return 5 * WORD_BYTES + padded(value.byteLength);
  return 2 * WORD_BYTES + all(Object.entries(value).flat());
}

const isLatin1 = (value: string): boolean => {
  for (let at = 0; at < value.length; at += 1) if (value.charCodeAt(at) > 0xff) return false;
  return true;
};
