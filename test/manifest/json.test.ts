import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExtensionManifest, parseHostManifest } from '../../src/manifest/index.js';
import { firstError, hostText } from './manifests.js';

type Make = (good: string) => string;
const described =
  (json: string): Make =>
  (good) =>
    good.replace('"A host"', () => json);
const extra =
  (json: string): Make =>
  (good) =>
    good.replace(/\}$/, () => `,${json}}`);

// What Chromium 156 does with the bytes was tried out one by one; Firefox ESR 153 has JSON.parse (2.1, 2.3).
// biome-ignore format: a table reads best in columns
const TEXTS: { when: string; make: Make; chromium: boolean }[] = [
  { when: 'a // comment first (observed 1)',         make: (good) => `// c\n${good}`,              chromium: true },
  { when: 'a // comment last',                       make: (good) => `${good}// c`,                chromium: true },
  { when: 'a // comment that ends in CRLF',          make: (good) => `// c\r\n${good}`,            chromium: true },
  { when: 'a // comment that ends in CR alone',      make: (good) => `// c\r${good}`,              chromium: false },
  { when: 'a /* */ comment',                         make: (good) => `/* c\n */${good}`,           chromium: true },
  { when: 'comments between tokens',                 make: (good) => good.replace(',', ',/*x*/ // y\n'), chromium: true },
  { when: '/*/ as a whole comment',                  make: (good) => `/*/${good}`,                 chromium: true },
  { when: 'a comment inside a comment',              make: (good) => `/* /* */ */${good}`,         chromium: false },
  { when: 'a comment without end',                   make: (good) => `${good}/* `,                 chromium: false },
  { when: 'a # comment',                             make: (good) => `# c\n${good}`,               chromium: false },
  { when: 'a raw line feed in a string',             make: described('"a\nb"'),                    chromium: true },
  { when: 'a raw carriage return in a string',       make: described('"a\rb"'),                    chromium: true },
  { when: 'a raw line feed in a key',                make: extra('"a\nb":1'),                      chromium: true },
  { when: '\\x41 in a string',                       make: described('"\\x41"'),                   chromium: true },
  { when: '\\x4 in a string',                        make: described('"\\x4"'),                    chromium: false },
  { when: '\\X41 in a string',                       make: described('"\\X41"'),                   chromium: false },
  { when: 'a raw tab in a string',                   make: described('"a\tb"'),                    chromium: false },
  { when: 'a control character in a string',         make: described('"a\u0001"'),                 chromium: false },
  { when: '\\v in a string',                         make: described('"\\v"'),                     chromium: false },
  { when: 'a line break behind a backslash',         make: described('"a\\\nb"'),                  chromium: false },
  { when: 'single quotes',                           make: (good) => good.replaceAll('"', "'"),    chromium: false },
  { when: 'a trailing comma in an object (observed 1)', make: (good) => good.replace(/\}$/, ',}'), chromium: false },
  { when: 'a trailing comma in a list',              make: (good) => good.replace(']', ',]'),      chromium: false },
  { when: 'a trailing comma before a comment',       make: (good) => good.replace(/\}$/, ', /* c */ }'), chromium: false },
  { when: 'two commas',                              make: (good) => good.replace(',', ',,'),      chromium: false },
  { when: 'text after the object',                   make: (good) => `${good} x`,                  chromium: false },
  { when: 'a byte order mark too many',              make: (good) => `\uFEFF\uFEFF${good}`,        chromium: false },
  { when: 'a no-break space',                        make: (good) => `\u00a0${good}`,              chromium: false },
  { when: 'NaN',                                     make: extra('"x":NaN'),                       chromium: false },
  { when: 'a number with a leading zero',            make: extra('"x":01'),                        chromium: false },
  { when: 'nothing (M1)',                            make: () => '',                               chromium: false },
  { when: 'spaces (M1)',                             make: () => '  ',                             chromium: false },
];

