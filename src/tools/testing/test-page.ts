import type { UntimedEvent } from '../../browser/index.js';
import {
  BrowserError,
  type BrowserFrame,
  type BrowserPopup,
  type BrowserTab,
  type ContextKind,
} from '../../browser/node.js';
import type { NodeDocument, WorldName } from '../runner/page/index.js';
import { contextGone, didNotCome, pageUnknown } from './errors.js';
import { evaluateIn } from './evaluation.js';
import { followed } from './lazy-wait.js';
import type { Stage } from './stage.js';
import type { TestContext } from './test-context.js';
import type { TestWorld } from './test-world.js';
import type { WebPages } from './web-pages.js';

/** What a frame shows. It waits until the document is complete; after a navigation it is about the new one. */
export interface TestPage extends TestContext {
  readonly title: string;
  /**
   * Clicks an element as a user does.
   *
   * @throws {PageError} `ELEMENT_MISSING`, `SELECTOR_INVALID`
   */
  click(selector: string): Promise<void>;
  /**
   * Types a text into a field, key by key; `\n` is the Enter key.
   *
   * @throws {PageError} `ELEMENT_MISSING`, `SELECTOR_INVALID`
   */
  type(selector: string, text: string): Promise<void>;
  /**
   * Resolves when there is an element for the selector, also after a navigation.
   *
   * @throws {TestingError} `DID_NOT_COME`, with what did happen, as soon as nothing is left that could happen
   * @throws {PageError} `SELECTOR_INVALID`
   */
  waitFor(selector: string): Promise<void>;
  /** The document as markup, as it is now. */
  html(): Promise<string>;
  /** The world of an extension's content scripts in it. Default: the extension that was launched. */
  contentScript(extension?: { readonly id: string }): TestContext;
  /** The frames in it. */
  readonly frames: readonly TestFrame[];
}

/** A frame of a tab, by itself. */
export interface TestFrame extends TestPage {
  /** As extension code has it; 0: the main frame. */
  readonly id: number;
}

/** A tab: its page, and where it goes. */
export interface TestTab extends TestPage {
  /** As extension code has it. */
  readonly id: number;
  readonly mainFrame: TestFrame;
  /** Resolves when the new document is complete. @throws {TestingError} `PAGE_UNKNOWN` */
  navigate(url: string): Promise<void>;
  /** Resolves when the document is complete. False: there is nothing that way. */
  back(): Promise<boolean>;
  forward(): Promise<boolean>;
  reload(): Promise<void>;
  /** Brings it to the front. */
  activate(): void;
  close(): void;
}

/** The popup of an extension's button. */
export interface TestPopup extends TestPage {
  close(): void;
}

export interface PageParts {
  readonly world: TestWorld;
  readonly stage: Stage;
  readonly pages: WebPages;
  /** The extension that was launched. */
  launched(): string;
  /** Something happens to a page. */
  tell(event: UntimedEvent): void;
}

/** What a frame shows, as a test has it. */
class FramePage implements TestFrame {
  readonly #parts: PageParts;
  readonly #frame: BrowserFrame;
  readonly #tab: number | undefined; // of a popup there is none

  constructor(parts: PageParts, frame: BrowserFrame, tab?: number) {
    this.#parts = parts;
    this.#frame = frame;
    this.#tab = tab;
  }

  get id(): number {
    return this.#frame.id;
  }

  get url(): string {
    return this.#frame.url;
  }

  get title(): string {
    return this.#frame.document.title ?? '';
  }

  get isOpen(): boolean {
    return this.#frame.document.lifecycle === 'active';
  }

  get kind(): ContextKind {
    return this.#parts.stage.isExtensionPage(this.#frame.document.id) ? 'page' : 'web-page';
  }

  get name(): string {
    return this.#nameOf(this.kind);
  }

  get frames(): readonly TestFrame[] {
    return this.#frame.frames.map((frame) => new FramePage(this.#parts, frame, this.#tab));
  }

  evaluate<Result, Args extends readonly unknown[]>(
    code: ((...args: Args) => Result) | string,
    ...args: Args
  ): Promise<Awaited<Result>> {
    return this.#evaluate('main', this.name, code, args);
  }

  contentScript(extension?: { readonly id: string }): TestContext {
    const page = this;
    const id = extension?.id ?? this.#parts.launched();
    return {
      kind: 'content-script',
      get name() {
        return page.#nameOf('content-script', id);
      },
      get url() {
        return page.url;
      },
      get isOpen() {
        return page.isOpen;
      },
      evaluate: <Result, Args extends readonly unknown[]>(code: ((...args: Args) => Result) | string, ...args: Args) =>
        page.#evaluate({ isolated: id }, page.#nameOf('content-script', id), code, args),
    };
  }

