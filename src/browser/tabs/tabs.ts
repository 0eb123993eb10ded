import type { TabChange, TabFacts } from '../../engines/index.js';
import type { RenderedDocument } from '../renderers.js';
import type { Tracer } from '../tracer.js';
import { Frame } from './frame.js';
import type { DocumentRequest, PageDocument } from './page-document.js';
import { Tab } from './tab.js';
import type { TabWindow } from './tab-window.js';

/** What tabs need of their browser. */
export interface TabsParts {
  readonly facts: TabFacts;
  readonly tracer: Tracer;
  readonly cachesDocuments: boolean;
  now(): number;
  /** Runs a document; undefined: nobody does, it is there at once. */
  load(document: PageDocument, frame: Frame): RenderedDocument | undefined;
  readonly events: TabEvents;
}

/** What extensions are told of tabs. */
export interface TabEvents {
  opened(tab: Tab): void;
  activated(tab: Tab): void;
  changed(tab: Tab, change: TabChange): void;
  closed(tab: Tab): void;
}

export interface OpenTab extends Omit<DocumentRequest, 'url'> {
  /** Whether it comes to the front. Default true. */
  readonly isActive?: boolean | undefined;
  /** Its place, from 0. Default: the last. */
  readonly index?: number | undefined;
  readonly openerTabId?: number | undefined;
  readonly isPinned?: boolean | undefined;
}

/** All tabs and popups of a browser, in one window. */
export class Tabs implements TabWindow<Tab> {
  readonly facts: TabFacts;
  readonly tracer: Tracer;
  readonly cachesDocuments: boolean;
  readonly #parts: TabsParts;
  readonly #byId = new Map<number, Tab>();
  readonly #order: Tab[] = [];
  readonly #places = new Map<Tab, number>(); // in that order; filled when it is asked for
  readonly #popups = new Set<Frame>();
  readonly #endings = new Set<Promise<void>>();
  #lastTab = 0;
  #lastFrame = 0;
  #lastDocument = 0;
  #active: Tab | undefined;

  constructor(parts: TabsParts) {
    this.#parts = parts;
    this.facts = parts.facts;
    this.tracer = parts.tracer;
    this.cachesDocuments = parts.cachesDocuments;
  }

  /** In their order. */
  get all(): readonly Tab[] {
    return this.#order;
  }

  get active(): Tab | undefined {
    return this.#active;
  }

  get popups(): Iterable<Frame> {
    return this.#popups;
  }

  get(id: number): Tab | undefined {
    return this.#byId.get(id);
  }

  open(url: string, { isActive = true, index, openerTabId, isPinned = false, ...request }: OpenTab = {}): Tab {
    this.#lastTab += 1;
    const tab = new Tab(this, this.#lastTab, { ...request, url }, openerTabId);
    tab.isPinned = isPinned;
    this.#byId.set(tab.id, tab);
    this.#place(tab, index);
    this.tracer.emit({
      type: 'tab.opened',
      tab: tab.id,
      url,
      documentId: tab.document.id,
      ...(openerTabId !== undefined && { opener: openerTabId }),
    });
    const comesToFront = isActive || this.#active === undefined;
    if (comesToFront) this.#active = tab;
    this.#parts.events.opened(tab);
    if (comesToFront) this.#parts.events.activated(tab);
    if (url !== 'about:blank') for (const change of this.facts.loadingChanges(url)) this.changed(tab, change);
    tab.load();
    return tab;
  }

  /** A popup, or another page outside of tabs; its document loads with `frame.load`. */
  openPopup(url: string): Frame {
    const frame = this.detached(url, () => undefined);
    this.#popups.add(frame);
    return frame;
  }

  /** Closes a popup that is open. */
  closePopup(frame: Frame): void {
    if (this.#popups.delete(frame)) frame.remove();
  }

  /** A main frame for one document that somebody else runs: a background, a page that is attached by hand. */
  detached(url: string, became: () => void = () => undefined): Frame {
    this.nextFrameId();
    return new Frame(this, { tab: undefined, parent: undefined, became }, { url }, 0);
  }

  /** Closes all tabs and popups. Resolves when nothing of them runs. */
  async closeAll(): Promise<void> {
    for (const tab of [...this.#order]) tab.close();
    for (const frame of [...this.#popups]) this.closePopup(frame);
    await Promise.all(this.#endings);
  }

  indexOf(tab: Tab): number {
    if (this.#places.size === 0) for (const [index, each] of this.#order.entries()) this.#places.set(each, index);
    return this.#places.get(tab) ?? -1;
  }

  isActive(tab: Tab): boolean {
    return this.#active === tab;
  }

  activate(tab: Tab): void {
    tab.lastAccessed = this.now();
    if (this.#active === tab) return;
    this.#active = tab;
    this.#parts.events.activated(tab);
  }

  /** Moves it to another place; pinned tabs stand before all others. */
  #place(tab: Tab, wanted?: number): void {
    const at = this.indexOf(tab);
    this.#places.clear();
    if (at >= 0) this.#order.splice(at, 1);
    const pinned = this.#order.filter(({ isPinned }) => isPinned).length;
    const index = Math.min(Math.max(0, wanted ?? Number.POSITIVE_INFINITY), this.#order.length);
    this.#order.splice(tab.isPinned ? Math.min(index, pinned) : Math.max(index, pinned), 0, tab);
  }

  pin(tab: Tab, isPinned: boolean): void {
    if (tab.isPinned === isPinned) return;
    tab.isPinned = isPinned;
    this.#place(tab, isPinned ? undefined : 0);
    this.changed(tab, { pinned: isPinned });
  }

  closed(tab: Tab): void {
    const index = this.indexOf(tab);
    this.#places.clear();
    this.#order.splice(index, 1);
    this.#byId.delete(tab.id);
    for (const other of this.#order) if (other.openerTabId === tab.id) other.openerTabId = undefined;
    this.tracer.emit({ type: 'tab.closed', tab: tab.id });
    this.#parts.events.closed(tab);
    if (this.#active !== tab) return;
    this.#active = undefined;
    const next = this.#order[Math.min(index, this.#order.length - 1)];
    if (next) this.activate(next);
  }

  changed(tab: Tab, change: TabChange): void {
    if (this.#byId.has(tab.id)) this.#parts.events.changed(tab, change);
  }

  now(): number {
    return this.#parts.now();
  }

  load(document: PageDocument, frame: Frame): RenderedDocument | undefined {
    return this.#parts.load(document, frame);
  }

  nextFrameId(): number {
    this.#lastFrame += 1;
    return this.facts.frameId(this.#lastFrame);
  }

  nextDocumentId(): string {
    this.#lastDocument += 1;
    return this.facts.documentId(this.#lastDocument);
  }

  ending(ended: Promise<void>): void {
    const done = ended.finally(() => this.#endings.delete(done));
    this.#endings.add(done);
  }
}
