import type { BrowserEnd, ContextExtension } from '../../context/index.js';
import type {
  ClickedTab,
  ContextKind,
  Engine,
  InstallReason,
  MessageFormatName,
  SleepFacts,
} from '../../engines/index.js';
import {
  type Background,
  backgroundOf,
  type ExtensionManifest,
  messageFormatOf,
  optionsPageOf,
  popupOf,
} from '../../manifest/index.js';
import type { WatchedLife } from '../background/background-life.js';
import { ExtensionBackground } from '../background/extension-background.js';
import type { BrowserParts, ReachableExtension } from '../browser-parts.js';
import { type CalledExtension, Calls, type DispatchOptions } from '../calls/index.js';
import { type ContextLabel, documentFor } from '../contexts/attachment.js';
import type { ContextLink } from '../contexts/context-link.js';
import { ExtensionContexts } from '../contexts/extension-contexts.js';
import { addressNotAllowed, backgroundStays, extensionGone, extensionOff, popupMissing } from '../errors.js';
import type { AttachedSite, Injection, RenderedExtension } from '../renderers.js';
import type { ExtensionStorage } from '../storage/extension-storage.js';
import type { Frame } from '../tabs/frame.js';
import type { PageDocument } from '../tabs/page-document.js';
import type { Tab } from '../tabs/tab.js';
import type { TabEvents } from '../tabs/tabs.js';
import { ConnectableTo } from './connectable.js';
import { ContentScripts } from './content-scripts.js';
import { ExtensionButton } from './extension-button.js';
import { HostAccess } from './host-access.js';
import { Permissions, permissionSet } from './permission-set.js';
import { tabEventsFor } from './tab-events.js';

/** Who an extension is. */
export interface ExtensionIdentity {
  readonly id: string;
  readonly manifest: ExtensionManifest;
  /** Base of its own addresses, with a final slash. */
  readonly baseUrl: string;
  /** Its folder, absolute and without symbolic links; undefined: it has no files. */
  readonly directory?: string | undefined;
}

/** How an extension came to be in the browser: a moment ago, also in place of another version; or before the browser started. */
export type Installed = InstallReason | 'earlier';

/** What an extension needs of the browser that it is in. */
export interface ExtensionsBrowser {
  /** It is unloaded. */
  unloaded(): void;
  /** Unloads it, and loads it again from its files as they are now. */
  reload(): Promise<void>;
}

/** An extension in a browser: its contexts, its permissions, its button. */
export class ExtensionCore implements CalledExtension, ReachableExtension {
  readonly id: string;
  readonly manifest: ExtensionManifest;
  readonly baseUrl: string;
  /** Who may connect to it from outside, as its manifest says. */
  readonly connectable: ConnectableTo;
  readonly parts: BrowserParts;
  readonly permissions: Permissions;
  /** Its content scripts. */
  readonly scripts: ContentScripts;
  /** What it may know of tabs and do in documents. */
  readonly access: HostAccess;
  /** How its messages to other contexts cross. */
  readonly format: MessageFormatName;
  /** For those who run its scripts. */
  readonly rendered: RenderedExtension;
  readonly storage: ExtensionStorage;
  readonly #tabEvents: TabEvents;
  readonly #button: ExtensionButton;
  readonly #contexts: ExtensionContexts;
  readonly #browser: ExtensionsBrowser;
  #background: ExtensionBackground | undefined; // where the browser itself runs it
  #isLoaded = true;
  #isEnabled = true;

