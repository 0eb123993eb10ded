import { describe, expect, it } from 'vitest';
import { checkExtensionManifest, type Family, type Finding } from '../../../src/manifest/index.js';
import { extension } from '../manifests.js';

const GECKO = { browser_specific_settings: { gecko: { id: 'app@example.org' } } };
const check = (keys: Record<string, unknown>, family: Family, version: 2 | 3 = 3) =>
  checkExtensionManifest(extension(version, { permissions: ['nativeMessaging'], ...GECKO, ...keys }), family);
const script = (keys: Record<string, unknown>) => ({
  content_scripts: [{ matches: ['https://a.com/*'], js: ['c.js'], ...keys }],
});
const resources = (...entries: unknown[]) => ({ web_accessible_resources: entries });
const connectable = (keys: Record<string, unknown>) => ({ externally_connectable: keys });

const IN_SCRIPTS = "Error at key 'content_scripts'. Parsing array failed at index 0: ";
const IN_RESOURCES = "Error at key 'web_accessible_resources'. Parsing array failed at index 0: ";
const RUN_AT = '"document_start" or "document_end" or "document_idle"';
const EMPTY = { matches: undefined };

interface Row {
  keys: Record<string, unknown>;
  code: string;
  at: string;
  says?: string;
}
const first = (findings: readonly Finding[], severity: Finding['severity']) =>
  findings.find((finding) => finding.severity === severity);
const isRow = ({ code, at, says }: Row, severity: Finding['severity']) => ({
  severity,
  code,
  path: at,
  ...(says === undefined ? {} : { engineText: says }),
});

