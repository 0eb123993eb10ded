import type { TabState } from '../../engines/index.js';
import { tabGone } from '../errors.js';
import { Frame } from './frame.js';
import { LoadWaiters } from './load-waiters.js';
import { isOfTheWeb, isSameDocument } from './origin.js';
import type { DocumentRequest, PageDocument, ReadyState } from './page-document.js';
import { type HistoryEntry, SessionHistory } from './session-history.js';
import type { Navigation, TabWindow } from './tab-window.js';

type How = 'load' | 'replace' | 'reload' | 'history' | 'same-document';

/** A tab: one main frame and its history. */
export class Tab {
  readonly id: number;
  readonly windowId = 1;
  readonly mainFrame: Frame;
  openerTabId: number | undefined;
  isPinned = false;
  mutedBy: string | undefined;
  isMuted = false;
  lastAccessed: number;
  readonly #window: TabWindow<Tab>;
  readonly #history: SessionHistory;
  readonly #waiters = new LoadWaiters();
  #isOpen = true;
  #leaving: Promise<void> | undefined; // until the document before has said its last words

  /** Its first document loads with `load`. */
  constructor(window: TabWindow<Tab>, id: number, request: DocumentRequest, openerTabId: number | undefined) {
    this.#window = window;
    this.id = id;
    this.openerTabId = openerTabId;
    this.lastAccessed = window.now();
    const place = { tab: this, parent: undefined, became: this.#became.bind(this) };
    window.nextFrameId(); // main frames are counted, too
    this.mainFrame = new Frame(window, place, request, 0);
    this.#history = new SessionHistory({ url: request.url, document: this.mainFrame.document });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get document(): PageDocument {
    return this.mainFrame.document;
  }

  get url(): string {
    return this.document.url;
  }

  get status(): TabState['status'] {
    return this.document.readyState === 'complete' ? 'complete' : 'loading';
  }

  get title(): string {
    return this.document.title ?? this.#window.facts.titleOf(this.url);
  }

  get historyLength(): number {
    return this.#history.length;
  }

  get state(): TabState {
    return {
      id: this.id,
      windowId: this.windowId,
      index: this.#window.indexOf(this),
      isActive: this.#window.isActive(this),
      status: this.status,
      url: this.url,
      title: this.title,
      ...(this.openerTabId !== undefined && { openerTabId: this.openerTabId }),
      lastAccessed: this.lastAccessed,
      isPinned: this.isPinned,
      isMuted: this.isMuted,
      ...(this.mutedBy !== undefined && { mutedBy: this.mutedBy }),
    };
  }

  /** Its frames, each before those in it. */
  *frames(): Iterable<Frame> {
    for (const { frame } of this.document.tree()) if (frame instanceof Frame) yield frame;
  }

  frame(id: number): Frame | undefined {
    if (id === 0) return this.mainFrame;
    for (const frame of this.frames()) if (frame.id === id) return frame;
    return undefined;
  }

  /** A document that it shows, not one in the cache. */
  documentWith(id: string): PageDocument | undefined {
    for (const document of this.document.tree()) if (document.id === id) return document;
    return undefined;
  }

  /** Loads its first document. */
  load(): void {
    const { document } = this;
    this.#afterLeaving(() => {
      if (this.document === document) this.mainFrame.load();
    });
  }

  /**
   * Goes to another address, or to another place in the same document when only what follows `#` differs.
   *
   * @throws {BrowserError} `TAB_GONE`
   */
  navigate(url: string, { replaces = false, cached, ...request }: Navigation = {}): PageDocument {
    this.#checkOpen();
    if (this.document.lifecycle === 'active' && request.html === undefined && isSameDocument(this.url, url)) {
      this.moved(url, { replaces });
      return this.document;
    }
    const isKept = !replaces && this.#mayKeep(cached);
    this.#leave(url, replaces ? 'replace' : 'load', { ...request, url }, isKept);
    const entry: HistoryEntry = { url, document: this.document };
    const forgotten = replaces ? [this.#history.replace(entry)] : this.#history.push(entry);
    for (const each of forgotten) this.#evict(each);
    this.#keepLimit();
    this.load();
    return this.document;
  }

  /** Loads its address again. What lives in it ends, and does not go to the cache. */
  reload(): PageDocument {
    this.#checkOpen();
    const { html, creator } = this.document;
    this.#leave(this.url, 'reload', { url: this.url, html, creator, navigation: 'reload' }, false);
    this.#history.replace({ url: this.url, document: this.document });
    this.load();
    return this.document;
  }

  /** Goes through its history; false: there is nothing, and it stays where it is. */
  go(delta: number): boolean {
    this.#checkOpen();
    if (delta === 0) {
      this.reload();
      return true;
    }
    const entry = this.#history.at(delta);
    if (entry === undefined) return false;
    const from = this.document;
    if (entry.document === from) {
      this.#history.go(delta);
      this.#movedTo(entry.url);
      return true;
    }
    if (entry.document?.lifecycle === 'cached') this.#restore(entry, entry.document, delta);
    else {
      this.#leave(entry.url, 'history', { url: entry.url, navigation: 'back_forward' }, this.#mayKeep(undefined));
      this.#history.go(delta);
      this.#history.adopt(entry, this.document);
      this.#keepLimit();
      this.load();
    }
    return true;
  }

  /** Its address has changed without a new document. */
  moved(url: string, { replaces = false } = {}): void {
    const entry: HistoryEntry = { url, document: this.document };
    const forgotten = replaces ? [this.#history.replace(entry)] : this.#history.push(entry);
    for (const each of forgotten) this.#evict(each);
    this.#movedTo(url);
  }

  activate(): void {
    this.#checkOpen();
    this.#window.activate(this);
  }

  titled(title: string): void {
    if (this.document.title === title) return;
    this.document.title = title;
    this.#window.changed(this, { title });
  }

  /** What runs it died: nothing of it is left but its address. */
  crashed(error: Error): void {
    if (!this.#isOpen) return;
    this.#endAll({ hasDied: true });
    this.#waiters.tell(error);
  }

  /** Resolves when its document is complete; rejects when it cannot be loaded, with the reason. */
  whenLoaded(): Promise<void> {
    if (!this.#isOpen) return Promise.reject(tabGone(this.id));
    return this.status === 'complete' ? Promise.resolve() : this.#waiters.wait();
  }

  /** Its document could not be loaded. */
  failed(error: Error): void {
    this.#waiters.tell(error);
    this.document.failed(error);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const { tellsRemovalFirst } = this.#window.facts;
    if (tellsRemovalFirst) this.#window.closed(this);
    this.mainFrame.remove();
    this.#endAll();
    this.#waiters.tell(tabGone(this.id));
    if (!tellsRemovalFirst) this.#window.closed(this);
  }

  #checkOpen(): void {
    if (!this.#isOpen) throw tabGone(this.id);
  }

  #mayKeep(wanted: boolean | undefined): boolean {
    const { lifecycle, readyState } = this.document;
    if (lifecycle !== 'active') return false;
    return wanted ?? (this.#window.cachesDocuments && readyState === 'complete' && isOfTheWeb(this.url));
  }

  /** Puts another document in the place of the present one, and tells of it; it is not loaded yet. */
  #leave(url: string, how: How, request: DocumentRequest, isKept: boolean): void {
    const before = this.document;
    const document = this.mainFrame.begin(request, { kept: true });
    this.#tell(url, how, document);
    this.#replaced(before, url, how, isKept);
  }

  /** The document that was there leaves, while the extensions are told of the address of the next one. */
  #replaced(before: PageDocument, url: string, how: How, isKept: boolean): void {
    const { loadingChanges, changesBeforeLeaving } = this.#window.facts;
    const changes = loadingChanges(url);
    const early = changesBeforeLeaving[how === 'reload' ? 'reload' : 'load'];
    for (const change of changes.slice(0, early)) this.#window.changed(this, change);
    if (isKept) this.#freeze(before);
    else this.#end(before);
    this.#afterLeaving(() => {
      for (const change of changes.slice(early)) this.#window.changed(this, change);
    });
  }

  #end(before: PageDocument): void {
    const isOver = before.rendered === undefined || before.lifecycle === 'gone';
    const ended = before.end();
    this.#window.ending(ended);
    if (isOver) return;
    const leaving = Promise.all([this.#leaving, ended]).then(() => {
      if (this.#leaving === leaving) this.#leaving = undefined;
    });
    this.#leaving = leaving;
  }

  #afterLeaving(run: () => void): void {
    if (this.#leaving === undefined) run();
    else {
      void this.#leaving.then(() => {
        if (this.#isOpen) run();
      });
    }
  }

  #restore(entry: HistoryEntry, document: PageDocument, delta: number): void {
    const before = this.document;
    const isKept = before.lifecycle === 'active' && isOfTheWeb(before.url);
    this.#history.go(delta);
    document.url = entry.url;
    this.mainFrame.restore(document);
    this.#tell(entry.url, 'history', document);
    this.#replaced(before, entry.url, 'history', isKept);
    this.#keepLimit();
    this.#window.tracer.emit({ type: 'document.restored', tab: this.id, documentId: document.id, url: entry.url });
    this.#afterLeaving(() => this.#window.changed(this, { status: 'complete' }));
  }

  #freeze(document: PageDocument): void {
    this.#window.tracer.emit({ type: 'document.cached', tab: this.id, documentId: document.id, url: document.url });
    document.freeze();
  }

  /** A document ends when no entry of the history shows it any more. */
  #evict(forgotten: HistoryEntry | undefined): void {
    const { document } = forgotten ?? {};
    if (document === undefined || document === this.document || this.#history.shows(document)) return;
    this.#window.ending(document.end());
  }

  #endAll(how?: { readonly hasDied: boolean }): void {
    for (const { document } of this.#history) if (document) this.#window.ending(document.end(how));
  }

  #keepLimit(): void {
    const { cachedDocuments } = this.#window.facts;
    for (const document of this.#history.cachedBeyond(cachedDocuments)) this.#window.ending(document.end());
  }

  #movedTo(url: string): void {
    this.document.url = url;
    this.#tell(url, 'same-document', this.document);
    for (const change of this.#window.facts.movedChanges(url)) this.#window.changed(this, change);
  }

  #tell(url: string, how: How, document: PageDocument): void {
    this.#window.tracer.emit({ type: 'tab.navigated', tab: this.id, frameId: 0, documentId: document.id, url, how });
  }

  #became(document: PageDocument, readyState: ReadyState): void {
    if (document !== this.document || readyState !== 'complete') return;
    this.#window.changed(this, { status: 'complete' });
    this.#waiters.tell();
  }
}
