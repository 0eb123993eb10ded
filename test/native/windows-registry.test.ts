import { describe, expect, it } from 'vitest';
import { defaultValueIn } from '../../src/native/windows-registry.js';

const KEY = '[HKEY_CURRENT_USER\\Software\\Mozilla\\NativeMessagingHosts\\org.example.host]';
const exported = (...lines: string[]) =>
  `\uFEFFWindows Registry Editor Version 5.00\r\n\r\n${lines.join('\r\n')}\r\n\r\n`;
const hex = (text: string) =>
  [...Buffer.from(`${text}\0`, 'utf16le')].map((byte) => byte.toString(16).padStart(2, '0'));

describe('the default value of an exported key', () => {
  const path = 'C:\\Users\\Zoë\\100%\\host.json';
  const wrapped = hex('%LocalAppData%\\%nothing%\\é.json');
  const ROWS = [
    {
      row: 'a text',
      lines: [KEY, '"other"="x"', `@="${path.replaceAll('\\', '\\\\')}"`],
      value: { type: 'text', text: path },
    },
    {
      row: 'a text with quotes',
      lines: [KEY, '@="\\"C:\\\\a b.json\\""'],
      value: { type: 'text', text: '"C:\\a b.json"' },
    },
    { row: 'an empty text', lines: [KEY, '@=""'], value: { type: 'text', text: '' } },
    {
      row: 'a text with variables, over two lines',
      lines: [KEY, `@=hex(2):${wrapped.slice(0, 20).join(',')},\\`, `  ${wrapped.slice(20).join(',')}`],
      value: { type: 'text', text: 'C:\\Local\\%nothing%\\é.json' },
    },
    { row: '3.2.4: a number', lines: [KEY, '@=dword:00000001'], value: { type: 'other', name: 'REG_DWORD' } },
    { row: 'bytes', lines: [KEY, '@=hex:01,02'], value: { type: 'other', name: 'REG_BINARY' } },
    {
      row: 'several texts',
      lines: [KEY, '@=hex(7):61,00,00,00,00,00'],
      value: { type: 'other', name: 'REG_MULTI_SZ' },
    },
    { row: 'only named values', lines: [KEY, '"@"="x"', '"a"="@=b"'], value: undefined },
    { row: 'only in a key below', lines: [KEY, '', `${KEY.slice(0, -1)}\\below]`, '@="x"'], value: undefined },
    { row: 'nothing', lines: [], value: undefined },
  ];
  it.each(ROWS)('$row', ({ lines, value }) => {
    expect(defaultValueIn(exported(...lines), { LOCALAPPDATA: 'C:\\Local' })).toEqual(value);
  });
});
