import { describe, expect, it } from 'vitest';
import {
  actionKeyOf,
  type ExtensionManifest,
  type Family,
  type Finding,
  geckoIdOf,
  optionalPermissionsOf,
  parseExtensionManifest,
  permissionsOf,
} from '../../../src/manifest/index.js';
import { codesOf } from '../manifests.js';

const GOOD = {
  manifest_version: 3,
  name: 'x',
  version: '1.0',
  permissions: ['nativeMessaging'],
  browser_specific_settings: { gecko: { id: 'app@example.org' } },
};

const parse = (changes: Record<string, unknown>, family: Family) =>
  parseExtensionManifest(JSON.stringify({ ...GOOD, ...changes }), family);

function load(changes: Record<string, unknown>, family: Family): ExtensionManifest {
  const { manifest, findings } = parse(changes, family);
  if (manifest === undefined) throw new Error(JSON.stringify(findings));
  return manifest;
}

const firstError = (findings: readonly Finding[]) => findings.find(({ severity }) => severity === 'error');

const VERSION_TEXT =
  "Required value 'version' is missing or invalid. It must be between 1-4 dot-separated integers each between 0 and 65536.";
const HELP = 'See developer.chrome.com/extensions/manifestVersion for details.';
const VERSIONS_TEXT = `Invalid value for 'manifest_version'. Must be an integer either 2 or 3. ${HELP}`;

describe('a sound extension manifest', () => {
  it.each(['chromium', 'gecko'] as const)('is the file itself, for %s', (family) => {
    const changes = { background: { service_worker: 'b.js', scripts: ['b.js'] }, action: {}, anything: { else: 1 } };
    expect(parse(changes, family)).toEqual({ manifest: { ...GOOD, ...changes }, findings: [] });
  });
});

// What Chromium 156 says when it is told to load such an extension.
// biome-ignore format: a table reads best in columns
const CHROMIUM: { changes: Record<string, unknown>; code: string; engineText?: string }[] = [
  { changes: { manifest_version: undefined },  code: 'KEY_MISSING', engineText: `Missing 'manifest_version' key. Its value must be an integer either 2 or 3. ${HELP}` },
  { changes: { manifest_version: 1 },          code: 'MANIFEST_VERSION_UNKNOWN', engineText: VERSIONS_TEXT },
  { changes: { manifest_version: '3' },        code: 'MANIFEST_VERSION_UNKNOWN', engineText: VERSIONS_TEXT },
  { changes: { name: undefined },              code: 'KEY_MISSING',      engineText: "Required value 'name' is missing or invalid." },
  { changes: { name: '' },                     code: 'NAME_EMPTY',       engineText: "Required value 'name' is missing or invalid." },
  { changes: { name: 1 },                      code: 'VALUE_WRONG_TYPE', engineText: "Required value 'name' is missing or invalid." },
  { changes: { version: undefined },           code: 'KEY_MISSING',      engineText: VERSION_TEXT },
  { changes: { version: 1 },                   code: 'VALUE_WRONG_TYPE', engineText: VERSION_TEXT },
  ...['1.2.3.4.5', '01.2', '1.a', '+1', '1..2', '1.', ' 1', '4294967296', ''].map((version) => ({ changes: { version }, code: 'VERSION_INVALID', engineText: VERSION_TEXT })),
  { changes: { permissions: 'x' },             code: 'VALUE_WRONG_TYPE', engineText: "Invalid value for 'permissions'." },
  { changes: { permissions: [1] },             code: 'VALUE_WRONG_TYPE', engineText: "Invalid value for 'permissions[0]'." },
  { changes: { optional_permissions: 'x' },    code: 'VALUE_WRONG_TYPE', engineText: "Invalid value for 'permissions'." },
  { changes: { optional_permissions: [1] },    code: 'VALUE_WRONG_TYPE', engineText: "Invalid value for 'permissions[0]'." },
  { changes: { key: '???' },                   code: 'KEY_INVALID',      engineText: "Value 'key' is missing or invalid." },
  { changes: { key: 1 },                       code: 'KEY_INVALID',      engineText: "Value 'key' is missing or invalid." },
  { changes: { background: { service_worker: '' } },          code: 'VALUE_WRONG_TYPE', engineText: "Invalid value for 'background.service_worker'." },
  { changes: { background: { service_worker: 1 } },           code: 'VALUE_WRONG_TYPE', engineText: "Invalid value for 'background.service_worker'." },
  { changes: { background: { service_worker: 'https://x/b.js' } }, code: 'PATH_OUTSIDE_EXTENSION', engineText: "Invalid value for 'background.service_worker'." },
  { changes: { background: { service_worker: '//x/b.js' } },  code: 'PATH_OUTSIDE_EXTENSION', engineText: "Invalid value for 'background.service_worker'." },
  { changes: { background: { service_worker: '../main/b.js' } }, code: 'PATH_OUTSIDE_EXTENSION', engineText: "Could not load background script ''." },
  { changes: { background: { service_worker: '%2e%2e/b.js' } }, code: 'PATH_OUTSIDE_EXTENSION', engineText: "Could not load background script ''." },
  { changes: { background: { service_worker: 'b.js', type: 'x' } }, code: 'BACKGROUND_TYPE_UNKNOWN', engineText: "Invalid value for 'background.type'." },
  { changes: { manifest_version: 2, background: { scripts: ['b.js'], page: 'p.html' } }, code: 'BACKGROUND_FORM_REFUSED', engineText: "Only one of 'background.page', 'background.scripts', and 'background.service_worker' can be specified." },
  { changes: { externally_connectable: 'x' },  code: 'VALUE_WRONG_TYPE', engineText: 'expected dictionary, got string' },
  { changes: { externally_connectable: null }, code: 'VALUE_WRONG_TYPE', engineText: 'expected dictionary, got null' },
  { changes: { externally_connectable: [] },   code: 'VALUE_WRONG_TYPE', engineText: 'expected dictionary, got list' },
  { changes: { externally_connectable: { ids: 'x' } },   code: 'VALUE_WRONG_TYPE', engineText: "'ids': expected list, got string" },
  { changes: { externally_connectable: { ids: [1] } },   code: 'VALUE_WRONG_TYPE', engineText: "Error at key 'ids': Parsing array failed at index 0: expected string, got integer" },
  { changes: { externally_connectable: { ids: ['x'] } }, code: 'CONNECTABLE_ID_INVALID', engineText: "Invalid ID 'x'" }, // R84
  { changes: { action: 'x' },                  code: 'VALUE_WRONG_TYPE', engineText: "Invalid value for 'action'." },
  { changes: { action: null },                 code: 'VALUE_WRONG_TYPE', engineText: "Invalid value for 'action'." },
];

