import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { type Clock, systemClock } from '../clock/index.js';
import {
  type BrowserEnd,
  type ContextOwner,
  createMemoryBridge,
  type ErrorMakers,
  type ExtensionApi,
} from '../context/index.js';
import { ENGINES, type Engine, type EngineName } from '../engines/index.js';
import { nearestOf } from '../errors/index.js';
import { platformOf } from '../locations/index.js';
import { checkExtensionManifest, parseExtensionManifest } from '../manifest/index.js';
import { createNativeConnections, type NativeConnectionsOptions } from '../native/index.js';
import type { ActivityCounts } from './activity.js';
import { BrowserCore } from './browser-core.js';
import type { AskUser } from './browser-parts.js';
import {
  addressFrom,
  type BrowserFrame,
  type BrowserTab,
  coreOf,
  type TabOptions,
  tabFor,
} from './embedding/browser-tab.js';
import {
  type AttachedContext,
  contextHere,
  Extension,
  type ExtensionSource,
  type HereOptions,
  type HereSettings,
} from './embedding/extension.js';
import {
  browserClosed,
  folderMissing,
  frameGone,
  manifestInvalid,
  manifestMissing,
  manifestUnreadable,
} from './errors.js';
import { identify } from './extension/identity.js';
import type { NativeConnections } from './native-connections.js';
import type { Renderers } from './renderers.js';
import type { StoredItems } from './storage/extension-storage.js';
import type { TraceEvent } from './trace.js';

export { type Clock, HeldClock, systemClock } from '../clock/index.js';
export type {
  BrowserEnd,
  ContextEnd,
  ContextExtension,
  ContextOwner,
  ExtensionApi,
  MessageSender,
  Port,
  TaskQueue,
} from '../context/index.js';
export { bridgeOverMessagePort, createContext, createMemoryBridge } from '../context/index.js';
export type { ClickedTab, ContextKind, EngineName } from '../engines/index.js';
export { NativePortError } from '../errors/index.js';
export type { ActivityCounts } from './activity.js';
export type { AskUser, PermissionRequest } from './browser-parts.js';
export { ConnectionError, ReceiverError, type ReceiverErrorCode } from './channels/errors.js';
export type { ContextLabel } from './contexts/attachment.js';
export type { ContextLink } from './contexts/context-link.js';
export type {
  BrowserDocument,
  BrowserFrame,
  BrowserPopup,
  BrowserTab,
  FrameOptions,
  NavigationOptions,
  PageContent,
  TabOptions,
} from './embedding/browser-tab.js';
export {
  type AttachedContext,
  type AttachOptions,
  Extension,
  type HereOptions,
  type PlaceOptions,
} from './embedding/extension.js';
export { BrowserError, type BrowserErrorCode } from './errors.js';
export type { HostEvent, NativeConnection, NativeConnections, NativeEnd, NativeRequest } from './native-connections.js';
export type {
  AttachedSite,
  BackgroundSite,
  DocumentEvents,
  DocumentSite,
  FrameRequest,
  Injection,
  InjectionOutcome,
  Rendered,
  RenderedDocument,
  RenderedExtension,
  Renderers,
} from './renderers.js';
export type { StoredItems } from './storage/extension-storage.js';
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
  /**
   * Whether documents of the web go to the back/forward cache when a tab leaves them, as in the browsers. Default: when there
   * are renderers.
   */
  readonly backForwardCache?: boolean;
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

/** How an extension is loaded. */
export interface LoadOptions {
  /** Its id. Default: the one that the real browser would give it. */
  readonly id?: string;
  /** It was there before the browser started: its background hears `runtime.onStartup`, not `onInstalled`. Default false. */
  readonly installed?: boolean;
  /** Items that it finds in its storage, beside those that it has left there in this browser before. */
  readonly storage?: StoredItems;
}

/** Where the context of a web page lives. */
export interface WebPageOptions extends HereOptions {
  readonly frame: BrowserFrame;
  /** For people and traces. Default `web-page`; a number is added when the name is taken. */
  readonly name?: string;
}

