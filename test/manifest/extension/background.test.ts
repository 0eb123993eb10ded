import { describe, expect, it } from 'vitest';
import { backgroundOf, type ExtensionManifest, fileInside } from '../../../src/manifest/index.js';

const manifest = (version: 2 | 3, background?: ExtensionManifest['background']): ExtensionManifest => ({
  manifest_version: version,
  name: 'x',
  version: '1.0',
  ...(background === undefined ? {} : { background }),
});

const worker = { kind: 'service-worker', file: 'w.js', module: false };
const scripts = { kind: 'scripts', files: ['a.js', 'b.js'], module: false };
const page = { kind: 'page', file: 'p.html' };

describe('the background that runs', () => {
  // biome-ignore format: a table reads best in columns
  it.each([
    { version: 3, background: { service_worker: 'w.js' },                            chromium: worker,    gecko: undefined },
    { version: 3, background: { service_worker: 'w.js', type: 'module' },            chromium: { ...worker, module: true }, gecko: undefined },
    { version: 3, background: { service_worker: 'w.js', scripts: ['a.js', 'b.js'] }, chromium: worker,    gecko: scripts },
    { version: 3, background: { service_worker: 'w.js', page: 'p.html' },            chromium: worker,    gecko: page },
    { version: 3, background: { scripts: ['a.js', 'b.js'] },                         chromium: undefined, gecko: scripts },
    { version: 3, background: { scripts: ['a.js', 'b.js'], type: 'module' },         chromium: undefined, gecko: { ...scripts, module: true } },
    { version: 3, background: { page: 'p.html' },                                    chromium: undefined, gecko: page },
    { version: 3, background: { page: 'p.html', scripts: ['a.js'] },                 chromium: undefined, gecko: page },
    { version: 2, background: { service_worker: 'w.js' },                            chromium: worker,    gecko: undefined },
    { version: 2, background: { scripts: ['a.js', 'b.js'], persistent: true },       chromium: scripts,   gecko: scripts },
    { version: 2, background: { page: 'p.html' },                                    chromium: page,      gecko: page },
    { version: 2, background: { page: 'p.html', scripts: ['a.js', 'b.js'] },         chromium: scripts,   gecko: page },
    { version: 3, background: {},                                                    chromium: undefined, gecko: undefined },
    { version: 3, background: undefined,                                             chromium: undefined, gecko: undefined },
  ] as const)('V$version $background', ({ version, background, chromium, gecko }) => {
    expect(backgroundOf(manifest(version, background), 'chromium')).toEqual(chromium);
    expect(backgroundOf(manifest(version, background), 'gecko')).toEqual(gecko);
  });

  it('never names a file outside, even when nobody checked the manifest', () => {
    expect(backgroundOf(manifest(3, { service_worker: '../../etc/passwd' }), 'chromium')).toBeUndefined();
    expect(backgroundOf(manifest(3, { scripts: ['../x.js', 'a.js'] }), 'gecko')).toEqual({
      ...scripts,
      files: ['a.js'],
    });
  });
});

describe('a path of the manifest', () => {
  // biome-ignore format: a table reads best in columns
  it.each([
    { path: 'b.js',            file: 'b.js' },
    { path: './b.js',          file: 'b.js' },
    { path: '/b.js',           file: 'b.js' },
    { path: 'x/../b.js',       file: 'b.js' },
    { path: 'x//y/./b.js',     file: 'x/y/b.js' },
    { path: '.\\x\\b.js',      file: 'x/b.js' },
    { path: 'b.js?x=../..#y',  file: 'b.js' },
    { path: 'a%20b.js',        file: 'a b.js' },
    { path: '100%.js',         file: '100%.js' },
    { path: 'ünï/b.js',        file: 'ünï/b.js' },
    { path: '...js',           file: '...js' },
    { path: '',                file: undefined },
    { path: '/',               file: undefined },
    { path: '..',              file: undefined },
    { path: '../b.js',         file: undefined },
    { path: '/../b.js',        file: undefined },
    { path: 'x/../../b.js',    file: undefined },
    { path: '..\\b.js',        file: undefined },
    { path: '%2e%2e/b.js',     file: undefined },
    { path: '.%2E/b.js',       file: undefined },
    { path: 'x%2f..%2f..%2fb.js', file: undefined },
    { path: 'x%5c..%5c..%5cb.js', file: undefined },
    { path: 'b%00.js',         file: undefined },
    { path: 'b\0.js',          file: undefined },
    { path: '//x/b.js',        file: undefined },
    { path: '\\\\x\\b.js',     file: undefined },
    { path: 'https://x/b.js',  file: undefined },
    { path: 'data:,1',         file: undefined },
    { path: 'C:\\b.js',        file: undefined },
  ])('$path is $file', ({ path, file }) => {
    expect(fileInside(path)).toBe(file);
  });
});
