import { createRequire } from 'node:module';
import path from 'node:path';
import { domMissing } from '../../errors.js';
import { type DomHooks, type Internals, installHooks } from './dom-hooks.js';
import type { Dom, DomDocument } from './dom-types.js';

interface VirtualConsole {
  on(event: 'jsdomError', listener: (error: Error & { type?: string }) => void): VirtualConsole;
}

/** The module `jsdom`, as far as it is used here. */
export interface DomModule {
  readonly JSDOM: new (html: string, options: object) => Dom;
  readonly VirtualConsole: new () => VirtualConsole;
  readonly CookieJar: new () => { removeAllCookiesSync(): void };
}

const EMPTY = '<!DOCTYPE html><html><head></head><body></body></html>';

/** Makes windows with a document and nothing that runs scripts or loads anything. */
export class DomLibrary {
  readonly internals: Internals;
  readonly #module: DomModule;
  readonly #console: VirtualConsole;
  readonly #cookies: InstanceType<DomModule['CookieJar']>;
  readonly #parsing: Dom; // apart, so that what is parsed is nobody's element yet
  #spare: Dom | undefined;

  /** `uncaught`: gets what listeners threw that the library called by itself. */
  constructor(module: DomModule, hooks: DomHooks, uncaught: (error: unknown) => void) {
    this.#module = module;
    this.#cookies = new module.CookieJar(); // those of a tab know each other's
    this.#console = new module.VirtualConsole().on('jsdomError', (error) => {
      if (error.type === 'unhandled-exception') uncaught(error.cause);
    });
    const probe = this.#make();
    this.internals = installHooks(probe.window, hooks);
    this.#parsing = probe;
  }

  /** A window with an empty document at `about:blank`. The first takes 60 ms, each further one about 6. */
  create(): Dom {
    const spare = this.#spare;
    this.#spare = undefined;
    return spare ?? this.#make();
  }

  /** A document of its own, of no window: nothing in it runs or loads. */
  parse(markup: string): DomDocument {
    return new this.#parsing.window.DOMParser().parseFromString(markup, 'text/html');
  }

  forgetCookies(): void {
    this.#cookies.removeAllCookiesSync();
  }

  /** Makes the next window in advance. */
  prepare(): void {
    this.#spare ??= this.#make();
  }

  #make(): Dom {
    const { JSDOM } = this.#module;
    return new JSDOM(EMPTY, { pretendToBeVisual: true, virtualConsole: this.#console, cookieJar: this.#cookies });
  }
}

/**
 * The DOM library, from beside nativeport or from where the process runs.
 *
 * @throws {PageError} `DOM_MISSING`
 */
export async function loadDomModule(folder: string): Promise<DomModule> {
  try {
    return (await import('jsdom')) as unknown as DomModule;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  try {
    return createRequire(path.join(folder, 'package.json'))('jsdom') as DomModule;
  } catch (error) {
    throw isMissing(error) ? domMissing(error) : error;
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(ERR_)?MODULE_NOT_FOUND$/.test(String(error.code));
