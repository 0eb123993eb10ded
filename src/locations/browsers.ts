import type { Family } from '../manifest/index.js';

/** Who registered the host: one user, or the administrator for all. */
export type Scope = 'user' | 'system';
export type RegistryRoot = 'HKCU' | 'HKLM';
/** The registry has two views on 64-bit Windows; a browser names the one it reads. */
export type RegistryView = 32 | 64;

/** Directories of one browser on one POSIX system. `~` is the home, `{config}` the folder of settings, see `configIn`. */
export interface HostDirectories {
  /** Where the browser keeps its data unless told otherwise; the user's hosts lie inside. Absent: the user's are fixed. */
  readonly userData?: string;
  /** `{userData}` is the running browser's data directory. */
  readonly user: string;
  /** In search order. */
  readonly system: readonly { readonly directory: string; readonly source: string }[];
  /** Environment variables that move `{config}`, the first that is set wins; else `~/.config`. */
  readonly configIn?: readonly string[];
  /** Environment variable that moves the data directory; the command line is stronger. */
  readonly userDataIn?: string;
  readonly source: string;
}

/** Registry keys of one browser: for each root and view in turn, each key in turn. */
export interface HostKeys {
  readonly order: readonly (readonly [RegistryRoot, RegistryView])[];
  readonly keys: readonly string[];
  readonly source: string;
}

/** One row of the table. */
export interface Browser {
  readonly family: Family;
  /** For people. */
  readonly label: string;
  readonly linux: HostDirectories;
  readonly darwin: HostDirectories;
  readonly win32: HostKeys;
}

// Source: Chromium, launch_context_win.cc: each root, 32-bit view before 64-bit.
const CHROMIUM_ORDER = [
  ['HKCU', 32],
  ['HKCU', 64],
  ['HKLM', 32],
  ['HKLM', 64],
] as const;

// Source: Firefox, NativeManifests.sys.mjs. HKCU\Software has one view only, whichever is named.
const GECKO_ORDER = [
  ['HKCU', 64],
  ['HKLM', 32],
  ['HKLM', 64],
] as const;

const CHROMIUM_ENV = {
  configIn: ['CHROME_CONFIG_HOME', 'XDG_CONFIG_HOME'],
  userDataIn: 'CHROME_USER_DATA_DIR',
} as const;
const CHROME_PATHS = 'Chromium, chrome_paths.cc, chrome_paths_linux.cc; Chrome, "Native messaging"';
const EDGE_DOCS = 'Microsoft Edge, "Native messaging"';
const GECKO_DIRS = 'Firefox, nsXREDirProvider.cpp; seen in Firefox ESR 153';

/** Where each browser looks for host manifests. To support one more browser, add one row. */
// biome-ignore format: a table reads best in columns
export const BROWSERS = {
  chrome: {
    family: 'chromium', label: 'Google Chrome',
    linux:  { userData: '{config}/google-chrome', user: '{userData}/NativeMessagingHosts', ...CHROMIUM_ENV, source: CHROME_PATHS,
              system: [{ directory: '/etc/opt/chrome/native-messaging-hosts', source: CHROME_PATHS }] },
    darwin: { userData: '~/Library/Application Support/Google/Chrome', user: '{userData}/NativeMessagingHosts', source: CHROME_PATHS,
              system: [{ directory: '/Library/Google/Chrome/NativeMessagingHosts', source: CHROME_PATHS }] },
    win32:  { order: CHROMIUM_ORDER, keys: ['SOFTWARE\\Google\\Chrome\\NativeMessagingHosts'], source: 'Chromium, launch_context_win.cc' },
  },
  chromium: {
    family: 'chromium', label: 'Chromium',
    linux:  { userData: '{config}/chromium', user: '{userData}/NativeMessagingHosts', ...CHROMIUM_ENV, source: `${CHROME_PATHS}; seen in Chromium 156`,
              system: [{ directory: '/etc/chromium/native-messaging-hosts', source: `${CHROME_PATHS}; seen in Chromium 156` }] },
    darwin: { userData: '~/Library/Application Support/Chromium', user: '{userData}/NativeMessagingHosts', source: CHROME_PATHS,
              system: [{ directory: '/Library/Application Support/Chromium/NativeMessagingHosts', source: CHROME_PATHS }] },
    win32:  { order: CHROMIUM_ORDER, keys: ['SOFTWARE\\Chromium\\NativeMessagingHosts', 'SOFTWARE\\Google\\Chrome\\NativeMessagingHosts'], source: 'Chromium, launch_context_win.cc' },
  },
  edge: {
    family: 'chromium', label: 'Microsoft Edge',
    linux:  { userData: '{config}/microsoft-edge', user: '{userData}/NativeMessagingHosts', ...CHROMIUM_ENV, source: EDGE_DOCS,
              system: [{ directory: '/etc/opt/edge/native-messaging-hosts', source: EDGE_DOCS },
                       { directory: '/etc/opt/chrome/native-messaging-hosts', source: 'a public trace of the vendor\'s Debian package' }] },
    darwin: { userData: '~/Library/Application Support/Microsoft Edge', user: '{userData}/NativeMessagingHosts', source: EDGE_DOCS,
              system: [{ directory: '/Library/Microsoft/Edge/NativeMessagingHosts', source: EDGE_DOCS }] },
    win32:  { order: CHROMIUM_ORDER, keys: ['SOFTWARE\\Microsoft\\Edge\\NativeMessagingHosts', 'SOFTWARE\\Chromium\\NativeMessagingHosts', 'SOFTWARE\\Google\\Chrome\\NativeMessagingHosts'], source: EDGE_DOCS },
  },
  firefox: {
    family: 'gecko', label: 'Firefox',
    linux:  { user: '~/.mozilla/native-messaging-hosts', source: GECKO_DIRS, // a build reads one of the two, fixed when it was configured
              system: [{ directory: '/usr/lib/mozilla/native-messaging-hosts', source: GECKO_DIRS },
                       { directory: '/usr/lib64/mozilla/native-messaging-hosts', source: 'Firefox, nsXREDirProvider.cpp, builds with HAVE_USR_LIB64_DIR' }] },
    darwin: { user: '~/Library/Application Support/Mozilla/NativeMessagingHosts', source: 'MDN, "Native manifests"',
              system: [{ directory: '/Library/Application Support/Mozilla/NativeMessagingHosts', source: 'MDN, "Native manifests"' }] },
    win32:  { order: GECKO_ORDER, keys: ['Software\\Mozilla\\NativeMessagingHosts'], source: 'Firefox, NativeManifests.sys.mjs' },
  },
} as const satisfies Record<string, Browser>;

export type BrowserName = keyof typeof BROWSERS;

/** Names of the table's rows, in its order. */
export const browserNames = Object.keys(BROWSERS) as readonly BrowserName[];

/** The browsers that read this family's manifests, in the table's order. */
export const browsersOf = (family: Family): BrowserName[] =>
  browserNames.filter((name) => BROWSERS[name].family === family);
