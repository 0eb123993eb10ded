import { describe, expect, it } from 'vitest';
import { manifestFileFrom, type RegistryValue } from '../../src/locations/index.js';

const KEY = 'Software\\Mozilla\\NativeMessagingHosts\\a';
const text = (value: string): RegistryValue => ({ type: 'text', text: value });
const NEXT = undefined;

// biome-ignore format: a table reads best in columns
const ROWS = [
  { id: 'L10 3.2.1', when: 'a full path',        value: text('C:\\a.json'), chromium: { file: 'C:\\a.json' },  gecko: { file: 'C:\\a.json' } },
  { id: 'L10',       when: 'any file name',      value: text('C:\\b.txt'),  chromium: { file: 'C:\\b.txt' },   gecko: { file: 'C:\\b.txt' } },
  { id: '3.2.5',     when: 'slashes',            value: text('C:/a.json'),  chromium: { file: 'C:/a.json' },   gecko: { file: 'C:\\a.json' } },
  { id: 'L16',       when: 'a relative path',    value: text('a.json'),     chromium: 'REGISTRY_PATH_RELATIVE', gecko: { file: 'a.json' } },
  { id: 'L16 3.2.3', when: 'an empty text',      value: text(''),           chromium: 'REGISTRY_PATH_RELATIVE', gecko: NEXT },
  { id: '3.2.4',     when: 'a number',           value: { type: 'other', name: 'REG_DWORD' } as const, chromium: NEXT, gecko: 'REGISTRY_VALUE_NOT_TEXT' },
  { id: 'L17 3.2.2', when: 'no such key',        value: undefined,          chromium: NEXT,                    gecko: NEXT },
] as const;

describe('what a registry value leads to', () => {
  it.each(ROWS)('$id: $when', ({ value, chromium, gecko }) => {
    for (const [family, wanted] of [
      ['chromium', chromium],
      ['gecko', gecko],
    ] as const) {
      const found = manifestFileFrom(value, KEY, family);
      if (typeof wanted === 'string') expect(found).toMatchObject({ problem: { name: 'LocationError', code: wanted } });
      else expect(found).toEqual(wanted);
    }
  });

  it('3.2.4: a problem names the key', () => {
    const found = manifestFileFrom({ type: 'other', name: 'REG_DWORD' }, KEY, 'gecko');
    expect(found).toHaveProperty('problem.message', expect.stringContaining(KEY));
    expect(found).toHaveProperty('problem.hint', expect.stringMatching(/^Set /));
  });
});