  constructor(
    parts: BrowserParts,
    { id, manifest, baseUrl, directory }: ExtensionIdentity,
    browser: ExtensionsBrowser,
  ) {
    this.id = id;
    this.manifest = manifest;
    this.baseUrl = baseUrl;
    this.connectable = new ConnectableTo(manifest, parts.engine.native.family);
    this.parts = parts;
    this.permissions = new Permissions(manifest, parts.engine.native.family);
    this.scripts = new ContentScripts(id, manifest, parts.engine.native.family);
    this.access = new HostAccess(parts, this);
    this.format = messageFormatOf(manifest, parts.engine.native.family);
    this.rendered = { id, baseUrl, directory, manifest };
    this.#button = new ExtensionButton(parts, this);
    this.#tabEvents = tabEventsFor({
      facts: parts.engine.tabs,
      access: this.access,
      fire: (event, args) => this.#send(this.receivers, event, args, { to: (link) => link.listensTo(event) }),
    });
    this.storage = parts.storageOf(id);
    const calls = new Calls(this);
    this.#contexts = new ExtensionContexts(parts, {
      id,
      baseUrl,
      manifest,
      format: this.format,
      permissions: this.permissions,
      answer: (method, args, caller) => calls.answer(method, args, caller),
      linkEnded: (link) => this.#background?.linkEnded(link),
    });
    this.#browser = browser;
    this.#background = this.#makeBackground();
  }

  /** Starts its background, where the browser runs it. `previousVersion`: with an update. */
  start(installed: Installed, previousVersion?: string): void {
    const details = (reason: InstallReason): unknown[] => [
      this.parts.engine.life.installedDetails(reason, previousVersion),
    ];
    this.#background?.life.start(
      installed === 'earlier'
        ? [{ event: 'runtime.onStartup', args: [] }]
        : [{ event: 'runtime.onInstalled', args: details(installed) }],
    );
    this.#injectIntoOpenDocuments();
  }

  /** Ends it as `unload` does; it stays where it is, and nobody hears of it until it is enabled. */
  async disable(): Promise<void> {
    if (!this.isEnabled) return;
    this.#isEnabled = false;
    await this.#stop();
  }

  /** Starts it again. It is not told that it was installed. */
  enable(): void {
    if (!this.#isLoaded) throw extensionGone(this.id);
    if (this.#isEnabled) return;
    this.#isEnabled = true;
    this.#background = this.#makeBackground();
    this.#background?.life.start([]);
    this.#injectIntoOpenDocuments();
  }

  /** Ends it and starts it again from its files as they are now; what cannot be read is an event of the trace. */
  async reload(): Promise<void> {
    if (this.#isLoaded) await this.#browser.reload();
  }

  /**
   * Opens the popup of its button, or another page of its own in no tab; its document loads. `page`: relative to its base.
   *
   * @throws {BrowserError} `POPUP_MISSING`, `EXTENSION_GONE`, `EXTENSION_DISABLED`, `ADDRESS_NOT_ALLOWED`
   */
  openPopup(page: string | undefined = popupOf(this.manifest)): Frame {
    this.#checkEnabled();
    if (page === undefined) throw popupMissing(this.id);
    const { href } = new URL(page, this.baseUrl);
    if (!href.startsWith(this.baseUrl)) {
      throw addressNotAllowed(href, `a page of ${this.id}`, 'Name a file below the folder of the extension.');
    }
    this.#button.clicked();
    const frame = this.parts.tabs.openPopup(href);
    frame.load();
    return frame;
  }

  /** Opens its page of options in a tab; undefined: it has none. */
  openOptions(): Tab | undefined {
    this.#checkEnabled();
    const page = optionsPageOf(this.manifest);
    return page === undefined ? undefined : this.parts.tabs.open(new URL(page, this.baseUrl).href);
  }

  /**
   * Puts its background to sleep now, whatever keeps it awake. Resolves when nothing of it is left.
   *
   * @throws {BrowserError} `BACKGROUND_STAYS`
   */
  async suspendBackground(): Promise<void> {
    if (!this.#background?.sleeps) throw backgroundStays(this.id);
    await this.#background.life.suspend();
  }

  /** Wakes its background. Resolves when it is awake; at once where the browser does not run it. */
  wakeBackground(): Promise<void> {
    return new Promise((resolve) => this.whenReady(resolve));
  }

  /** What `createContext` needs to know of a context of this kind, as plain data. */
  describe(kind: Exclude<ContextKind, 'web-page'> = 'background'): ContextExtension {
    const { id, manifest, baseUrl, format: messageFormat } = this;
    return { id, manifest, baseUrl, permissions: this.permissions.names, kind, messageFormat };
  }

  /**
   * Serves a context at the other end of `bridge`, which may live in another thread or process: in the document that a frame
   * shows, or, a background or a popup, in none of a tab.
   *
   * @throws {BrowserError} `EXTENSION_GONE`, `EXTENSION_DISABLED`, `FRAME_NEEDED`, `DOCUMENT_GONE`, `ADDRESS_NOT_ALLOWED`,
   * `CONTEXT_EXISTS`
   */
  attachOver(bridge: BrowserEnd, label: ContextLabel = {}, frame?: Frame, life?: WatchedLife): ContextLink {
    this.#checkEnabled();
    return this.#contexts.attach(bridge, label, documentFor(this.parts.tabs, this, label, frame), life);
  }

  attachIn(document: PageDocument, kind: ContextKind, bridge: BrowserEnd, worldId?: string): AttachedSite | undefined {
    if (kind === 'web-page' || !this.isEnabled) return undefined;
    const link = this.#contexts.attachIn(document, kind, bridge, worldId);
    return link && { name: link.name, extension: this.describe(kind) };
  }

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  get isEnabled(): boolean {
    return this.#isLoaded && this.#isEnabled;
  }

  get receivers(): Iterable<ContextLink> {
    return this.#contexts.receivers;
  }

  injectionsFor(document: PageDocument): Injection[] {
    return this.scripts.injectionsFor(document);
  }

  opened(tab: Tab): void {
    this.#tabEvents.opened(tab);
  }

  activated(tab: Tab): void {
    this.#tabEvents.activated(tab);
  }

  changed(tab: Tab, change: Parameters<TabEvents['changed']>[1]): void {
    this.#tabEvents.changed(tab, change);
  }

  closed(tab: Tab): void {
    this.#tabEvents.closed(tab);
  }

  /** Runs `then` once its background is awake: at once when it is, or where the browser does not run it. */
  whenReady(then: () => void, asker?: object): void {
    const isOwn = asker !== undefined && this.#background?.has(asker);
    if (this.#background && !isOwn) this.#background.life.wake(then);
    else then();
  }

  /** Sends an event to its contexts; its background wakes when it listens to it. */
  dispatch(event: string, args: readonly unknown[], options: DispatchOptions = {}): void {
    this.#send(this.links, event, args, options);
  }

  #send(
    links: Iterable<ContextLink>,
    event: string,
    args: readonly unknown[],
    { byUser = false, to = () => true }: DispatchOptions,
  ): void {
    const background = this.#background;
    const send = (isToBackground: boolean): void => {
      for (const link of links) {
        const isOfBackground = background?.has(link) ?? false;
        if (isOfBackground !== isToBackground || !to(link)) continue;
        link.send({ type: 'event', event, args, ...(byUser && { byUser }) });
      }
    };
    background?.life.event(event, args, () => send(true));
    send(false);
  }

  get links(): Iterable<ContextLink> {
    return this.#contexts.all;
  }

  /**
   * Clicks the extension's button, as a user does: `onClicked` fires in every context, and what the listeners do counts
   * as done by the user.
   *
   * @throws {BrowserError} `ACTION_MISSING`, `ACTION_OPENS_POPUP`, `EXTENSION_GONE`
   */
  click(tab: Partial<ClickedTab> = {}): void {
    this.checkClick();
    this.#button.clicked();
    const args = this.#button.argumentsFor(tab);
    this.dispatch('action.onClicked', args, { byUser: true });
  }

  /** Throws what a click would throw. */
  checkClick(): void {
    this.#checkEnabled();
    this.#button.check();
  }

  /** Gives the extension permissions, as if the user had said yes to a request. Names and host patterns. */
  grant(...items: string[]): void {
    const added = this.permissions.add(items);
    if (added.length > 0) this.#permissionsChanged('permissions.onAdded', added);
  }

  /** Takes permissions away, as a user can in the browser's settings; open ports stay open. */
  revoke(...items: string[]): void {
    const removed = this.permissions.remove(items);
    if (removed.length > 0) this.#permissionsChanged('permissions.onRemoved', removed);
  }

  /** Ends its contexts, and with them its ports. Resolves when none of its hosts is left. */
  async unload(): Promise<void> {
    if (this.#isLoaded) {
      this.#isLoaded = false;
      const ended = this.#stop();
      this.#browser.unloaded();
      await ended;
    }
    await this.#contexts.whenHostsGone();
  }

  async #stop(): Promise<void> {
    const ended = this.#background?.life.end();
    this.#contexts.end();
    this.storage.endSession();
    await ended;
    await this.#contexts.whenHostsGone();
  }

  #makeBackground(): ExtensionBackground | undefined {
    const { renderers, engine } = this.parts;
    const background = renderers && backgroundOf(this.manifest, engine.native.family);
    if (!background) return undefined;
    return new ExtensionBackground(this.parts, renderers, {
      rendered: this.rendered,
      sleeps: sleepFacts(engine, this.manifest, background.kind),
      attach: (bridge, url, life) => this.attachOver(bridge, { url }, undefined, life),
      describe: () => this.describe(),
    });
  }

  /** Where the engine does that, its content scripts run in what is there already. */
  #injectIntoOpenDocuments(): void {
    const { tabs, engine } = this.parts;
    if (!engine.tabs.injectsIntoOpenDocuments) return;
    const documents = tabs.all.flatMap((tab) => [...tab.document.tree()]);
    for (const document of documents) {
      if (document.rendered === undefined) continue;
      for (const injection of this.injectionsFor(document)) void document.rendered.inject(injection);
    }
  }

  #checkEnabled(): void {
    if (!this.#isLoaded) throw extensionGone(this.id);
    if (!this.#isEnabled) throw extensionOff(this.id);
  }

  #permissionsChanged(event: string, items: readonly string[]): void {
    const permissions = this.permissions.names;
    for (const link of this.links) link.send({ type: 'permissions', permissions });
    this.dispatch(event, [permissionSet(items)]);
  }
}

/** How a background sleeps; undefined: it does not. */
function sleepFacts({ life }: Engine, manifest: ExtensionManifest, kind: Background['kind']): SleepFacts | undefined {
  if (kind === 'service-worker') return life.worker;
  const isPersistent = manifest.manifest_version < 3 && manifest.background?.persistent !== false;
  return isPersistent ? undefined : life.eventPage;
}
