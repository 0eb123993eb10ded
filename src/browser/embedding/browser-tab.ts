import type { Tab } from '../tabs/tab.js';
import type { Tabs } from '../tabs/tabs.js';
import {
  addressFrom,
  type BrowserDocument,
  type BrowserFrame,
  frameFor,
  type NavigationOptions,
  type PageContent,
} from './browser-frame.js';

export interface TabOptions extends PageContent {
  /** Whether it comes to the front. Default true. */
  readonly isActive?: boolean;
  /** Its place in the window, from 0. Default: the last. */
  readonly index?: number;
  /** The tab from which it is opened. */
  readonly opener?: BrowserTab;
}

const tabs = new WeakMap<Tab, BrowserTab>();

/** What embedders hold: the same object for the same tab. */
export function tabFor(core: Tab, all: Tabs): BrowserTab {
  const known = tabs.get(core);
  if (known) return known;
  const tab = new BrowserTab(core, all);
  tabs.set(core, tab);
  return tab;
}

/** A tab: a main frame with a history. All tabs are in one window. */
export class BrowserTab {
  readonly #core: Tab;
  readonly #all: Tabs;

  constructor(core: Tab, all: Tabs) {
    this.#core = core;
    this.#all = all;
  }

  /** As extension code has it, for instance in `sender.tab.id`. */
  get id(): number {
    return this.#core.id;
  }

  get url(): string {
    return this.#core.url;
  }

  /** What its document says, or what the engine makes of its address. */
  get title(): string {
    return this.#core.title;
  }

  get status(): 'loading' | 'complete' {
    return this.#core.status;
  }

  /** Its place in the window, from 0; -1: it is closed. */
  get index(): number {
    return this.#all.indexOf(this.#core);
  }

  /** Whether it is in front. */
  get isActive(): boolean {
    return this.#all.isActive(this.#core);
  }

  /** False: it is closed. */
  get isOpen(): boolean {
    return this.#core.isOpen;
  }

  /** The tab from which it was opened, as long as that is there. */
  get opener(): BrowserTab | undefined {
    const opener = this.#core.openerTabId === undefined ? undefined : this.#all.get(this.#core.openerTabId);
    return opener && tabFor(opener, this.#all);
  }

  get document(): BrowserDocument {
    return this.#core.document;
  }

  get mainFrame(): BrowserFrame {
    return frameFor(this.#core.mainFrame, this.#all);
  }

  /** All its frames, each before those in it; the main one is the first. */
  get frames(): readonly BrowserFrame[] {
    return [...this.#core.frames()].map((frame) => frameFor(frame, this.#all));
  }

  /**
   * Goes to another address: absolute, or relative to the present one. The present document ends with its contexts, or goes
   * to the back/forward cache. When only what follows `#` differs, the document stays.
   *
   * @throws {BrowserError} `TAB_GONE`, `ADDRESS_INVALID`
   */
  navigate(url: string, options: NavigationOptions = {}): BrowserDocument {
    return this.#core.navigate(addressFrom(url, this.#core.document), options);
  }

  /**
   * Goes through the history. False: there is nothing that way, and the tab stays where it is.
   *
   * @throws {BrowserError} `TAB_GONE`
   */
  go(delta: number): boolean {
    return this.#core.go(delta);
  }

  /** One step back in the history. @throws {BrowserError} `TAB_GONE` */
  back(): boolean {
    return this.#core.go(-1);
  }

  /** One step ahead in the history. @throws {BrowserError} `TAB_GONE` */
  forward(): boolean {
    return this.#core.go(1);
  }

  /** Loads its address again: its contexts end. @throws {BrowserError} `TAB_GONE` */
  reload(): BrowserDocument {
    return this.#core.reload();
  }

  /** Brings it to the front. @throws {BrowserError} `TAB_GONE` */
  activate(): void {
    this.#core.activate();
  }

  /** Closes it with all its contexts. Once only. */
  close(): void {
    this.#core.close();
  }

  /**
   * Resolves when its document is complete; at once where nothing runs documents.
   *
   * Rejects with `BrowserError` `TAB_GONE` when it is closed before, or with the reason why the document cannot be loaded.
   */
  loaded(): Promise<void> {
    return this.#core.whenLoaded();
  }
}
