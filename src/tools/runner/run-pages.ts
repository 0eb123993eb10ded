import type { BrowserPopup, BrowserTab } from '../../browser/node.js';
import type { RunPage, RunTab } from './extension-run.js';
import type { NodeRenderers } from './renderers.js';

/** A tab of a run. */
export class ShownTab implements RunTab {
  readonly #tab: BrowserTab;
  readonly #renderers: NodeRenderers;
  constructor(tab: BrowserTab, renderers: NodeRenderers) {
    this.#tab = tab;
    this.#renderers = renderers;
  }
  get id(): number {
    return this.#tab.id;
  }
  get url(): string {
    return this.#tab.url;
  }
  get isOpen(): boolean {
    return this.#tab.isOpen;
  }
  /** Resolves when its document is complete; rejects with the reason why it cannot be loaded. */
  loaded(): Promise<void> {
    return this.#tab.loaded();
  }
  async click(selector: string): Promise<void> {
    await this.loaded();
    await this.#renderers.documentOf(this.#tab.document.id)?.click(selector);
  }
  async go(url: string): Promise<void> {
    this.#tab.navigate(url);
    await this.loaded();
  }
  async back(): Promise<void> {
    this.#tab.back();
    await this.loaded();
  }
  async forward(): Promise<void> {
    this.#tab.forward();
    await this.loaded();
  }
  async reload(): Promise<void> {
    this.#tab.reload();
    await this.loaded();
  }
  close(): void {
    this.#tab.close();
  }
}
/** A page of a run in no tab. */
export class ShownPopup implements RunPage {
  readonly #popup: BrowserPopup;
  readonly #renderers: NodeRenderers;
  constructor(popup: BrowserPopup, renderers: NodeRenderers) {
    this.#popup = popup;
    this.#renderers = renderers;
  }
  get url(): string {
    return this.#popup.url;
  }
  get isOpen(): boolean {
    return this.#popup.isOpen;
  }
  /** Resolves when its document is complete; rejects with the reason why it cannot be loaded. */
  loaded(): Promise<void> {
    return this.#popup.loaded();
  }
  async click(selector: string): Promise<void> {
    await this.loaded();
    await this.#renderers.documentOf(this.#popup.document.id)?.click(selector);
  }
  close(): void {
    this.#popup.close();
  }
}