describe('the JSON of a host manifest', () => {
  it.each(TEXTS)('$when: Chromium accepts: $chromium, Firefox refuses (M1, M11, 2.3)', ({ make, chromium }) => {
    expect(firstError(make(hostText('chromium')), 'chromium')?.code).toBe(chromium ? undefined : 'MANIFEST_NOT_JSON');
    expect(firstError(make(hostText('gecko')), 'gecko')?.code).toBe('MANIFEST_NOT_JSON');
  });

  it.each([
    { when: 'a leading byte order mark (M11, 2.1)', make: (good: string) => `\uFEFF${good}` },
    { when: 'DEL and line separators in a string', make: described('"\x7f\u2028"') },
    { when: 'a surrogate pair', make: described('"\\ud83d\\ude42"') },
    { when: 'a comment sign inside a string', make: described('"http://x /* y"') },
    { when: 'an escaped quote before a comment sign', make: described('"\\" // \\\\"') },
    { when: 'a key twice: the last one counts', make: (good: string) => good.replace('{', '{"name":1,') },
  ])('$when is fine everywhere', ({ make }) => {
    expect(firstError(make(hostText('chromium')), 'chromium')).toBeUndefined();
    expect(firstError(make(hostText('gecko')), 'gecko')).toBeUndefined();
  });

  it.each(['"\\ud83d"', '"\\ude42"', '"\\ud83d\\ud83d"', '"\\ud83dx"'])(
    'half a character, %s: Chromium refuses',
    (text) => {
      expect(firstError(described(text)(hostText('chromium')), 'chromium')?.code).toBe('MANIFEST_NOT_JSON');
      expect(firstError(described(text)(hostText('gecko')), 'gecko')).toBeUndefined();
    },
  );

  it('gives strings the value that Chromium sees', () => {
    const { manifest } = parseHostManifest(described('"a\nb\\x41\r\\n"')(hostText('chromium')), 'chromium');
    expect(manifest?.description).toBe('a\nbA\r\n');
  });

  it.each([
    { open: '[', close: ']' },
    { open: '{"a":', close: '}' },
  ])('may open 199 brackets in Chromium, with $open', ({ open, close }) => {
    const nested = (depth: number): string =>
      extra(`"x":${open.repeat(depth)}${open === '[' ? '' : 1}${close.repeat(depth)}`)(hostText('chromium'));
    expect(firstError(nested(198), 'chromium')).toBeUndefined();
    expect(firstError(nested(199), 'chromium')?.code).toBe('MANIFEST_TOO_DEEP');
  });

  it.each([
    { text: '{\n  "name": "a",\n}', place: 'line 2, column 14' },
    { text: '{\n  // c\n  "name": "a" "b"\n}', place: 'line 3, column 15' },
    { text: '{ "a": "x\ny", "b" 1 }', place: 'line 2, column 9' },
    { text: '{ "a": "\\x41\\x41", "b" 1 }', place: 'line 1, column 24' },
    { text: '{ "a": "\\ud800" }', place: 'line 1, column 9' },
    { text: '/* x', place: 'line 1, column 1' },
  ])('names the place of what is wrong: $place', ({ text, place }) => {
    expect(firstError(text, 'chromium')?.message).toContain(place);
  });

  it('names the place of a comment that Firefox refuses', () => {
    expect(firstError(`{\n  // c\n}`, 'gecko')?.message).toContain('(//) at line 2, column 3');
  });

  it.each([
    { when: 'a million brackets', text: '['.repeat(1_000_000) },
    { when: 'a million quotes', text: '"'.repeat(1_000_000) },
    { when: 'a million slashes', text: '/'.repeat(1_000_000) },
    { when: 'half a million comment signs', text: '/*'.repeat(500_000) },
    { when: 'half a million escapes', text: `"${'\\x'.repeat(500_000)}` },
    { when: 'a quarter million line breaks in a string', text: `"${'\n'.repeat(250_000)}",` },
  ])('takes $when without harm', ({ text }) => {
    expect(firstError(text, 'chromium')?.path).toBe('$');
    expect(firstError(text, 'gecko')?.path).toBe('$');
  });

  it('reads whatever JSON.stringify writes as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify({ manifest_version: 3, name: 'x', version: '1.0', value }, null, 1);
        const { manifest } = parseExtensionManifest(text, 'gecko');
        expect(JSON.stringify(manifest?.value)).toBe(JSON.stringify(JSON.parse(text).value));
      }),
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:/*\\\n x1u'), maxLength: 60 }), (text) => {
        for (const family of ['chromium', 'gecko'] as const) expect(firstError(text, family)).toBeDefined();
      }),
    );
  });
});

describe('the JSON of an extension manifest', () => {
  const good = '{"manifest_version":3,"name":"x","version":"1.0"}';
  // biome-ignore format: a table reads best in columns
  it.each([
    { when: 'a // comment',    text: `// c\n${good}`,           chromium: true,  gecko: true },
    { when: 'a /* */ comment', text: `/* c */${good}`,          chromium: true,  gecko: false },
    { when: 'a raw newline',   text: good.replace('x', 'x\ny'), chromium: true,  gecko: false },
    { when: 'a trailing comma', text: good.replace('}', ',}'),  chromium: false, gecko: false },
  ])('with $when is read by Chromium: $chromium, by Firefox: $gecko', ({ text, chromium, gecko }) => {
    expect(parseExtensionManifest(text, 'chromium').manifest !== undefined).toBe(chromium);
    expect(parseExtensionManifest(text, 'gecko').manifest !== undefined).toBe(gecko);
  });
});
