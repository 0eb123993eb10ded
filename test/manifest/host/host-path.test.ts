import { describe, expect, it } from 'vitest';
import { hostPathOf, isAbsolutePath } from '../../../src/manifest/index.js';

const POSIX_FILE = '/etc/opt/chrome/native-messaging-hosts/a.json';
const WINDOWS_FILE = 'C:\\Apps\\Host\\a.json';

// biome-ignore format: a table reads best in columns
const ROWS = [
  { id: 'M40 2.14', platform: 'linux',  path: '/opt/a b/é',     chromium: '/opt/a b/é',                  gecko: '/opt/a b/é' },
  { id: '2.15',     platform: 'linux',  path: '/opt//./x/../a', chromium: '/opt//./x/../a',              gecko: '/opt//./x/../a' },
  { id: 'M43 2.14', platform: 'linux',  path: '/opt/a --flag $X', chromium: '/opt/a --flag $X',          gecko: '/opt/a --flag $X' },
  { id: 'M40 2.17', platform: 'linux',  path: 'a',              chromium: undefined,                     gecko: undefined },
  { id: 'M43 2.14', platform: 'darwin', path: '~/a',            chromium: undefined,                     gecko: '~/a' },
  { id: '2.14',     platform: 'win32',  path: '~/a',            chromium: 'C:\\Apps\\Host\\~/a',         gecko: 'C:\\Apps\\Host\\~\\a' },
  { id: 'M40',      platform: 'linux',  path: 'C:\\a.exe',      chromium: undefined,                     gecko: undefined },
  { id: 'M41 2.16', platform: 'win32',  path: 'C:\\b\\h.exe',   chromium: 'C:\\b\\h.exe',                gecko: 'C:\\b\\h.exe' },
  { id: '2.16',     platform: 'win32',  path: 'C:/b/h.exe',     chromium: 'C:/b/h.exe',                  gecko: 'C:\\b\\h.exe' },
  { id: 'M41',      platform: 'win32',  path: '\\\\srv\\h.exe', chromium: '\\\\srv\\h.exe',              gecko: '\\\\srv\\h.exe' },
  { id: 'M41 2.16', platform: 'win32',  path: 'h.exe',          chromium: 'C:\\Apps\\Host\\h.exe',       gecko: 'C:\\Apps\\Host\\h.exe' },
  { id: 'M41 2.16', platform: 'win32',  path: '..\\h.bat',      chromium: 'C:\\Apps\\Host\\..\\h.bat',   gecko: 'C:\\Apps\\Host\\..\\h.bat' },
  { id: '2.16',     platform: 'win32',  path: 'bin/h.exe',      chromium: 'C:\\Apps\\Host\\bin/h.exe',   gecko: 'C:\\Apps\\Host\\bin\\h.exe' },
] as const;

describe('the path that is launched', () => {
  it.each(ROWS)('$id $platform: $path', ({ platform, path, chromium, gecko }) => {
    const file = platform === 'win32' ? WINDOWS_FILE : POSIX_FILE;
    expect(hostPathOf({ path }, file, platform, 'chromium')).toBe(chromium);
    expect(hostPathOf({ path }, file, platform, 'gecko')).toBe(gecko);
  });
});

describe('an absolute path', () => {
  it.each([
    { path: 'C:\\x', is: true },
    { path: 'c:/x', is: true },
    { path: '\\\\srv\\x', is: true },
    { path: '//srv/x', is: true },
    { path: 'C:x', is: false },
    { path: '\\x', is: false },
    { path: '/x', is: false },
    { path: '', is: false },
  ])('on Windows: $path: $is', ({ path, is }) => {
    expect(isAbsolutePath(path, 'win32')).toBe(is);
  });
});
