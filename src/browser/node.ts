import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import {
  type BrowserEnd,
  type ContextExtension,
  createContext,
  createMemoryBridge,
  type ErrorMakers,
  type ExtensionApi,
  type Intrinsics,
  type TaskQueue,
} from '../context/index.js';
import { type ClickedTab, ENGINES, type Engine, type EngineName } from '../engines/index.js';
import { nearestOf } from '../errors/index.js';
import { platformOf } from '../locations/index.js';
import {
  checkExtensionManifest,
  type ExtensionManifest,
  type Finding,
  parseExtensionManifest,
} from '../manifest/index.js';
import { createNativeConnections, type NativeConnectionsOptions } from '../native/index.js';
import type { ActivityCounts } from './activity.js';
import type { ContextLabel } from './attachment.js';
import { BrowserCore } from './browser.js';
import type { AskUser } from './browser-parts.js';
import { type Clock, systemClock } from './clock.js';
import type { ContextLink } from './context-link.js';
import { browserClosed, folderMissing, manifestInvalid, manifestMissing, manifestUnreadable } from './errors.js';
import type { ExtensionCore } from './extension.js';
import type { StoredItems } from './extension-storage.js';
import { identify } from './identity.js';
import type { NativeConnections } from './native-connections.js';
import type { Renderers } from './renderers.js';
import type { TraceEvent } from './trace.js';

export type {
  BrowserEnd,
  ContextEnd,
  ContextExtension,
  ExtensionApi,
  MessageSender,
  Port,
  TaskQueue,
} from '../context/index.js';
export { bridgeOverMessagePort, createContext, createMemoryBridge } from '../context/index.js';
export type { ClickedTab, ContextKind, EngineName } from '../engines/index.js';
export { NativePortError } from '../errors/index.js';
export type { ActivityCounts } from './activity.js';
export type { ContextLabel } from './attachment.js';
export type { AskUser, PermissionRequest } from './browser-parts.js';
export { type Clock, HeldClock, systemClock } from './clock.js';
export type { ContextLink } from './context-link.js';
export {
  BrowserError,
  type BrowserErrorCode,
  ConnectionError,
  ReceiverError,
  type ReceiverErrorCode,
} from './errors.js';
export type { StoredItems } from './extension-storage.js';
export type { HostEvent, NativeConnection, NativeConnections, NativeEnd, NativeRequest } from './native-connections.js';
export type {
  AttachedSite,
  BackgroundSite,
  DocumentEvents,
  DocumentSite,
  Injection,
  InjectionOutcome,
  Rendered,
  RenderedDocument,
  RenderedExtension,
  Renderers,
} from './renderers.js';
export { type ConsoleLevel, TRACE_VERSION, type TraceEvent, type TraceReason } from './trace.js';

export interface BrowserOptions extends Omit<NativeConnectionsOptions, 'engine' | 'clock'> {
  /** Whose behaviour. */
  readonly engine: EngineName | Engine;
  /** Opens connections to hosts in place of processes, for instance to functions in a test. Default: real hosts. */
  readonly connections?: NativeConnections;
  /**
   * Runs backgrounds and documents; closed together with the browser. Default: contexts are attached by hand, and no
   * background sleeps.
   */
  readonly renderers?: Renderers;
  /** Time by which hosts are stopped and backgrounds sleep. Default: the system's. */
  readonly clock?: Clock;
  /** Hears everything that happens, in order. Without it nothing is measured or parsed for the trace. */
  readonly onTrace?: (event: TraceEvent) => void;
  /** Answers for the user when an extension requests a permission. Default: no. */
  readonly onPermissionRequest?: AskUser;
  /**
   * Gets what a listener or a callback of extension code threw, with the name of its context. Default: it is thrown again
   * on its own, so that it becomes an `uncaughtException` or fails the running test.
   */
  readonly onUncaughtError?: (error: unknown, context: string) => void;
  /** Time of the trace's events, in milliseconds since the Unix epoch. Default: the clock's. */
  readonly now?: () => number;
}

export interface AttachOptions extends ContextLabel {
  /** Built-in objects of the realm in which the code runs: a `globalThis`. Default: the caller's. */
  readonly realm?: Intrinsics;
  /** Where messages become tasks. Default: `setImmediate`. */
  readonly tasks?: TaskQueue;
}

/** A context in this thread. */
export interface AttachedContext<Api = ExtensionApi> {
  readonly chrome: Api;
  readonly browser: Api;
  /** Its name in the trace. */
  readonly name: string;
  /** Ends it, as when its page is closed: its ports are gone and their hosts see the end of their input. */
  close(): void;
}

