import vm from 'node:vm';
import { NativePortError } from '../../../errors/index.js';
import { scriptRemote, scriptSyntax } from '../errors.js';
import type { BackgroundWords } from './engine-words.js';
import { isSyntaxError, syntaxErrorOf } from './syntax.js';

/** Where modules come from: the files of an extension, or wherever a page may get its scripts. */
export interface ModuleFiles {
  /** Whether a module may come from there. */
  owns(url: URL): boolean;
  /** How messages call an address. */
  nameOf(url: URL): string | undefined;
  read(url: URL, wantedBy: string): ModuleFile | Promise<ModuleFile>;
}

interface ModuleFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The ES modules of one global scope: one of each address, imports only from `files`. */
export class Modules {
  readonly #files: ModuleFiles;
  readonly #words: BackgroundWords;
  readonly #mayImport: boolean;
  readonly #context: vm.Context | undefined;
  readonly #modules = new Map<string, Promise<vm.Module>>();
  readonly #urls = new WeakMap<vm.Module, URL>();
  #linking: Promise<unknown> = Promise.resolve(); // one graph after another: Node links no module twice

  /** `context`: the realm they run in. Default: this one. */
  constructor(files: ModuleFiles, words: BackgroundWords, mayImport: boolean, context?: vm.Context) {
    this.#files = files;
    this.#words = words;
    this.#mayImport = mayImport;
    this.#context = context;
  }

  /** Runs a module and everything it imports. */
  async run(url: URL, wantedBy: string): Promise<vm.Module> {
    return this.#run(await this.#load(url, wantedBy));
  }

  /** Runs the text of a module that has no address of its own: it stands in the page at `url`. */
  async runText(source: string, url: URL, name: string): Promise<vm.Module> {
    const module = this.#compile(url, name, source);
    this.#urls.set(module, url);
    return this.#run(module);
  }

  async #run(module: vm.Module): Promise<vm.Module> {
    const linked = this.#linking.then(() => this.#link(module));
    this.#linking = linked.catch(() => undefined);
    await linked;
    await module.evaluate();
    return module;
  }

  /** `import()` of a script or module at `from`. */
  async importFrom(specifier: string, from: URL): Promise<vm.Module> {
    const url = this.#resolve(specifier, from);
    try {
      return await this.run(url, this.#nameOf(from));
    } catch (cause) {
      if (!(cause instanceof NativePortError)) throw cause;
      throw isSyntaxError(cause.cause)
        ? new SyntaxError(cause.cause.message, { cause })
        : new TypeError(this.#words.moduleNotLoaded(url.href), { cause });
    }
  }

  async #link(module: vm.Module): Promise<void> {
    if (module.status !== 'unlinked') return;
    const importers = new Map<string, Set<string>>(); // files by the specifiers in them
    try {
      await module.link((specifier, importer, extra) => {
        const from = this.#urls.get(importer);
        if (from === undefined) throw new TypeError(this.#words.bareSpecifier(specifier));
        importers.set(specifier, (importers.get(specifier) ?? new Set()).add(importer.identifier));
        return this.#load(this.#resolve(specifier, from), this.#nameOf(from), typeOf(extra));
      });
    } catch (error) {
      throw missingExportIn(importers, error);
    }
  }

  /** As a browser resolves a module specifier; there is no import map. Source: HTML, "resolve a module specifier". */
  #resolve(specifier: string, from: URL): URL {
    if (/^(\/|\.\/|\.\.\/)/.test(specifier)) return new URL(specifier, from);
    try {
      return new URL(specifier);
    } catch {
      throw new TypeError(`${this.#words.bareSpecifier(specifier)} (imported by ${this.#nameOf(from)})`);
    }
  }

  #load(url: URL, wantedBy: string, type?: string): Promise<vm.Module> {
    const known = this.#modules.get(url.href);
    if (known) return known;
    const loading = this.#read(url, wantedBy, type);
    this.#modules.set(url.href, loading);
    loading.catch(() => this.#modules.delete(url.href)); // it may be asked for again
    return loading;
  }

  async #read(url: URL, wantedBy: string, type?: string): Promise<vm.Module> {
    if (!this.#files.owns(url)) throw scriptRemote(url.href, wantedBy);
    const { file, bytes } = await this.#files.read(url, wantedBy);
    const source = new TextDecoder().decode(bytes);
    const module = type === 'json' ? this.#json(file, source) : this.#compile(url, file, source);
    this.#urls.set(module, url);
    return module;
  }

  #compile(url: URL, file: string, source: string): vm.Module {
    try {
      return new vm.SourceTextModule(source, {
        identifier: file,
        ...(this.#context && { context: this.#context }),
        initializeImportMeta: (meta) => {
          meta.url = url.href;
          Reflect.set(meta, 'resolve', (specifier: unknown) => this.#resolve(String(specifier), url).href);
        },
        importModuleDynamically: (specifier) => {
          if (!this.#mayImport) throw new TypeError(this.#words.importRefused);
          return this.importFrom(specifier, url);
        },
      });
    } catch (error) {
      throw syntaxErrorOf(error, file, source, 'module');
    }
  }

  #json(file: string, source: string): vm.Module {
    const value = parseJson(file, source);
    return new vm.SyntheticModule(
      ['default'],
      function (this: vm.SyntheticModule) {
        this.setExport('default', value);
      },
      { identifier: file, ...(this.#context && { context: this.#context }) },
    );
  }

  #nameOf(url: URL): string {
    return this.#files.nameOf(url) ?? url.href;
  }
}

/** V8 does not tell which file imports what another one does not export. */
function missingExportIn(importers: ReadonlyMap<string, ReadonlySet<string>>, error: unknown): unknown {
  if (!isSyntaxError(error)) return error;
  const files = importers.get(/^The requested module '(.*?)' does not provide/.exec(error.message)?.[1] ?? '');
  return files === undefined ? error : scriptSyntax([...files].join(' or '), undefined, error, '');
}

function parseJson(file: string, source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    throw scriptSyntax(file, undefined, error as SyntaxError, '');
  }
}

/** `import … with { type }`; Node 20 calls the attributes `assert`. */
function typeOf(extra: { readonly attributes?: unknown; readonly assert?: unknown }): string | undefined {
  const attributes = extra.attributes ?? extra.assert;
  if (typeof attributes !== 'object' || attributes === null || !('type' in attributes)) return undefined;
  return typeof attributes.type === 'string' ? attributes.type : undefined;
}
