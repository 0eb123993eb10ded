import { type Clock, systemClock } from '../clock/index.js';
import type { Engine } from '../engines/index.js';
import { NativePortError, partsOf } from '../errors/index.js';
import { Activity, type ActivityCounts } from './activity.js';
import type { AskUser, BrowserParts } from './browser-parts.js';
import { WebPages } from './contexts/web-pages.js';
import { browserClosed, extensionLoadedTwice } from './errors.js';
import { ExtensionCore } from './extension/extension-core.js';
import type { ExtensionIdentity } from './extension/identity.js';
import type { NativeConnections } from './native-connections.js';
import type { Renderers } from './renderers.js';
import { ExtensionStorage, type StoredItems } from './storage/extension-storage.js';
import { DocumentLoader } from './tabs/document-loader.js';
import { Tabs } from './tabs/tabs.js';
import { TRACE_VERSION, type TraceEvent } from './trace.js';
import { Tracer } from './tracer.js';

export interface BrowserCoreOptions {
  readonly engine: Engine;
  /** Opens connections to hosts; closed together with the browser. */
  readonly connections: NativeConnections;
  /** Runs backgrounds and documents; closed together with the browser. Default: contexts are attached by hand. */
  readonly renderers?: Renderers;
  /** Time by which backgrounds sleep. Default: the system's. */
  readonly clock?: Clock;
  /** Hears everything that happens, in order. Without it nothing is measured or parsed for the trace. */
  readonly onTrace?: (event: TraceEvent) => void;
  /** Whether documents of the web go to the back/forward cache when a tab leaves them. Default: when there are renderers. */
  readonly backForwardCache?: boolean;
  /** Answers for the user. Default: no, as when the question is dismissed. */
  readonly onPermissionRequest?: AskUser;
  /** Time of the trace's events, in milliseconds since the Unix epoch. Default: the clock's. */
  readonly now?: () => number;
}

/** How an extension is loaded. */
export interface LoadSettings {
  readonly installed?: boolean;
  readonly storage?: StoredItems;
  /** Who it is when it is loaded again: its files may have changed. Default: the same as before. */
  readonly reread?: () => Promise<ExtensionIdentity>;
  /** It was loaded again: another core stands in its place. */
  readonly replaced?: (extension: ExtensionCore) => void;
}

/** A browser without a platform: extensions, their contexts, who may talk to whom. */
export class BrowserCore {
  readonly engine: Engine;
  readonly #parts: BrowserParts;
  readonly #pages: WebPages;
  readonly #extensions = new Map<string, ExtensionCore>();
  readonly #versions = new Map<string, string>(); // of every extension that was ever loaded
  readonly #storages = new Map<string, ExtensionStorage>(); // the same
  readonly #names = new Map<string, number>(); // how often a name for a context was used
  #isOpen = true;

  constructor(options: BrowserCoreOptions) {
    const { engine, connections, renderers, onTrace, onPermissionRequest = () => false } = options;
    const { clock = systemClock, now = () => clock.now() } = options;
    this.engine = engine;
    const extensions = this.#extensions;
    const each = (tell: (extension: ExtensionCore) => void): void => {
      for (const extension of extensions.values()) if (extension.isEnabled) tell(extension);
    };
    const tracer = new Tracer(onTrace, now);
    const loader = new DocumentLoader(
      () => this.#parts,
      (document, bridge) => this.#pages.attachIn(document, bridge),
    );
    this.#parts = {
      engine,
      connections,
      renderers,
      clock,
      tracer,
      activity: new Activity(() => this.#settled()),
      askUser: onPermissionRequest,
      tabs: new Tabs({
        facts: engine.tabs,
        tracer,
        cachesDocuments: options.backForwardCache ?? renderers !== undefined,
        now: () => clock.now(),
        load: (document, frame) => loader.load(document, frame),
        events: {
          opened: (tab) => each(({ tabEvents }) => tabEvents.opened(tab)),
          activated: (tab) => each(({ tabEvents }) => tabEvents.activated(tab)),
          changed: (tab, change) => each(({ tabEvents }) => tabEvents.changed(tab, change)),
          closed: (tab) => each(({ tabEvents }) => tabEvents.closed(tab)),
        },
      }),
      get extensions() {
        return extensions.values();
      },
      storageOf: (id) => this.#storageOf(id),
      find: (id) => this.#extensions.get(id),
      nextContext: counter(),
      nextPort: counter(),
      nextLoad: counter(),
      nameFor: (wanted) => this.#nameFor(wanted),
    };
    this.#pages = new WebPages(this.#parts);
    this.#parts.tracer.emit({ type: 'trace.started', version: TRACE_VERSION, engine: engine.name });
  }

