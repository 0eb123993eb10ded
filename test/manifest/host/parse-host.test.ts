import { describe, expect, it } from 'vitest';
import { MANIFEST_LIMIT_BYTES, parseHostManifest, readManifestText } from '../../../src/manifest/index.js';
import { codesOf, firstError, GOOD, hostText, ID } from '../manifests.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a sound host manifest', () => {
  it('is given as it stands in the file, for Chromium (X2)', () => {
    expect(parseHostManifest(hostText('chromium'), 'chromium')).toEqual({ manifest: GOOD.chromium, findings: [] });
  });

  it('is given as it stands in the file, for Firefox (2.5)', () => {
    expect(parseHostManifest(bytes(hostText('gecko')), 'gecko')).toEqual({ manifest: GOOD.gecko, findings: [] });
  });

  it.each([
    { id: 'X3', value: true, read: true },
    { id: 'X3', value: false, read: false },
    { id: 'X3', value: undefined, read: false },
  ])('$id: native-initiated connections, $value in the file, are $read where Chromium has them', ({ value, read }) => {
    const text = hostText('chromium', { supports_native_initiated_connections: value });
    const { manifest } = parseHostManifest(text, 'chromium', { onConnectNative: true });
    expect(manifest?.supports_native_initiated_connections).toBe(read);
  });

  it.each([true, 'x'])('X4 M9: without that feature the key is not read: %s', (value) => {
    const text = hostText('chromium', { supports_native_initiated_connections: value });
    expect(parseHostManifest(text, 'chromium')).toEqual({ manifest: GOOD.chromium, findings: [] });
  });
});

const NOT_A_LIST = 'Invalid value for allowed_origins. Expected a list of strings.';
// The texts are Chromium's own, seen in the log of Chromium 156.
// biome-ignore format: a table reads best in columns
const CHROMIUM: { id: string; changes: Record<string, unknown>; code: string; at: string; engineText: string }[] = [
  { id: 'M3',  changes: { name: undefined },            code: 'KEY_MISSING',       at: '$.name',               engineText: 'Invalid value for name.' },
  { id: 'M3',  changes: { name: 1 },                    code: 'VALUE_WRONG_TYPE',  at: '$.name',               engineText: 'Invalid value for name.' },
  { id: 'M3 X6', changes: { name: 'A.b' },              code: 'NAME_INVALID',      at: '$.name',               engineText: 'Invalid value for name.' },
  { id: 'M4',  changes: { description: undefined },     code: 'KEY_MISSING',       at: '$.description',        engineText: 'Invalid value for description.' },
  { id: 'M4',  changes: { description: '' },            code: 'DESCRIPTION_EMPTY', at: '$.description',        engineText: 'Invalid value for description.' },
  { id: 'M4',  changes: { description: null },          code: 'VALUE_WRONG_TYPE',  at: '$.description',        engineText: 'Invalid value for description.' },
  { id: 'M5',  changes: { type: undefined },            code: 'KEY_MISSING',       at: '$.type',               engineText: 'Invalid value for type.' },
  { id: 'M5',  changes: { type: 'Stdio' },              code: 'TYPE_NOT_STDIO',    at: '$.type',               engineText: 'Invalid value for type.' },
  { id: 'M6',  changes: { path: undefined },            code: 'KEY_MISSING',       at: '$.path',               engineText: 'Invalid value for path.' },
  { id: 'M6',  changes: { path: '' },                   code: 'PATH_EMPTY',        at: '$.path',               engineText: 'Invalid value for path.' },
  { id: 'M7',  changes: { allowed_origins: undefined }, code: 'KEY_MISSING',       at: '$.allowed_origins',    engineText: NOT_A_LIST },
  { id: 'M7',  changes: { allowed_origins: 'x' },       code: 'VALUE_WRONG_TYPE',  at: '$.allowed_origins',    engineText: NOT_A_LIST },
  { id: 'M8',  changes: { allowed_origins: [1, 'x'] },  code: 'VALUE_WRONG_TYPE',  at: '$.allowed_origins[0]', engineText: 'allowed_origins must be list of strings.' },
  { id: 'M8 M20', changes: { allowed_origins: ['https://x/', 1] }, code: 'ORIGIN_NOT_A_PATTERN', at: '$.allowed_origins[0]', engineText: 'Failed to parse pattern "https://x/": Invalid scheme.' },
];

