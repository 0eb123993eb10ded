import type { BrowserEnd, MessageFormatName } from '../../context/index.js';
import type { BrowserParts } from '../browser-parts.js';
import { receiversOf } from '../channels/receivers.js';
import { BrowserError } from '../errors.js';
import type { AttachedSite } from '../renderers.js';
import type { PageDocument } from '../tabs/page-document.js';
import { checkPlace } from './attachment.js';
import { type ContextHost, ContextLink } from './context-link.js';

/** The contexts of web pages that an extension lets in by its `externally_connectable`. */
export class WebPages {
  readonly links = new Set<ContextLink>();
  readonly #parts: BrowserParts;

  constructor(parts: BrowserParts) {
    this.#parts = parts;
  }

  /**
   * Serves the context of a web page; undefined: no extension lets it in, so that it has no API.
   *
   * @throws {BrowserError} `DOCUMENT_GONE`, `CONTEXT_EXISTS`
   */
  attachOver(document: PageDocument, bridge: BrowserEnd, wanted = 'web-page'): AttachedPage | undefined {
    const { engine, tracer } = this.#parts;
    const extension = { id: undefined, baseUrl: '' };
    checkPlace(document, extension, { kind: 'web-page' }, engine.native.family);
    const messageFormats = this.#formatsFor(document.url);
    if (Object.keys(messageFormats).length === 0) return undefined;
    const link = new ContextLink(this.#parts, this.#hostFor(document), bridge, {
      name: this.#parts.nameFor(wanted),
      kind: 'web-page',
      number: this.#parts.nextContext(),
      place: document,
    });
    this.links.add(link);
    document.contexts.add(link);
    const { tab, frameId, documentId } = document.state;
    tracer.emit({
      type: 'context.created',
      context: link.name,
      kind: 'web-page',
      url: document.url,
      ...(tab && { tab: tab.id, frameId, documentId }),
    });
    link.listen();
    return { link, extension: { kind: 'web-page', messageFormats } };
  }

  /** The same for those who load documents: undefined also when it cannot be. */
  attachIn(document: PageDocument, bridge: BrowserEnd): AttachedSite | undefined {
    try {
      const attached = this.attachOver(document, bridge);
      return attached && { name: attached.link.name, extension: attached.extension };
    } catch (error) {
      if (error instanceof BrowserError) return undefined;
      throw error;
    }
  }

  /** The extensions that let a page with this address in, and how their messages cross. */
  #formatsFor(url: string): Readonly<Record<string, MessageFormatName>> {
    const { engine, extensions } = this.#parts;
    if (!engine.api.channel.letsWebPages) return {};
    const letting = [...extensions].filter(({ isEnabled, connectable }) => isEnabled && connectable.letsPage(url));
    return Object.fromEntries(letting.map(({ id, format }) => [id, format]));
  }

  #hostFor(document: PageDocument): ContextHost {
    return {
      extensionId: undefined,
      manifestVersion: undefined,
      format: undefined,
      holdsNativeMessaging: () => false,
      call: async (method) => ({ error: `There is no ${method}.` }),
      receiversOf: (to, opener) => receiversOf(this.#parts, to, opener),
      hostStarted: () => undefined, // it may not ask for one
      linkEnded: (link) => {
        this.links.delete(link);
        document.contexts.delete(link);
      },
    };
  }
}

interface AttachedPage {
  readonly link: ContextLink;
  readonly extension: AttachedSite['extension'];
}
