import { describe, expect, it } from 'vitest';
import {
  type Family,
  type MatchPattern,
  type PatternUse,
  parseMatchPattern,
  patternSet,
} from '../../../src/manifest/index.js';

function pattern(text: string, family: Family, use?: PatternUse): MatchPattern {
  const read = parseMatchPattern(text, family, use);
  if ('refused' in read) throw new Error(`${text}: ${read.refused}`);
  return read.pattern;
}

const REASONS = {
  separator: 'Missing scheme separator.',
  scheme: 'Invalid scheme.',
  type: 'Wrong scheme type.',
  empty: 'Host can not be empty.',
  wildcard: 'Invalid host wildcard.',
  path: 'Empty path.',
  port: 'Invalid port.',
  host: 'Invalid host.',
} as const;

// As `matches` of a content script; Chromium 156 and Firefox ESR 153 were told to load each. `ok`: it is a pattern.
// biome-ignore format: a table reads best in columns
const TEXTS: { text: string; chromium: keyof typeof REASONS | 'ok'; gecko: 'refused' | 'ok' }[] = [
  { text: '<all_urls>',               chromium: 'ok',        gecko: 'ok' },
  { text: '<ALL_URLS>',               chromium: 'separator', gecko: 'refused' },
  { text: '',                         chromium: 'separator', gecko: 'refused' },
  { text: '*',                        chromium: 'separator', gecko: 'refused' },
  { text: 'a.com',                    chromium: 'separator', gecko: 'refused' },
  { text: 'https:/a.com/*',           chromium: 'type',      gecko: 'refused' },
  { text: '*:*/*',                    chromium: 'type',      gecko: 'refused' },
  { text: 'file:*',                   chromium: 'type',      gecko: 'refused' },
  { text: 'http://',                  chromium: 'empty',     gecko: 'refused' },
  { text: 'http:///x',                chromium: 'empty',     gecko: 'refused' },
  { text: 'http://*./*',              chromium: 'empty',     gecko: 'refused' },
  { text: 'http://[]/*',              chromium: 'empty',     gecko: 'ok' },
  { text: 'http://a.com',             chromium: 'path',      gecko: 'refused' },
  { text: 'http://a.com?x',           chromium: 'path',      gecko: 'refused' },
  { text: 'http://*a.com/*',          chromium: 'wildcard',  gecko: 'refused' },
  { text: 'http://a.*/*',             chromium: 'wildcard',  gecko: 'refused' },
  { text: 'http://*.*/*',             chromium: 'wildcard',  gecko: 'refused' },
  { text: 'HTTP://a.com/*',           chromium: 'scheme',    gecko: 'refused' },
  { text: ' http://a.com/*',          chromium: 'scheme',    gecko: 'refused' },
  { text: 'http*://a.com/*',          chromium: 'scheme',    gecko: 'refused' },
  { text: 'ws://a.com/*',             chromium: 'scheme',    gecko: 'ok' },
  { text: 'ftp://a.com/*',            chromium: 'ok',        gecko: 'ok' },
  { text: 'data:*',                   chromium: 'scheme',    gecko: 'refused' },
  { text: 'blob:*',                   chromium: 'scheme',    gecko: 'refused' },
  { text: 'about:blank',              chromium: 'scheme',    gecko: 'refused' },
  { text: 'chrome://*/*',             chromium: 'scheme',    gecko: 'refused' },
  { text: 'chrome-extension://*/*',   chromium: 'scheme',    gecko: 'refused' },
  { text: 'resource://x/*',           chromium: 'scheme',    gecko: 'refused' },
  { text: 'uuid-in-package:x',        chromium: 'ok',        gecko: 'refused' },
  { text: 'file:///*',                chromium: 'ok',        gecko: 'ok' },
  { text: 'file://*',                 chromium: 'ok',        gecko: 'refused' },
  { text: 'file://localhost/x',       chromium: 'ok',        gecko: 'ok' },
  { text: '*://*/*',                  chromium: 'ok',        gecko: 'ok' },
  { text: '*://*:80/*',               chromium: 'port',      gecko: 'refused' },
  { text: '*://a.com:443/*',          chromium: 'port',      gecko: 'ok' },
  { text: 'http://a.com:80/*',        chromium: 'ok',        gecko: 'ok' },
  { text: 'http://a.com:*/*',         chromium: 'ok',        gecko: 'refused' },
  { text: 'http://a.com:080/*',       chromium: 'ok',        gecko: 'ok' },
  { text: 'http://a.com:+80/*',       chromium: 'ok',        gecko: 'ok' },
  { text: 'http://a.com:99999/*',     chromium: 'port',      gecko: 'ok' },
  { text: 'http://a.com:x/*',         chromium: 'port',      gecko: 'ok' },
  { text: 'http://a.com:/*',          chromium: 'port',      gecko: 'ok' },
  { text: 'http://[::1]/*',           chromium: 'ok',        gecko: 'ok' },
  { text: 'http://[::1]:80/*',        chromium: 'ok',        gecko: 'ok' },
  { text: 'http://[::1/*',            chromium: 'host',      gecko: 'ok' },
  { text: 'http://[::1]x/*',          chromium: 'host',      gecko: 'ok' },
  { text: 'http://[zz]/*',            chromium: 'host',      gecko: 'ok' },
  { text: 'http://*.[::1]/*',         chromium: 'port',      gecko: 'ok' },
  { text: 'http://999.1.1.1/*',       chromium: 'host',      gecko: 'ok' },
  { text: 'http://user@a.com/*',      chromium: 'host',      gecko: 'ok' },
  { text: 'http://a\\b/*',            chromium: 'host',      gecko: 'ok' },
  { text: 'http://a\0.com/*',         chromium: 'host',      gecko: 'ok' },
  { text: 'http://ä.de/*',            chromium: 'ok',        gecko: 'ok' },
  { text: 'http://a..com/*',          chromium: 'ok',        gecko: 'ok' },
  { text: 'http://a b/*',             chromium: 'ok',        gecko: 'ok' },
  { text: 'http://a%20b/*',           chromium: 'ok',        gecko: 'ok' },
];

