import { addressInvalid, frameIsMain } from '../errors.js';
import type { Frame } from '../tabs/frame.js';
import type { PageDocument } from '../tabs/page-document.js';
import type { Tab } from '../tabs/tab.js';
import type { Tabs } from '../tabs/tabs.js';

/** What a frame shows. */
export interface BrowserDocument {
  /** As the engine has it: 32 hex digits in Chromium, a uuid in Firefox. */
  readonly id: string;
  readonly url: string;
  /** `null`, the text, when it is opaque. */
  readonly origin: string;
  readonly title: string | undefined;
  /** `cached`: in the back/forward cache; `gone`: it does not come back. */
  readonly lifecycle: 'active' | 'cached' | 'gone';
  readonly readyState: 'loading' | 'interactive' | 'complete';
}

/** What a document is made of, when not of its address. */
export interface PageContent {
  /** Its markup. Default: what its address gives, where something runs documents. */
  readonly html?: string;
  readonly title?: string;
}

export interface TabOptions extends PageContent {
  /** Whether it comes to the front. Default true. */
  readonly isActive?: boolean;
  /** Its place in the window, from 0. Default: the last. */
  readonly index?: number;
  /** The tab from which it is opened. */
  readonly opener?: BrowserTab;
}

export interface NavigationOptions extends PageContent {
  /** The new address takes the place of the present one in the history. Default false. */
  readonly replaces?: boolean;
  /** Whether the present document goes to the back/forward cache. Default: `backForwardCache` of the browser. */
  readonly cached?: boolean;
}

export interface FrameOptions {
  /** Its markup: `srcdoc`. */
  readonly html?: string;
  /** Whether a sandbox takes its origin away. Default false. */
  readonly isSandboxed?: boolean;
}

const frames = new WeakMap<Frame, BrowserFrame>();
const cores = new WeakMap<BrowserFrame, Frame>();
const tabs = new WeakMap<Tab, BrowserTab>();

/** The frame behind one that an embedder holds. */
export const coreOf = (frame: BrowserFrame): Frame | undefined => cores.get(frame);

/** What embedders hold: the same object for the same frame. */
export function frameFor(core: Frame, all: Tabs): BrowserFrame {
  const known = frames.get(core);
  if (known) return known;
  const frame = new BrowserFrame(core, all);
  frames.set(core, frame);
  cores.set(frame, core);
  return frame;
}

/** What embedders hold: the same object for the same tab. */
export function tabFor(core: Tab, all: Tabs): BrowserTab {
  const known = tabs.get(core);
  if (known) return known;
  const tab = new BrowserTab(core, all);
  tabs.set(core, tab);
  return tab;
}

/** A frame of a tab or popup. It shows one document at a time. */
export class BrowserFrame {
  readonly #core: Frame;
  readonly #all: Tabs;

  constructor(core: Frame, all: Tabs) {
    this.#core = core;
    this.#all = all;
  }

  /** As extension code has it; 0: the main frame. */
  get id(): number {
    return this.#core.id;
  }

  /** What it shows at the moment. A navigation puts another one in its place. */
  get document(): BrowserDocument {
    return this.#core.document;
  }

  get url(): string {
    return this.#core.document.url;
  }

  /** The frames in its document, in the order in which they came. */
  get frames(): readonly BrowserFrame[] {
    return [...this.#core.document.frames.keys()].flatMap((id) => {
      const child = this.#core.child(id);
      return child === undefined ? [] : [frameFor(child, this.#all)];
    });
  }

  /**
   * Adds a frame to its document and loads what it shows, as `<iframe>` does. `url`: absolute, or relative to the document's;
   * default `about:blank`, which has the document's origin.
   *
   * @throws {BrowserError} `FRAME_GONE`, `DOCUMENT_GONE`, `ADDRESS_INVALID`
   */
  addFrame(url = 'about:blank', options: FrameOptions = {}): BrowserFrame {
    const core = this.#core.addFrame({ ...options, url: addressFrom(url, this.#core.document) });
    return frameFor(core, this.#all);
  }

  /**
   * Shows another document: the contexts of the present one end. In a main frame it is the same as `navigate` of the tab.
   *
   * @throws {BrowserError} `FRAME_GONE`, `DOCUMENT_GONE`, `TAB_GONE`, `ADDRESS_INVALID`
   */
  navigate(url: string, options: NavigationOptions = {}): BrowserDocument {
    const { tab, parent, document } = this.#core;
    const address = addressFrom(url, document);
    const whole = tab && parent === undefined ? this.#all.get(tab.id) : undefined;
    if (whole) return whole.navigate(address, options);
    return this.#core.navigate({ url: address, html: options.html, title: options.title });
  }

  /**
   * Takes the frame away, with all contexts and frames in it. Once only.
   *
   * @throws {BrowserError} `FRAME_IS_MAIN`
   */
  remove(): void {
    if (this.#core.parent === undefined) throw frameIsMain();
    this.#core.remove();
  }

  /**
   * Resolves when its document is complete.
   *
   * Rejects with `BrowserError` `DOCUMENT_GONE` when it ends before, or with the reason why it cannot be loaded.
   */
  loaded(): Promise<void> {
    return this.#core.document.whenLoaded();
  }
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

/** The popup of an extension's button, or another page in no tab. */
export class BrowserPopup {
  readonly #frame: Frame;
  readonly #all: Tabs;

  constructor(frame: Frame, all: Tabs) {
    this.#frame = frame;
    this.#all = all;
  }

  get frame(): BrowserFrame {
    return frameFor(this.#frame, this.#all);
  }

  get document(): BrowserDocument {
    return this.#frame.document;
  }

  get url(): string {
    return this.#frame.document.url;
  }

  /** False: it is closed. */
  get isOpen(): boolean {
    return this.#frame.isThere;
  }

  /** Closes it with all its contexts, as when the user clicks elsewhere. Once only. */
  close(): void {
    this.#all.closePopup(this.#frame);
  }

  /** Resolves when its document is complete. Rejects as `loaded` of a frame does. */
  loaded(): Promise<void> {
    return this.frame.loaded();
  }
}

/** @throws {BrowserError} `ADDRESS_INVALID` */
export function addressFrom(url: string, from?: PageDocument): string {
  try {
    return new URL(url, from && /^[\w-]+:\/\//.test(from.url) ? from.url : undefined).href;
  } catch {
    throw addressInvalid(url);
  }
}
