import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { nearestOf } from '../../errors/index.js';
import { fileMissing, fileOutside, fileUnreadable, type RunnerError } from './errors.js';

/** The files of an unpacked extension under its addresses. Nothing outside the folder can be reached. */
export class ExtensionFiles {
  readonly #directory: string;
  readonly #base: URL;

  /** `directory`: absolute, without symbolic links. `baseUrl`: with a final slash. */
  constructor(directory: string, baseUrl: string) {
    this.#directory = directory;
    this.#base = new URL(baseUrl);
  }

  /** Whether an address belongs to this extension. */
  owns(url: URL): boolean {
    return url.protocol === this.#base.protocol && url.host === this.#base.host;
  }

  /**
   * The real path of the file at an address.
   *
   * @throws {RunnerError} `FILE_MISSING`, `FILE_OUTSIDE`, `FILE_UNREADABLE`; `wantedBy` stands in their messages.
   */
  locate(url: URL, wantedBy: string): string {
    const name = this.nameOf(url);
    if (name === undefined || name.includes('\0') || (path.sep === '\\' && /[\\:]/.test(name))) {
      throw fileOutside(url.pathname, wantedBy);
    }
    let file: string;
    try {
      file = realpathSync(path.join(this.#directory, name));
    } catch (error) {
      throw this.#failure(name, wantedBy, error as NodeJS.ErrnoException);
    }
    if (!file.startsWith(withFinalSeparator(this.#directory))) throw fileOutside(name, wantedBy);
    return file;
  }

  /** @throws {RunnerError} as `locate` */
  read(url: URL, wantedBy: string): { readonly file: string; readonly bytes: Uint8Array } {
    const file = this.locate(url, wantedBy);
    try {
      return { file, bytes: readFileSync(file) };
    } catch (error) {
      throw this.#failure(this.nameOf(url) ?? url.href, wantedBy, error as NodeJS.ErrnoException);
    }
  }

  /** The file's name in the folder, with `/`; undefined when the address is not well-formed. */
  nameOf(url: URL): string | undefined {
    try {
      return decodeURIComponent(url.pathname).replace(/^\/+/, '');
    } catch {
      return undefined;
    }
  }

  #failure(name: string, wantedBy: string, error: NodeJS.ErrnoException): RunnerError {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
      return fileMissing(name, wantedBy, this.#directory, this.#nearTo(name));
    }
    return fileUnreadable(name, wantedBy, error);
  }

  /** The file in the same folder that was probably meant. */
  #nearTo(name: string): string | undefined {
    const { dir, base } = path.posix.parse(name);
    if (dir.split('/').includes('..')) return undefined;
    try {
      const entries = readdirSync(path.join(this.#directory, dir), { withFileTypes: true });
      const nearest = nearestOf(
        base,
        entries.filter((entry) => entry.isFile()).map((entry) => entry.name),
      );
      return nearest === undefined ? undefined : path.posix.join(dir, nearest);
    } catch {
      return undefined; // the folder is missing, too
    }
  }
}

const withFinalSeparator = (directory: string): string =>
  directory.endsWith(path.sep) ? directory : directory + path.sep;
