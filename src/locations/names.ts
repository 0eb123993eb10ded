import { isHostName, type Platform } from '../manifest/index.js';
import { hostNameUnsafe } from './errors.js';
import type { DirectoryPlace, RegistryPlace } from './places.js';

/**
 * The file that holds a host's manifest in a directory.
 *
 * @throws {LocationError} `HOST_NAME_UNSAFE`, for a name that no browser accepts: it could lead out of the directory.
 */
export function manifestFileIn(place: DirectoryPlace, hostName: string, platform: Platform): string {
  const separator = platform === 'win32' ? '\\' : '/';
  const end = /[\\/]$/.test(place.directory) && (platform === 'win32' || place.directory.endsWith('/'));
  return `${place.directory}${end ? '' : separator}${safe(hostName)}.json`;
}

/**
 * The registry key of one host; its default value is the path of the manifest.
 *
 * @throws {LocationError} `HOST_NAME_UNSAFE`, for a name that no browser accepts.
 */
export function registryKeyIn(place: RegistryPlace, hostName: string): string {
  return `${place.key}\\${safe(hostName)}`;
}

/** Firefox's names include Chromium's. */
function safe(hostName: string): string {
  if (!isHostName(hostName, 'gecko')) throw hostNameUnsafe(hostName);
  return hostName;
}