/** An extension that is loaded in a browser. */
export class Extension {
  /** As the browser has it: 32 letters in Chromium, the add-on id in Firefox. */
  readonly id: string;
  readonly manifest: ExtensionManifest;
  /** Absolute, with symbolic links resolved; undefined when it was loaded from an object. */
  readonly directory: string | undefined;
  /** Base of its own addresses, with a final slash. */
  readonly baseUrl: string;
  /** What is odd in the manifest, though no browser refuses it. */
  readonly warnings: readonly Finding[];
  readonly #core: ExtensionCore;
  readonly #engine: Engine;
  readonly #onUncaughtError: BrowserOptions['onUncaughtError'];

  constructor(
    core: ExtensionCore,
    source: ExtensionSource,
    engine: Engine,
    onUncaughtError: BrowserOptions['onUncaughtError'],
  ) {
    this.id = core.id;
    this.manifest = source.manifest;
    this.directory = source.directory;
    this.baseUrl = core.baseUrl;
    this.warnings = source.warnings;
    this.#core = core;
    this.#engine = engine;
    this.#onUncaughtError = onUncaughtError;
  }

  /**
   * Makes a context in this thread, with its `chrome` and `browser`, for code in the caller's realm or in another one.
   * `Api` names their type, for instance `typeof chrome` with `@types/chrome`.
   *
   * @throws {BrowserError} `EXTENSION_GONE`
   */
  attach<Api = ExtensionApi>({ realm, tasks, ...label }: AttachOptions = {}): AttachedContext<Api> {
    const bridge = createMemoryBridge();
    const link = this.#core.attachOver(bridge.browser, label);
    const { name } = link;
    const onUncaughtError = this.#onUncaughtError;
    const context = createContext<Api>({
      engine: this.#engine,
      bridge: bridge.context,
      extension: this.#core.describe(),
      browserRealm,
      ...(realm && { realm }),
      ...(tasks && { tasks }),
      ...(onUncaughtError && { onUncaughtError: (error) => onUncaughtError(error, name) }),
    });
    return { chrome: context.chrome, browser: context.browser, name, close: () => context.dispose() };
  }

  /**
   * Serves a context that lives elsewhere, in a worker or another process: there, `createContext` gets the other end of
   * the bridge and what `describe` says.
   *
   * @throws {BrowserError} `EXTENSION_GONE`
   */
  attachOver(bridge: BrowserEnd, label: ContextLabel = {}): Pick<ContextLink, 'name' | 'close'> {
    return this.#core.attachOver(bridge, label);
  }

  /** What `createContext` needs to know of the extension, as plain data. */
  describe(): ContextExtension {
    return this.#core.describe();
  }

  /**
   * Clicks the extension's button: `action.onClicked` (`browserAction.onClicked`) fires with a tab, and what its listeners
   * do counts as done by the user. The tab has id 1 unless told otherwise.
   *
   * @throws {BrowserError} `ACTION_MISSING`, `ACTION_OPENS_POPUP`, `EXTENSION_GONE`
   */
  click(tab: Partial<ClickedTab> = {}): void {
    this.#core.click(tab);
  }

  /**
   * Throws what `click` would throw, and clicks nothing.
   *
   * @throws {BrowserError} `ACTION_MISSING`, `ACTION_OPENS_POPUP`, `EXTENSION_GONE`
   */
  checkClick(): void {
    this.#core.checkClick();
  }

  /**
   * Puts its background to sleep now, whatever keeps it awake. What is for it wakes it again. Resolves when nothing of it
   * is left.
   *
   * @throws {BrowserError} `BACKGROUND_STAYS`: it is persistent, there is none, or the browser does not run it
   */
  suspendBackground(): Promise<void> {
    return this.#core.suspendBackground();
  }

  /** Wakes its background. Resolves when its scripts have run, or could not; at once where the browser does not run it. */
  wakeBackground(): Promise<void> {
    return this.#core.wakeBackground();
  }

  /** Gives it permissions, as if the user had said yes. */
  grant(...permissions: string[]): void {
    this.#core.grant(...permissions);
  }

  /** Takes permissions away, as a user can in the settings. Open ports stay open. */
  revoke(...permissions: string[]): void {
    this.#core.revoke(...permissions);
  }

  /** Ends its contexts, and with them its ports. Resolves when none of its hosts is left. */
  unload(): Promise<void> {
    return this.#core.unload();
  }
}

interface ExtensionSource {
  readonly manifest: ExtensionManifest;
  readonly directory: string | undefined;
  readonly warnings: readonly Finding[];
}

/** How an extension is loaded. */
export interface LoadOptions {
  /** Its id. Default: the one that the real browser would give it. */
  readonly id?: string;
  /** It was there before the browser started: its background hears `runtime.onStartup`, not `onInstalled`. Default false. */
  readonly installed?: boolean;
  /** Items that it finds in its storage, beside those that it has left there in this browser before. */
  readonly storage?: StoredItems;
}