// What Chromium 156 says when it is told to load such an extension.
// biome-ignore format: a table reads best in columns
const CHROMIUM_ERRORS: Row[] = [
  { keys: { content_scripts: 'x' },                code: 'VALUE_WRONG_TYPE', at: '$.content_scripts', says: "Error at key 'content_scripts'. Type is invalid. Expected list, found string." },
  { keys: { content_scripts: null },               code: 'VALUE_WRONG_TYPE', at: '$.content_scripts', says: "Error at key 'content_scripts'. Type is invalid. Expected list, found null." },
  { keys: { content_scripts: ['x'] },              code: 'VALUE_WRONG_TYPE', at: '$.content_scripts[0]', says: `${IN_SCRIPTS}expected dictionary, got string` },
  { keys: script(EMPTY),                           code: 'KEY_MISSING',      at: '$.content_scripts[0].matches', says: `${IN_SCRIPTS}'matches' is required` },
  { keys: script({ matches: 'x' }),                code: 'VALUE_WRONG_TYPE', at: '$.content_scripts[0].matches', says: `${IN_SCRIPTS}'matches': expected list, got string` },
  { keys: script({ matches: [1] }),                code: 'VALUE_WRONG_TYPE', at: '$.content_scripts[0].matches[0]', says: `${IN_SCRIPTS}Error at key 'matches': Parsing array failed at index 0: expected string, got integer` },
  { keys: script({ exclude_matches: null }),       code: 'VALUE_WRONG_TYPE', at: '$.content_scripts[0].exclude_matches', says: `${IN_SCRIPTS}'exclude_matches': expected list, got null` },
  { keys: script({ all_frames: 'true' }),          code: 'VALUE_WRONG_TYPE', at: '$.content_scripts[0].all_frames', says: `${IN_SCRIPTS}'all_frames': expected all_frames, got string` },
  { keys: script({ run_at: 'x' }),                 code: 'VALUE_WRONG_TYPE', at: '$.content_scripts[0].run_at', says: `${IN_SCRIPTS}'RunAt': expected ${RUN_AT}, got "x"` },
  { keys: script({ run_at: 1 }),                   code: 'VALUE_WRONG_TYPE', at: '$.content_scripts[0].run_at', says: `${IN_SCRIPTS}'RunAt': expected string, got integer` },
  { keys: script({ world: 'main' }),               code: 'VALUE_WRONG_TYPE', at: '$.content_scripts[0].world', says: `${IN_SCRIPTS}'ExecutionWorld': expected "ISOLATED" or "MAIN" or "USER_SCRIPT", got "main"` },
  { keys: script({ matches: ['x'], run_at: 'y' }), code: 'VALUE_WRONG_TYPE', at: '$.content_scripts[0].run_at' },
  { keys: script({ matches: [], js: [] }),         code: 'SCRIPT_EMPTY',     at: '$.content_scripts[0]', says: "At least one js or css file is required for 'content_scripts[0]'." },
  { keys: script({ matches: [] }),                 code: 'LIST_EMPTY',       at: '$.content_scripts[0].matches', says: "Invalid value for 'content_scripts[0].matches'. There must be at least one match specified." },
  { keys: script({ matches: ['x'] }),              code: 'PATTERN_INVALID',  at: '$.content_scripts[0].matches[0]', says: "Invalid value for 'content_scripts[0].matches[0]': Missing scheme separator." },
  { keys: script({ exclude_matches: ['x'] }),      code: 'PATTERN_INVALID',  at: '$.content_scripts[0].exclude_matches[0]', says: "Invalid value for 'content_scripts[0].exclude_matches[0]': Missing scheme separator." },
  { keys: script({ matches: ['https://a.com/x/*'], match_origin_as_fallback: true }), code: 'PATTERN_PATH_REFUSED', at: '$.content_scripts[0].matches[0]', says: "The path component for scripts with 'match_origin_as_fallback' must be '*'." },
  { keys: connectable({ matches: 'x' }),           code: 'VALUE_WRONG_TYPE', at: '$.externally_connectable.matches', says: "'matches': expected list, got string" },
  { keys: connectable({ matches: ['x'] }),         code: 'PATTERN_INVALID',  at: '$.externally_connectable.matches[0]', says: "Invalid match pattern 'x' (Missing scheme separator.)" }, // R84
  { keys: connectable({ matches: ['x'], ids: ['y'] }), code: 'PATTERN_INVALID', at: '$.externally_connectable.matches[0]' },
  { keys: connectable({ accepts_tls_channel_id: 'x' }), code: 'VALUE_WRONG_TYPE', at: '$.externally_connectable.accepts_tls_channel_id', says: "'accepts_tls_channel_id': expected accepts_tls_channel_id, got string" },
  { keys: { host_permissions: 'x' },               code: 'VALUE_WRONG_TYPE', at: '$.host_permissions', says: "Invalid value for 'host_permissions'." },
  { keys: { optional_host_permissions: [1] },      code: 'VALUE_WRONG_TYPE', at: '$.optional_host_permissions[0]', says: "Invalid value for 'optional_host_permissions[0]'." },
  { keys: { message_serialization: 'x' },          code: 'MESSAGE_FORMAT_UNKNOWN', at: '$.message_serialization', says: "Invalid value for 'message_serialization'. Must be 'json' or 'structured_clone'." }, // S30
  { keys: { message_serialization: null },         code: 'MESSAGE_FORMAT_UNKNOWN', at: '$.message_serialization' },
  { keys: resources('c.js'),                       code: 'VALUE_WRONG_TYPE', at: '$.web_accessible_resources[0]', says: `${IN_RESOURCES}expected dictionary, got string` },
  { keys: resources({ matches: ['<all_urls>'] }),  code: 'KEY_MISSING',      at: '$.web_accessible_resources[0].resources', says: `${IN_RESOURCES}'resources' is required` },
  { keys: resources({ resources: ['x'] }),         code: 'RESOURCE_OPEN_TO_NOBODY', at: '$.web_accessible_resources[0]', says: "Invalid value for 'web_accessible_resources[0]'. Entry must at least have resources, and one other valid key." },
  { keys: resources({ resources: ['x'], matches: ['https://a.com/x'] }), code: 'PATTERN_PATH_REFUSED', at: '$.web_accessible_resources[0].matches[0]', says: "Invalid value for 'web_accessible_resources[0]'. Invalid match pattern." },
  { keys: resources({ resources: ['x'], matches: ['x'] }), code: 'PATTERN_INVALID', at: '$.web_accessible_resources[0].matches[0]', says: "Invalid value for 'web_accessible_resources[0]'. Invalid match pattern." },
  { keys: resources({ resources: ['x'], extension_ids: ['x'] }), code: 'RESOURCE_ID_INVALID', at: '$.web_accessible_resources[0].extension_ids[0]', says: "Invalid value for 'web_accessible_resources[0]'. Invalid extension id." },
  { keys: resources({ resources: ['x'], extension_ids: ['*', 'abcdefghijklmnopabcdefghijklmnop'] }), code: 'RESOURCE_ID_INVALID', at: '$.web_accessible_resources[0].extension_ids[0]', says: "Invalid value for 'web_accessible_resources[0]'. If a wildcard entry is present, it must be the only entry." },
  { keys: { action: { default_popup: 1 } },        code: 'VALUE_WRONG_TYPE', at: '$.action.default_popup', says: "Invalid type for 'default_popup'." },
  { keys: { action: { default_popup: 'https://x/p.html' } }, code: 'VALUE_WRONG_TYPE', at: '$.action.default_popup', says: "Invalid type for 'default_popup'." },
  { keys: { options_page: 'https://x/' },          code: 'VALUE_WRONG_TYPE', at: '$.options_page', says: "Invalid value for 'input_components[options_page].options_page'." },
];