/** A browser without windows: extensions, tabs, native messaging. */
export class Browser {
  readonly engine: Engine;
  readonly #core: BrowserCore;
  readonly #options: BrowserOptions;
  readonly #here: HereSettings;
  #isOpen = true;

  constructor(options: BrowserOptions, engine: Engine, core: BrowserCore) {
    this.engine = engine;
    this.#core = core;
    this.#options = options;
    this.#here = { engine, browserRealm, onUncaughtError: options.onUncaughtError };
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
    let latest = source;
    const core = this.#core.load(
      { ...identity, directory },
      {
        installed,
        storage,
        reread: async () => {
          if (typeof from === 'string') latest = await readFolder(from, engine);
          return { ...identity, manifest: latest.manifest, directory };
        },
        replaced: (next) => extension.replaced(next, latest),
      },
    );
    const extension = new Extension(core, source, this.#here);
    return extension;
  }

  /** All tabs, in their order. */
  get tabs(): readonly BrowserTab[] {
    return this.#core.tabs.all.map((tab) => tabFor(tab, this.#core.tabs));
  }

  /** The tab in front; undefined: none is open. */
  get activeTab(): BrowserTab | undefined {
    const { active } = this.#core.tabs;
    return active && tabFor(active, this.#core.tabs);
  }

  /** The tab with this id, as extension code has it; undefined: it is closed, or was never there. */
  tab(id: number): BrowserTab | undefined {
    const tab = this.#core.tabs.get(id);
    return tab && tabFor(tab, this.#core.tabs);
  }

  /**
   * Opens a tab. Where something runs documents, its page and the content scripts that match it run; `loaded` of the tab
   * tells when it is complete. Otherwise the document is there at once, and contexts are attached by hand. `url` is
   * absolute, default `about:blank`.
   *
   * @throws {BrowserError} `ADDRESS_INVALID`, `BROWSER_CLOSED`
   */
  openTab(url = 'about:blank', { opener, ...options }: TabOptions = {}): BrowserTab {
    if (!this.#isOpen) throw browserClosed();
    return tabFor(this.#core.tabs.open(addressFrom(url), { ...options, openerTabId: opener?.id }), this.#core.tabs);
  }

  /**
   * Makes the context of a web page in this thread. Undefined: no extension lets it in by `externally_connectable`, or the
   * engine does not know that (Firefox), so that the page has no API.
   *
   * @throws {BrowserError} `DOCUMENT_GONE`, `CONTEXT_EXISTS`, `FRAME_GONE`
   */
  attachWebPage<Api = ExtensionApi>({ frame, name, ...here }: WebPageOptions): AttachedContext<Api> | undefined {
    const bridge = createMemoryBridge();
    const served = this.#servePage(bridge.browser, frame, name);
    return served && contextHere(this.#here, { ...served, bridge: bridge.context, name: served.link.name }, here);
  }

  /**
   * Serves the context of a web page that lives elsewhere: there, `createContext` gets the other end of the bridge and
   * `extension` of the result. Undefined: the page has no API.
   *
   * @throws {BrowserError} as `attachWebPage`
   */
  attachWebPageOver(
    bridge: BrowserEnd,
    { frame, name }: Pick<WebPageOptions, 'frame' | 'name'>,
  ): { readonly name: string; readonly extension: ContextOwner; close(): void } | undefined {
    const served = this.#servePage(bridge, frame, name);
    return served && { name: served.link.name, extension: served.extension, close: () => served.link.close() };
  }

  #servePage(bridge: BrowserEnd, frame: BrowserFrame, name: string | undefined) {
    const core = coreOf(frame);
    if (core === undefined) throw frameGone(frame.id);
    return this.#core.pages.attachOver(core.document, bridge, name);
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
    ...(options.backForwardCache !== undefined && { backForwardCache: options.backForwardCache }),
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
