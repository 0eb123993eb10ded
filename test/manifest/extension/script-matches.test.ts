import { describe, expect, it } from 'vitest';
import {
  contentScriptsOf,
  type Family,
  isRestrictedUrl,
  type ScriptDocument,
  scriptMatches,
} from '../../../src/manifest/index.js';
import { extension } from '../manifests.js';

const FAMILIES = ['chromium', 'gecko'] as const;

function runs(keys: Record<string, unknown>, document: ScriptDocument, family: Family): boolean {
  const manifest = extension(3, { content_scripts: [{ matches: ['http://a.com/*'], js: ['c.js'], ...keys }] });
  const [script] = contentScriptsOf(manifest, family);
  if (script === undefined) throw new Error('no script');
  return scriptMatches(script, document);
}

describe('a content script runs by address', () => {
  // biome-ignore format: a table reads best in columns
  it.each([
    { keys: {},                                                          url: 'http://a.com/x',      runs: true },
    { keys: {},                                                          url: 'https://a.com/x',     runs: false },
    { keys: { matches: ['http://b.com/*', 'http://a.com/*'] },           url: 'http://a.com/x',      runs: true },
    { keys: { exclude_matches: ['http://a.com/x*'] },                    url: 'http://a.com/x',      runs: false },
    { keys: { exclude_matches: ['http://a.com/x*'] },                    url: 'http://a.com/y',      runs: true },
    { keys: { include_globs: ['*x*'] },                                  url: 'http://a.com/x',      runs: true },
    { keys: { include_globs: ['*y*', '*z*'] },                           url: 'http://a.com/x',      runs: false },
    { keys: { exclude_globs: ['*x*'] },                                  url: 'http://a.com/x',      runs: false },
    { keys: { include_globs: ['*x*'], exclude_globs: ['*x*'] },          url: 'http://a.com/x',      runs: false },
    { keys: { matches: ['<all_urls>'] },                                 url: 'about:blank',         runs: false },
    { keys: { matches: ['<all_urls>'] },                                 url: 'chrome://version/',   runs: false },
    { keys: { matches: ['<all_urls>'] },                                 url: 'chrome-extension://abcdefghijklmnopabcdefghijklmnop/p.html', runs: false },
    { keys: { matches: ['<all_urls>'] },                                 url: 'moz-extension://64cc1c2b/p.html', runs: false },
    { keys: { matches: ['<all_urls>'] },                                 url: 'data:text/html,x',    runs: false },
    { keys: { matches: ['<all_urls>'] },                                 url: 'view-source:http://a.com/', runs: false },
    { keys: { matches: ['<all_urls>'] },                                 url: 'no address',          runs: false },
  ])('$keys $url: $runs', ({ keys, url, runs: expected }) => {
    for (const family of FAMILIES) expect(runs(keys, { url, isMainFrame: true }, family), family).toBe(expected);
  });

  // biome-ignore format: a table reads best in columns
  it.each([
    { keys: { include_globs: [] },          url: 'http://a.com/x',                    chromium: true,  gecko: false },
    { keys: { matches: ['<all_urls>'] },    url: 'file:///etc/hosts',                 chromium: true,  gecko: false },
    { keys: { matches: ['<all_urls>'] },    url: 'https://addons.mozilla.org/x',      chromium: true,  gecko: false },
    { keys: { matches: ['<all_urls>'] },    url: 'https://chromewebstore.google.com/', chromium: false, gecko: true },
  ])('by engine: $keys $url', ({ keys, url, chromium, gecko }) => {
    expect(runs(keys, { url, isMainFrame: true }, 'chromium')).toBe(chromium);
    expect(runs(keys, { url, isMainFrame: true }, 'gecko')).toBe(gecko);
  });
});

describe('frames below the main one', () => {
  it.each(FAMILIES)('get a script only with all_frames, in %s', (family) => {
    const document = { url: 'http://a.com/', isMainFrame: false };
    expect(runs({}, document, family)).toBe(false);
    expect(runs({ all_frames: true }, document, family)).toBe(true);
  });
});

