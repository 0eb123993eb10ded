import { documentGone, frameGone } from '../errors.js';
import type { RenderedDocument } from '../renderers.js';
import type { Tracer } from '../tracer.js';
import { isSameDocument } from './origin.js';
import {
  type DocumentFrame,
  type DocumentRequest,
  type FrameBelow,
  PageDocument,
  type ReadyState,
} from './page-document.js';

/** What frames need of the browser that they are in. */
export interface FrameWorld {
  readonly tracer: Tracer;
  /** A number for a frame, unlike any other. */
  nextFrameId(): number;
  nextDocumentId(): string;
  /** Runs a document; undefined: nobody does, it is there at once. */
  load(document: PageDocument, frame: Frame): RenderedDocument | undefined;
  /** Counts what still ends, so that closing the browser waits for it. */
  ending(ended: Promise<void>): void;
}

/** Where a frame is, and who hears of its documents. */
export interface FramePlace {
  readonly tab: DocumentFrame['tab'];
  readonly parent: PageDocument | undefined;
  /** Its document, or one in its frames, has gone on. */
  became(document: PageDocument, readyState: ReadyState): void;
}

/** A place for documents: one at a time, and others take its place. */
export class Frame implements DocumentFrame, FrameBelow {
  readonly id: number;
  readonly #world: FrameWorld;
  readonly #place: FramePlace;
  #document: PageDocument;
  #isThere = true;

  /** Shows its first document at once. */
  constructor(world: FrameWorld, place: FramePlace, request: DocumentRequest, id: number) {
    this.id = id;
    this.#world = world;
    this.#place = place;
    this.#document = new PageDocument(world.nextDocumentId(), this, request);
  }

  get tab(): DocumentFrame['tab'] {
    return this.#place.tab;
  }

  get parent(): PageDocument | undefined {
    return this.#place.parent;
  }

  get document(): PageDocument {
    return this.#document;
  }

  /** Whether it is still there, in a document that is. */
  get isThere(): boolean {
    return this.#isThere && this.parent?.lifecycle !== 'gone';
  }

  became(document: PageDocument, readyState: ReadyState): void {
    this.#place.became(document, readyState);
  }

  /** Loads its document, once whoever wants to know of it does. */
  load(): void {
    const document = this.#document;
    document.rendered = this.#world.load(document, this);
    if (document.rendered === undefined) document.became('complete');
  }

  /** A frame in its document. */
  child(id: number): Frame | undefined {
    const below = this.#document.frames.get(id);
    return below instanceof Frame ? below : undefined;
  }

  /**
   * Shows another document, or another place in the same one; the one that it showed ends. A main frame of a tab goes
   * with its tab instead, which keeps the history.
   *
   * @throws {BrowserError} `FRAME_GONE`
   */
  navigate(request: DocumentRequest): PageDocument {
    const { tab } = this;
    const { lifecycle, url } = this.#document;
    const isSame = lifecycle === 'active' && request.html === undefined && isSameDocument(url, request.url);
    if (isSame) this.#document.url = request.url;
    else this.begin(request);
    this.#world.tracer.emit({
      type: 'tab.navigated',
      ...(tab && { tab: tab.id }),
      frameId: this.id,
      documentId: this.#document.id,
      url: request.url,
      how: isSame ? 'same-document' : 'load',
    });
    if (!isSame) this.load();
    return this.#document;
  }

  /**
   * Puts another document in the place of the present one, which ends, or is `kept` as it is. It loads with `load`.
   *
   * @throws {BrowserError} `FRAME_GONE`
   */
  begin(request: DocumentRequest, { kept = false } = {}): PageDocument {
    this.#checkThere();
    const before = this.#document;
    this.#document = new PageDocument(this.#world.nextDocumentId(), this, request);
    if (!kept) this.#world.ending(before.end());
    return this.#document;
  }

  /** Shows a document that it has shown before. */
  restore(document: PageDocument): void {
    this.#document = document;
    document.thaw();
  }

  /**
   * Adds a frame to its document, and loads what it shows.
   *
   * @throws {BrowserError} `FRAME_GONE`, `DOCUMENT_GONE`
   */
  addFrame(request: DocumentRequest): Frame {
    this.#checkThere();
    if (this.#document.lifecycle !== 'active') throw documentGone(this.#document.id);
    const { tab } = this;
    const parent = this.#document;
    const place: FramePlace = { tab, parent, became: (document, state) => this.#place.became(document, state) };
    const frame = new Frame(this.#world, place, request, this.#world.nextFrameId());
    parent.frames.set(frame.id, frame);
    this.#world.tracer.emit({
      type: 'frame.added',
      ...(tab && { tab: tab.id }),
      frameId: frame.id,
      parentFrameId: this.id,
      documentId: frame.document.id,
      url: request.url,
    });
    frame.load();
    return frame;
  }

  /** Takes the frame away, with everything in it. Once only. */
  remove(): void {
    if (!this.#isThere) return;
    this.#isThere = false;
    this.parent?.frames.delete(this.id);
    this.#world.ending(this.#document.end());
    if (this.parent === undefined) return;
    this.#world.tracer.emit({
      type: 'frame.removed',
      ...(this.tab && { tab: this.tab.id }),
      frameId: this.id,
    });
  }

  /** What lies in the back/forward cache stays as it is. */
  #checkThere(): void {
    if (!this.isThere) throw frameGone(this.id);
    if (this.parent?.lifecycle === 'cached') throw documentGone(this.parent.id);
  }
}