const NOT_A_SCRIPT = (file: string) =>
  `Invalid script mime type: 'Could not load file '${file}' for content script, content scripts can only be loaded from supported JavaScript files such as .js files.'`;

// biome-ignore format: a table reads best in columns
const CHROMIUM_WARNINGS: Row[] = [
  { keys: script({ js: ['c.txt'] }),               code: 'SCRIPT_FILE_REFUSED', at: '$.content_scripts[0].js[0]', says: NOT_A_SCRIPT('c.txt') },
  { keys: script({ js: ['../c.js'] }),             code: 'SCRIPT_FILE_REFUSED', at: '$.content_scripts[0].js[0]', says: NOT_A_SCRIPT('') },
  { keys: script({ js: ['c.js', 'c.js#x'] }),      code: 'SCRIPT_FILE_REFUSED', at: '$.content_scripts[0].js[1]', says: NOT_A_SCRIPT('c.js#x') },
  { keys: script({ css: ['c.txt'] }),              code: 'SCRIPT_FILE_REFUSED', at: '$.content_scripts[0].css[0]', says: "Invalid script mime type: 'Could not load file 'c.txt' for content script, content script style sheets can only be loaded from supported style sheet files such as .css files.'" },
  { keys: connectable({ matches: [] }),            code: 'CONNECTABLE_EMPTY',   at: '$.externally_connectable', says: "'externally_connectable' specifies neither 'matches' nor 'ids'; nothing will be able to connect" }, // R85
  { keys: connectable({ ids: [] }),                code: 'CONNECTABLE_EMPTY',   at: '$.externally_connectable' },
  { keys: { host_permissions: ['x'] },             code: 'PATTERN_INVALID',     at: '$.host_permissions[0]', says: "URL pattern 'x' is malformed." },
  { keys: { host_permissions: ['chrome://x/*'] },  code: 'PATTERN_INVALID',     at: '$.host_permissions[0]', says: "Invalid scheme for 'host_permissions[chrome://x/*]'." },
  { keys: { host_permissions: ['data:*'] },        code: 'PATTERN_INVALID',     at: '$.host_permissions[0]', says: "URL pattern 'data:*' is malformed." },
  { keys: { permissions: ['nativeMessaging', 'https://a.com/*'] }, code: 'PATTERN_NOT_A_PERMISSION', at: '$.permissions[1]', says: "Permission 'https://a.com/*' is unknown." },
  { keys: { optional_permissions: ['<all_urls>'] }, code: 'PATTERN_NOT_A_PERMISSION', at: '$.optional_permissions[0]', says: "Permission '<all_urls>' is unknown." },
  { keys: { action: { default_popup: '../p.html' } }, code: 'PATH_OUTSIDE_EXTENSION', at: '$.action.default_popup', says: "The default_popup file in the manifest doesn't exist. Confirm it exists and then reload the extension." },
  { keys: { options_ui: {} },                      code: 'VALUE_WRONG_TYPE',    at: '$.options_ui.page', says: "'page' is required" },
  { keys: { options_ui: { page: 1 } },             code: 'VALUE_WRONG_TYPE',    at: '$.options_ui.page', says: "'page': expected page, got integer" },
  { keys: { options_ui: { page: '' } },            code: 'VALUE_WRONG_TYPE',    at: '$.options_ui.page', says: "Invalid value for 'input_components[options_ui].options_page'." },
  { keys: { options_ui: { page: 'p.html', open_in_tab: 'x' } }, code: 'VALUE_WRONG_TYPE', at: '$.options_ui.open_in_tab', says: "'open_in_tab': expected open_in_tab, got string" },
  { keys: { browser_action: {} },                  code: 'ACTION_KEY_IGNORED',  at: '$.browser_action', says: "'browser_action' requires manifest version of 2 or lower." },
];

