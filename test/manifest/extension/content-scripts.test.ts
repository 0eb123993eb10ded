import { describe, expect, it } from 'vitest';
import { contentScriptsOf, type Family } from '../../../src/manifest/index.js';
import { extension } from '../manifests.js';

const FAMILIES = ['chromium', 'gecko'] as const;
const PLAIN = { matches: ['https://a.com/*'], js: ['c.js'] };
const DEFAULTS = {
  matches: ['https://a.com/*'],
  excludeMatches: [],
  excludeGlobs: [],
  js: ['c.js'],
  css: [],
  allFrames: false,
  runAt: 'document_idle',
  matchAboutBlank: false,
  matchOriginAsFallback: false,
  world: 'ISOLATED',
};
const scriptsOf = (keys: Record<string, unknown>, family: Family, version: 2 | 3 = 3) =>
  contentScriptsOf(extension(version, { content_scripts: [{ ...PLAIN, ...keys }] }), family);

describe('the content scripts of a manifest', () => {
  it.each(FAMILIES)('have defaults, in %s', (family) => {
    expect(scriptsOf({}, family)).toEqual([{ family, ...DEFAULTS }]);
  });

  it.each(FAMILIES)('have what the manifest says, in %s', (family) => {
    const keys = {
      exclude_matches: ['https://a.com/x'],
      include_globs: ['*y*'],
      exclude_globs: ['*z*'],
      css: ['c.css'],
      all_frames: true,
      run_at: 'document_start',
      match_about_blank: true,
      world: 'MAIN',
    };
    expect(scriptsOf(keys, family)).toEqual([
      {
        family,
        ...DEFAULTS,
        excludeMatches: ['https://a.com/x'],
        includeGlobs: ['*y*'],
        excludeGlobs: ['*z*'],
        css: ['c.css'],
        allFrames: true,
        runAt: 'document_start',
        matchAboutBlank: true,
        world: 'MAIN',
      },
    ]);
  });

  it.each(FAMILIES)('stand in the order of the manifest, in %s', (family) => {
    const list = ['b.js', 'a.js', 'c.js'].map((file) => ({ ...PLAIN, js: [file] }));
    const scripts = contentScriptsOf(extension(3, { content_scripts: list }), family);
    expect(scripts.map(({ js }) => js[0])).toEqual(['b.js', 'a.js', 'c.js']);
  });

  it.each([undefined, null, 'x', {}, ['x', null]])('are none in a manifest with %j that nobody checked', (value) => {
    for (const family of FAMILIES)
      expect(contentScriptsOf(extension(3, { content_scripts: value }), family)).toEqual([]);
  });

  // biome-ignore format: a table reads best in columns
  it.each([
    { when: 'the older key',                   keys: { match_about_blank: true },                                  aboutBlank: true,  fallback: false },
    { when: 'the newer key',                   keys: { match_origin_as_fallback: true },                           aboutBlank: false, fallback: true },
    { when: 'both',                            keys: { match_about_blank: true, match_origin_as_fallback: true },  aboutBlank: false, fallback: true },
    { when: 'the newer one says no',           keys: { match_about_blank: true, match_origin_as_fallback: false }, aboutBlank: false, fallback: false },
  ])('with $when', ({ keys, aboutBlank, fallback }) => {
    for (const family of FAMILIES)
      expect(scriptsOf(keys, family)).toMatchObject([{ matchAboutBlank: aboutBlank, matchOriginAsFallback: fallback }]);
  });

  it('of V2 know no world and no fallback in Chromium, but in Firefox they do', () => {
    const keys = { world: 'MAIN', match_origin_as_fallback: true };
    expect(scriptsOf(keys, 'chromium', 2)).toMatchObject([{ world: 'ISOLATED', matchOriginAsFallback: false }]);
    expect(scriptsOf(keys, 'gecko', 2)).toMatchObject([{ world: 'MAIN', matchOriginAsFallback: true }]);
  });
});

describe('the files of a content script', () => {
  // Undefined: Chromium drops the script. Both browsers were given each.
  // biome-ignore format: a table reads best in columns
  it.each([
    { js: ['c.js'],           chromium: ['c.js'],         gecko: ['c.js'] },
    { js: ['/c.js'],          chromium: ['c.js'],         gecko: ['c.js'] },
    { js: ['./c.js'],         chromium: ['c.js'],         gecko: ['c.js'] },
    { js: ['c.js', 'c.js'],   chromium: ['c.js', 'c.js'], gecko: ['c.js', 'c.js'] },
    { js: ['a b.js'],         chromium: ['a b.js'],       gecko: ['a b.js'] },
    { js: ['c.mjs'],          chromium: ['c.mjs'],        gecko: ['c.mjs'] },
    { js: ['c.JS'],           chromium: ['c.JS'],         gecko: ['c.JS'] },
    { js: ['%63.js'],         chromium: ['%63.js'],       gecko: ['c.js'] },
    { js: ['c#x.js'],         chromium: ['c#x.js'],       gecko: ['c'] },
    { js: ['c.js?x'],         chromium: undefined,        gecko: ['c.js'] },
    { js: ['c.js#x'],         chromium: undefined,        gecko: ['c.js'] },
    { js: ['a/../c.js'],      chromium: undefined,        gecko: ['c.js'] },
    { js: ['a/./c.js'],       chromium: undefined,        gecko: ['a/c.js'] },
    { js: ['..c.js'],         chromium: undefined,        gecko: ['..c.js'] },
    { js: ['//c.js'],         chromium: undefined,        gecko: [] },
    { js: ['../c.js'],        chromium: undefined,        gecko: [] },
    { js: ['https://x/c.js'], chromium: undefined,        gecko: [] },
    { js: ['.\\c.js'],        chromium: undefined,        gecko: ['c.js'] },
    { js: [''],               chromium: undefined,        gecko: [] },
    { js: ['c.txt'],          chromium: undefined,        gecko: ['c.txt'] },
    { js: ['c.cjs'],          chromium: undefined,        gecko: ['c.cjs'] },
    { js: ['c.js', 'c.txt'],  chromium: undefined,        gecko: ['c.js', 'c.txt'] },
  ])('$js', ({ js, chromium, gecko }) => {
    expect(scriptsOf({ js }, 'chromium')[0]?.js).toEqual(chromium);
    expect(scriptsOf({ js }, 'gecko')[0]?.js).toEqual(gecko);
  });

  it('that are no style sheets make Chromium drop the script', () => {
    expect(scriptsOf({ css: ['c.txt'] }, 'chromium')).toEqual([]);
    expect(scriptsOf({ css: ['c.txt'] }, 'gecko')).toMatchObject([{ css: ['c.txt'] }]);
  });
});