describe('an extension that Chromium does not load', () => {
  it.each(CHROMIUM)('$changes: $code', ({ changes, code, engineText }) => {
    const { manifest, findings } = parse(changes, 'chromium');
    expect(manifest).toBeUndefined();
    expect(firstError(findings)).toMatchObject({ code, engineText });
  });

  it('whose manifest is a list', () => {
    expect(parseExtensionManifest('[]', 'chromium').findings).toMatchObject([
      { code: 'MANIFEST_NOT_OBJECT', engineText: 'Manifest file is invalid' },
    ]);
  });
});

describe('an extension that Chromium loads', () => {
  // biome-ignore format: a table reads best in columns
  it.each([
    { changes: {},                                                       codes: [] },
    { changes: { externally_connectable: { ids: ['*'] } },               codes: [] },
    { changes: { externally_connectable: {} },                           codes: ['CONNECTABLE_EMPTY'] }, // R85
    { changes: { version: '65536' },                                     codes: [] },
    { changes: { version: '1.01' },                                      codes: [] },
    { changes: { version: '4294967295' },                                codes: [] },
    { changes: { permissions: [{ a: 1 }, 'nativeMessaging'] },           codes: [] },
    { changes: { key: 'AAAA' },                                          codes: [] },
    { changes: { background: { service_worker: '/b.js' } },              codes: [] },
    { changes: { background: { service_worker: '.\\b.js' } },            codes: [] },
    { changes: { background: { service_worker: 'b.js?x' } },             codes: [] },
    { changes: { background: { service_worker: 'b.js', persistent: false } }, codes: [] },
    { changes: { background: { service_worker: 'b.js', scripts: 'x' } }, codes: [] },
    { changes: { background: { service_worker: 'b.js', persistent: true } }, codes: ['BACKGROUND_NEVER_PERSISTENT'] },
    { changes: { background: {} },                                       codes: ['BACKGROUND_EMPTY'] },
    { changes: { background: { type: 'x' } },                            codes: ['BACKGROUND_EMPTY'] },
    { changes: { background: 'b.js' },                                   codes: ['VALUE_WRONG_TYPE'] },
    { changes: { background: { scripts: ['b.js'] } },                    codes: ['BACKGROUND_FORM_IGNORED'] },
    { changes: { background: { scripts: ['../b.js'] } },                 codes: ['BACKGROUND_FORM_IGNORED'] },
    { changes: { background: { page: 'p.html' } },                       codes: ['BACKGROUND_FORM_IGNORED'] },
    { changes: { browser_action: 'x' },                                  codes: ['ACTION_KEY_IGNORED'] },
    { changes: { permissions: ['storage'] },                             codes: [] }, // it may well do without hosts
    { changes: { permissions: undefined, optional_permissions: ['nativeMessaging'] }, codes: [] },
    { changes: { manifest_version: 2, background: { scripts: ['b.js'] } }, codes: ['MANIFEST_VERSION_RETIRED'] },
  ])('$changes: $codes', ({ changes, codes }) => {
    const { manifest, findings } = parse(changes, 'chromium');
    expect(manifest).toBeDefined();
    expect(codesOf(findings)).toEqual(codes);
  });
});

