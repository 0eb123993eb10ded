import { serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { cloneIn } from '../../src/context/clone.js';
import { Realm } from '../../src/context/realm.js';

const part = { a: 1 };
const cycle: { inner: { outer?: unknown } } = { inner: {} };
cycle.inner.outer = cycle;
const nested = (depth: number): object => (depth === 0 ? {} : { below: nested(depth - 1), depth });

/** Tells apart what is shared and what is the same twice. A list is first made as the platform makes it, with room for holes. */
const formOf = (value: unknown): string => serialize(structuredClone(value)).toString('latin1');

describe('what comes from another context is copied as a structured clone is, sharing and all', () => {
  it.each([
    { what: 'a few plain objects', value: { id: 1, m: { n: null, u: undefined, zero: -0, big: 1n } } },
    { what: 'what is nested deeper than is copied by hand', value: nested(200) },
    { what: 'lists of records', value: { rows: [{ id: 1, tags: ['a', []] }, null, [[undefined]]] } },
    { what: 'a part that is there twice', value: { first: part, second: part } },
    { what: 'a cycle', value: cycle },
    { what: 'a member __proto__', value: JSON.parse('{"__proto__":{"x":1},"constructor":{"y":2}}') as object },
    { what: 'a list with a hole', value: { list: Object.assign([1], { 2: part }), part } },
    { what: 'a list with a hole and a name', value: Object.assign([1], { 2: 3, name: 4 }) },
    { what: 'what is not plain', value: { map: new Map([[part, part]]), date: new Date(0), part } },
  ])('$what', ({ value }) => {
    const crossed = structuredClone(value); // as the sender's side makes it
    const copy = cloneIn(crossed, new Realm(globalThis));
    expect(copy).not.toBe(crossed);
    expect(formOf(copy)).toBe(formOf(crossed));
  });

  it('a setter on a prototype does not get it', () => {
    const got: unknown[] = [];
    Object.defineProperty(Object.prototype, 'caught', { set: (value) => got.push(value), configurable: true });
    try {
      const crossed = JSON.parse('{"caught":{"caught":1}}') as object;
      expect(JSON.stringify(cloneIn(crossed, new Realm(globalThis)))).toBe('{"caught":{"caught":1}}');
      expect(got).toEqual([]);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'caught');
    }
  });
});