  async click(selector: string): Promise<void> {
    const document = await this.#document();
    const tab = this.#tab;
    const { id: frameId, url } = this.#frame;
    this.#parts.tell({ type: 'element.clicked', ...(tab !== undefined && { tab }), frameId, url, selector });
    await document.click(selector);
  }

  async type(selector: string, text: string): Promise<void> {
    await (await this.#document()).type(selector, text);
  }

  waitFor(selector: string): Promise<void> {
    const { world } = this.#parts;
    return followed(this.#appears(selector), world.watch, (why) =>
      didNotCome(`an element ${selector} in ${this.url}`, why, world.story),
    );
  }

  async html(): Promise<string> {
    return (await this.#document()).html();
  }

  /** Resolves when the document is complete. */
  loaded(): Promise<void> {
    return this.#frame.loaded();
  }

  #evaluate<Result, Args extends readonly unknown[]>(
    where: WorldName,
    name: string,
    code: ((...args: Args) => Result) | string,
    args: Args,
  ): Promise<Awaited<Result>> {
    const run = async (source: string, given?: readonly unknown[]) =>
      (await this.#document()).evaluate(where, source, given);
    return evaluateIn({ world: this.#parts.world, name, run }, code, args);
  }

  /** Resolves when there is an element: in the document that comes next, when this one ends first. */
  async #appears(selector: string): Promise<void> {
    const document = await this.#document();
    const hasLeft = (): boolean => document.id !== this.#frame.document.id;
    let forget: (() => void) | undefined;
    const leaves = new Promise<void>((resolve) => {
      forget = this.#parts.world.log.heard(() => hasLeft() && resolve());
    });
    await Promise.race([document.waitFor(selector), leaves]).finally(forget);
    if (hasLeft()) await this.#appears(selector);
  }

  async #document(): Promise<NodeDocument> {
    const { stage, world } = this.#parts;
    await this.#frame.loaded().catch((error: unknown) => {
      throw isGone(error) ? contextGone(this.url, world.story) : error;
    });
    const document = stage.documentOf(this.#frame.document.id);
    if (document === undefined || !this.isOpen) throw contextGone(this.url, world.story);
    return document;
  }

  /** Of the context in the events; the address, when there is none. */
  #nameOf(kind: ContextKind, extension?: string): string {
    const { id, url } = this.#frame.document;
    const created = this.#parts.world.log.events.findLast(
      (event) =>
        event.type === 'context.created' &&
        event.documentId === id &&
        event.kind === kind &&
        (extension === undefined || event.extension === extension),
    );
    return created?.type === 'context.created' ? created.context : url;
  }
}

const isGone = (error: unknown): boolean =>
  error instanceof BrowserError && ['DOCUMENT_GONE', 'FRAME_GONE', 'TAB_GONE'].includes(error.code);

/** A tab, as a test has it: the page of its main frame, and where the tab goes. */
export class TabPage extends FramePage implements TestTab {
  readonly #tab: BrowserTab;
  readonly #pages: WebPages;

  constructor(parts: PageParts, tab: BrowserTab) {
    super(parts, tab.mainFrame, tab.id);
    this.#tab = tab;
    this.#pages = parts.pages;
    this.mainFrame = new FramePage(parts, tab.mainFrame, tab.id);
  }

  readonly mainFrame: TestFrame;

  override get id(): number {
    return this.#tab.id;
  }

  override get title(): string {
    return this.#tab.title;
  }

  override get isOpen(): boolean {
    return this.#tab.isOpen;
  }

  async navigate(url: string): Promise<void> {
    const address = new URL(url, this.url).href;
    if (!this.#pages.has(address)) throw pageUnknown(address, this.#pages.addresses);
    this.#tab.navigate(address);
    await this.#tab.loaded();
  }

  back(): Promise<boolean> {
    return this.#go(-1);
  }

  forward(): Promise<boolean> {
    return this.#go(1);
  }

  async reload(): Promise<void> {
    this.#tab.reload();
    await this.#tab.loaded();
  }

  activate(): void {
    this.#tab.activate();
  }

  close(): void {
    this.#tab.close();
  }

  async #go(delta: number): Promise<boolean> {
    const hasGone = this.#tab.go(delta);
    await this.#tab.loaded();
    return hasGone;
  }
}

/** A popup, as a test has it. */
export class PopupPage extends FramePage implements TestPopup {
  readonly #popup: BrowserPopup;

  constructor(parts: PageParts, popup: BrowserPopup) {
    super(parts, popup.frame);
    this.#popup = popup;
  }

  override get isOpen(): boolean {
    return this.#popup.isOpen;
  }

  close(): void {
    this.#popup.close();
  }
}
