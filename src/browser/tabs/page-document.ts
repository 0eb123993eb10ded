import type { DocumentLifecycle, DocumentState, TabState } from '../../engines/index.js';
import type { ContextPlace, LivingContext } from '../channels/channel.js';
import { documentGone } from '../errors.js';
import type { NavigationType, RenderedDocument } from '../renderers.js';
import { LoadWaiters } from './load-waiters.js';
import { originOf } from './origin.js';

/** What should be shown in a frame. */
export interface DocumentRequest {
  readonly url: string;
  /** Its markup, when it does not come from its address. */
  readonly html?: string | undefined;
  /** Shown until the document says another one. Default: made from the address. */
  readonly title?: string | undefined;
  /** The document that asked for it, whose origin `about:blank` has. */
  readonly creator?: PageDocument | undefined;
  /** Its origin is `null`, whatever its address: a sandboxed frame. */
  readonly isSandboxed?: boolean | undefined;
  /** How the frame comes to it. Default `navigate`. */
  readonly navigation?: NavigationType | undefined;
}

/** The frame that shows a document, as the document knows it. */
export interface DocumentFrame {
  /** 0: the main frame. */
  readonly id: number;
  /** undefined: a popup, a background page. */
  readonly tab: { readonly id: number; readonly state: TabState } | undefined;
  /** The document that the frame is in; undefined: it is a main frame. */
  readonly parent: PageDocument | undefined;
  /** What became of its document; only of those that still live. */
  became(document: PageDocument, readyState: ReadyState): void;
}

/** A frame in a document. */
export interface FrameBelow {
  readonly id: number;
  readonly document: PageDocument;
}

export type ReadyState = 'loading' | 'interactive' | 'complete';

/** A document: it has an address, contexts that live in it, and frames. When it ends, they all end. */
export class PageDocument implements ContextPlace {
  readonly id: string;
  readonly frame: DocumentFrame;
  readonly html: string | undefined;
  readonly creator: PageDocument | undefined;
  readonly isSandboxed: boolean;
  readonly navigation: NavigationType;
  /** The contexts that live in it. */
  readonly contexts = new Set<LivingContext>();
  /** In the order in which they came. */
  readonly frames = new Map<number, FrameBelow>();
  /** What runs it; undefined: nobody does, or it has not been loaded yet. */
  rendered: RenderedDocument | undefined;
  url: string;
  title: string | undefined;
  #readyState: ReadyState = 'loading';
  #lifecycle: DocumentLifecycle | 'gone' = 'active';
  readonly #waiters = new LoadWaiters();
  #failure: Error | undefined;

  constructor(id: string, frame: DocumentFrame, request: DocumentRequest) {
    const { url, html, title, creator, isSandboxed = false, navigation = 'navigate' } = request;
    this.id = id;
    this.frame = frame;
    this.url = url;
    this.html = html;
    this.title = title;
    this.creator = creator ?? frame.parent;
    this.isSandboxed = isSandboxed;
    this.navigation = navigation;
  }

  get lifecycle(): DocumentLifecycle | 'gone' {
    return this.#lifecycle;
  }

  get readyState(): ReadyState {
    return this.#readyState;
  }

  get origin(): string {
    return this.isSandboxed ? 'null' : originOf(this.url, this.creator?.origin);
  }

  /** Its address, or that of the document that made it, when it has none of its own. */
  get webAddress(): string {
    return this.url.startsWith('about:') && this.creator !== undefined ? this.creator.webAddress : this.url;
  }

  /** As a message from it tells. */
  get state(): DocumentState {
    const { id: documentId, frame } = this;
    const lifecycle = this.#lifecycle === 'gone' ? 'active' : this.#lifecycle;
    const { tab } = frame;
    return { documentId, frameId: frame.id, lifecycle, ...(tab && { tab: tab.state }) };
  }

  /** This document and those in its frames, each before those below it. */
  *tree(): Iterable<PageDocument> {
    yield this;
    for (const { document } of this.frames.values()) yield* document.tree();
  }

  /** It goes on to `interactive` or `complete`; never back. */
  became(readyState: ReadyState): void {
    if (this.#lifecycle === 'gone' || ORDER[readyState] <= ORDER[this.#readyState]) return;
    this.#readyState = readyState;
    if (readyState === 'complete') this.#waiters.tell();
    this.frame.became(this, readyState);
  }

  /** Resolves when it is complete; rejects when it ends before, or with the reason why it cannot be loaded. */
  whenLoaded(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#readyState === 'complete') return Promise.resolve();
    if (this.#lifecycle === 'gone') return Promise.reject(documentGone(this.id));
    return this.#waiters.wait();
  }

  /** It could not be loaded; nothing follows but its end. */
  failed(error: Error): void {
    this.#failure = error;
    this.#waiters.tell(error);
    this.became('complete');
  }

  /** It goes to the back/forward cache, with all that it shows. */
  freeze(): void {
    if (this.#lifecycle !== 'active') return;
    this.#lifecycle = 'cached';
    for (const { document } of this.frames.values()) document.freeze();
    for (const context of [...this.contexts]) context.freeze();
    this.rendered?.freeze();
  }

  /** It comes back. */
  thaw(): void {
    if (this.#lifecycle !== 'cached') return;
    this.#lifecycle = 'active';
    for (const context of [...this.contexts]) context.thaw();
    this.rendered?.thaw();
    for (const { document } of this.frames.values()) document.thaw();
  }

  /**
   * It is over, with its contexts and all that it shows. Where something runs it, its scripts hear of that first, and what they
   * say then still counts; unless they died. Resolves when nothing runs any more.
   */
  async end({ hasDied = false } = {}): Promise<void> {
    if (this.#lifecycle === 'gone') return;
    this.#lifecycle = 'gone';
    const below = [...this.frames.values()].map(({ document }) => document.end({ hasDied }));
    this.#waiters.tell(documentGone(this.id));
    if (this.rendered !== undefined && !hasDied) {
      for (const context of this.contexts) context.leave();
      await this.rendered.end();
    }
    for (const context of [...this.contexts]) context.close();
    this.contexts.clear();
    await Promise.all([hasDied && this.rendered?.end(), ...below]);
  }
}

const ORDER: Readonly<Record<ReadyState, number>> = { loading: 0, interactive: 1, complete: 2 };
