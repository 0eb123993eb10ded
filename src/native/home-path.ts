import type { Family } from '../manifest/index.js';

/**
 * Where the browser looks for a program before it starts it. Firefox finds a path that starts with `~` in this user's home,
 * or in another's, and then starts the path as it stands, which leads nowhere. Source: nsLocalFileUnix.cpp; seen in ESR 153.
 */
export function placeOfProgram(path: string, family: Family, home: string, platform: string): string {
  if (family !== 'gecko' || platform === 'win32' || !path.startsWith('~')) return path;
  if (path === '~' || path.startsWith('~/')) return home + path.slice(1);
  return `${platform === 'darwin' ? '/Users/' : '/home/'}${path.slice(1)}`;
}
