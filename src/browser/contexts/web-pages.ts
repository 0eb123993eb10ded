import type { BrowserEnd, MessageFormatName } from '../../context/index.js';
import type { BrowserParts } from '../browser-parts.js';
import { receiversOf } from '../channels/receivers.js';
import type { AttachedSite } from '../renderers.js';
import type { PageDocument } from '../tabs/page-document.js';
import { checkPlace, whenPossible } from './attachment.js';
import { ContextLink, type LinkOwner } from './context-link.js';

/** The contexts of web pages that an extension lets in by its `externally_connectable`. */
export class WebPages {
  readonly links = new Set<ContextLink>();
  readonly #parts: BrowserParts;
  readonly #owner: LinkOwner = {
    extensionId: undefined,
    manifestVersion: undefined,
    format: undefined,
    holdsNativeMessaging: () => false,
    call: async (method) => ({ error: `There is no ${method}.` }),
    receiversOf: (to, opener) => receiversOf(this.#parts, to, opener),
    hostStarted: () => undefined, // it may not ask for one
    linkBegan: (link) => this.links.add(link),
    linkEnded: (link) => this.links.delete(link),
  };

  constructor(parts: BrowserParts) {
    this.#parts = parts;
  }

  /**
   * Serves the context of a web page; undefined: no extension lets it in, so that it has no API.
   *
   * @throws {BrowserError} `DOCUMENT_GONE`, `CONTEXT_EXISTS`
   */
  attachOver(document: PageDocument, bridge: BrowserEnd, wantedName = 'web-page'): AttachedPage | undefined {
    const { engine } = this.#parts;
    const extension = { id: undefined, baseUrl: '' };
    checkPlace(document, extension, { kind: 'web-page' }, engine.native.family);
    const messageFormats = this.#formatsFor(document.url);
    if (Object.keys(messageFormats).length === 0) return undefined;
    const identity = { wantedName, kind: 'web-page', place: document } as const;
    const link = new ContextLink(this.#parts, this.#owner, bridge, identity);
    link.serve();
    return { link, extension: { kind: 'web-page', messageFormats } };
  }

  /** The same for those who load documents: undefined also when it cannot be. */
  attachIn(document: PageDocument, bridge: BrowserEnd): AttachedSite | undefined {
    const attached = whenPossible(() => this.attachOver(document, bridge));
    return attached && { name: attached.link.name, extension: attached.extension };
  }

  /** The extensions that let a page with this address in, and how their messages cross. */
  #formatsFor(url: string): Readonly<Record<string, MessageFormatName>> {
    const { engine, extensions } = this.#parts;
    if (!engine.api.channel.letsWebPages) return {};
    const letting = [...extensions].filter(({ isEnabled, connectable }) => isEnabled && connectable.letsPage(url));
    return Object.fromEntries(letting.map(({ id, format }) => [id, format]));
  }
}

/** The context of a web page that is served. */
export interface AttachedPage {
  readonly link: ContextLink;
  readonly extension: AttachedSite['extension'];
}
