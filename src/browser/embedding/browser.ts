import { type BrowserEnd, type ContextOwner, createMemoryBridge, type ExtensionApi } from '../../context/index.js';
import type { Engine } from '../../engines/index.js';
import type { Platform } from '../../manifest/index.js';
import type { ActivityCounts } from '../activity.js';
import type { BrowserCore } from '../browser-core.js';
import type { AttachedPage } from '../contexts/web-pages.js';
import { browserClosed, frameGone } from '../errors.js';
import { identify } from '../extension/identity.js';
import type { StoredItems } from '../storage/extension-storage.js';
import { addressFrom, type BrowserFrame, coreOf } from './browser-frame.js';
import { type BrowserTab, type TabOptions, tabFor } from './browser-tab.js';
import { type AttachedContext, contextHere, type HereOptions, type HereSettings } from './context-here.js';
import { Extension } from './extension.js';
import { type ExtensionSource, sourceFromManifest } from './extension-source.js';

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

/** What a browser is made of. */
export interface BrowserSettings {
  readonly core: BrowserCore;
  readonly here: HereSettings;
  /** Whose rules the paths of folders follow. */
  readonly platform: Platform;
  /** @throws {BrowserError} `EXTENSION_FOLDER_MISSING` and its relatives */
  readFolder(folder: string): Promise<ExtensionSource>;
}

/** A browser without windows: extensions, tabs, native messaging. */
export class Browser {
  readonly engine: Engine;
  readonly #core: BrowserCore;
  readonly #here: HereSettings;
  readonly #platform: Platform;
  readonly #readFolder: BrowserSettings['readFolder'];
  #isOpen = true;

  constructor({ core, here, platform, readFolder }: BrowserSettings) {
    this.engine = core.engine;
    this.#core = core;
    this.#here = here;
    this.#platform = platform;
    this.#readFolder = readFolder;
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
    const source = typeof from === 'string' ? await this.#readFolder(from) : sourceFromManifest(from, engine);
    const { manifest, directory } = source;
    const identity = await identify(engine, { manifest, directory, id, platform: this.#platform });
    let latest = source;
    const core = this.#core.load(
      { ...identity, directory },
      {
        installed,
        storage,
        reread: async () => {
          if (typeof from === 'string') latest = await this.#readFolder(from);
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

  #servePage(bridge: BrowserEnd, frame: BrowserFrame, name: string | undefined): AttachedPage | undefined {
    const core = coreOf(frame);
    if (core === undefined) throw frameGone(frame.id);
    return this.#core.pages.attachOver(core.document, bridge, name);
  }
}