describe('a match pattern of a content script', () => {
  it.each(TEXTS)('$text: $chromium in Chromium, $gecko in Firefox', ({ text, chromium, gecko }) => {
    const read = parseMatchPattern(text, 'chromium', 'scripts');
    if (chromium === 'ok') expect(read).toMatchObject({ pattern: { text } });
    else expect(read).toEqual({ refused: REASONS[chromium] });
    expect('pattern' in parseMatchPattern(text, 'gecko', 'scripts')).toBe(gecko === 'ok');
  });

  it('is refused in the words of Firefox', () => {
    expect(parseMatchPattern('x', 'gecko')).toEqual({
      refused:
        'Value "x" must either: be one of ["<all_urls>"], must either [match the pattern /^(https?|wss?|file|ftp|\\*):\\/\\/(\\*|\\*\\.[^*/]+|[^*/]+)\\/.*$/, or match the pattern /^file:\\/\\/\\/.*$/], or match the pattern /^resource:\\/\\/(\\*|\\*\\.[^*/]+|[^*/]+)\\/.*$|^about:/',
    });
  });
});

describe('the place of a pattern decides its schemes', () => {
  // biome-ignore format: a table reads best in columns
  it.each([
    { text: 'ws://a.com/*',           family: 'chromium', scripts: false, hosts: true,  any: true },
    { text: 'data:*',                 family: 'chromium', scripts: false, hosts: false, any: true },
    { text: 'about:blank',            family: 'chromium', scripts: false, hosts: false, any: true },
    { text: 'chrome-extension://*/*', family: 'chromium', scripts: false, hosts: false, any: true },
    { text: 'foo:bar',                family: 'chromium', scripts: false, hosts: false, any: true },
    { text: 'foo://bar/*',            family: 'chromium', scripts: false, hosts: false, any: false },
    { text: 'data:*',                 family: 'gecko',    scripts: false, hosts: false, any: true },
    { text: 'about:blank',            family: 'gecko',    scripts: false, hosts: false, any: true },
    { text: 'moz-extension://x/*',    family: 'gecko',    scripts: false, hosts: false, any: true },
  ] as const)('$text in $family', ({ text, family, ...uses }) => {
    for (const use of ['scripts', 'hosts', 'any'] as const)
      expect('pattern' in parseMatchPattern(text, family, use), use).toBe(uses[use]);
  });
});

const URLS = [
  'http://a.com/',
  'http://a.com./',
  'http://x.a.com/',
  'http://xa.com/',
  'http://a.com:8080/',
  'http://a.com/x',
  'http://a.com/x/',
  'http://a.com/X',
  'http://a.com/x?q=1#h',
  'http://a.com/?a*b',
  'http://a.com/x%20y',
  'http://a.com/%C3%A4',
  'http://u:p@a.com/x/y',
  'https://a.com/',
  'ws://a.com/',
  'ftp://a.com/',
  'http://127.0.0.1/',
  'http://[::1]/',
  'http://xn--4ca.de/',
  'file:///etc/hosts',
  'data:text/html,x',
  'about:blank',
  'blob:http://a.com/1',
] as const;

