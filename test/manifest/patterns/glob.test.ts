import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob } from '../../../src/manifest/index.js';
import { compileWildcards } from '../../../src/manifest/patterns/wildcards.js';

const URLS = ['http://a.com/', 'http://a.com/x', 'http://a.com/xy', 'http://a.com/x#h', 'http://a.com/[x]'];

describe('a glob of a content script', () => {
  // Seen in Chromium 156 and Firefox ESR 153.
  // biome-ignore format: a table reads best in columns
  it.each([
    { glob: '*',                  chromium: URLS, gecko: URLS },
    { glob: 'http://a.com/x',     chromium: ['http://a.com/x'], gecko: ['http://a.com/x', 'http://a.com/x#h'] },
    { glob: 'http://a.com/?',     chromium: ['http://a.com/', 'http://a.com/x'], gecko: ['http://a.com/x', 'http://a.com/x#h'] },
    { glob: 'http://a.com/??',    chromium: ['http://a.com/', 'http://a.com/x', 'http://a.com/xy'], gecko: ['http://a.com/xy'] },
    { glob: 'http://a.com/\\x',   chromium: ['http://a.com/x'], gecko: [] },
    { glob: 'http://a.com/[x]',   chromium: ['http://a.com/[x]'], gecko: ['http://a.com/[x]'] },
    { glob: '*#h',                chromium: ['http://a.com/x#h'], gecko: [] },
    { glob: '*.com/',             chromium: ['http://a.com/'], gecko: ['http://a.com/'] },
    { glob: 'HTTP://*',           chromium: [], gecko: [] },
    { glob: 'a',                  chromium: [], gecko: [] },
  ])('$glob', ({ glob, chromium, gecko }) => {
    expect(URLS.filter(compileGlob(glob, 'chromium'))).toEqual(chromium);
    expect(URLS.filter(compileGlob(glob, 'gecko'))).toEqual(gecko);
  });
});

describe('wildcards', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?') });
  const expression = (text: string, one: string) =>
    new RegExp(`^${text.replace(/[*?]/g, (letter) => (letter === '*' ? '.*' : one))}$`);

  it.each([
    { question: 'one', one: '.' },
    { question: 'at-most-one', one: '.?' },
    { question: 'literal', one: '\\?' },
  ] as const)('agree with a regular expression, ? as $question', ({ question, one }) => {
    fc.assert(
      fc.property(letters, letters, (form, text) => {
        expect(compileWildcards(form, { question, escapes: false })(text)).toBe(expression(form, one).test(text));
      }),
    );
  });

  it('end in time for a pattern made to take long', () => {
    const test = compileWildcards(`${'*a'.repeat(100)}b`, { question: 'one', escapes: false });
    expect(test('a'.repeat(5000))).toBe(false);
  });
});
