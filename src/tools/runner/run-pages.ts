import type { UntimedEvent } from '../../browser/index.js';
import type { BrowserPopup, BrowserTab } from '../../browser/node.js';
import { pageNone } from './errors.js';
import type { RunPage } from './extension-run.js';
import type { NodeRenderers } from './renderers.js';

/** What a tab and a popup have in common. */
type Shown = Pick<BrowserTab & BrowserPopup, 'url' | 'isOpen' | 'document' | 'loaded' | 'close'> &
  Partial<Pick<BrowserTab, 'id'>>;

/** What a page needs of the run that it is in. */
export interface OpenPageParts {
  readonly renderers: NodeRenderers;
  /** Something happens to it. */
  tell(event: UntimedEvent): void;
}

/** A tab or a popup of a run. */
export class OpenPage implements RunPage {
  readonly #shown: Shown;
  readonly #parts: OpenPageParts;

  constructor(shown: Shown, parts: OpenPageParts) {
    this.#shown = shown;
    this.#parts = parts;
  }

  get url(): string {
    return this.#shown.url;
  }

  get isOpen(): boolean {
    return this.#shown.isOpen;
  }

  /** Resolves when its document is complete, or has closed itself; rejects with the reason why it cannot be loaded. */
  async loaded(): Promise<void> {
    try {
      await this.#shown.loaded();
    } catch (error) {
      if (this.isOpen) throw error;
    }
  }

  async click(selector: string): Promise<void> {
    await this.loaded();
    if (!this.isOpen) throw pageNone(selector);
    const { id: tab, url } = this.#shown;
    const document = this.#parts.renderers.documentOf(this.#shown.document.id);
    // Told before, so that what comes of it comes later.
    this.#parts.tell({ type: 'element.clicked', ...(tab !== undefined && { tab }), frameId: 0, url, selector });
    await document?.click(selector);
  }

  close(): void {
    this.#shown.close();
  }
}
