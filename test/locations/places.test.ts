import { describe, expect, it } from 'vitest';
import {
  BROWSERS,
  type BrowserName,
  browserNames,
  browsersOf,
  hostPlaces,
  type Place,
  platformOf,
  type WhereToLook,
} from '../../src/locations/index.js';

const HOME = '/home/u';
const look = (browser: BrowserName, where: Partial<WhereToLook> = {}): Place[] =>
  hostPlaces({ browser, platform: 'linux', home: HOME, env: {}, ...where });

/** A place as a line: `user /dir`, or `system HKLM32 Software\...`. */
const line = (place: Place): string =>
  place.kind === 'directory'
    ? `${place.scope} ${place.directory}`
    : `${place.scope} ${place.root}${place.view} ${place.key}`;
const lines = (...args: Parameters<typeof look>): string[] => look(...args).map(line);

const SUPPORT = `${HOME}/Library/Application Support`;

// biome-ignore format: a table reads best in columns
const DIRECTORIES = [
  { id: 'L1 L2 L3',     browser: 'chrome',   platform: 'linux',  places: [`user ${HOME}/.config/google-chrome/NativeMessagingHosts`, 'system /etc/opt/chrome/native-messaging-hosts'] },
  { id: 'L2 observed 1', browser: 'chromium', platform: 'linux', places: [`user ${HOME}/.config/chromium/NativeMessagingHosts`, 'system /etc/chromium/native-messaging-hosts'] },
  { id: 'L2, table 3.3', browser: 'edge',    platform: 'linux',  places: [`user ${HOME}/.config/microsoft-edge/NativeMessagingHosts`, 'system /etc/opt/edge/native-messaging-hosts', 'system /etc/opt/chrome/native-messaging-hosts'] },
  { id: '3.1.1-3.1.4 observed 1', browser: 'firefox', platform: 'linux', places: [`user ${HOME}/.mozilla/native-messaging-hosts`, 'system /usr/lib/mozilla/native-messaging-hosts', 'system /usr/lib64/mozilla/native-messaging-hosts'] },
  { id: 'L2, table 3.1', browser: 'chrome',  platform: 'darwin', places: [`user ${SUPPORT}/Google/Chrome/NativeMessagingHosts`, 'system /Library/Google/Chrome/NativeMessagingHosts'] },
  { id: 'L2, table 3.1', browser: 'chromium', platform: 'darwin', places: [`user ${SUPPORT}/Chromium/NativeMessagingHosts`, 'system /Library/Application Support/Chromium/NativeMessagingHosts'] },
  { id: 'L2, table 3.3', browser: 'edge',    platform: 'darwin', places: [`user ${SUPPORT}/Microsoft Edge/NativeMessagingHosts`, 'system /Library/Microsoft/Edge/NativeMessagingHosts'] },
  { id: '3.1.2 3.1.6',  browser: 'firefox',  platform: 'darwin', places: [`user ${SUPPORT}/Mozilla/NativeMessagingHosts`, 'system /Library/Application Support/Mozilla/NativeMessagingHosts'] },
] as const;

describe('the directories of a browser, in search order', () => {
  it.each(DIRECTORIES)('$id: $browser on $platform', ({ browser, platform, places }) => {
    expect(lines(browser, { platform })).toEqual(places);
  });
});

const CHROME_KEY = 'SOFTWARE\\Google\\Chrome\\NativeMessagingHosts';
const CHROMIUM_KEY = 'SOFTWARE\\Chromium\\NativeMessagingHosts';
const EDGE_KEY = 'SOFTWARE\\Microsoft\\Edge\\NativeMessagingHosts';
const FIREFOX_KEY = 'Software\\Mozilla\\NativeMessagingHosts';

/** Each root and view of Chromium's order with each of the keys. */
const inChromiumOrder = (...keys: string[]): string[] =>
  ['user HKCU32', 'user HKCU64', 'system HKLM32', 'system HKLM64'].flatMap((root) =>
    keys.map((key) => `${root} ${key}`),
  );

// biome-ignore format: a table reads best in columns
const KEYS = [
  { id: 'L10-L13 L15', browser: 'chrome',  places: inChromiumOrder(CHROME_KEY) },
  { id: 'L13 L14',     browser: 'chromium', places: inChromiumOrder(CHROMIUM_KEY, CHROME_KEY) },
  { id: 'L20',         browser: 'edge',    places: inChromiumOrder(EDGE_KEY, CHROMIUM_KEY, CHROME_KEY) },
  { id: '3.2.1 3.2.2 3.2.6', browser: 'firefox', places: [`user HKCU64 ${FIREFOX_KEY}`, `system HKLM32 ${FIREFOX_KEY}`, `system HKLM64 ${FIREFOX_KEY}`] },
] as const;

describe('the registry keys of a browser, in search order', () => {
  it.each(KEYS)('$id: $browser', ({ browser, places }) => {
    expect(lines(browser, { platform: 'win32' })).toEqual(places);
  });

  it('L14: spelled out once: HKCU 32 Chromium, HKCU 32 Chrome, HKCU 64 Chromium, HKCU 64 Chrome, the same in HKLM', () => {
    expect(lines('chromium', { platform: 'win32' })).toEqual([
      `user HKCU32 ${CHROMIUM_KEY}`,
      `user HKCU32 ${CHROME_KEY}`,
      `user HKCU64 ${CHROMIUM_KEY}`,
      `user HKCU64 ${CHROME_KEY}`,
      `system HKLM32 ${CHROMIUM_KEY}`,
      `system HKLM32 ${CHROME_KEY}`,
      `system HKLM64 ${CHROMIUM_KEY}`,
      `system HKLM64 ${CHROME_KEY}`,
    ]);
  });

  it.each(browserNames)('L18: %s never looks below WOW6432Node by name', (browser) => {
    expect(lines(browser, { platform: 'win32' }).join()).not.toContain('WOW6432Node');
  });
});

