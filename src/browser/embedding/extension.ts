import { type BrowserEnd, type ContextExtension, createMemoryBridge, type ExtensionApi } from '../../context/index.js';
import type { ClickedTab, ContextKind } from '../../engines/index.js';
import type { ExtensionManifest, Finding } from '../../manifest/index.js';
import type { ContextLabel } from '../contexts/attachment.js';
import type { ContextLink } from '../contexts/context-link.js';
import { optionsMissing } from '../errors.js';
import type { ExtensionCore } from '../extension/extension-core.js';
import { type BrowserFrame, coreOf } from './browser-frame.js';
import { BrowserPopup } from './browser-popup.js';
import { type BrowserTab, tabFor } from './browser-tab.js';
import { type AttachedContext, contextHere, type HereOptions, type HereSettings } from './context-here.js';
import type { ExtensionSource } from './extension-source.js';

/** Where a context lives. */
export interface PlaceOptions {
  /**
   * The frame whose document it lives in: of a content script or a user script always, of a page when it is in a tab or in a
   * popup that is open. Default: a background, or a page in no tab.
   */
  readonly frame?: BrowserFrame;
}

export interface AttachOptions extends ContextLabel, PlaceOptions, HereOptions {}

/** An extension that is loaded in a browser. */
export class Extension {
  readonly #settings: HereSettings;
  #core: ExtensionCore; // another one after each reload
  #source: ExtensionSource;

  constructor(core: ExtensionCore, source: ExtensionSource, settings: HereSettings) {
    this.#core = core;
    this.#source = source;
    this.#settings = settings;
  }

  /** As the browser has it: 32 letters in Chromium, the add-on id in Firefox. */
  get id(): string {
    return this.#core.id;
  }

  get manifest(): ExtensionManifest {
    return this.#source.manifest;
  }

  /** Absolute, with symbolic links resolved; undefined when it was loaded from an object. */
  get directory(): string | undefined {
    return this.#source.directory;
  }

  /** Base of its own addresses, with a final slash. */
  get baseUrl(): string {
    return this.#core.baseUrl;
  }

  /** What is odd in the manifest, though no browser refuses it. */
  get warnings(): readonly Finding[] {
    return this.#source.warnings;
  }

  /** False: it is disabled, or unloaded. */
  get isEnabled(): boolean {
    return this.#core.isEnabled;
  }

  /** It was loaded again. For the browser that loads it. */
  replaced(core: ExtensionCore, source: ExtensionSource): void {
    this.#core = core;
    this.#source = source;
  }

  /**
   * Makes a context in this thread, with its `chrome` and `browser`, for code in the caller's realm or in another one.
   * `Api` names their type, for instance `typeof chrome` with `@types/chrome`. It ends with the document that it lives in:
   * when a tab goes elsewhere, a frame is removed, a popup closes.
   *
   * @throws {BrowserError} `EXTENSION_GONE`, `EXTENSION_DISABLED`, `FRAME_NEEDED`, `DOCUMENT_GONE`, `ADDRESS_NOT_ALLOWED`,
   * `CONTEXT_EXISTS`
   */
  attach<Api = ExtensionApi>(options: AttachOptions = {}): AttachedContext<Api> {
    const bridge = createMemoryBridge();
    const { name } = this.attachOver(bridge.browser, options);
    const extension = this.#core.describe(options.kind === 'web-page' ? 'page' : options.kind);
    return contextHere(this.#settings, { bridge: bridge.context, name, extension }, options);
  }

  /**
   * Serves a context that lives elsewhere, in a worker or another process: there, `createContext` gets the other end of
   * the bridge and what `describe` says.
   *
   * @throws {BrowserError} as `attach`
   */
  attachOver(
    bridge: BrowserEnd,
    { frame, ...label }: ContextLabel & PlaceOptions = {},
  ): Pick<ContextLink, 'name' | 'close'> {
    return this.#core.attachOver(bridge, label, frame && coreOf(frame));
  }

  /** What `createContext` needs to know of a context of this kind, as plain data. */
  describe(kind: Exclude<ContextKind, 'web-page'> = 'background'): ContextExtension {
    return this.#core.describe(kind);
  }

  /**
   * Opens the popup of its button, as a click does, or another page of it in the same way; only one document, in no tab. Where
   * something runs documents it loads. `page`: relative to its base, such as `panel.html`.
   *
   * @throws {BrowserError} `POPUP_MISSING`, `EXTENSION_GONE`, `EXTENSION_DISABLED`, `ADDRESS_NOT_ALLOWED`
   */
  openPopup(page?: string): BrowserPopup {
    return new BrowserPopup(this.#core.openPopup(page), this.#core.parts.tabs);
  }

  /**
   * Opens its page of options in a tab.
   *
   * @throws {BrowserError} `OPTIONS_MISSING`, `EXTENSION_GONE`, `EXTENSION_DISABLED`
   */
  openOptions(): BrowserTab {
    const tab = this.#core.openOptions();
    if (tab === undefined) throw optionsMissing(this.id);
    return tabFor(tab, this.#core.parts.tabs);
  }

  /**
   * Clicks the extension's button: `action.onClicked` (`browserAction.onClicked`) fires with a tab, and what its listeners
   * do counts as done by the user. The tab is the one in front, or one that is made
   * up from `tab`.
   *
   * @throws {BrowserError} `ACTION_MISSING`, `ACTION_OPENS_POPUP`, `EXTENSION_GONE`, `EXTENSION_DISABLED`
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

  /**
   * Ends it as the browsers do when it is switched off: its contexts end, its pages in tabs are closed, its content scripts
   * lose it. Nobody hears of it until it is enabled. Resolves when none of its hosts is left.
   */
  disable(): Promise<void> {
    return this.#core.disable();
  }

  /**
   * Starts it again. It is not told that it was installed; in Firefox its content scripts run in the tabs that are open.
   *
   * @throws {BrowserError} `EXTENSION_GONE`
   */
  enable(): void {
    this.#core.enable();
  }

  /**
   * Ends it and starts it again from its files as they are now, as `runtime.reload()` does: `runtime.onInstalled` says
   * `update`. Resolves when it is there again; what cannot be read is an `error` of the trace, and it stays unloaded.
   */
  reload(): Promise<void> {
    return this.#core.reload();
  }

  /** Ends its contexts, and with them its ports. Resolves when none of its hosts is left. */
  unload(): Promise<void> {
    return this.#core.unload();
  }
}
