import type { Addressee, BrowserEnd, ContextExtension } from '../context/index.js';
import type { ClickedTab, ContextKind, Engine, InstallReason, SleepFacts } from '../engines/index.js';
import { type Background, backgroundOf, type ExtensionManifest } from '../manifest/index.js';
import type { BrowserParts } from './browser-parts.js';
import { type CalledExtension, Calls, type DispatchOptions } from './calls/index.js';
import { ConnectableTo } from './connectable.js';
import type { Receivers } from './context-channel.js';
import { type ContextHost, ContextLink } from './context-link.js';
import {
  actionMissing,
  actionOpensPopup,
  backgroundStays,
  extensionGone,
  extensionMissing,
  notConnectable,
  tabMissing,
} from './errors.js';
import { ExtensionBackground } from './extension-background.js';
import { Permissions, permissionSet } from './permission-set.js';

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

/** What a context is. */
export interface ContextLabel {
  /** A background, or a page that is in no tab, such as a popup. Default `background`. */
  readonly kind?: ContextKind;
  /** For people and traces. Default: the kind; a number is added when the name is taken. */
  readonly name?: string;
  /** Address of the page or worker, absolute or relative to the extension's base, which is the default. */
  readonly url?: string;
}

/** An extension in a browser: its contexts, its permissions, its button. */
export class ExtensionCore implements CalledExtension {
  readonly id: string;
  readonly manifest: ExtensionManifest;
  readonly baseUrl: string;
  /** Who may connect to it from outside, as its manifest says. */
  readonly connectable: ConnectableTo;
  readonly parts: BrowserParts;
  readonly permissions: Permissions;
  readonly #calls: Calls;
  readonly #links = new Set<ContextLink>();
  readonly #background: ExtensionBackground | undefined; // where the browser itself runs it
  readonly #hosts = new Set<Promise<void>>();
  readonly #nameFor: (wanted: string) => string;
  readonly #unloaded: () => void;
  #isLoaded = true;

  constructor(
    parts: BrowserParts,
    { id, manifest, baseUrl, directory }: ExtensionIdentity,
    browser: { nameFor(wanted: string): string; unloaded(): void },
  ) {
    this.id = id;
    this.manifest = manifest;
    this.baseUrl = baseUrl;
    this.connectable = new ConnectableTo(manifest.externally_connectable);
    this.parts = parts;
    this.permissions = new Permissions(manifest);
    this.#calls = new Calls(this);
    this.#nameFor = browser.nameFor;
    this.#unloaded = browser.unloaded;
    const { renderers, engine } = parts;
    const background = renderers && backgroundOf(manifest, engine.native.family);
    if (!background) return;
    this.#background = new ExtensionBackground(parts, renderers, {
      rendered: { id, baseUrl, directory, manifest },
      sleeps: sleepFacts(engine, manifest, background.kind),
      attach: (bridge, url) => this.attachOver(bridge, { url }),
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

  /** What `createContext` needs to know, as plain data. */
  describe(): ContextExtension {
    const { id, manifest, baseUrl } = this;
    return { id, manifest, baseUrl, permissions: this.permissions.names };
  }

  /**
   * Serves a context at the other end of `bridge`, which may live in another thread or process.
   *
   * @throws {BrowserError} `EXTENSION_GONE`
   */
  attachOver(bridge: BrowserEnd, { kind = 'background', name = kind, ...label }: ContextLabel = {}): ContextLink {
    if (!this.#isLoaded) throw extensionGone(this.id);
    const url = new URL(label.url ?? '', this.baseUrl).href;
    const host: ContextHost = {
      callerId: this.id,
      holdsNativeMessaging: () => this.permissions.holds('nativeMessaging'),
      call: (method, args, caller) => this.#calls.answer(method, args, caller),
      receiversOf: (to, opener) => this.#receiversOf(to, opener),
      hostStarted: (gone) => {
        this.#hosts.add(gone);
        void gone.finally(() => this.#hosts.delete(gone));
      },
      linkEnded: (link) => {
        this.#links.delete(link);
        this.#background?.linkEnded(link);
      },
    };
    const link = new ContextLink(this.parts, host, bridge, {
      name: this.#nameFor(name),
      source: {
        id: this.id,
        kind,
        url,
        origin: this.baseUrl.replace(/\/$/, ''),
        manifestVersion: this.manifest.manifest_version,
        contextNumber: this.parts.nextContext(),
      },
    });
    this.#links.add(link);
    this.parts.tracer.emit({
      type: 'context.created',
      context: link.name,
      kind,
      url,
      extension: this.id,
    });
    link.listen();
    return link;
  }

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** Runs `then` once its background is awake: at once when it is, or where the browser does not run it. */
  whenReady(then: () => void): void {
    if (this.#background) this.#background.life.wake(then);
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
    if (!this.#isLoaded) throw extensionGone(this.id);
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
      for (const link of [...this.#links]) link.close();
      this.#unloaded();
      await ended;
    }
    await Promise.all(this.#hosts);
  }

  #receiversOf(to: Addressee, opener: ContextLink): Receivers {
    if (!('extension' in to)) {
      const nobody = { ...NOBODY, to: `tab ${to.tab}`, isExternal: false, acceptsTlsChannelId: false };
      return { ...nobody, whyNone: tabMissing(to.tab) };
    }
    const id = to.extension;
    const target = this.parts.find(id);
    const isExternal = id !== this.id;
    const { acceptsTlsChannelId = false } = target?.connectable ?? {};
    const none = { ...NOBODY, to: `the extension ${id}`, isExternal, acceptsTlsChannelId };
    if (target === undefined) return { ...none, whyNone: extensionMissing(id) };
    const isRefused = isExternal && this.parts.engine.api.channel.asksManifest && !target.connectable.allows(this.id);
    if (isRefused) return { ...none, whyNone: notConnectable(this.id, id) };
    return {
      ...none,
      whenReady: (then) => (this.#background?.has(opener) && !isExternal ? then() : target.whenReady(then)),
      links: () => [...target.links].filter((link) => link !== opener),
    };
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

const NOBODY = { whenReady: (then: () => void): void => then(), links: () => [] };