describe('a host manifest that Chromium refuses', () => {
  it.each(CHROMIUM)('$id: $changes is $code at $at', ({ changes, code, at, engineText }) => {
    expect(firstError(hostText('chromium', changes), 'chromium')).toMatchObject({ code, path: at, engineText });
  });

  it.each(['[]', 'null', '"x"', '1'])('M1: %s is no object', (text) => {
    const engineText = 'Invalid manifest file.';
    expect(firstError(text, 'chromium')).toMatchObject({ code: 'MANIFEST_NOT_OBJECT', engineText });
  });

  it('X5 M9: where Chromium has native-initiated connections, their key must be a boolean', () => {
    const text = hostText('chromium', { supports_native_initiated_connections: 'x' });
    expect(firstError(text, 'chromium', { onConnectNative: true })).toMatchObject({
      code: 'VALUE_WRONG_TYPE',
      engineText: 'supports_native_initiated_connections must be a boolean.',
    });
  });

  it('M2: has all its findings at once, in the order of the checks', () => {
    const text = '{"allowed_origins":["x",1],"path":"","type":"x","description":"","name":"-"}';
    const { manifest, findings } = parseHostManifest(text, 'chromium');
    expect(manifest).toBeUndefined();
    expect(findings.map(({ path }) => path)).toEqual([
      '$.name',
      '$.description',
      '$.type',
      '$.path',
      '$.allowed_origins[0]',
      '$.allowed_origins[1]',
    ]);
  });
});

const REASON = {
  separator: 'Missing scheme separator.',
  scheme: 'Invalid scheme.',
  type: 'Wrong scheme type.',
  noHost: 'Host can not be empty.',
  wildcard: 'Invalid host wildcard.',
  path: 'Empty path.',
  port: 'Invalid port.',
  host: 'Invalid host.',
} as const;

// Each line was given to Chromium 156, and its log compared.
// biome-ignore format: a table reads best in columns
const PATTERNS: { id: string; entry: string; reason: string }[] = [
  { id: 'M21', entry: '',                             reason: REASON.separator },
  { id: 'M21', entry: ID,                             reason: REASON.separator },
  { id: 'M23', entry: `https://${ID}/`,               reason: REASON.scheme },
  { id: 'M23', entry: 'file:///x',                    reason: REASON.scheme },
  { id: 'M23', entry: 'https:foo',                    reason: REASON.scheme },
  { id: 'M21', entry: 'mailto:x',                     reason: REASON.scheme },
  { id: 'M21', entry: `Chrome-Extension://${ID}/`,    reason: REASON.scheme },
  { id: 'M21', entry: ` chrome-extension://${ID}/`,   reason: REASON.scheme },
  { id: 'M21', entry: `chrome-extension:${ID}/`,      reason: REASON.type },
  { id: 'M21', entry: '*:foo/',                       reason: REASON.type },
  { id: 'M21', entry: 'chrome-extension://',          reason: REASON.noHost },
  { id: 'M21', entry: 'chrome-extension:///',         reason: REASON.noHost },
  { id: 'M21', entry: 'chrome-extension://*./',       reason: REASON.noHost },
  { id: 'M21', entry: 'chrome-extension://:*/',       reason: REASON.noHost },
  { id: 'M21', entry: 'chrome-extension://a*b/',      reason: REASON.wildcard },
  { id: 'M21', entry: 'chrome-extension://*.*/',      reason: REASON.wildcard },
  { id: 'M22', entry: `chrome-extension://${ID}`,     reason: REASON.path },
  { id: 'M21', entry: 'chrome-extension://*',         reason: REASON.path },
  { id: 'M21', entry: `chrome-extension://${ID}:80/`, reason: REASON.port },
  { id: 'M21', entry: `chrome-extension://${ID}:/`,   reason: REASON.port },
  { id: 'M21', entry: 'chrome-extension://a:b:c/',    reason: REASON.port },
  { id: 'M21', entry: 'chrome-extension://:80/',      reason: REASON.port },
  { id: 'M28', entry: `*://${ID}:80/`,                reason: REASON.port },
  ...['a@b', 'a?b', 'a#b', 'a<b', 'a\\b', 'a^b', 'a|b', 'a\tb', 'a\nb', 'a\0b', '%zz', '[x', '99999999999'].map((host) =>
    ({ id: 'M21', entry: `chrome-extension://${host}/`, reason: REASON.host })),
];

