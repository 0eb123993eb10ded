import type { BrowserEnd } from '../../context/index.js';
import type { ContextKind } from '../../engines/index.js';
import { partsOf } from '../../errors/index.js';
import type { BrowserParts, ReachableExtension } from '../browser-parts.js';
import type { AttachedSite, DocumentEvents, DocumentSite, RenderedDocument, RenderedExtension } from '../renderers.js';
import type { Frame } from './frame.js';
import type { PageDocument } from './page-document.js';
import type { Tab } from './tab.js';

/** Serves the context of a web page; undefined: no extension lets it in. */
export type AttachWebPage = (document: PageDocument, bridge: BrowserEnd) => AttachedSite | undefined;

/** Hands documents to the renderers, and does what they tell. */
export class DocumentLoader {
  readonly #partsOf: () => BrowserParts;
  readonly #attachWebPage: AttachWebPage;

  /** `parts`: asked when the first document loads, because tabs are a part, too. */
  constructor(parts: () => BrowserParts, attachWebPage: AttachWebPage) {
    this.#partsOf = parts;
    this.#attachWebPage = attachWebPage;
  }

  get #parts(): BrowserParts {
    return this.#partsOf();
  }

  /** Loads a document; undefined: there is nothing that could, contexts are attached by hand. */
  load(document: PageDocument, frame: Frame): RenderedDocument | undefined {
    const { renderers, activity } = this.#parts;
    const rendered = renderers?.loadDocument(this.#siteOf(document, frame));
    if (rendered) activity.documentLoads(document.whenLoaded().catch(() => undefined)); // who waits for it hears why not
    return rendered;
  }

  #siteOf(document: PageDocument, frame: Frame): DocumentSite {
    const extensions = this.#enabled;
    return {
      documentId: document.id,
      url: document.url,
      html: document.html,
      navigation: document.navigation,
      frameId: frame.id,
      tab: frame.tab?.id,
      parent: frame.parent?.id,
      extension: this.#extensionAt(document.url),
      injections: inOrder(extensions, this.#parts).flatMap(({ scripts }) => scripts.injectionsFor(document)),
      extensionOf: (id) => this.#parts.find(id)?.rendered,
      extensionAt: (url) => this.#extensionAt(url),
      attach: (kind, bridge, extension, worldId) => this.#attach(document, kind, bridge, extension, worldId),
      events: this.#eventsOf(document, frame),
    };
  }

  get #enabled(): ReachableExtension[] {
    return [...this.#parts.extensions].filter(({ isEnabled }) => isEnabled);
  }

  #extensionAt(url: string): RenderedExtension | undefined {
    return this.#enabled.find(({ baseUrl }) => url.startsWith(baseUrl))?.rendered;
  }

  #attach(
    document: PageDocument,
    kind: ContextKind,
    bridge: BrowserEnd,
    extension: string | undefined,
    worldId: string | undefined,
  ): AttachedSite | undefined {
    if (document.lifecycle !== 'active') return undefined;
    if (kind === 'web-page') return this.#attachWebPage(document, bridge);
    const found = extension === undefined ? undefined : this.#parts.find(extension);
    return found?.attachIn(document, kind, bridge, worldId);
  }

  /** What a document tells counts as long as it is there; one in the cache has nothing to tell. */
  #eventsOf(document: PageDocument, frame: Frame): DocumentEvents {
    const { tabs, tracer } = this.#parts;
    const tab = (): Tab | undefined => (frame.tab === undefined ? undefined : tabs.get(frame.tab.id));
    const isMain = frame.parent === undefined;
    const isOfExtension = (url: string): boolean =>
      [...this.#parts.extensions].some(({ baseUrl }) => url.startsWith(baseUrl));
    const isThere = (): boolean => document.lifecycle === 'active' && frame.document === document;
    const whenThere = (run: () => void): void => {
      if (isThere()) run();
    };
    return {
      frameAdded: (request) => {
        if (!isThere()) return { frameId: -1 };
        return { frameId: frame.addFrame({ ...request, creator: document }).id };
      },
      frameRemoved: (frameId) => whenThere(() => frame.child(frameId)?.remove()),
      navigate: (url, { frameId, replaces } = {}) =>
        whenThere(() => {
          const below = frameId === undefined ? frame : frame.child(frameId);
          if (below === frame && isMain && tab()) tab()?.navigate(url, { replaces, creator: document });
          else below?.navigate({ url, creator: document });
        }),
      moved: (url) =>
        whenThere(() => {
          if (isMain && tab()) tab()?.moved(url);
          else document.url = url;
        }),
      go: (delta) => whenThere(() => tab()?.go(delta)),
      reload: () =>
        whenThere(() => {
          if (isMain && tab()) tab()?.reload();
          else frame.navigate({ url: document.url, html: document.html, navigation: 'reload' });
        }),
      close: () => whenThere(() => (tab() ? tab()?.close() : tabs.closePopup(frame))),
      opened: (url) => whenThere(() => tabs.open(url, { openerTabId: frame.tab?.id, creator: document })),
      titled: (title) =>
        whenThere(() => {
          if (isMain && tab()) tab()?.titled(title);
          else document.title = title;
        }),
      became: (readyState) => whenThere(() => document.became(readyState)),
      failed: (error) => {
        const isTheirs = frame.parent !== undefined && ![frame.parent.url, document.url].some(isOfExtension);
        tracer.emit({ type: isTheirs ? 'warning' : 'error', ...partsOf(error) });
        whenThere(() => {
          if (isMain && tab()) tab()?.failed(error);
          else document.failed(error);
        });
      },
      crashed: (error) => {
        if (document.lifecycle === 'gone') return;
        tracer.emit({ type: 'error', ...partsOf(error) });
        if (tab()) tab()?.crashed(error);
        else tabs.closePopup(frame);
      },
    };
  }
}

/** The order in which extensions run their scripts. */
function inOrder(extensions: readonly ReachableExtension[], { engine }: BrowserParts): readonly ReachableExtension[] {
  if (!engine.tabs.injectsById) return extensions;
  return [...extensions].sort((one, other) => (one.id < other.id ? -1 : 1));
}
