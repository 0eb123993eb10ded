import type { Family } from '../family.js';
import { isAbsolutePath, type Platform } from '../platform.js';
import type { HostManifest } from './host-manifest.js';

/** Firefox takes a path that starts with `~` for one in a home; Chromium does not. Source: nsLocalFileUnix.cpp; seen in ESR 153. */
const TAKES_TILDE: Record<Family, boolean> = { chromium: false, gecko: true };

/** Whether a host's `path` is absolute enough for the browser to go on with it. */
export function isAbsoluteHostPath(path: string, platform: Platform, family: Family): boolean {
  return isAbsolutePath(path, platform) || (platform !== 'win32' && TAKES_TILDE[family] && path.startsWith('~'));
}

/** Firefox writes `/` as `\` in a Windows path, Chromium leaves it. Source: NativeMessaging.sys.mjs; launch_context.cc. */
const TURNS_SLASHES: Record<Family, boolean> = { chromium: false, gecko: true };

/**
 * The path that the browser launches, or undefined where the manifest's path is relative and the system allows none
 * (POSIX). On Windows a relative path is appended to the folder of the manifest; `..` stays, as the browsers leave it.
 */
export function hostPathOf(
  manifest: Pick<HostManifest, 'path'>,
  manifestPath: string,
  platform: Platform,
  family: Family,
): string | undefined {
  if (platform !== 'win32') return isAbsoluteHostPath(manifest.path, platform, family) ? manifest.path : undefined;
  const path = TURNS_SLASHES[family] ? manifest.path.replaceAll('/', '\\') : manifest.path;
  if (isAbsolutePath(path, platform)) return path;
  const folder = manifestPath.slice(0, Math.max(manifestPath.lastIndexOf('\\'), manifestPath.lastIndexOf('/')));
  return `${folder}\\${path}`;
}