describe('an entry of allowed_origins', () => {
  it.each(PATTERNS)('$id M20: $entry spoils the whole manifest: $reason', ({ entry, reason }) => {
    const origins = [...GOOD.chromium.allowed_origins, entry];
    expect(firstError(hostText('chromium', { allowed_origins: origins }), 'chromium')).toMatchObject({
      code: 'ORIGIN_NOT_A_PATTERN',
      path: '$.allowed_origins[1]',
      engineText: `Failed to parse pattern "${entry}": ${reason}`,
    });
  });

  it.each(['<all_urls>', 'chrome-extension://*/', 'chrome-extension://*.x/', '*://*/'])(
    'M24 X7: %s is too broad',
    (entry) => {
      expect(firstError(hostText('chromium', { allowed_origins: [entry] }), 'chromium')).toMatchObject({
        code: 'ORIGIN_TOO_BROAD',
        engineText: `Pattern "${entry}" is not allowed.`,
      });
    },
  );

  it.each([
    'a b',
    '[::1]',
    '%61bc',
    '123',
    '.',
    'a..b',
    'ünï',
    'a_b',
    'a"b',
    'a!b',
    'a{b}',
    'a`b',
    'a,b',
    'xn--a',
    '%2A',
    'abc.',
  ])('M27: the host %s is no id, but is accepted', (host) => {
    const { manifest, findings } = parseHostManifest(
      hostText('chromium', { allowed_origins: [`chrome-extension://${host}/`] }),
      'chromium',
    );
    expect(manifest).toBeDefined();
    expect(codesOf(findings)).toEqual(['ORIGIN_NOT_AN_ID']);
  });

  it('without the last slash says what people will see: not found (M22)', () => {
    const finding = firstError(hostText('chromium', { allowed_origins: [`chrome-extension://${ID}`] }), 'chromium');
    expect(finding?.message).toContain('"not found" rather than "forbidden"');
    expect(finding?.remedy).toContain(`"chrome-extension://${ID}/"`);
  });
});

describe('a host manifest that works, though not as its author may think', () => {
  // biome-ignore format: a table reads best in columns
  it.each([
    { id: 'M10', changes: { foo: 1 },                                             code: 'KEY_IGNORED',          at: '$.foo' },
    { id: 'M10 2.8', changes: { allowed_extensions: ['app@example.org'] },        code: 'SERVES_ONE_FAMILY',    at: '$.allowed_extensions' },
    { id: 'M26', changes: { allowed_origins: [`chrome-extension://${ID.toUpperCase()}/`] }, code: 'ORIGIN_IN_UPPER_CASE', at: '$.allowed_origins[0]' },
    { id: 'M28', changes: { allowed_origins: [`*://${ID}/`] },                    code: 'ORIGIN_NEVER_MATCHES', at: '$.allowed_origins[0]' },
    { id: 'M29', changes: { allowed_origins: [] },                                code: 'ALLOW_LIST_EMPTY',     at: '$.allowed_origins' },
  ])('$id: $code in Chromium', ({ changes, code, at }) => {
    const { manifest, findings } = parseHostManifest(hostText('chromium', changes), 'chromium');
    expect(manifest).toBeDefined();
    expect(findings).toEqual([expect.objectContaining({ code, path: at, severity: 'warning' })]);
  });
});