const ON_A = URLS.filter((url) => /^http:\/\/(u:p@)?a\.com[/:]/.test(url));
const ON_A_OR_DOT = URLS.filter((url) => /^http:\/\/(u:p@)?a\.com\.?[/:]/.test(url));

// What `tabs.query` finds in Chromium 156, and `MatchPattern` in Firefox ESR 153.
// biome-ignore format: a table reads best in columns
const MATCHES: { text: string; chromium: readonly string[]; gecko?: readonly string[] }[] = [
  { text: 'http://a.com/*',        chromium: ON_A_OR_DOT, gecko: ON_A },
  { text: 'http://a.com./*',       chromium: ON_A_OR_DOT, gecko: ['http://a.com./'] },
  { text: 'http://A.com/*',        chromium: ON_A_OR_DOT, gecko: [] },
  { text: 'http://*.a.com/*',      chromium: [...ON_A_OR_DOT, 'http://x.a.com/'], gecko: [...ON_A, 'http://x.a.com/'] },
  { text: 'http://a.com:80/*',     chromium: ON_A_OR_DOT.filter((url) => !url.includes('8080')), gecko: [] },
  { text: 'http://a.com:8080/*',   chromium: ['http://a.com:8080/'], gecko: [] },
  { text: 'http://*:8080/*',       chromium: ['http://a.com:8080/'], gecko: [] },
  { text: 'http://a.com/',         chromium: ['http://a.com/', 'http://a.com./', 'http://a.com:8080/'], gecko: ['http://a.com/', 'http://a.com:8080/'] },
  { text: 'http://a.com/x',        chromium: ['http://a.com/x'] },
  { text: 'http://a.com/x/*',      chromium: ['http://a.com/x', 'http://a.com/x/', 'http://u:p@a.com/x/y'], gecko: ['http://a.com/x/', 'http://u:p@a.com/x/y'] },
  { text: 'http://a.com/*q=1',     chromium: ['http://a.com/x?q=1#h'] },
  { text: 'http://a.com/*#h',      chromium: [] },
  { text: 'http://a.com/?',        chromium: [] },
  { text: 'http://a.com/?*',       chromium: ['http://a.com/?a*b'] },
  { text: 'http://a.com/x y',      chromium: [] },
  { text: 'http://a.com/x%20y',    chromium: ['http://a.com/x%20y'] },
  { text: 'http://a.com/ä',        chromium: ['http://a.com/%C3%A4'], gecko: [] },
  { text: 'http://a.com/*/',       chromium: ['http://a.com/x/'] },
  { text: 'http://127.0.0.1/*',    chromium: ['http://127.0.0.1/'] },
  { text: 'http://*.127.0.0.1/*',  chromium: ['http://127.0.0.1/'] },
  { text: 'http://*.0.0.1/*',      chromium: [], gecko: ['http://127.0.0.1/'] },
  { text: 'http://[::1]/*',        chromium: ['http://[::1]/'] },
  { text: 'http://ä.de/*',         chromium: ['http://xn--4ca.de/'], gecko: [] },
  { text: 'http://xn--4ca.de/*',   chromium: ['http://xn--4ca.de/'] },
  { text: '*://a.com/*',           chromium: [...ON_A_OR_DOT, 'https://a.com/'], gecko: [...ON_A, 'https://a.com/', 'ws://a.com/'] },
  { text: 'file:///*',             chromium: ['file:///etc/hosts'] },
  { text: 'file:///etc/*',         chromium: ['file:///etc/hosts'] },
  { text: 'file://localhost/etc/*', chromium: ['file:///etc/hosts'], gecko: [] },
  { text: 'data:*',                chromium: ['data:text/html,x'] },
  { text: 'data:text/*',           chromium: ['data:text/html,x'] },
  { text: 'about:blank',           chromium: ['about:blank'] },
  { text: '<all_urls>',            chromium: URLS, gecko: URLS.filter((url) => !/^(about|blob):/.test(url)) },
];

