import { performance } from 'node:perf_hooks'; // a test may replace the global ones
import { setImmediate } from 'node:timers';
import {
  type AttachedContext,
  type Browser,
  type BrowserTab,
  type ContextKind,
  createBrowser,
  type Extension,
  type ExtensionApi,
} from '../../browser/node.js';
import type { TestEvents } from './event-log.js';
import { smallManifest } from './extension-spec.js';
import type { TestHost } from './host-handle.js';
import { describeLeaks, describeStubborn, endWith, type LeakChoice } from './leaks.js';
import { systemTime } from './system-time.js';
import { realTasks, TestWorld, type TestWorldOptions } from './test-world.js';

export interface GlobalsOptions extends TestWorldOptions {
  /** Added to, or put in place of, what a small manifest says: V3, a name, a button, permission `nativeMessaging`. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Id of the extension. Default: as the engine makes it of the manifest. */
  readonly id?: string;
  /** What `chrome` belongs to. Default `background`. */
  readonly kind?: ContextKind;
  /**
   * Its address, absolute or relative to the extension's base. A content script gets a tab with it, default
   * `https://example.com/`.
   */
  readonly url?: string;
  /** Gets what a listener or a callback threw. Default: it is thrown again on its own, so that the test run fails. */
  readonly onUncaughtError?: (error: unknown, context: string) => void;
  /** What `close` makes of ports to hosts that are still open. Default `report`: a warning of the process. */
  readonly leaks?: LeakChoice;
}

export interface GlobalContextOptions {
  /** Default `background`. */
  readonly kind?: ContextKind;
  /** As in `GlobalsOptions`. */
  readonly url?: string;
  readonly name?: string;
}

/** A context in the test's thread. */
export interface GlobalContext<Api = ExtensionApi> extends AttachedContext<Api> {
  /** The tab of a content script. */
  readonly tab: BrowserTab | undefined;
}

/** `chrome` and `browser` for code that is tested in the test's own thread and realm. */
export interface TestGlobals<Api = ExtensionApi> extends TestEvents, AsyncDisposable {
  /** Of the code under test; after `reset` another object. */
  readonly chrome: Api;
  readonly browser: Api;
  /**
   * What speaks with the code under test by ports and messages: a page of the same extension; its background, when the code
   * is a page or a content script itself.
   */
  readonly otherSide: { readonly chrome: Api; readonly browser: Api };
  readonly extension: Pick<Extension, 'id' | 'baseUrl' | 'grant' | 'revoke' | 'click'>;
  /** Another context of the extension; a content script gets a tab of its own. `reset` and `close` end it. */
  attach(options?: GlobalContextOptions): GlobalContext<Api>;
  /** A host of `hosts`. @throws {TestingError} `HOST_UNKNOWN` */
  host(name: string): TestHost;
  /** Resolves when what was sent so far has arrived everywhere, and fake hosts have answered. */
  settled(): Promise<void>;
  /** Puts `chrome` and `browser` into `target` (default: `globalThis`), also after a `reset`; returns what undoes it. */
  install(target?: object): () => void;
  /**
   * As if the test had just begun: all contexts end, and with them their ports and hosts; `chrome` is new, nobody listens, the
   * log is empty. Code that adds its listeners when it is imported must be imported anew.
   */
  reset(): Promise<void>;
  /**
   * Ends everything, takes the globals away. Resolves when no host is left.
   *
   * @throws {TestingError} `HOST_FAILED` when a fake host threw; `LEAKED` with `leaks: 'throw'`
   */
  close(): Promise<void>;
}

/** Makes `chrome` and `browser` for tests of code that runs right here, in a browser that has no windows. */
export async function createGlobals<Api = ExtensionApi>(options: GlobalsOptions = {}): Promise<TestGlobals<Api>> {
  const globals = new Globals<Api>(options);
  await globals.load();
  return globals.door();
}

/** `createGlobals`, and puts them into `globalThis`: for a setup file of the test runner. */
export async function installGlobals<Api = ExtensionApi>(options: GlobalsOptions = {}): Promise<TestGlobals<Api>> {
  const globals = await createGlobals<Api>(options);
  globals.install();
  return globals;
}

const PAGE: GlobalContextOptions = { kind: 'page', url: 'other-side.html', name: 'other side' };
const BACKGROUND: GlobalContextOptions = { kind: 'background', name: 'other side' };
const SITE = 'https://example.com/';

const QUIET_TURNS = 3;
const SETTLED_MS = 4500; // who chatters all the time never settles

class Globals<Api> {
  readonly #options: GlobalsOptions;
  readonly #world: TestWorld;
  readonly #browser: Browser;
  readonly #targets = new Map<object, () => void>();
  #contexts: GlobalContext<Api>[] = [];
  #extension: Extension | undefined;
  #main: AttachedContext<Api> | undefined;
  #other: AttachedContext<Api> | undefined;

