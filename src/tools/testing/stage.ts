import type { BackgroundSite, DocumentSite, Rendered, RenderedDocument, Renderers } from '../../browser/index.js';
import type { EngineName } from '../../engines/index.js';
import { type BackgroundReport, Backgrounds } from '../runner/index.js';
import { type DocumentReport, Documents, type NodeDocument, type PageSource } from '../runner/page/index.js';

export interface StageOptions {
  readonly engine: EngineName;
  /** Holds the time at this moment, in milliseconds since the Unix epoch. */
  readonly heldAt: number | undefined;
  /** What to show at an address of the web; undefined: ask the network. */
  sourceOf(url: string): PageSource | undefined;
  onReport(report: BackgroundReport | DocumentReport): void;
  onIdle(): void;
}

/** Everything of a test's browser that runs in threads. */
export class Stage implements Renderers {
  readonly backgrounds: Backgrounds;
  readonly #options: StageOptions;
  readonly #shown = new Map<string, { readonly document: NodeDocument; readonly isOfExtension: boolean }>();
  #documents: Documents | undefined; // made with the first document: a test without pages needs no DOM
  #now: number | undefined;

  constructor(options: StageOptions) {
    const { engine, heldAt, onReport, onIdle } = options;
    this.#options = options;
    this.#now = heldAt;
    this.backgrounds = new Backgrounds({ engine, onReport, onIdle, ...(heldAt !== undefined && { heldAt }) });
  }

  startBackground(site: BackgroundSite): Rendered {
    return this.backgrounds.startBackground(site);
  }

  loadDocument(site: DocumentSite): RenderedDocument {
    const { engine, sourceOf, onReport, onIdle } = this.#options;
    this.#documents ??= new Documents({
      engine,
      pages: (url) => sourceOf(url),
      onReport,
      onIdle,
      spare: false,
      ...(this.#now !== undefined && { heldAt: this.#now }),
    });
    const document = this.#documents.loadDocument(site);
    this.#shown.set(site.documentId, { document, isOfExtension: site.extension !== undefined });
    return document;
  }

  /** A document that was loaded, by its id. */
  documentOf(id: string): NodeDocument | undefined {
    return this.#shown.get(id)?.document;
  }

  isExtensionPage(id: string): boolean {
    return this.#shown.get(id)?.isOfExtension === true;
  }

  get isIdle(): boolean {
    return this.backgrounds.isIdle && (this.#documents?.isIdle ?? true);
  }

  /** When the next timer of any script is due, in held time; undefined: there is none. */
  get nextDue(): number | undefined {
    const due = [this.backgrounds.nextDue, this.#documents?.nextDue].filter((time) => time !== undefined);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** Lets the held time go on in every script. */
  advanceTo(now: number): void {
    this.#now = now;
    this.backgrounds.advanceTo(now);
    this.#documents?.advanceTo(now);
  }

  async close(): Promise<void> {
    await Promise.all([this.backgrounds.close(), this.#documents?.close()]);
  }
}
