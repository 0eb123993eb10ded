import { describe, expect, it } from 'vitest';
import { acceptsTlsChannelId, isWebAccessible, webPagesAllowedBy } from '../../../src/manifest/index.js';
import { extension } from '../manifests.js';

const PAGES = [
  'http://a.com/',
  'http://a.com/x',
  'http://x.a.com/',
  'http://q.co.uk/',
  'https://a.com/',
  'http://a.com:81/',
  'about:blank',
  'data:text/html,x',
  'file:///etc/hosts',
];
const manifest = (key: unknown) => extension(3, { externally_connectable: key });

describe('web pages that externally_connectable allows', () => {
  // R81, R85: Chromium 156 was asked from such pages; patterns for whole top level domains count there.
  // biome-ignore format: a table reads best in columns
  it.each([
    { matches: ['<all_urls>'],              pages: PAGES },
    { matches: ['*://*/*'],                 pages: PAGES.filter((url) => url.startsWith('http')) },
    { matches: ['http://*.com/*'],          pages: ['http://a.com/', 'http://a.com/x', 'http://x.a.com/', 'http://a.com:81/'] },
    { matches: ['http://*.co.uk/*'],        pages: ['http://q.co.uk/'] },
    { matches: ['http://*.a.com/*'],        pages: ['http://a.com/', 'http://a.com/x', 'http://x.a.com/', 'http://a.com:81/'] },
    { matches: ['http://a.com/x'],          pages: ['http://a.com/x'] },
    { matches: ['http://a.com:80/*'],       pages: ['http://a.com/', 'http://a.com/x'] },
    { matches: ['http://a.com:81/*'],       pages: ['http://a.com:81/'] },
    { matches: ['http://b.com/*'],          pages: [] },
    { matches: [],                          pages: [] },
    { matches: ['file:///*'],               pages: ['file:///etc/hosts'] },
    { matches: ['about:blank'],             pages: ['about:blank'] },
    { matches: ['data:*'],                  pages: ['data:text/html,x'] },
  ])('$matches: $pages', ({ matches, pages }) => {
    expect(PAGES.filter(webPagesAllowedBy(manifest({ matches }), 'chromium'))).toEqual(pages);
    expect(PAGES.filter(webPagesAllowedBy(manifest({ matches }), 'gecko'))).toEqual([]);
  });

  it('are none without the key (R80)', () => {
    expect(PAGES.filter(webPagesAllowedBy(extension(3), 'chromium'))).toEqual([]);
  });

  it.each([
    { key: { accepts_tls_channel_id: true }, accepts: true },
    { key: { accepts_tls_channel_id: false }, accepts: false },
    { key: {}, accepts: false },
    { key: undefined, accepts: false },
  ])('have a tlsChannelId with $key: $accepts (R36, R86)', ({ key, accepts }) => {
    expect(acceptsTlsChannelId(manifest(key))).toBe(accepts);
  });
});

const FILES = [
  '/a.txt',
  '/A.txt',
  '/b.txt',
  '/d/x.txt',
  '/d/e/y.txt',
  '/q.txt',
  '/qq.txt',
  '/e.txt',
  '/e2.txt',
  '/z.js',
  '/all.txt',
  '/dyn.txt',
];

describe('files that documents may load', () => {
  const friend = 'abcdefghijklmnopabcdefghijklmnop';
  const rival = 'ponmlkjihgfedcbaponmlkjihgfedcba';
  const v3 = (path: string, id: string) =>
    extension(3, {
      web_accessible_resources: [
        { resources: ['a.txt', '/d/*.txt', 'q?.txt'], matches: [`http://a.com/${path}`] },
        { resources: ['e.txt'], extension_ids: ['*'] },
        { resources: ['e2.txt'], extension_ids: [id] },
        { resources: ['*.js'], matches: ['http://*/*'] },
        { resources: ['all.txt'], matches: ['<all_urls>'] },
        { resources: ['dyn.txt'], matches: ['<all_urls>'], use_dynamic_url: true },
      ],
    });

  // Loaded from such pages in Chromium 156.
  // biome-ignore format: a table reads best in columns
  it.each([
    { url: 'http://a.com/page',                      files: ['/a.txt', '/d/x.txt', '/d/e/y.txt', '/z.js', '/all.txt'] },
    { url: 'http://b.com/',                          files: ['/z.js', '/all.txt'] },
    { url: 'https://a.com/',                         files: ['/all.txt'] },
    { url: `chrome-extension://${friend}/p.html`,    files: ['/e.txt', '/e2.txt', '/all.txt'] },
    { url: `chrome-extension://${rival}/p.html`,     files: ['/e.txt', '/all.txt'] },
    { url: 'about:blank',                            files: [] },
    { url: 'data:text/html,x',                       files: [] },
  ])('V3, Chromium, from $url: $files', ({ url, files }) => {
    expect(FILES.filter((path) => isWebAccessible(v3('*', friend), 'chromium', path, { url }))).toEqual(files);
  });

  // `sourceMayAccessPath` in Firefox ESR 153: `?` is a wildcard, the path of the page counts, and there are no dynamic URLs.
  // biome-ignore format: a table reads best in columns
  it.each([
    { source: { url: 'http://a.com/x' },                                  files: ['/a.txt', '/d/x.txt', '/d/e/y.txt', '/qq.txt', '/z.js', '/all.txt', '/dyn.txt'] },
    { source: { url: 'http://a.com/' },                                   files: ['/z.js', '/all.txt', '/dyn.txt'] },
    { source: { url: 'https://a.com/' },                                  files: ['/all.txt', '/dyn.txt'] },
    { source: { url: 'moz-extension://64cc/p', extensionId: 'z@x.org' },  files: ['/e.txt', '/e2.txt', '/all.txt', '/dyn.txt'] },
    { source: { url: 'moz-extension://64cd/p', extensionId: 'z2@x.org' }, files: ['/e.txt', '/all.txt', '/dyn.txt'] },
    { source: { url: 'about:blank' },                                     files: ['/all.txt', '/dyn.txt'] },
  ])('V3, Firefox, from $source: $files', ({ source, files }) => {
    expect(FILES.filter((path) => isWebAccessible(v3('x', 'z@x.org'), 'gecko', path, source))).toEqual(files);
  });

  it.each(['chromium', 'gecko'] as const)('V2: what is listed, from everywhere, in %s', (family) => {
    const listed = extension(2, { web_accessible_resources: ['a.txt', '/d/*.txt'] });
    const files = FILES.filter((path) => isWebAccessible(listed, family, path, { url: 'https://b.com/' }));
    expect(files).toEqual(['/a.txt', '/d/x.txt', '/d/e/y.txt']);
  });

  it.each([undefined, 'x', [1], ['a.txt']])('none of V3 with %j', (list) => {
    const odd = extension(3, { web_accessible_resources: list });
    expect(isWebAccessible(odd, 'chromium', '/a.txt', { url: 'http://a.com/' })).toBe(false);
  });
});
