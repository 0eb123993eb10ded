import { describe, expect, it } from 'vitest';
import { chromiumStorage } from '../../src/engines/chromium-storage.js';
import { firefoxStorage } from '../../src/engines/firefox-storage.js';

it('Chromium keeps the members of objects in the order of their keys, Firefox as they came', () => {
  const value = { b: [{ d: 1, c: 2 }], a: 2 };
  expect(JSON.stringify(chromiumStorage.kept(value))).toBe('{"a":2,"b":[{"c":2,"d":1}]}');
  const kept = firefoxStorage.kept(value);
  expect(JSON.stringify(kept)).toBe(JSON.stringify(value));
  expect(kept).not.toBe(value);
});

describe('getBytesInUse', () => {
  it.each([
    { area: 'Chromium local', facts: chromiumStorage.areas.local, a: 2, both: 14 },
    { area: 'Chromium session', facts: chromiumStorage.areas.session, a: 0, both: 128 },
    { area: 'Firefox local', facts: firefoxStorage.areas.local, a: 17, both: 106 },
    { area: 'Firefox session', facts: firefoxStorage.areas.session, a: 17, both: 106 },
  ])('$area says what the browser says', ({ facts, a, both }) => {
    expect(facts.bytesOf('a', 1)).toBe(a);
    expect(facts.bytesOf('a', 1) + facts.bytesOf('b', { c: [1, 2] })).toBe(both);
  });
});

describe('a change as listeners get it', () => {
  it.each([
    { engine: 'Chromium', facts: chromiumStorage, added: '{"newValue":1}', changed: '{"newValue":2,"oldValue":1}' },
    { engine: 'Firefox', facts: firefoxStorage, added: '{"newValue":1}', changed: '{"oldValue":1,"newValue":2}' },
  ])('$engine', ({ facts, added, changed }) => {
    expect(JSON.stringify(facts.changeFor({ newValue: 1 }))).toBe(added);
    expect(JSON.stringify(facts.changeFor({ oldValue: 1, newValue: 2 }))).toBe(changed);
    expect(JSON.stringify(facts.changeFor({ oldValue: 2 }))).toBe('{"oldValue":2}');
  });

  it('Firefox has the key of the old value also where there was none', () => {
    expect(Object.keys(firefoxStorage.changeFor({ newValue: 1 }))).toEqual(['oldValue', 'newValue']);
    expect(Object.keys(firefoxStorage.changeFor({ oldValue: 1 }))).toEqual(['oldValue']);
  });
});
