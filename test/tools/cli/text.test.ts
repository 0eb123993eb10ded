import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableJson, printableLine } from '../../../src/tools/cli/printable.js';
import { splitCommand } from '../../../src/tools/cli/split-command.js';
import { wrap } from '../../../src/tools/cli/wrap.js';

const text = fc.string({ unit: 'binary' });

describe('text of others is safe to show', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
  const DANGEROUS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

  it('whatever it is', () => {
    fc.assert(
      fc.property(text, (any) => {
        expect(printable(any)).not.toMatch(DANGEROUS);
        expect(printableLine(any)).not.toMatch(/[\n\t]/);
      }),
    );
  });

  it('JSON stays the same JSON, on one line', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const shown = printableJson(JSON.stringify(value, null, indent));
        expect(shown).not.toMatch(DANGEROUS);
        expect(shown).not.toContain('\n');
        expect(JSON.parse(shown)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([
    { text: 'a\u001b[31mb', shown: 'a\\u001b[31mb' },
    { text: 'é🙂👨‍👩‍👧', shown: 'é🙂👨‍👩‍👧' },
    { text: 'a\tb\nc', shown: 'a\tb\nc' },
    { text: '\u202egnp.exe', shown: '\\u202egnp.exe' },
  ])('$shown', ({ text: given, shown }) => {
    expect(printable(given)).toBe(shown);
  });
});

describe('a command line becomes words', () => {
  it.each<{ command: string; words: string[]; platform?: NodeJS.Platform }>([
    { command: 'python3 host.py', words: ['python3', 'host.py'] },
    { command: '  a   b  ', words: ['a', 'b'] },
    { command: `'a b' "c d"e f\\ g`, words: ['a b', 'c de', 'f g'] },
    { command: `"it's" '"'`, words: ["it's", '"'] },
    { command: `a "" ''`, words: ['a', '', ''] },
    { command: `'a\\b' "c\\"d"`, words: ['a\\b', 'c"d'] },
    { command: '$HOME *.js `x`', words: ['$HOME', '*.js', '`x`'] },
    { command: '"C:\\Program Files\\a.exe" C:\\b', words: ['C:\\Program Files\\a.exe', 'C:\\b'], platform: 'win32' },
  ])('$command', ({ command, words, platform = 'linux' }) => {
    expect(splitCommand(command, platform)).toEqual(words);
  });

  it.each(['', '  ', `'a`, `a "b`])('%j is none', (command) => {
    expect(() => splitCommand(command, 'linux')).toThrow(expect.objectContaining({ code: 'COMMAND_INVALID' }));
  });
});

describe('a line for a terminal goes on below', () => {
  it.each([
    { what: 'at a space', line: 'one two three', columns: 8, lines: ['one two', 'three'] },
    {
      what: 'anywhere, when there is no space near the end',
      line: 'a bcdefghijk',
      columns: 6,
      lines: ['a bcde', 'fghijk'],
    },
    { what: 'not when it fits', line: 'one two', columns: 7, lines: ['one two'] },
    {
      what: 'colours take no columns',
      line: '\u001b[31mone two\u001b[39m three',
      columns: 8,
      lines: ['\u001b[31mone two', '\u001b[39mthree'],
    },
    { what: 'never within a character', line: '🙂🙂🙂', columns: 2, lines: ['🙂🙂', '🙂'] },
    { what: 'an empty one stays', line: '', columns: 5, lines: [''] },
    { what: 'a pipe has no end', line: 'one two', columns: Number.POSITIVE_INFINITY, lines: ['one two'] },
  ])('$what', ({ line, columns, lines }) => {
    expect(wrap(line, columns)).toEqual(lines);
  });

  it('and nothing is lost but spaces where it breaks', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (any, columns) => {
        const line = printableLine(any);
        const lines = wrap(line, columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(line.replaceAll(' ', ''));
        expect(lines.filter((each) => [...each].length > columns)).toEqual([]);
      }),
    );
  });
});
