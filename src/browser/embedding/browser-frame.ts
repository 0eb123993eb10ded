import { addressInvalid, frameIsMain } from '../errors.js';
import type { Frame } from '../tabs/frame.js';
import type { PageDocument } from '../tabs/page-document.js';
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

/** @throws {BrowserError} `ADDRESS_INVALID` */
export function addressFrom(url: string, from?: PageDocument): string {
  try {
    return new URL(url, from && /^[\w-]+:\/\//.test(from.url) ? from.url : undefined).href;
  } catch {
    throw addressInvalid(url);
  }
}
