import type { DocumentSite, Renderers } from '../../../browser/index.js';
import type { EngineName } from '../../../engines/index.js';
import { pageCrashed } from './errors.js';
import { freeThreads } from './free-threads.js';
import { NodeDocument } from './node-document.js';
import type { FromThread, PageReport, PageSource } from './protocol.js';
import { TabThread } from './tab-thread.js';

/** What to show at an address of the web in place of what is there: a file, or markup. Undefined: ask the network. */
export type PagesOf = (url: string) => PageSource | undefined;

export interface DocumentsOptions {
  readonly engine: EngineName;
  /**
   * Pages of the web that come from here. What such a page names relative to its address is looked for beside its file,
   * below the file's folder. Default: everything comes from the network.
   */
  readonly pages?: ReadonlyMap<string, PageSource> | PagesOf;
  /** Hears what scripts write to their consoles, and what they do not catch. */
  readonly onReport?: (report: DocumentReport) => void;
  /** Something may have become idle. */
  readonly onIdle?: () => void;
  /** Holds the time of all documents at this moment, in milliseconds since the Unix epoch; `advanceTo` lets it go on. */
  readonly heldAt?: number;
  /** Largest heap of a tab, in MiB; above it the tab crashes, and only it. Default: Node's own limit. */
  readonly memoryMiB?: number;
  /** Has a thread ready for the next tab. Default true; without it the next waits half a second longer. */
  readonly spare?: boolean;
}

/** `context`: the name in the trace; the address for a page that has no context. */
export interface DocumentReport {
  readonly documentId: string;
  readonly context: string;
  readonly report: PageReport;
}

// What scripts may take for their last words.
const ALONE_MS = 1000;
const TOGETHER_MS = 5000;
const MAX_FREE = 2; // threads without documents, of tabs that were closed

/** Where the documents of one tab are. */
interface Place {
  readonly thread: TabThread;
  /** The tab that it served last. */
  tab: number | undefined;
  readonly documents: Map<string, NodeDocument>;
}

/**
 * Loads documents into threads with a DOM: one thread for each tab, whatever the origins of its frames, and one for each
 * page outside of tabs. A thread without documents serves the next; where memory is not limited, also that of another
 * browser of this process.
 */
export class Documents implements Pick<Renderers, 'loadDocument' | 'close'> {
  readonly #options: DocumentsOptions;
  readonly #places = new Set<Place>();
  readonly #ending = new Set<Promise<void>>();
  #now: number | undefined;
  #isOpen = true;

  constructor(options: DocumentsOptions) {
    this.#options = options;
    this.#now = options.heldAt;
    this.#keepSpare();
  }

  loadDocument(site: DocumentSite): NodeDocument {
    const place = this.#placeFor(site);
    const document = new NodeDocument({
      site,
      thread: place.thread,
      source: this.#sourceOf(site.url),
      ended: () => this.#left(place, site.documentId),
      hangs: (waitedMs) => this.#endHanging(place, waitedMs),
    });
    place.documents.set(site.documentId, document);
    place.thread.work();
    queueMicrotask(() => document.start()); // nothing is reported before this function has returned
    return document;
  }

  /** A document that is not over, by its id. */
  documentOf(id: string): NodeDocument | undefined {
    for (const { documents } of this.#places) {
      const document = documents.get(id);
      if (document) return document;
    }
    return undefined;
  }