describe('a pattern of an API call matches', () => {
  describe.each(['chromium', 'gecko'] as const)('in %s', (family) => {
    const rows = MATCHES.map((row) => ({ text: row.text, urls: row[family] ?? row.chromium }));
    it.each(rows)('$text: $urls', ({ text, urls }) => {
      const { matches } = pattern(text, family, 'any');
      expect(URLS.filter(matches)).toEqual(URLS.filter((url) => urls.includes(url)));
    });
  });

  it.each(['chromium', 'gecko'] as const)('nothing that is no address, in %s', (family) => {
    expect(pattern('<all_urls>', family, 'any').matches('no address')).toBe(false);
  });

  it.each(['chromium', 'gecko'] as const)('an origin without the path, in %s', (family) => {
    const { matches, matchesOrigin } = pattern('http://a.com/x', family);
    expect(matches('http://a.com/y')).toBe(false);
    expect(matchesOrigin('http://a.com/y')).toBe(true);
    expect(matchesOrigin('http://b.com/x')).toBe(false);
  });

  it.each(['about:blank', 'data:text/html,x', 'blob:http://a.com/1', 'chrome://version/', 'chrome-extension://x/'])(
    'never %s where Chromium injects scripts',
    (url) => expect(pattern('<all_urls>', 'chromium', 'scripts').matches(url)).toBe(false),
  );
});

const ASKED = [
  '<all_urls>',
  '*://*/*',
  'https://*/*',
  'http://*/*',
  'https://a.com/*',
  'https://a.com/x/*',
  'https://a.com/y',
  'https://A.com/*',
  'https://a.com./*',
  'https://x.a.com/*',
  'https://*.a.com/*',
  'https://*.x.a.com/*',
  'http://a.com/*',
  'http://a.com:80/*',
  'http://a.com:8080/*',
  '*://a.com/*',
  'https://b.com/*',
  'file:///*',
  'file:///x',
  'ftp://a.com/*',
  'ws://a.com/*',
] as const;
const ON_SECURE_A = ['https://a.com/*', 'https://a.com/x/*', 'https://a.com/y'];
const ON_SECURE_A_AND_KIN = [...ON_SECURE_A, 'https://A.com/*', 'https://a.com./*'];
const SECURE = ASKED.filter((text) => text.startsWith('https:'));

// What `permissions.contains` answers in Chromium 156 to an extension with such a host permission, and `subsumes` in Firefox.
// biome-ignore format: a table reads best in columns
const COVERS: { held: string; chromium: readonly string[]; gecko?: readonly string[] }[] = [
  { held: '<all_urls>',          chromium: ASKED },
  { held: '*://*/*',             chromium: ASKED.filter((text) => /^(\*|https?):/.test(text)), gecko: ASKED.filter((text) => /^(\*|https?|ws):/.test(text)) },
  { held: 'https://*/*',         chromium: SECURE },
  { held: 'https://*.a.com/*',   chromium: SECURE.filter((text) => /a\.com/i.test(text)), gecko: SECURE.filter((text) => text.includes('a.com/')) },
  { held: 'https://a.com/x/*',   chromium: ON_SECURE_A_AND_KIN, gecko: ON_SECURE_A },
  { held: 'https://a.com./*',    chromium: ON_SECURE_A_AND_KIN, gecko: ['https://a.com./*'] },
  { held: '*://a.com/*',         chromium: [...ON_SECURE_A_AND_KIN, 'http://a.com/*', 'http://a.com:80/*', 'http://a.com:8080/*', '*://a.com/*'], gecko: [...ON_SECURE_A, 'http://a.com/*', '*://a.com/*', 'ws://a.com/*'] },
  { held: 'http://a.com:80/*',   chromium: ['http://a.com:80/*'] },
  { held: 'file:///*',           chromium: ['file:///*', 'file:///x'] },
];

describe('a held host permission covers', () => {
  describe.each(['chromium', 'gecko'] as const)('in %s', (family) => {
    const rows = COVERS.map((row) => ({ held: row.held, covered: row[family] ?? row.chromium }));
    it.each(rows)('$held: $covered', ({ held, covered }) => {
      const outer = pattern(held, family);
      expect(ASKED.filter((text) => outer.covers(pattern(text, family)))).toEqual(
        ASKED.filter((text) => covered.includes(text)),
      );
    });
  });
});

describe('a set of patterns', () => {
  const set = patternSet(['http://a.com/*', 'no pattern', 'https://a.com/*'], 'chromium');

  it('leaves out what is no pattern', () => {
    expect(set.patterns.map(({ text }) => text)).toEqual(['http://a.com/*', 'https://a.com/*']);
  });

  it('matches when one does', () => {
    expect(set.matches('https://a.com/x')).toBe(true);
    expect(set.matchesOrigin('https://a.com/x')).toBe(true);
    expect(set.matches('https://b.com/x')).toBe(false);
  });

  it('covers only what one pattern alone covers: two halves are no whole', () => {
    expect(set.covers(pattern('https://a.com/*', 'chromium'))).toBe(true);
    expect(set.covers(pattern('*://a.com/*', 'chromium'))).toBe(false);
  });
});
