import type { BrowserEnd } from '../../context/index.js';
import type { MessageFormatName } from '../../engines/index.js';
import type { WatchedLife } from '../background/background-life.js';
import type { BrowserParts } from '../browser-parts.js';
import type { Answer } from '../calls/index.js';
import { receiversOf } from '../channels/receivers.js';
import type { Permissions } from '../extension/permission-set.js';
import type { PageDocument } from '../tabs/page-document.js';
import { type ContextLabel, checkPlace } from './attachment.js';
import { ContextLink, type LinkOwner } from './context-link.js';

/** An extension, as its contexts need it. */
export interface ContextsOwner {
  readonly id: string;
  readonly baseUrl: string;
  readonly manifest: { readonly manifest_version: number };
  readonly format: MessageFormatName;
  readonly permissions: Permissions;
  answer(method: string, args: readonly unknown[], caller: ContextLink): Promise<Answer>;
  /** A context is over. */
  linkEnded(link: ContextLink): void;
}

/** The contexts of an extension. */
export class ExtensionContexts {
  readonly all = new Set<ContextLink>();
  /** Backgrounds and pages. */
  readonly receivers = new Set<ContextLink>();
  readonly #parts: BrowserParts;
  readonly #owner: ContextsOwner;
  readonly #hosts = new Set<Promise<void>>();

  constructor(parts: BrowserParts, owner: ContextsOwner) {
    this.#parts = parts;
    this.#owner = owner;
  }

  /**
   * Serves a context at the other end of `bridge`.
   *
   * @throws {BrowserError} `DOCUMENT_GONE`, `ADDRESS_NOT_ALLOWED`, `CONTEXT_EXISTS`
   */
  attach(bridge: BrowserEnd, label: ContextLabel, document: PageDocument, life?: WatchedLife): ContextLink {
    checkPlace(document, this.#owner, label, this.#parts.engine.native.family);
    const { kind = 'background', name = kind, worldId } = label;
    const identity = { wantedName: name, kind, place: document, worldId };
    const link = new ContextLink(this.#parts, this.#ownerFor(life), bridge, identity);
    link.serve();
    return link;
  }

  /** The extension goes: from here on only those hear of it whose scripts live on. Before anything of it ends. */
  silence(): void {
    const { orphansHear } = this.#parts.engine.tabs;
    for (const link of this.all) {
      const hears = link.kind === 'background' || (orphansHear && !this.receivers.has(link));
      if (!hears) link.silence();
    }
  }

  /** All end, those first that others speak to. Scripts in documents of others lose their extension. */
  end(): void {
    const { tabs, engine } = this.#parts;
    const isOwn = (url: string): boolean => url.startsWith(this.#owner.baseUrl);
    for (const link of [...this.receivers]) if (link.kind === 'background') link.close();
    for (const frame of [...tabs.popups]) if (isOwn(frame.document.url)) tabs.closePopup(frame);
    if (engine.tabs.closesPagesWithExtension) {
      for (const tab of [...tabs.all]) if (isOwn(tab.url)) tab.close();
    }
    for (const link of [...this.receivers]) link.close();
    for (const link of [...this.all]) {
      if (engine.tabs.orphansHear) link.orphan();
      else link.close();
    }
  }

  /** Resolves when none of the hosts is left that they have asked for. */
  async whenHostsGone(): Promise<void> {
    await Promise.all(this.#hosts);
  }

  #ownerFor(life: WatchedLife | undefined): LinkOwner {
    const owner = this.#owner;
    return {
      life,
      extensionId: owner.id,
      manifestVersion: owner.manifest.manifest_version,
      format: owner.format,
      holdsNativeMessaging: () => owner.permissions.holds('nativeMessaging'),
      call: (method, args, caller) => owner.answer(method, args, caller),
      receiversOf: (to, opener) => receiversOf(this.#parts, to, opener),
      hostStarted: (gone) => {
        this.#hosts.add(gone);
        void gone.finally(() => this.#hosts.delete(gone));
      },
      linkBegan: (link) => {
        this.all.add(link);
        if (link.kind === 'background' || link.kind === 'page') this.receivers.add(link);
      },
      linkEnded: (link) => {
        this.all.delete(link);
        this.receivers.delete(link);
        owner.linkEnded(link);
      },
    };
  }
}