/** A browser that has nothing but extensions and native messaging. */
export class Browser {
  readonly engine: Engine;
  readonly #core: BrowserCore;
  readonly #options: BrowserOptions;
  #isOpen = true;

  constructor(options: BrowserOptions, engine: Engine, core: BrowserCore) {
    this.engine = engine;
    this.#core = core;
    this.#options = options;
  }

  /**
   * Loads an extension from its folder, or from its manifest as an object. It gets the id that the real browser would
   * give it, unless one is asked for; see `docs/browser.md`.
   *
   * @throws {BrowserError} `EXTENSION_FOLDER_MISSING`, `EXTENSION_MANIFEST_MISSING`, `EXTENSION_MANIFEST_UNREADABLE`,
   * `EXTENSION_MANIFEST_INVALID` with all findings, `EXTENSION_ID_INVALID`, `EXTENSION_LOADED_TWICE`, `BROWSER_CLOSED`
   * @throws {ManifestError} `EXTENSION_KEY_INVALID`
   */
  async loadExtension(
    from: string | Readonly<Record<string, unknown>>,
    { id, installed = false, storage = {} }: LoadOptions = {},
  ): Promise<Extension> {
    if (!this.#isOpen) throw browserClosed();
    const { engine } = this;
    const source = typeof from === 'string' ? await readFolder(from, engine) : fromObject(from, engine);
    const { manifest, directory } = source;
    const platform = platformOf(this.#options.platform ?? process.platform);
    const identity = await identify(engine, { manifest, directory, id, platform });
    return new Extension(
      this.#core.load({ ...identity, directory }, { installed, storage }),
      source,
      engine,
      this.#options.onUncaughtError,
    );
  }

  /** Open ports to hosts and between contexts, running hosts, pending calls. */
  get activity(): ActivityCounts {
    return this.#core.activity;
  }

  /**
   * Resolves when nothing is left that could happen by itself: no port to a host open, no host running, no call pending, and every
   * context has worked through what was sent to it. Timers of extension code are not known here.
   */
  whenIdle(): Promise<void> {
    return this.#core.whenIdle();
  }

  /** Unloads all extensions and parts with the hosts. Resolves when no host is left. */
  close(): Promise<void> {
    this.#isOpen = false;
    return this.#core.close();
  }
}

/**
 * A browser without windows that gives extension code its `chrome` and `browser` with native messaging, and starts real
 * hosts, found where the browser looks for them.
 *
 * @throws {FrameError} `LIMIT_INVALID`
 */
export function createBrowser(options: BrowserOptions): Browser {
  const { connections, renderers, onTrace, onPermissionRequest, now, clock = systemClock, limits = {} } = options;
  const base = typeof options.engine === 'string' ? ENGINES[options.engine] : options.engine;
  const engine: Engine = { ...base, native: { ...base.native, ...limits } };
  const core = new BrowserCore({
    engine,
    connections: connections ?? createNativeConnections({ ...options, clock, engine }),
    clock,
    ...(renderers && { renderers }),
    ...(now && { now }),
    ...(onTrace && { onTrace }),
    ...(onPermissionRequest && { onPermissionRequest }),
  });
  return new Browser(options, engine, core);
}

let foreign: ErrorMakers | undefined;
/** Made when Firefox needs it for the first time: it takes a millisecond. */
function browserRealm(): ErrorMakers {
  foreign ??= runInNewContext('globalThis') as ErrorMakers;
  return foreign;
}

async function readFolder(folder: string, engine: Engine): Promise<ExtensionSource> {
  const wanted = path.resolve(folder);
  const directory = await realpath(wanted).catch(async (error) => {
    throw folderMissing(wanted, error, await findNearFolder(wanted));
  });
  if (!(await stat(directory)).isDirectory()) throw folderMissing(directory, undefined);
  const file = path.join(directory, 'manifest.json');
  const bytes = await readFile(file).catch((error) => {
    throw error.code === 'ENOENT' ? manifestMissing(directory, error) : manifestUnreadable(file, error);
  });
  const { manifest, findings } = parseExtensionManifest(bytes, engine.native.family);
  if (manifest === undefined) throw manifestInvalid(file, findings);
  return { manifest, directory, warnings: findings };
}

/** The folder beside it that was probably meant. */
async function findNearFolder(wanted: string): Promise<string | undefined> {
  const entries = await readdir(path.dirname(wanted), { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const nearest = nearestOf(path.basename(wanted), folders);
  return nearest === undefined ? undefined : path.join(path.dirname(wanted), nearest);
}

function fromObject(value: object, engine: Engine): ExtensionSource {
  const { manifest, findings } = checkExtensionManifest(value, engine.native.family);
  if (manifest === undefined) throw manifestInvalid('The manifest', findings);
  return { manifest, directory: undefined, warnings: findings };
}