// What Firefox ESR 153 writes to its console when it is told to install such an extension.
// biome-ignore format: a table reads best in columns
const GECKO_ERRORS: Row[] = [
  { keys: { content_scripts: 'x' },                code: 'VALUE_WRONG_TYPE', at: '$.content_scripts', says: 'Error processing content_scripts: Expected array instead of "x"' },
  { keys: { content_scripts: ['x'] },              code: 'VALUE_WRONG_TYPE', at: '$.content_scripts[0]', says: 'Error processing content_scripts.0: Expected object instead of "x"' },
  { keys: script(EMPTY),                           code: 'KEY_MISSING',      at: '$.content_scripts[0].matches', says: 'Error processing content_scripts.0: Property "matches" is required' },
  { keys: script({ matches: null }),               code: 'VALUE_WRONG_TYPE', at: '$.content_scripts[0].matches', says: 'Error processing content_scripts.0.matches: Expected array instead of null' },
  { keys: script({ matches: [] }),                 code: 'LIST_EMPTY',       at: '$.content_scripts[0].matches', says: 'Error processing content_scripts.0.matches: Array requires at least 1 items; you have 0' },
  { keys: script({ exclude_matches: [] }),         code: 'LIST_EMPTY',       at: '$.content_scripts[0].exclude_matches', says: 'Error processing content_scripts.0.exclude_matches: Array requires at least 1 items; you have 0' },
  { keys: script({ matches: ['about:blank'] }),    code: 'PATTERN_INVALID',  at: '$.content_scripts[0].matches[0]' },
  { keys: script({ js: [1] }),                     code: 'VALUE_WRONG_TYPE', at: '$.content_scripts[0].js[0]', says: 'Error processing content_scripts.0.js.0: Expected string instead of 1' },
  { keys: script({ js: ['https://x/c.js'] }),      code: 'PATH_OUTSIDE_EXTENSION', at: '$.content_scripts[0].js[0]', says: 'Error processing content_scripts.0.js.0: SyntaxError: String "https://x/c.js" must be a relative URL' },
  { keys: script({ js: ['//c.js'] }),              code: 'PATH_OUTSIDE_EXTENSION', at: '$.content_scripts[0].js[0]', says: 'Error processing content_scripts.0.js.0: SyntaxError: String "//c.js" must be a relative URL' },
  { keys: script({ all_frames: 'true' }),          code: 'VALUE_WRONG_TYPE', at: '$.content_scripts[0].all_frames', says: 'Error processing content_scripts.0.all_frames: Expected boolean instead of "true"' },
  { keys: script({ run_at: 'x' }),                 code: 'VALUE_WRONG_TYPE', at: '$.content_scripts[0].run_at', says: 'Error processing content_scripts.0.run_at: Invalid enumeration value "x"' },
  { keys: script({ world: 'USER_SCRIPT' }),        code: 'VALUE_WRONG_TYPE', at: '$.content_scripts[0].world', says: 'Error processing content_scripts.0.world: Invalid enumeration value "USER_SCRIPT"' },
  { keys: { host_permissions: 'x' },               code: 'VALUE_WRONG_TYPE', at: '$.host_permissions', says: 'Error processing host_permissions: Expected array instead of "x"' },
  { keys: resources('c.js'),                       code: 'VALUE_WRONG_TYPE', at: '$.web_accessible_resources[0]', says: 'Error processing web_accessible_resources.0: Expected object instead of "c.js"' },
  { keys: resources({ matches: ['<all_urls>'] }),  code: 'KEY_MISSING',      at: '$.web_accessible_resources[0].resources' },
  { keys: resources({ resources: ['x'] }),         code: 'RESOURCE_OPEN_TO_NOBODY', at: '$.web_accessible_resources[0]', says: 'Error processing web_accessible_resources: web_accessible_resources requires one of "matches" or "extension_ids"' },
  { keys: resources({ resources: ['x'], use_dynamic_url: true }), code: 'RESOURCE_OPEN_TO_NOBODY', at: '$.web_accessible_resources[0]' },
  { keys: resources({ resources: ['x'], extension_ids: ['abcdefghijklmnopabcdefghijklmnop'] }), code: 'RESOURCE_ID_INVALID', at: '$.web_accessible_resources[0].extension_ids[0]' },
  { keys: { action: { default_popup: 1 } },        code: 'VALUE_WRONG_TYPE', at: '$.action.default_popup', says: 'Error processing action.default_popup: Expected string instead of 1' },
  { keys: { options_ui: {} },                      code: 'KEY_MISSING',      at: '$.options_ui.page', says: 'Error processing options_ui: Property "page" is required' },
  { keys: { options_ui: { page: 'https://x/p.html' } }, code: 'VALUE_WRONG_TYPE', at: '$.options_ui.page', says: 'Error processing options_ui.page: SyntaxError: String "https://x/p.html" must be a relative URL' },
  { keys: { options_ui: { page: 'p.html', open_in_tab: 'x' } }, code: 'VALUE_WRONG_TYPE', at: '$.options_ui.open_in_tab', says: 'Error processing options_ui.open_in_tab: Expected boolean instead of "x"' },
  { keys: { options_page: 1 },                     code: 'VALUE_WRONG_TYPE', at: '$.options_page', says: 'Error processing options_page: Expected string instead of 1' },
];

