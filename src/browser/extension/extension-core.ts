import type { BrowserEnd, ContextExtension } from '../../context/index.js';
import type { ClickedTab, ContextKind, InstallReason, MessageFormatName } from '../../engines/index.js';
import { type ExtensionManifest, messageFormatOf, optionsPageOf } from '../../manifest/index.js';
import type { LifeEvent, WatchedLife } from '../background/background-life.js';
import { type BackgroundOwner, backgroundFor, type ExtensionBackground } from '../background/extension-background.js';
import type { BrowserParts, ReachableExtension } from '../browser-parts.js';
import { type CalledExtension, Calls, type DispatchOptions } from '../calls/index.js';
import { type ContextLabel, documentFor, whenPossible } from '../contexts/attachment.js';
import type { ContextLink } from '../contexts/context-link.js';
import { ExtensionContexts } from '../contexts/extension-contexts.js';
import { backgroundStays, extensionGone, extensionOff } from '../errors.js';
import type { AttachedSite, RenderedExtension } from '../renderers.js';
import type { ExtensionStorage } from '../storage/extension-storage.js';
import type { Frame } from '../tabs/frame.js';
import type { PageDocument } from '../tabs/page-document.js';
import type { Tab } from '../tabs/tab.js';
import type { TabEvents } from '../tabs/tabs.js';
import { ConnectableTo } from './connectable.js';
import { ContentScripts } from './content-scripts.js';
import { ExtensionButton } from './extension-button.js';
import { HostAccess } from './host-access.js';
import type { ExtensionIdentity } from './identity.js';
import { Permissions, permissionSet } from './permission-set.js';
import { sendEvent } from './send-event.js';
import { tabEventsFor } from './tab-events.js';

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
export class ExtensionCore implements BackgroundOwner, CalledExtension, ReachableExtension {
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
  /** Hears of tabs, and tells its contexts what they may know. */
  readonly tabEvents: TabEvents;
  readonly #button: ExtensionButton;
  readonly #contexts: ExtensionContexts;
  readonly #browser: ExtensionsBrowser;
  readonly #dynamicId: string;
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
    this.#dynamicId = dynamicIdOf(parts.nextLoad());
    this.rendered = { id, baseUrl, directory, manifest };
    this.#button = new ExtensionButton(parts, this);
    this.tabEvents = tabEventsFor({
      facts: parts.engine.tabs,
      access: this.access,
      fire: (event, args) =>
        sendEvent(this.receivers, this.#background, { event, args, to: (link) => link.listensTo(event) }),
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
    this.#background = backgroundFor(parts, this);
  }

  /** Starts its background, where the browser runs it. `previousVersion`: with an update. */
  start(installed: Installed, previousVersion?: string): void {
    const { installedDetails } = this.parts.engine.life;
    this.#begin(
      installed === 'earlier'
        ? { event: 'runtime.onStartup', args: [] }
        : { event: 'runtime.onInstalled', args: [installedDetails(installed, previousVersion)] },
    );
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
    this.#background = backgroundFor(this.parts, this);
    this.#begin();
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
  openPopup(page?: string): Frame {
    this.#checkEnabled();
    return this.#button.openPopup(page);
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
    const dynamicId = this.#dynamicId;
    return { id, dynamicId, manifest, baseUrl, permissions: this.permissions.names, kind, messageFormat };
  }

  /**
   * Serves a context at the other end of `bridge`, which may live in another thread or process: in the document that a frame
   * shows, or, a background or a popup, in none of a tab.
   *
   * @throws {BrowserError} `EXTENSION_GONE`, `EXTENSION_DISABLED`, `FRAME_NEEDED`, `DOCUMENT_GONE`, `ADDRESS_NOT_ALLOWED`,
   * `CONTEXT_EXISTS`
   */
  attachOver(bridge: BrowserEnd, label: ContextLabel = {}, frame?: Frame): ContextLink {
    this.#checkEnabled();
    return this.#contexts.attach(bridge, label, documentFor(this.parts.tabs, this, label, frame));
  }

  /** The same for a background that the browser runs. */
  attachBackground(bridge: BrowserEnd, url: string, life: WatchedLife): ContextLink {
    this.#checkEnabled();
    return this.#contexts.attach(bridge, { url }, documentFor(this.parts.tabs, this, { url }, undefined), life);
  }

  attachIn(document: PageDocument, kind: ContextKind, bridge: BrowserEnd, worldId?: string): AttachedSite | undefined {
    if (kind === 'web-page' || !this.isEnabled) return undefined;
    const label = { kind, ...(worldId !== undefined && { worldId }) };
    const link = whenPossible(() => this.#contexts.attach(bridge, label, document));
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

  /** Runs `then` once its background is awake: at once when it is, or where the browser does not run it. */
  whenReady(then: () => void, asker?: object): void {
    const isOwn = asker !== undefined && this.#background?.has(asker);
    if (this.#background && !isOwn) this.#background.life.wake(then);
    else then();
  }

  /** Sends an event to its contexts; its background wakes when it listens to it. */
  dispatch(event: string, args: readonly unknown[], options: DispatchOptions = {}): void {
    sendEvent(this.links, this.#background, { event, args, ...options });
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

  /** Runs its background, which hears of `events` first, and its content scripts where they run in documents that are open. */
  #begin(...events: readonly LifeEvent[]): void {
    this.#background?.life.start(events);
    this.parts.renderers?.extensionStarted?.(this.rendered);
    this.scripts.runInOpenDocuments(this.parts);
  }

  async #stop(): Promise<void> {
    this.#contexts.silence();
    const ended = this.#background?.life.end();
    this.#contexts.end();
    this.storage.endSession();
    await ended;
    await this.#contexts.whenHostsGone();
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

/** A uuid; a real one is drawn by lot. */
const dynamicIdOf = (load: number): string => `00000000-0000-4000-9000-${load.toString(16).padStart(12, '0')}`;
