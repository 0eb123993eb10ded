import type { Addressee, BrowserEnd, ContextExtension } from '../context/index.js';
import type { ClickedTab, ContextKind } from '../engines/index.js';
import type { BrowserParts } from './browser-parts.js';
import { type CalledExtension, Calls } from './calls/index.js';
import { ConnectableTo } from './connectable.js';
import type { Receivers } from './context-channel.js';
import { type ContextHost, ContextLink } from './context-link.js';
import {
  actionMissing,
  actionOpensPopup,
  extensionGone,
  extensionMissing,
  notConnectable,
  tabMissing,
} from './errors.js';
import { Permissions, permissionSet } from './permission-set.js';

/** Who an extension is. */
export interface ExtensionIdentity {
  readonly id: string;
  readonly manifest: ContextExtension['manifest'];
  /** Base of its own addresses, with a final slash. */
  readonly baseUrl: string;
}

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
  readonly manifest: ContextExtension['manifest'];
  readonly baseUrl: string;
  /** Who may connect to it from outside, as its manifest says. */
  readonly connectable: ConnectableTo;
  readonly parts: BrowserParts;
  readonly permissions: Permissions;
  readonly #calls: Calls;
  readonly #links = new Set<ContextLink>();
  readonly #hosts = new Set<Promise<void>>();
  readonly #nameFor: (wanted: string) => string;
  readonly #unloaded: () => void;
  #isLoaded = true;

  constructor(
    parts: BrowserParts,
    { id, manifest, baseUrl }: ExtensionIdentity,
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
      linkEnded: (link) => this.#links.delete(link),
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

  /** Runs `then` once its background is awake: at once, as long as backgrounds do not sleep. */
  whenReady(then: () => void): void {
    then();
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
    if (!this.#isLoaded) throw extensionGone(this.id);
    const key = this.manifest.manifest_version >= 3 ? 'action' : 'browser_action';
    const action = this.manifest[key];
    if (typeof action !== 'object' || action === null) throw actionMissing(this.id, key);
    if ('default_popup' in action && action.default_popup) throw actionOpensPopup(this.id, key);
    const args = this.parts.engine.api.clickArguments({ id: 1, windowId: 1, ...tab });
    for (const link of this.#links) link.send({ type: 'event', event: 'action.onClicked', args, byUser: true });
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
      for (const link of [...this.#links]) link.close();
      this.#unloaded();
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
      whenReady: (then) => target.whenReady(then),
      links: () => [...target.links].filter((link) => link !== opener),
    };
  }

  #permissionsChanged(event: string, items: readonly string[]): void {
    const permissions = this.permissions.names;
    for (const link of this.#links) {
      link.send({ type: 'permissions', permissions });
      link.send({ type: 'event', event, args: [permissionSet(items)] });
    }
  }
}

const NOBODY = { whenReady: (then: () => void): void => then(), links: () => [] };
