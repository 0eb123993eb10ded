import type { Family } from '../family.js';
import { fileInside } from './background.js';

export type ScriptKind = 'js' | 'css';

const EXTENSIONS: Record<ScriptKind, RegExp> = { js: /\.m?js$/i, css: /\.css$/i };

/**
 * The file behind an item of `js` or `css` of a content script, below the extension's folder; undefined where the browser
 * takes none. Firefox reads a relative address, Chromium the name of a file: `%63.js` is just that.
 */
export function scriptFile(path: string, kind: ScriptKind, family: Family): string | undefined {
  if (family === 'gecko') return fileInside(path);
  const name = path.replace(/^\//, '').replace(/^\.\//, '');
  return isPortable(name) && EXTENSIONS[kind].test(name) ? name : undefined;
}

/** What Chromium calls the file in its warning: empty where the path is not a portable one. */
export const shownScriptFile = (path: string): string => {
  const name = path.replace(/^\//, '');
  return isPortable(name.replace(/^\.\//, '')) ? name : '';
};

/**
 * Whether each step of a relative path could be a file's name on every system. Sources: Chromium, net/base/filename_util.cc
 * and base/i18n/file_util_icu.cc; seen in Chromium 156.
 */
const isPortable = (path: string): boolean =>
  !path.startsWith('/') &&
  !path.endsWith('/') &&
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  path.split(/\/+/).every((step) => /^(?![\s.])[^"*:<>?\\|\x00-\x1f\x7f]+$/.test(step) && !/[\s.]$/.test(step));
