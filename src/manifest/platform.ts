/** The systems whose rules differ, as Node names them. Every other Unix counts as `linux`. */
export type Platform = 'linux' | 'darwin' | 'win32';

/**
 * Whether a path is absolute in the eyes of a browser: `/…` on POSIX; on Windows `X:\…`, `X:/…` or two leading
 * separators. Text alone decides: variables are not expanded anywhere.
 */
export function isAbsolutePath(path: string, platform: Platform): boolean {
  return platform === 'win32' ? /^(?:[A-Za-z]:[\\/]|[\\/]{2})/.test(path) : path.startsWith('/');
}
