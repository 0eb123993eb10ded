import { statSync } from 'node:fs';
import path from 'node:path';
import type { ShownPage } from './run-steps.js';

interface Site {
  /** Addresses that begin so belong to the folder. */
  readonly base: string;
  readonly folder: string;
}

/**
 * What is shown at addresses of the web in place of what is there. A file brings its folder: what lies beside it is at the
 * addresses beside its own.
 */
export class ShownPages {
  readonly #pages = new Map<string, ShownPage>();
  readonly #sites: Site[] = [];
  /** `url`: absolute, as `URL` writes it. The last page for an address counts. */
  show(url: string, page: ShownPage): void {
    this.#pages.set(withoutFragment(url), page);
    if ('file' in page) this.#sites.unshift({ base: new URL('.', url).href, folder: path.dirname(page.file) });
  }
  /** What is shown at an address; undefined: what is there. */
  at(url: string): ShownPage | undefined {
    return this.#pages.get(withoutFragment(url)) ?? this.#beside(url);
  }
  #beside(url: string): ShownPage | undefined {
    for (const { base, folder } of this.#sites) {
      const file = url.startsWith(base) ? fileIn(folder, url.slice(base.length)) : undefined;
      if (file !== undefined) return { file };
    }
    return undefined;
  }
}
/** A file that is there. An address has no `..` any more, but a name may hide one. */
function fileIn(folder: string, rest: string): string | undefined {
  let name: string;
  try {
    name = decodeURIComponent(rest.replace(/[?#].*$/s, ''));
  } catch {
    return undefined;
  }
  const file = path.join(folder, name);
  if (name.includes('\0') || path.relative(folder, file).startsWith('..')) return undefined;
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}
const withoutFragment = (url: string): string => url.replace(/#.*$/s, '');