/** The frames of a page at http://a.com/frames, as a real page had them in both browsers. */
const PAGE = 'http://a.com/frames';
const child = (url: string, rest: Partial<ScriptDocument> = {}): ScriptDocument => ({
  url,
  isMainFrame: false,
  creatorUrl: PAGE,
  ...rest,
});
const FRAMES: Readonly<Record<string, ScriptDocument>> = {
  main: { url: PAGE, isMainFrame: true },
  child: child('http://a.com/child'),
  blank: child('about:blank'),
  srcdoc: child('about:srcdoc'),
  'sandboxed blank': child('about:blank', { isSandboxed: true }),
  'sandboxed srcdoc': child('about:srcdoc', { isSandboxed: true }),
  'sandboxed child': child('http://a.com/child', { isSandboxed: true }),
  data: child('data:text/html,x'),
  'srcdoc in data': child('about:srcdoc', { creatorUrl: 'data:text/html,x', creatorOrigin: 'http://a.com' }),
  blob: child('blob:http://a.com/7c5'),
  'sandboxed blob': child('blob:http://a.com/7c5', { isSandboxed: true }),
  'srcdoc in other': child('about:srcdoc', { creatorUrl: 'http://other.net/' }),
};
const NORMAL = ['main', 'child', 'sandboxed child'];
const OPAQUE = ['sandboxed blank', 'sandboxed srcdoc', 'data', 'srcdoc in data', 'blob', 'sandboxed blob'];

// Who got the script in Chromium 156 and in Firefox ESR 153.
// biome-ignore format: a table reads best in columns
const FRAME_ROWS: { keys: Record<string, unknown>; chromium: string[]; gecko?: string[] }[] = [
  { keys: {},                                                                              chromium: NORMAL },
  { keys: { match_about_blank: true },                                                     chromium: [...NORMAL, 'blank', 'srcdoc', 'sandboxed blank'], gecko: [...NORMAL, 'blank', 'srcdoc'] },
  { keys: { match_about_blank: true, matches: ['http://a.com/frames*'] },                  chromium: ['main', 'blank', 'srcdoc', 'sandboxed blank'], gecko: ['main', 'blank', 'srcdoc'] },
  { keys: { match_about_blank: true, matches: ['http://a.com/child*'] },                   chromium: ['child', 'sandboxed child'] },
  { keys: { match_about_blank: true, exclude_matches: ['http://a.com/frames'] },           chromium: ['child', 'sandboxed child'] },
  { keys: { match_about_blank: true, include_globs: ['http://a.com/fr*'] },                chromium: ['main', 'blank', 'srcdoc', 'sandboxed blank'], gecko: ['main', 'blank', 'srcdoc'] },
  { keys: { match_about_blank: true, match_origin_as_fallback: false },                    chromium: NORMAL },
  { keys: { match_origin_as_fallback: true },                                              chromium: [...NORMAL, 'blank', 'srcdoc', ...OPAQUE] },
  { keys: { match_origin_as_fallback: true, include_globs: ['*frames*'] },                 chromium: ['main'], gecko: ['main', 'blank', 'srcdoc'] },
  { keys: { match_origin_as_fallback: true, include_globs: ['http://a.com/'] },            chromium: ['blank', 'srcdoc', ...OPAQUE], gecko: OPAQUE },
  { keys: { match_origin_as_fallback: true, exclude_matches: ['http://a.com/frames'] },    chromium: ['child', 'sandboxed child', 'blank', 'srcdoc', ...OPAQUE], gecko: ['child', 'sandboxed child', ...OPAQUE] },
  { keys: { match_origin_as_fallback: true, exclude_matches: ['http://a.com/'] },          chromium: NORMAL, gecko: [...NORMAL, 'blank', 'srcdoc'] },
  { keys: { match_origin_as_fallback: true, matches: ['<all_urls>'] },                     chromium: Object.keys(FRAMES) },
];