// biome-ignore format: a table reads best in columns
const GECKO: { id: string; changes: Record<string, unknown>; code: string; at: string }[] = [
  { id: '2.5',  changes: { name: undefined },                    code: 'KEY_MISSING',      at: '$.name' },
  { id: '2.5',  changes: { description: undefined },             code: 'KEY_MISSING',      at: '$.description' },
  { id: '2.5',  changes: { path: undefined },                    code: 'KEY_MISSING',      at: '$.path' },
  { id: '2.5',  changes: { type: undefined },                    code: 'KEY_MISSING',      at: '$.type' },
  { id: '2.5',  changes: { allowed_extensions: undefined },      code: 'KEY_MISSING',      at: '$.allowed_extensions' },
  { id: '1.1',  changes: { name: 'a-b' },                        code: 'NAME_INVALID',     at: '$.name' },
  { id: '2.5',  changes: { path: null },                         code: 'VALUE_WRONG_TYPE', at: '$.path' },
  { id: '2.6',  changes: { description: 1 },                     code: 'VALUE_WRONG_TYPE', at: '$.description' },
  { id: '2.7',  changes: { type: 'x' },                          code: 'TYPE_NOT_STDIO',   at: '$.type' },
  { id: '2.7',  changes: { type: 'pkcs11' },                     code: 'TYPE_NOT_STDIO',   at: '$.type' },
  { id: '2.7',  changes: { type: 'storage', path: undefined, data: {} }, code: 'TYPE_NOT_STDIO', at: '$.type' },
  { id: '2.8',  changes: { foo: 1 },                             code: 'KEY_UNEXPECTED',   at: '$.foo' },
  { id: '2.8',  changes: { 'a b': 1 },                           code: 'KEY_UNEXPECTED',   at: '$["a b"]' },
  { id: '2.8',  changes: { allowed_origins: [] },                code: 'KEY_UNEXPECTED',   at: '$.allowed_origins' },
  { id: '2.10', changes: { allowed_extensions: [] },             code: 'ALLOW_LIST_EMPTY', at: '$.allowed_extensions' },
  { id: '2.10', changes: { allowed_extensions: 'a@b' },          code: 'VALUE_WRONG_TYPE', at: '$.allowed_extensions' },
  { id: '2.10', changes: { allowed_extensions: ['a@b', 1] },     code: 'VALUE_WRONG_TYPE', at: '$.allowed_extensions[1]' },
  { id: '2.10 2.11', changes: { allowed_extensions: ['a@b', '*'] }, code: 'ADDON_ID_INVALID', at: '$.allowed_extensions[1]' },
  { id: '2.10', changes: { allowed_extensions: ['app'] },        code: 'ADDON_ID_INVALID', at: '$.allowed_extensions[0]' },
];

describe('a host manifest that Firefox refuses', () => {
  it.each(GECKO)('$id: $changes is $code at $at', ({ changes, code, at }) => {
    expect(firstError(hostText('gecko', changes), 'gecko')).toMatchObject({ code, path: at });
  });

  it.each(['[]', 'null', '"x"'])('2.4: %s is no object', (text) => {
    expect(firstError(text, 'gecko')?.code).toBe('MANIFEST_NOT_OBJECT');
  });

  it('2.13: has all its findings at once, the schema before the type', () => {
    const { findings } = parseHostManifest('{"type":"pkcs11","foo":1,"allowed_extensions":["*"],"name":"-"}', 'gecko');
    expect(findings.map(({ path }) => path)).toEqual([
      '$.name',
      '$.description',
      '$.path',
      '$.allowed_extensions[0]',
      '$.foo',
      '$.type',
    ]);
  });

  it('2.8: a file for both families is told to become two', () => {
    const text = hostText('gecko', { allowed_origins: GOOD.chromium.allowed_origins });
    expect(firstError(text, 'gecko')?.remedy).toContain('two files');
    expect(firstError(text, 'chromium')).toBeUndefined();
  });
});