  /**
   * Loads an extension and starts its background, where there are renderers. One that this browser has had before counts as
   * updated. `installed`: it was there before the browser started. `storage`: items that it finds there.
   *
   * @throws {BrowserError} `BROWSER_CLOSED`, `EXTENSION_LOADED_TWICE`
   */
  load(identity: ExtensionIdentity, settings: LoadSettings = {}): ExtensionCore {
    const { installed = false, storage = {} } = settings;
    if (!this.#isOpen) throw browserClosed();
    const { id, manifest } = identity;
    if (this.#extensions.has(id)) throw extensionLoadedTwice(id);
    this.#storageOf(id).preset(storage);
    const extension = new ExtensionCore(this.#parts, identity, {
      unloaded: () => this.#extensions.delete(id),
      reload: () => this.#reload(extension, identity, settings),
    });
    this.#extensions.set(id, extension);
    const previousVersion = this.#versions.get(id);
    this.#versions.set(id, manifest.version);
    if (installed) extension.start('earlier');
    else if (previousVersion === undefined) extension.start('install');
    else extension.start('update', previousVersion);
    return extension;
  }

  /** All tabs and popups. */
  get tabs(): Tabs {
    return this.#parts.tabs;
  }

  /** The contexts of web pages. */
  get pages(): WebPages {
    return this.#pages;
  }

  get activity(): ActivityCounts {
    return this.#parts.activity.counts;
  }

  /**
   * Resolves when nothing is left that could happen by itself: no port to a host open, no host running, no call pending, and every
   * context has worked through what was sent to it. Timers of extension code are not known here.
   */
  whenIdle(): Promise<void> {
    return this.#parts.activity.whenIdle();
  }

  /** Ends all contexts and parts with the hosts as the engine does. Resolves when no host of ours is left. */
  async close(): Promise<void> {
    this.#isOpen = false;
    const unloaded = [...this.#extensions.values()].map((extension) => extension.unload());
    await Promise.all([this.#parts.connections.close(), this.#parts.tabs.closeAll(), ...unloaded]);
    await this.#parts.renderers?.close();
  }

  #storageOf(id: string): ExtensionStorage {
    const known = this.#storages.get(id);
    if (known) return known;
    const storage = new ExtensionStorage(this.engine.storage);
    this.#storages.set(id, storage);
    return storage;
  }

  async #reload(extension: ExtensionCore, before: ExtensionIdentity, settings: LoadSettings): Promise<void> {
    const { granted } = extension.permissions;
    const { activity } = this.#parts;
    activity.changeBegan(); // between the old one and the new one nothing counts it as under way
    try {
      await extension.unload();
      const identity = (await settings.reread?.()) ?? before;
      const { installed: _, storage: __, ...kept } = settings;
      if (!this.#isOpen) return;
      const next = this.load(identity, kept);
      next.grant(...granted.filter((item) => next.permissions.isOptional(item)));
      settings.replaced?.(next);
    } catch (error) {
      if (!(error instanceof NativePortError)) throw error;
      this.#parts.tracer.emit({ type: 'error', ...partsOf(error) });
    } finally {
      activity.changeEnded();
    }
  }

  #nameFor(wanted: string): string {
    const count = (this.#names.get(wanted) ?? 0) + 1;
    this.#names.set(wanted, count);
    return count === 1 ? wanted : this.#nameFor(`${wanted}-${count}`);
  }

  async #settled(): Promise<void> {
    const links = [
      ...this.#pages.links,
      ...[...this.#extensions.values()].flatMap((extension) => [...extension.links]),
    ];
    await Promise.all(links.map((link) => link.settled()));
  }
}

function counter(): () => number {
  let last = 0;
  return () => {
    last += 1;
    return last;
  };
}
