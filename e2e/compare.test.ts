import { describe, expect, it } from 'vitest';
import { compare } from './compare.js';

const known = { engine: 'chromium', lines: 'keys of', because: 'they are V8 keys' } as const;

describe('two logs are compared line by line, known differences aside', () => {
  it.each([
    { when: 'they are the same', browser: ['a', 'b'], nativeport: ['a', 'b'], known: [], isSame: true },
    { when: 'a line is different', browser: ['a', 'b'], nativeport: ['a', 'c'], known: [], isSame: false },
    { when: 'the order is different', browser: ['a', 'b'], nativeport: ['b', 'a'], known: [], isSame: false },
    { when: 'a line is missing', browser: ['a', 'b'], nativeport: ['a'], known: [], isSame: false },
    {
      when: 'a difference is known',
      browser: ['a', 'keys of x'],
      nativeport: ['a', 'keys of y'],
      known: [known],
      isSame: true,
    },
    {
      when: 'it lies elsewhere',
      browser: ['a', 'keys of x'],
      nativeport: ['keys of y', 'a'],
      known: [known],
      isSame: false,
    },
    {
      when: 'another one comes along',
      browser: ['a', 'keys of x'],
      nativeport: ['b', 'keys of y'],
      known: [known],
      isSame: false,
    },
  ])('$when', ({ browser, nativeport, known, isSame }) => {
    const comparison = compare(browser, nativeport, known);
    expect(comparison.outdated).toEqual([]);
    if (isSame) expect(comparison.nativeport).toEqual(comparison.browser);
    else expect(comparison.nativeport).not.toEqual(comparison.browser);
  });

  it('a known difference that is none any more is told', () => {
    expect(compare(['keys of x'], ['keys of x'], [known]).outdated).toEqual([known]);
    expect(compare(['a'], ['a'], [known]).outdated).toEqual([known]);
  });
});
