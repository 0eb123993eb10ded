import type { Frame } from '../tabs/frame.js';
import type { Tabs } from '../tabs/tabs.js';
import { type BrowserDocument, type BrowserFrame, frameFor } from './browser-frame.js';

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
