import type { BrowserEnd, ContextExtension } from '../context/index.js';
import type { ClickedTab, ContextKind, Engine, InstallReason, SleepFacts } from '../engines/index.js';
import {
  type Background,
  backgroundOf,
  type ExtensionManifest,
  messageFormatOf,
  optionsPageOf,
  popupOf,
} from '../manifest/index.js';
import { type ContextLabel, checkPlace, documentFor } from './attachment.js';
import type { BrowserParts, ReachableExtension } from './browser-parts.js';
import { type CalledExtension, Calls, type DispatchOptions } from './calls/index.js';
import { ConnectableTo } from './connectable.js';
import { ContentScripts } from './content-scripts.js';
import { type ContextHost, ContextLink, type WatchedLife } from './context-link.js';
import {
  actionMissing,
  actionOpensPopup,
  BrowserError,
  backgroundStays,
  extensionGone,
  extensionOff,
  optionsMissing,
  popupMissing,
} from './errors.js';
import { ExtensionBackground } from './extension-background.js';
import type { ExtensionStorage } from './extension-storage.js';
import { HostAccess } from './host-access.js';
import { Permissions, permissionSet } from './permission-set.js';
import { receiversOf } from './receivers.js';
import type { AttachedSite, Injection, RenderedExtension } from './renderers.js';
import { tabEventsFor } from './tab-events.js';
import type { Frame } from './tabs/frame.js';
import type { PageDocument } from './tabs/page-document.js';
import type { Tab } from './tabs/tab.js';
import type { TabEvents } from './tabs/tabs.js';

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
  readonly format: ReachableExtension['format'];
  /** For those who run its scripts. */
  readonly rendered: RenderedExtension;
  readonly storage: ExtensionStorage;
  readonly #tabEvents: TabEvents;
  readonly #calls: Calls;
  readonly #links = new Set<ContextLink>();
  readonly #receivers = new Set<ContextLink>(); // backgrounds and pages
  readonly #background: ExtensionBackground | undefined; // where the browser itself runs it
  readonly #hosts = new Set<Promise<void>>();
  readonly #unloaded: () => void;
  #isLoaded = true;
  #isEnabled = true;

  constructor(parts: BrowserParts, { id, manifest, baseUrl, directory }: ExtensionIdentity, unloaded: () => void) {
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
    this.#tabEvents = tabEventsFor({
      facts: parts.engine.tabs,
      access: this.access,
      fire: (event, args) => this.dispatch(event, args, { to: (link) => link.listensTo(event) }),
    });
    this.storage = parts.storageOf(id);
    this.#calls = new Calls(this);
    this.#unloaded = unloaded;
    const { renderers, engine } = parts;
    const background = renderers && backgroundOf(manifest, engine.native.family);
    if (!background) return;
    this.#background = new ExtensionBackground(parts, renderers, {
      rendered: this.rendered,
      sleeps: sleepFacts(engine, manifest, background.kind),
      attach: (bridge, url, life) => this.attachOver(bridge, { url }, undefined, life),
      describe: () => this.describe(),
    });
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
    const document = documentFor(this.parts.tabs, this, label, frame);
    checkPlace(document, this, label, this.parts.engine.native.family);
    return this.#attach(bridge, label, document, life);
  }

  /** Serves a context in a document; undefined: it cannot be there, or there is one already. */
  attachIn(document: PageDocument, kind: ContextKind, bridge: BrowserEnd, worldId?: string): AttachedSite | undefined {
    if (kind === 'web-page' || !this.isEnabled) return undefined;
    const label: ContextLabel = { kind, ...(worldId !== undefined && { worldId }) };
    try {
      checkPlace(document, this, label, this.parts.engine.native.family);
    } catch (error) {
      if (error instanceof BrowserError) return undefined;
      throw error;
    }
    return { name: this.#attach(bridge, label, document).name, extension: this.describe(kind) };
  }

  #attach(
    bridge: BrowserEnd,
    { kind = 'background', name = kind, worldId }: ContextLabel,
    document: PageDocument,
    life?: WatchedLife,
  ): ContextLink {
    const host: ContextHost = {
      life,
      extensionId: this.id,
      manifestVersion: this.manifest.manifest_version,
      format: this.format,
      holdsNativeMessaging: () => this.permissions.holds('nativeMessaging'),
      call: (method, args, caller) => this.#calls.answer(method, args, caller),
      receiversOf: (to, opener) => receiversOf(this.parts, to, opener),
      hostStarted: (gone) => {
        this.#hosts.add(gone);
        void gone.finally(() => this.#hosts.delete(gone));
      },
      linkEnded: (link) => {
        this.#links.delete(link);
        this.#receivers.delete(link);
        document.contexts.delete(link);
        this.#background?.linkEnded(link);
      },
    };
    const link = new ContextLink(this.parts, host, bridge, {
      name: this.parts.nameFor(name),
      kind,
      number: this.parts.nextContext(),
      place: document,
      worldId,
    });
    this.#links.add(link);
    if (kind === 'background' || kind === 'page') this.#receivers.add(link);
    document.contexts.add(link);
    const { tab, frameId, documentId } = document.state;
    this.parts.tracer.emit({
      type: 'context.created',
      context: link.name,
      kind,
      url: document.url,
      extension: this.id,
      ...(tab && { tab: tab.id, frameId, documentId }),
    });
    link.listen();
    return link;
  }

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  get isEnabled(): boolean {
    return this.#isLoaded && this.#isEnabled;
  }

  get receivers(): Iterable<ContextLink> {
    return this.#receivers;
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
  dispatch(event: string, args: readonly unknown[], { byUser = false, to = () => true }: DispatchOptions = {}): void {
    const send = (links: readonly ContextLink[]): void => {
      for (const link of links) if (to(link)) link.send({ type: 'event', event, args, ...(byUser && { byUser }) });
    };
    const isOfBackground = (link: ContextLink): boolean => this.#background?.has(link) ?? false;
    this.#background?.life.event(event, args, () => send([...this.#links].filter(isOfBackground)));
    send([...this.#links].filter((link) => !isOfBackground(link)));
  }

  get links(): Iterable<ContextLink> {
    return this.#links;
  }

  /**
   * Clicks the extension's button, as a user does: `onClicked` fires in every context, and what the listeners do counts
   * as done by the user.
   *
   * @throws {BrowserError} `ACTION_MISSING`, `ACTION_OPENS_POPUP`, `EXTENSION_GONE`
   */
  click(tab: Partial<ClickedTab> = {}): void {
    this.checkClick();
    const args = this.parts.engine.api.clickArguments({ id: 1, windowId: 1, ...tab });
    this.dispatch('action.onClicked', args, { byUser: true });
  }

  /** Throws what a click would throw. */
  checkClick(): void {
    this.#checkEnabled();
    const key = this.manifest.manifest_version >= 3 ? 'action' : 'browser_action';
    const action = this.manifest[key];
    if (typeof action !== 'object' || action === null) throw actionMissing(this.id, key);
    if ('default_popup' in action && action.default_popup) throw actionOpensPopup(this.id, key);
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
      const ended = this.#background?.life.end();
      this.#stop();
      this.#unloaded();
      this.storage.endSession();
      await ended;
    }
    await Promise.all(this.#hosts);
  }

  /** Its contexts end, those first that others speak to; its scripts in documents of others are orphans. */
  #stop(): void {
    const { tabs, engine } = this.parts;
    for (const link of [...this.#receivers]) if (link.kind === 'background') link.close();
    for (const frame of [...tabs.popups]) if (frame.document.url.startsWith(this.baseUrl)) tabs.closePopup(frame);
    if (engine.tabs.closesPagesWithExtension) {
      for (const tab of [...tabs.all]) if (tab.url.startsWith(this.baseUrl)) tab.close();
    }
    for (const link of [...this.#receivers]) link.close();
    for (const link of [...this.#links]) {
      if (engine.tabs.orphansHear) link.orphan();
      else link.close();
    }
  }

  #checkEnabled(): void {
    if (!this.#isLoaded) throw extensionGone(this.id);
    if (!this.#isEnabled) throw extensionOff(this.id);
  }

  #permissionsChanged(event: string, items: readonly string[]): void {
    const permissions = this.permissions.names;
    for (const link of this.#links) link.send({ type: 'permissions', permissions });
    this.dispatch(event, [permissionSet(items)]);
  }
}

/** How a background sleeps; undefined: it does not. */
function sleepFacts({ life }: Engine, manifest: ExtensionManifest, kind: Background['kind']): SleepFacts | undefined {
  if (kind === 'service-worker') return life.worker;
  const isPersistent = manifest.manifest_version < 3 && manifest.background?.persistent !== false;
  return isPersistent ? undefined : life.eventPage;
}
