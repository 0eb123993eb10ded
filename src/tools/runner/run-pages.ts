import type { BrowserPopup, BrowserTab } from '../../browser/node.js';
import type { RunPage } from './extension-run.js';
import type { NodeRenderers } from './renderers.js';

/** What a tab and a popup have in common. */
type Shown = Pick<BrowserTab & BrowserPopup, 'url' | 'isOpen' | 'document' | 'loaded' | 'close'>;

/** A tab or a popup of a run. */
export class OpenPage implements RunPage {
  readonly #shown: Shown;
  readonly #renderers: NodeRenderers;

  constructor(shown: Shown, renderers: NodeRenderers) {
    this.#shown = shown;
    this.#renderers = renderers;
  }

  get url(): string {
    return this.#shown.url;
  }

  get isOpen(): boolean {
    return this.#shown.isOpen;
  }

  /** Resolves when its document is complete; rejects with the reason why it cannot be loaded. */
  loaded(): Promise<void> {
    return this.#shown.loaded();
  }

  async click(selector: string): Promise<void> {
    await this.loaded();
    await this.#renderers.documentOf(this.#shown.document.id)?.click(selector);
  }

  close(): void {
    this.#shown.close();
  }
}