  constructor(options: GlobalsOptions) {
    this.#options = options;
    this.#world = new TestWorld(options, systemTime, { isIdle: () => undefined, settled: () => this.#settled() });
    const { onPermissionRequest, onUncaughtError } = options;
    this.#browser = createBrowser({
      engine: this.#world.engine,
      connections: this.#world.connections,
      onTrace: (event) => this.#world.saw(event),
      ...(onPermissionRequest && { onPermissionRequest }),
      ...(onUncaughtError && { onUncaughtError }),
    });
  }

  async load(): Promise<void> {
    const { manifest, id } = this.#options;
    this.#extension = await this.#browser.loadExtension(smallManifest(manifest), id === undefined ? {} : { id });
    this.#begin();
  }

  door(): TestGlobals<Api> {
    const globals = this;
    return {
      get chrome() {
        return globals.#current.chrome;
      },
      get browser() {
        return globals.#current.browser;
      },
      get otherSide() {
        globals.#other ??= globals.#attach(
          (globals.#options.kind ?? 'background') === 'background' ? PAGE : BACKGROUND,
        );
        return globals.#other;
      },
      extension: this.#loaded,
      attach: (label) => this.#attach(label),
      host: (name) => this.#world.host(name),
      settled: () => this.#settled(),
      install: (target) => this.#install(target),
      reset: () => this.#reset(),
      close: () => this.#close(),
      [Symbol.asyncDispose]: () => this.#close(),
      ...this.#world.log.door(),
    };
  }

  get #loaded(): Extension {
    if (this.#extension === undefined) throw new Error('The extension is not loaded.');
    return this.#extension;
  }

  get #current(): AttachedContext<Api> {
    if (this.#main === undefined) throw new Error('There is no context.');
    return this.#main;
  }

  #begin(): void {
    const { kind, url } = this.#options;
    this.#main = this.#attach({ ...(kind !== undefined && { kind }), ...(url !== undefined && { url }) });
    for (const target of this.#targets.keys()) this.#put(target);
  }

  #attach({ url, ...label }: GlobalContextOptions = {}): GlobalContext<Api> {
    const isScript = label.kind === 'content-script' || label.kind === 'user-script';
    const tab = isScript ? this.#browser.openTab(url ?? SITE) : undefined;
    const place = tab ? { frame: tab.mainFrame } : { ...(url !== undefined && { url }) };
    const context = this.#loaded.attach<Api>({ ...label, ...place, tasks: realTasks });
    const attached = { ...context, tab };
    this.#contexts.push(attached);
    return attached;
  }

  /** Nothing has happened for some turns, and no host in this thread has anything under way. */
  async #settled(): Promise<void> {
    const until = performance.now() + (this.#options.timeoutMs ?? SETTLED_MS);
    for (let turns = 0, seen = -1; turns < QUIET_TURNS && performance.now() < until; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      const { length } = this.#world.log.events;
      if (length !== seen || this.#world.connections.isIdle === false) turns = 0;
      seen = length;
    }
  }

  #install(target: object = globalThis): () => void {
    const before = ['chrome', 'browser'].map((name) => [name, Object.getOwnPropertyDescriptor(target, name)] as const);
    const undo = (): void => {
      this.#targets.delete(target);
      for (const [name, descriptor] of before) {
        if (descriptor === undefined) Reflect.deleteProperty(target, name);
        else Object.defineProperty(target, name, descriptor);
      }
    };
    this.#targets.get(target)?.();
    this.#targets.set(target, undo);
    this.#put(target);
    return undo;
  }

  #put(target: object): void {
    const { chrome, browser } = this.#current;
    for (const [name, value] of Object.entries({ chrome, browser })) {
      Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
    }
  }

  async #reset(): Promise<void> {
    await this.#endContexts();
    this.#world.resetHosts();
    this.#world.log.clear();
    this.#throwFailures();
    this.#begin();
  }

  async #endContexts(): Promise<void> {
    for (const { tab, close } of this.#contexts) {
      close();
      tab?.close();
    }
    this.#contexts = [];
    this.#other = undefined;
    await this.#world.connections.endAll();
  }

  async #close(): Promise<void> {
    const { events } = this.#world.log;
    const left = describeLeaks(events);
    const { length } = events;
    for (const undo of [...this.#targets.values()]) undo();
    await this.#browser.close();
    this.#world.watch.close();
    this.#throwFailures();
    endWith([...left, ...describeStubborn(events.slice(length))], this.#options.leaks ?? 'report', events);
  }

  #throwFailures(): void {
    const [first] = this.#world.failures.splice(0);
    if (first !== undefined) throw first;
  }
}
