import type { Platform } from '../manifest/index.js';
import {
  BROWSERS,
  type Browser,
  type BrowserName,
  type HostDirectories,
  type HostKeys,
  type RegistryRoot,
  type RegistryView,
  type Scope,
} from './browsers.js';

/** A directory that holds `<host name>.json`. */
export interface DirectoryPlace {
  readonly kind: 'directory';
  readonly scope: Scope;
  readonly directory: string;
  /** Where this fact comes from. */
  readonly source: string;
}

/** A registry key that holds one key per host; its default value names the manifest. */
export interface RegistryPlace {
  readonly kind: 'registry';
  readonly scope: Scope;
  readonly root: RegistryRoot;
  readonly view: RegistryView;
  readonly key: string;
  readonly source: string;
}

export type Place = DirectoryPlace | RegistryPlace;

export interface WhereToLook {
  readonly browser: BrowserName;
  readonly platform: Platform;
  /** The user's home directory: on POSIX what `HOME` says. Not needed on Windows. */
  readonly home: string;
  /** The browser's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What `--user-data-dir` says. Chromium's family on Linux and macOS looks for the user's hosts there. */
  readonly userDataDir?: string | undefined;
  /** False, as policy `NativeMessagingUserLevelHosts` may say: only `system` places are left. Default true. */
  readonly userLevelHosts?: boolean | undefined;
  /** Directories that come before the real places, in this order, with scope `user`. */
  readonly hostDirectories?: readonly string[] | undefined;
}

/**
 * The places where a browser looks for host manifests, in its search order. Whether it goes on after a manifest that
 * it cannot use is the engine's business. Nothing is read: neither the disk nor this process's environment.
 */
export function hostPlaces(where: WhereToLook): Place[] {
  const row: Browser = BROWSERS[where.browser];
  const own = (where.hostDirectories ?? []).map((directory) => inDirectory('user', directory, 'given by the caller'));
  const places = where.platform === 'win32' ? keysOf(row.win32) : directoriesOf(row[where.platform], where);
  return [...own, ...places].filter(({ scope }) => scope === 'system' || where.userLevelHosts !== false);
}

function directoriesOf(row: HostDirectories, where: WhereToLook): Place[] {
  const user = row.user.replace('{userData}', () => userDataOf(row, where));
  return [
    inDirectory('user', atHome(user, where.home), row.source),
    ...row.system.map(({ directory, source }) => inDirectory('system', directory, source)),
  ];
}

/** The command line is stronger than the environment, the environment than the default. An empty variable is unset. */
function userDataOf(row: HostDirectories, { userDataDir, env }: WhereToLook): string {
  const moved = userDataDir || (row.userDataIn && env[row.userDataIn]);
  if (moved) return moved.length > 1 ? withoutLastSlash(moved) : moved;
  const config = row.configIn?.map((name) => env[name]).find((value) => value) ?? '~/.config';
  return (row.userData ?? '').replace('{config}', () => withoutLastSlash(config));
}

function keysOf({ order, keys, source }: HostKeys): Place[] {
  return order.flatMap(([root, view]) =>
    keys.map((key): RegistryPlace => {
      return { kind: 'registry', scope: root === 'HKCU' ? 'user' : 'system', root, view, key, source };
    }),
  );
}

const inDirectory = (scope: Scope, directory: string, source: string): DirectoryPlace => ({
  kind: 'directory',
  scope,
  directory,
  source,
});

const atHome = (path: string, home: string): string => path.replace(/^~(?=\/)/, () => withoutLastSlash(home));

const withoutLastSlash = (path: string): string => (path.endsWith('/') ? path.slice(0, -1) : path);