describe("where the user's hosts move to", () => {
  const hosts = (directory: string): string => `user ${directory}/NativeMessagingHosts`;
  // biome-ignore format: a table reads best in columns
  it.each([
    { id: 'L5', browser: 'chrome',   env: { XDG_CONFIG_HOME: '/x' },                              first: hosts('/x/google-chrome') },
    { id: 'L5', browser: 'chromium', env: { XDG_CONFIG_HOME: '/x', CHROME_CONFIG_HOME: '/c' },    first: hosts('/c/chromium') },
    { id: 'L5', browser: 'edge',     env: { CHROME_CONFIG_HOME: '/c/' },                          first: hosts('/c/microsoft-edge') },
    { id: 'L5', browser: 'chrome',   env: { XDG_CONFIG_HOME: '', CHROME_CONFIG_HOME: '' },        first: hosts(`${HOME}/.config/google-chrome`) },
    { id: 'L3', browser: 'chrome',   env: { CHROME_USER_DATA_DIR: '/d', XDG_CONFIG_HOME: '/x' },  first: hosts('/d') },
    { id: 'L3 observed 1', browser: 'chromium', env: { CHROME_USER_DATA_DIR: '/d' }, userDataDir: '/p/', first: hosts('/p') },
    { id: 'L3', browser: 'chromium', env: {}, userDataDir: '/$&',                                 first: hosts('/$&') },
    { id: 'L3', browser: 'chrome',   env: {}, platform: 'darwin', userDataDir: '/p',              first: hosts('/p') },
    { id: 'L3', browser: 'chrome',   env: { CHROME_USER_DATA_DIR: '/d', XDG_CONFIG_HOME: '/x' }, platform: 'darwin', first: hosts(`${SUPPORT}/Google/Chrome`) },
    { id: '3.1.3 3.1.5', browser: 'firefox', env: { XDG_CONFIG_HOME: '/x' }, userDataDir: '/p',   first: `user ${HOME}/.mozilla/native-messaging-hosts` },
    { id: '3.1.3', browser: 'firefox', env: {}, home: '/other/',                                  first: 'user /other/.mozilla/native-messaging-hosts' },
  ] as const)('$id: $browser with $env, $userDataDir', ({ browser, first, id: _, ...where }) => {
    expect(lines(browser, where)[0]).toBe(first);
  });

  it('L4: another data directory takes nothing from the default one', () => {
    expect(lines('chromium', { userDataDir: '/p' })).toEqual([
      hosts('/p'),
      'system /etc/chromium/native-messaging-hosts',
    ]);
  });

  it('on Windows the registry alone counts', () => {
    expect(lines('chrome', { platform: 'win32', userDataDir: 'C:\\p' })).toEqual(
      lines('chrome', { platform: 'win32' }),
    );
  });
});

describe("the caller's own directories", () => {
  it.each(
    browserNames.flatMap((browser) =>
      (['linux', 'darwin', 'win32'] as const).map((platform) => ({ browser, platform })),
    ),
  )('come first, as the user’s: $browser on $platform', ({ browser, platform }) => {
    const real = lines(browser, { platform });
    expect(lines(browser, { platform, hostDirectories: ['/a', '/b'] })).toEqual(['user /a', 'user /b', ...real]);
  });
});

describe('without user-level hosts (L2, L11, L31, 3.3.3)', () => {
  it.each(
    browserNames.flatMap((browser) =>
      (['linux', 'darwin', 'win32'] as const).map((platform) => ({ browser, platform })),
    ),
  )('only the system’s places are left: $browser on $platform', ({ browser, platform }) => {
    const system = lines(browser, { platform }).filter((place) => place.startsWith('system '));
    expect(system.length).toBeGreaterThan(0);
    expect(lines(browser, { platform, userLevelHosts: false, hostDirectories: ['/a'] })).toEqual(system);
  });
});

describe('the table', () => {
  it('names its browsers by family', () => {
    expect(browserNames).toEqual(['chrome', 'chromium', 'edge', 'firefox']);
    expect(browsersOf('chromium')).toEqual(['chrome', 'chromium', 'edge']);
    expect(browsersOf('gecko')).toEqual(['firefox']);
  });

  it.each(browserNames)('gives a source for every place of %s', (browser) => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      for (const { source } of look(browser, { platform })) expect(source).not.toBe('');
    }
    expect(BROWSERS[browser].label).not.toBe('');
  });

  it.each([
    { node: 'linux', platform: 'linux' },
    { node: 'darwin', platform: 'darwin' },
    { node: 'win32', platform: 'win32' },
    { node: 'freebsd', platform: 'linux' },
    { node: 'android', platform: 'linux' },
  ])('has a row for $node: $platform', ({ node, platform }) => {
    expect(platformOf(node)).toBe(platform);
  });
});
