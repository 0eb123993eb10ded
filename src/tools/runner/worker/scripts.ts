import vm from 'node:vm';
import { NativePortError } from '../../../errors/index.js';
import { scriptRemote } from '../errors.js';
import type { ExtensionFiles } from '../extension-files.js';
import type { BackgroundWords } from './engine-words.js';
import { Modules } from './modules.js';
import { syntaxErrorOf } from './syntax.js';

export interface ScriptsOptions {
  readonly files: ExtensionFiles;
  readonly words: BackgroundWords;
  /** Whether scripts may call `import()`; a service worker may not. */
  readonly mayImport: boolean;
  /** Gets the reason why a script that `importScripts` names could not be had. */
  readonly notImported: (error: NativePortError) => void;
}

/** Runs the files of an extension in this realm. Names in stacks are paths that a person can open. */
export class Scripts {
  readonly #options: ScriptsOptions;
  readonly #modules: Modules;

  constructor(options: ScriptsOptions) {
    this.#options = options;
    this.#modules = new Modules(options.files, options.words, options.mayImport);
  }

  /** Runs a classic script in the global scope; what it throws goes to `failed`. */
  runClassic(url: URL, wantedBy: string, failed: (error: unknown) => void): void {
    try {
      this.#run(url, wantedBy);
    } catch (error) {
      failed(error);
    }
  }

  /** Runs a module and what it imports; what goes wrong goes to `failed`. */
  async runModule(url: URL, wantedBy: string, failed: (error: unknown) => void): Promise<void> {
    try {
      await this.#modules.run(url, wantedBy);
    } catch (error) {
      failed(error);
    }
  }

  /** `importScripts` of a classic worker: one after another, at once. A script that cannot be had is a NetworkError. */
  readonly importScripts = (base: URL, addresses: readonly unknown[]): void => {
    const urls = addresses.map((address) => new URL(String(address), base));
    for (const url of urls) {
      try {
        this.#run(url, 'importScripts()');
      } catch (error) {
        if (!(error instanceof NativePortError)) throw error;
        if (error.code === 'SCRIPT_SYNTAX') throw this.#syntaxError(error);
        this.#options.notImported(error); // says more than the browser's text
        throw new DOMException(this.#options.words.importScriptsFailed(url.href), 'NetworkError');
      }
    }
  };

  /** What scripts see of a syntax error; ours, with file and line, is its cause. */
  #syntaxError(cause: NativePortError): SyntaxError {
    const text = cause.cause instanceof SyntaxError ? cause.cause.message : cause.message;
    return new SyntaxError(this.#options.words.importScriptsSyntax(text), { cause });
  }

  #run(url: URL, wantedBy: string): void {
    const { files, words, mayImport } = this.#options;
    if (!files.owns(url)) throw scriptRemote(url.href, wantedBy);
    const { file, bytes } = files.read(url, wantedBy);
    const source = new TextDecoder().decode(bytes);
    let script: vm.Script;
    try {
      script = new vm.Script(source, {
        filename: file,
        importModuleDynamically: (specifier) => {
          if (!mayImport) throw new TypeError(words.importRefused);
          return this.#modules.importFrom(specifier, url);
        },
      });
    } catch (error) {
      throw syntaxErrorOf(error, file, source, 'commonjs');
    }
    script.runInThisContext();
  }
}
