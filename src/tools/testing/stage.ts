import type { DocumentSite } from '../../browser/index.js';
import type { EngineName } from '../../engines/index.js';
import { type BackgroundReport, NodeRenderers } from '../runner/index.js';
import type { DocumentReport, NodeDocument, PageSource } from '../runner/page/index.js';

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
export class Stage extends NodeRenderers {
  readonly #shown = new Map<string, { readonly document: NodeDocument; readonly isOfExtension: boolean }>();

  constructor({ engine, heldAt, sourceOf, onReport, onIdle }: StageOptions) {
    super({ engine, pages: sourceOf, onReport, onIdle, ...(heldAt !== undefined && { heldAt }) });
  }

  override loadDocument(site: DocumentSite): NodeDocument {
    const document = super.loadDocument(site);
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
}