  /** Whether no document has anything left to do by itself. */
  get isIdle(): boolean {
    return [...this.#places].every(({ thread, documents }) => documents.size === 0 || thread.isIdle);
  }

  /** When the next timer of any document is due, in held time; undefined: there is none. */
  get nextDue(): number | undefined {
    const due = [...this.#places].flatMap(({ thread, documents }) =>
      documents.size === 0 ? [] : (thread.nextDue ?? []),
    );
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** Lets the held time go on, to a moment in milliseconds since the Unix epoch; timers that are due run. */
  advanceTo(now: number): void {
    this.#now = now;
    for (const { thread } of this.#places) thread.send({ type: 'time', now });
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    const ends = [...this.#places].flatMap(({ documents }) => [...documents.values()].map((each) => each.end()));
    await Promise.all(ends);
    await Promise.all([...this.#places].map((place) => this.#giveBack(place)));
    await Promise.all(this.#ending);
  }

  #sourceOf(url: string): PageSource | undefined {
    const { pages } = this.#options;
    if (pages === undefined || !/^https?:/.test(url)) return undefined;
    const address = url.replace(/#.*$/s, '');
    return typeof pages === 'function' ? pages(address) : pages.get(address);
  }

  /** A tab that goes elsewhere comes back to its thread, where its storage is; so one that was nobody's is better. */
  get #free(): Place | undefined {
    const free = [...this.#places].filter(({ documents }) => documents.size === 0);
    return free.find(({ tab }) => tab === undefined) ?? free[0];
  }

  #placeFor({ parent, tab }: DocumentSite): Place {
    const ofParent = [...this.#places].find(({ documents }) => parent !== undefined && documents.has(parent));
    const ofTab = [...this.#places].find((each) => tab !== undefined && each.tab === tab);
    const place = ofParent ?? ofTab ?? this.#free ?? this.#open();
    if (!ofParent) place.tab = tab;
    return place;
  }

  #keepSpare(): void {
    const { spare, memoryMiB } = this.#options;
    if (this.#isOpen && spare !== false && memoryMiB === undefined && !this.#free) freeThreads.prepare();
  }

  #open(): Place {
    const { engine, memoryMiB } = this.#options;
    const thread = memoryMiB === undefined ? freeThreads.take() : new TabThread(memoryMiB);
    const place: Place = { thread, tab: undefined, documents: new Map() };
    this.#places.add(place);
    thread.begin({
      engine,
      heldAt: this.#now,
      received: (message) => this.#received(place, message),
      crashed: (error) => void this.#crash(place, error),
    });
    return place;
  }

  #received(place: Place, message: Exclude<FromThread, { type: 'bridge' }>): void {
    switch (message.type) {
      case 'ready':
        break;
      case 'idle':
        this.#options.onIdle?.();
        break;
      case 'report': {
        const { document: documentId, context, report } = message;
        this.#options.onReport?.({ documentId, context, report });
        break;
      }
      case 'news': {
        const { document } = message;
        place.documents.get(document)?.heard(message, (frame, frameId) => {
          place.thread.send({ type: 'frame', document, frame, frameId });
        });
        if (message.news === 'became' && message.readyState === 'complete') this.#keepSpare();
        break;
      }
      case 'injected':
        place.documents.get(message.document)?.injected(message.request, message.outcomes);
        break;
      case 'answer':
        place.documents.get(message.document)?.answered(message.request, message.answer);
        break;
      case 'ended':
        place.documents.get(message.document)?.left();
        break;
      case 'extension': {
        const { request, document, url } = message;
        place.thread.send({ type: 'extension', request, extension: place.documents.get(document)?.extensionAt(url) });
        break;
      }
    }
  }

  /** A document is over. Its thread serves the next one; of several threads without documents one is kept. */
  #left(place: Place, document: string): void {
    place.documents.delete(document);
    this.#options.onIdle?.(); // what is over is idle
    if (place.documents.size > 0 || !this.#places.has(place)) return;
    place.thread.rest();
    const free = [...this.#places].filter(({ documents }) => documents.size === 0);
    if (free.length > MAX_FREE) void this.#giveBack(place);
  }

  /** Ends a thread in which a script does not end. Where another document would go with it, it may take longer. */
  #endHanging(place: Place, waitedMs: number): void {
    const isAlone = [...place.documents.values()].every(({ isOver }) => isOver);
    const isOver = isAlone ? waitedMs >= ALONE_MS : place.thread.isReady && waitedMs >= TOGETHER_MS;
    if (isOver) void this.#crash(place, new Error('a script did not end in time'));
  }

  #giveBack(place: Place): Promise<void> {
    if (this.#options.memoryMiB !== undefined) return this.#end(place);
    return this.#end(place, freeThreads.giveBack(place.thread));
  }

  #end(place: Place, ended: Promise<void> = place.thread.terminate()): Promise<void> {
    this.#places.delete(place);
    this.#ending.add(ended);
    return ended.finally(() => this.#ending.delete(ended));
  }

  async #crash(place: Place, error: Error): Promise<void> {
    if (!this.#places.has(place)) return;
    const ended = this.#end(place);
    const documents = [...place.documents.values()];
    for (const document of documents) document.crashed(pageCrashed(error));
    await ended;
  }
}