// Where there is no text, Firefox is silent.
// biome-ignore format: a table reads best in columns
const GECKO_WARNINGS: Row[] = [
  { keys: script({ matches: ['http://a.com:80/*'] }),  code: 'PATTERN_NEVER_MATCHES', at: '$.content_scripts[0].matches[0]' },
  { keys: script({ matches: ['http://[::1]:80/*'] }),  code: 'PATTERN_NEVER_MATCHES', at: '$.content_scripts[0].matches[0]' },
  { keys: script({ matches: ['http://A.com/*'] }),     code: 'PATTERN_NEVER_MATCHES', at: '$.content_scripts[0].matches[0]' },
  { keys: script({ matches: ['http://ä.de/*'] }),      code: 'PATTERN_NEVER_MATCHES', at: '$.content_scripts[0].matches[0]' },
  { keys: script({ js: undefined }),                   code: 'SCRIPT_EMPTY',          at: '$.content_scripts[0]' },
  { keys: script({ include_globs: [] }),               code: 'LIST_EMPTY',            at: '$.content_scripts[0].include_globs' },
  { keys: { host_permissions: [1] },                   code: 'VALUE_WRONG_TYPE',      at: '$.host_permissions[0]', says: 'Warning processing host_permissions: Error processing host_permissions.0: Expected string instead of 1' },
  { keys: { host_permissions: ['x'] },                 code: 'PATTERN_INVALID',       at: '$.host_permissions[0]' },
  { keys: { permissions: ['nativeMessaging', 'https://a.com/*'] }, code: 'PATTERN_NOT_A_PERMISSION', at: '$.permissions[1]' },
  { keys: { browser_action: {} },                      code: 'ACTION_KEY_IGNORED',    at: '$.browser_action', says: 'Property "browser_action" is unsupported in Manifest Version 3' },
];