describe('a host manifest that Firefox accepts', () => {
  it.each([
    { id: '2.6', changes: { description: '' } },
    { id: '1.2', changes: { name: 'Upper.Case_9' } },
    { id: '2.11', changes: { allowed_extensions: ['a@b', 'a@b'] } },
    {
      id: '2.10',
      changes: { allowed_extensions: ['{ec8030f7-c20a-464f-9b0e-13a3a9e97384}', 'SPEC@EXAMPLE.ORG', '@x'] },
    },
    { id: '2.14', changes: { path: '~/x' } },
    { id: '2.5', changes: { path: '' } },
  ])('$id: $changes', ({ changes }) => {
    expect(parseHostManifest(hostText('gecko', changes), 'gecko').findings).toEqual([]);
  });
});

describe('the file is untrusted', () => {
  const bad = bytes(hostText('chromium')).map((byte, index) => (index === 12 ? 0xff : byte));

  it.each(['chromium', 'gecko'] as const)(
    '2.2: invalid UTF-8 is refused by %s (seen in Chromium 156 too)',
    (family) => {
      expect(firstError(bad, family)?.code).toBe('MANIFEST_NOT_UTF8');
    },
  );

  it('2.1: a byte order mark is dropped from bytes and from text', () => {
    expect(readManifestText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b))).toEqual({ text: '{' });
    expect(readManifestText('\uFEFF{')).toEqual({ text: '{' });
  });

  it.each([
    { what: 'bytes', make: (size: number) => new Uint8Array(size).fill(0x20) },
    { what: 'text', make: (size: number) => ' '.repeat(size) },
    {
      what: 'text of three-byte characters',
      make: (size: number) => `${'€'.repeat(Math.floor(size / 3))}${' '.repeat(size % 3)}`,
    },
  ])('is read up to the limit, to the byte: $what', ({ make }) => {
    expect(readManifestText(make(MANIFEST_LIMIT_BYTES))).toHaveProperty('text');
    expect(readManifestText(make(MANIFEST_LIMIT_BYTES + 1))).toHaveProperty('finding.code', 'MANIFEST_TOO_LARGE');
    expect(readManifestText(make(11), { limitBytes: 10 })).toHaveProperty('finding.code', 'MANIFEST_TOO_LARGE');
    expect(firstError(make(11), 'chromium', { limitBytes: 10 })?.code).toBe('MANIFEST_TOO_LARGE');
  });

  it('may name a key __proto__ and changes nothing by it', () => {
    const text = hostText('chromium').replace('{', '{"__proto__":{"type":"x","polluted":true},');
    const { manifest, findings } = parseHostManifest(text, 'chromium');
    expect(manifest).toEqual(GOOD.chromium);
    expect(codesOf(findings)).toEqual(['KEY_IGNORED']);
    expect({}).not.toHaveProperty('polluted');
  });

  it('may name a key __proto__ even in Firefox, which refuses every other unknown key (seen in ESR 153)', () => {
    const text = hostText('gecko').replace('{', '{"__proto__":{"foo":1},');
    expect(parseHostManifest(text, 'gecko')).toEqual({ manifest: GOOD.gecko, findings: [] });
  });

  it.each(['name', 'type', 'path'])('does not take %s from __proto__', (key) => {
    const value = GOOD.chromium[key as 'name'];
    const text = hostText('chromium', { [key]: undefined }).replace('{', `{"__proto__":{"${key}":"${value}"},`);
    expect(firstError(text, 'chromium')?.code).toBe('KEY_MISSING');
  });

  it('has long texts cut in messages', () => {
    const finding = firstError(hostText('chromium', { name: '-'.repeat(100_000) }), 'chromium');
    expect(finding?.message.length).toBeLessThan(300);
  });
});

describe('every finding', () => {
  const all = [
    ...CHROMIUM.flatMap(({ changes }) => parseHostManifest(hostText('chromium', changes), 'chromium').findings),
    ...GECKO.flatMap(({ changes }) => parseHostManifest(hostText('gecko', changes), 'gecko').findings),
  ];
  it.each(all.map((finding) => [finding.message, finding]))('says what to do: %s', (_, finding) => {
    expect(finding).toHaveProperty('remedy', expect.stringMatching(/^[A-Z][a-z]+ .*\.$/));
    expect(finding).toHaveProperty('message', expect.stringMatching(/[.]$/));
  });
});
