import { describe, expect, it } from 'vitest';
import { type DirectoryPlace, manifestFileIn, type RegistryPlace, registryKeyIn } from '../../src/locations/index.js';

const directory = (path: string): DirectoryPlace => ({
  kind: 'directory',
  scope: 'user',
  directory: path,
  source: 'test',
});
const KEY: RegistryPlace = {
  kind: 'registry',
  scope: 'user',
  root: 'HKCU',
  view: 32,
  key: 'Software\\X',
  source: 'test',
};

describe('the file of a host (L1, 3.1.1)', () => {
  it.each([
    { path: '/etc/hosts.d', platform: 'linux', file: '/etc/hosts.d/com.example.App.json' },
    { path: '/etc/hosts.d/', platform: 'darwin', file: '/etc/hosts.d/com.example.App.json' },
    { path: '/odd\\', platform: 'linux', file: '/odd\\/com.example.App.json' },
    { path: 'C:\\hosts', platform: 'win32', file: 'C:\\hosts\\com.example.App.json' },
    { path: 'C:/hosts/', platform: 'win32', file: 'C:/hosts/com.example.App.json' },
  ] as const)('$file', ({ path, platform, file }) => {
    expect(manifestFileIn(directory(path), 'com.example.App', platform)).toBe(file);
  });
});

describe('the key of a host (L10, 3.2.1)', () => {
  it('lies below the place', () => {
    expect(registryKeyIn(KEY, 'com.example.app')).toBe('Software\\X\\com.example.app');
  });
});

describe('a name that could lead elsewhere', () => {
  it.each(['../x', '..', 'a/b', 'a\\b', '', 'a b', 'a\0'])('is refused: %j', (name) => {
    const unsafe = expect.objectContaining({ name: 'LocationError', code: 'HOST_NAME_UNSAFE' });
    expect(() => manifestFileIn(directory('/d'), name, 'linux')).toThrow(unsafe);
    expect(() => registryKeyIn(KEY, name)).toThrow(unsafe);
  });
});