describe('documents without an address of their own', () => {
  describe.each(FAMILIES)('in %s', (family) => {
    const rows = FRAME_ROWS.map((row) => ({ keys: row.keys, frames: row[family] ?? row.chromium }));
    it.each(rows)('$keys: $frames', ({ keys, frames }) => {
      const all = Object.entries(FRAMES);
      const got = all
        .filter(([, document]) => runs({ all_frames: true, ...keys }, document, family))
        .map(([name]) => name);
      expect(got).toEqual(Object.keys(FRAMES).filter((name) => frames.includes(name)));
    });

    it('in a new tab count as their opener', () => {
      const opened = { url: 'about:blank', isMainFrame: true, creatorUrl: PAGE };
      expect(runs({ match_about_blank: true }, opened, family)).toBe(true);
      expect(runs({ match_origin_as_fallback: true }, opened, family)).toBe(true);
      expect(runs({}, opened, family)).toBe(false);
    });
  });

  // biome-ignore format: a table reads best in columns
  it.each([
    { url: 'about:blank',      matches: ['<all_urls>'],                    gecko: true },
    { url: 'about:blank',      matches: ['*://*/*'],                       gecko: true },
    { url: 'about:blank',      matches: ['http://*/*', 'https://*/*'],     gecko: true },
    { url: 'about:blank',      matches: ['http://*/*'],                    gecko: false },
    { url: 'about:blank',      matches: ['file:///*'],                     gecko: false },
    { url: 'about:blank',      matches: ['*://*.a.com/*'],                 gecko: false },
    { url: 'data:text/html,x', matches: ['*://*/*'],                       gecko: true },
    { url: 'about:support',    matches: ['<all_urls>'],                    gecko: false },
  ])('that a user typed get scripts for all of the web in Firefox alone: $url $matches', ({ url, matches, gecko }) => {
    for (const key of ['match_about_blank', 'match_origin_as_fallback']) {
      const document = { url, isMainFrame: true };
      expect(runs({ matches, [key]: true }, document, 'chromium')).toBe(false);
      expect(runs({ matches, [key]: true }, document, 'gecko')).toBe(gecko);
    }
  });
});

describe('addresses that no extension may touch', () => {
  // biome-ignore format: a table reads best in columns
  it.each([
    { url: 'http://a.com/',                            chromium: false, gecko: false },
    { url: 'about:blank',                              chromium: false, gecko: false },
    { url: 'about:srcdoc',                             chromium: false, gecko: false },
    { url: 'data:text/html,x',                         chromium: false, gecko: false },
    { url: 'http://chromewebstore.google.com/',        chromium: true,  gecko: false },
    { url: 'http://sub.chromewebstore.google.com/',    chromium: true,  gecko: false },
    { url: 'https://chrome.google.com/webstore/x',     chromium: true,  gecko: false },
    { url: 'http://addons.mozilla.org/x',              chromium: false, gecko: true },
    { url: 'http://sub.addons.mozilla.org/x',          chromium: false, gecko: false },
    { url: 'http://support.mozilla.org/',              chromium: false, gecko: true },
    { url: 'http://example.mozilla.org/',              chromium: false, gecko: false },
    { url: 'file:///x',                                chromium: false, gecko: true },
    { url: 'about:support',                            chromium: true,  gecko: true },
    { url: 'chrome://version/',                        chromium: true,  gecko: true },
    { url: 'chrome-extension://x/p.html',              chromium: true,  gecko: true },
    { url: 'moz-extension://x/p.html',                 chromium: true,  gecko: true },
    { url: 'view-source:http://a.com/',                chromium: true,  gecko: true },
    { url: 'resource://gre/x',                         chromium: true,  gecko: true },
    { url: 'no address',                               chromium: true,  gecko: true },
  ])('$url: Chromium $chromium, Firefox $gecko', ({ url, chromium, gecko }) => {
    expect(isRestrictedUrl(url, 'chromium')).toBe(chromium);
    expect(isRestrictedUrl(url, 'gecko')).toBe(gecko);
  });
});