describe('an extension for Firefox', () => {
  // Firefox ESR 153 was told to install each. What is ours alone is PATH_OUTSIDE_EXTENSION for `..`: Firefox stays at the root.
  // biome-ignore format: a table reads best in columns
  it.each([
    { changes: { name: undefined },                                      error: 'KEY_MISSING' },
    { changes: { version: undefined },                                   error: 'KEY_MISSING' },
    { changes: { manifest_version: 4 },                                  error: 'MANIFEST_VERSION_UNKNOWN' },
    { changes: { permissions: 'x' },                                     error: 'VALUE_WRONG_TYPE' },
    { changes: { browser_specific_settings: { gecko: { id: 'app' } } },  error: 'ADDON_ID_INVALID' },
    { changes: { background: 'b.js' },                                   error: 'VALUE_WRONG_TYPE' },
    { changes: { background: { service_worker: 'b.js' } },               error: 'BACKGROUND_FORM_REFUSED' },
    { changes: { background: { service_worker: 1, scripts: ['b.js'] } }, error: 'VALUE_WRONG_TYPE' },
    { changes: { name: null },                                           error: 'KEY_MISSING' },
    { changes: { manifest_version: '3' },                                error: 'MANIFEST_VERSION_UNKNOWN' },
    { changes: { background: { scripts: 'b.js' } },                      error: 'VALUE_WRONG_TYPE' },
    { changes: { background: { scripts: ['https://x/b.js'] } },          error: 'PATH_OUTSIDE_EXTENSION' },
    { changes: { background: { scripts: ['b.js', '../b.js'] } },         error: 'PATH_OUTSIDE_EXTENSION' },
    { changes: { background: { scripts: ['b.js'], type: 'x' } },         error: 'BACKGROUND_TYPE_UNKNOWN' },
    { changes: { action: 'x' },                                          error: 'VALUE_WRONG_TYPE' },
  ])('is refused: $changes: $error', ({ changes, error }) => {
    expect(firstError(parse(changes, 'gecko').findings)?.code).toBe(error);
  });

  // biome-ignore format: a table reads best in columns
  it.each([
    { changes: { name: '' },                                             codes: [] },
    { changes: { action: null, permissions: ['nativeMessaging'], optional_permissions: null, background: { scripts: ['b.js'], page: null } }, codes: [] },
    { changes: { background: { service_worker: '', scripts: ['b.js'] } }, codes: [] },
    { changes: { background: { scripts: [''] } },                        codes: [] },
    { changes: { background: { scripts: ['nope.js?x'] } },               codes: [] },
    { changes: { background: null },                                     codes: [] },
    { changes: { background: { service_worker: 'b.js', scripts: ['b.js'] } }, codes: [] },
    { changes: { manifest_version: 2, background: { page: 'p.html', persistent: true } }, codes: [] },
    { changes: { version: '01.2' },                                      codes: ['VERSION_INVALID'] },
    { changes: { version: 'abc' },                                       codes: ['VERSION_INVALID'] },
    { changes: { permissions: [1, 'nativeMessaging'] },                  codes: ['VALUE_WRONG_TYPE'] },
    { changes: { browser_specific_settings: undefined },                 codes: ['ADDON_ID_MISSING'] },
    { changes: { applications: { gecko: { id: 'old@x' } } },             codes: ['SETTINGS_KEY_IGNORED'] },
    { changes: { background: {} },                                       codes: ['BACKGROUND_EMPTY'] },
    { changes: { background: { page: 'p.html', scripts: ['b.js'] } },    codes: ['BACKGROUND_FORM_IGNORED'] },
    { changes: { background: { scripts: ['b.js'], persistent: true } },  codes: ['BACKGROUND_NEVER_PERSISTENT'] },
    { changes: { browser_action: {} },                                   codes: ['ACTION_KEY_IGNORED'] },
  ])('is loaded: $changes: $codes', ({ changes, codes }) => {
    const { manifest, findings } = parse(changes, 'gecko');
    expect(manifest).toBeDefined();
    expect(codesOf(findings)).toEqual(codes);
  });

  it('with nothing but a service worker is told what Firefox says, and what to add', () => {
    const error = firstError(parse({ background: { service_worker: 'b.js' } }, 'gecko').findings);
    expect(error?.engineText).toBe('background.service_worker is currently disabled. Add background.scripts.');
    expect(error?.remedy).toContain('background.scripts');
  });
});