describe('an extension that is not loaded', () => {
  it.each(CHROMIUM_ERRORS)('by Chromium: $keys: $code', (row) => {
    const { manifest, findings } = check(row.keys, 'chromium');
    expect(manifest).toBeUndefined();
    expect(first(findings, 'error')).toMatchObject(isRow(row, 'error'));
  });

  it.each(GECKO_ERRORS)('by Firefox: $keys: $code', (row) => {
    const { manifest, findings } = check(row.keys, 'gecko');
    expect(manifest).toBeUndefined();
    expect(first(findings, 'error')).toMatchObject(isRow(row, 'error'));
  });
});

describe('an extension that is loaded with a warning', () => {
  it.each(CHROMIUM_WARNINGS)('in Chromium: $keys: $code', (row) => {
    const { manifest, findings } = check(row.keys, 'chromium');
    expect(manifest).toBeDefined();
    expect(findings).toMatchObject([isRow(row, 'warning')]);
  });

  it.each(GECKO_WARNINGS)('in Firefox: $keys: $code', (row) => {
    const { manifest, findings } = check(row.keys, 'gecko');
    expect(manifest).toBeDefined();
    expect(findings).toMatchObject([isRow(row, 'warning')]);
  });

  it.each([
    { keys: { host_permissions: ['https://a.com/*'] }, family: 'gecko', codes: ['KEY_NEEDS_V3'] },
    { keys: script({ world: 'MAIN' }), family: 'chromium', codes: ['MANIFEST_VERSION_RETIRED', 'KEY_NEEDS_V3'] },
    { keys: { permissions: ['https://a.com'] }, family: 'gecko', codes: ['PATTERN_INVALID'] },
  ] as const)('in V2, $family: $keys: $codes', ({ keys, family, codes }) => {
    expect(check(keys, family, 2).findings.map(({ code }) => code)).toEqual(codes);
  });
});

describe('an extension without any finding', () => {
  // biome-ignore format: a table reads best in columns
  it.each([
    script({}),
    script({ css: ['c.css'], js: [], all_frames: true, run_at: 'document_start', match_about_blank: true, world: 'MAIN' }),
    script({ matches: ['<all_urls>'], match_origin_as_fallback: true }),
    { content_scripts: [] },
    { host_permissions: ['<all_urls>', 'ws://a.com/*', 'file:///*'], optional_host_permissions: ['https://a.com/x'] },
    { message_serialization: 'structured_clone' },
    connectable({ matches: ['<all_urls>', '*://*.com/*'] }),
    resources({ resources: ['*'], matches: ['<all_urls>'] }, { resources: [], extension_ids: ['*'] }),
    { action: { default_popup: 'p.html?x' }, options_ui: { page: 'o.html', open_in_tab: true }, options_page: 'o.html' },
  ])('%j', (keys) => {
    for (const family of ['chromium', 'gecko'] as const) expect(check(keys, family).findings).toEqual([]);
  });

  it('in Firefox may have null in optional places of a list', () => {
    const keys = script({ exclude_matches: null, run_at: null, all_frames: null });
    expect(check(keys, 'gecko').findings).toEqual([]);
  });
});

describe('every finding', () => {
  const rows = [
    ...[...CHROMIUM_ERRORS, ...CHROMIUM_WARNINGS].flatMap(({ keys }) => check(keys, 'chromium').findings),
    ...[...GECKO_ERRORS, ...GECKO_WARNINGS].flatMap(({ keys }) => check(keys, 'gecko').findings),
  ];
  it.each(rows.map((finding) => [finding.message, finding]))('says what to do: %s', (_, finding) => {
    expect(finding).toHaveProperty('remedy', expect.stringMatching(/^[A-Z][a-z]+ .*\.$/));
  });
});