describe('everything that is wrong', () => {
  it.each(['chromium', 'gecko'] as const)('is found at once, for %s', (family) => {
    const text = '{"manifest_version":3,"name":1,"permissions":1,"background":{"scripts":1,"service_worker":1}}';
    const { findings } = parseExtensionManifest(text, family);
    const places = findings.filter(({ severity }) => severity === 'error').map(({ path }) => path);
    expect(places).toEqual(
      expect.arrayContaining(['$.name', '$.version', '$.permissions', '$.background.service_worker']),
    );
  });
});

describe('what is read of a manifest', () => {
  it('permissions are the plain ones, in order', () => {
    const manifest = load({ permissions: ['b', { c: 1 }, 'a'], optional_permissions: ['nativeMessaging'] }, 'chromium');
    expect(permissionsOf(manifest)).toEqual(['b', 'a']);
    expect(optionalPermissionsOf(manifest)).toEqual(['nativeMessaging']);
    expect(permissionsOf(load({ permissions: undefined }, 'chromium'))).toEqual([]);
  });

  it.each([
    { changes: { action: {} }, key: 'action' },
    { changes: { browser_action: {} }, key: undefined },
    { changes: { manifest_version: 2, browser_action: {} }, key: 'browser_action' },
    { changes: { manifest_version: 2, action: {} }, key: undefined },
    { changes: {}, key: undefined },
  ])('the toolbar key of $changes is $key', ({ changes, key }) => {
    expect(actionKeyOf(load(changes, 'chromium'))).toBe(key);
  });

  const gecko = (id: unknown) => ({ gecko: { id } });
  it.each([
    { when: 'the new key', changes: {}, id: 'app@example.org' },
    { when: 'both keys', changes: { manifest_version: 2, applications: gecko('old@x') }, id: 'app@example.org' },
    {
      when: 'the old key in V2',
      changes: { manifest_version: 2, browser_specific_settings: undefined, applications: gecko('old@x') },
      id: 'old@x',
    },
    {
      when: 'the old key in V3',
      changes: { browser_specific_settings: undefined, applications: gecko('old@x') },
      id: undefined,
    },
    {
      when: 'a new key without id beside the old one',
      changes: { manifest_version: 2, browser_specific_settings: { gecko: {} }, applications: gecko('old@x') },
      id: undefined,
    },
    { when: 'neither', changes: { browser_specific_settings: undefined }, id: undefined },
  ])('the add-on id with $when is $id', ({ changes, id }) => {
    expect(geckoIdOf(load(changes, 'gecko'))).toBe(id);
  });
});

describe('every finding', () => {
  const all = CHROMIUM.flatMap(({ changes }) => parse(changes, 'chromium').findings);
  it.each(all.map((finding) => [finding.message, finding]))('says what to do: %s', (_, finding) => {
    expect(finding).toHaveProperty('remedy', expect.stringMatching(/^[A-Z][a-z]+ .*\.$/));
  });
});
