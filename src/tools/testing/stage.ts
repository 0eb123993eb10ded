import type { DocumentSite } from '../../browser/index.js';
import type { EngineName } from '../../engines/index.js';
import { type BackgroundReport, NodeRenderers } from '../runner/index.js';
import type { DocumentReport, NodeDocument, PageSource } from '../runner/page/index.js';

export interface StageOptions {
  readonly engine: EngineName;
  /** Holds the time at this moment, in milliseconds since the Unix epoch. */
  readonly heldAt: number | undefined;
  /** The test has pages of the web, so it will open them. */
  readonly expectsDocuments: boolean;
  /** What to show at an address of the web; undefined: ask the network. */
  sourceOf(url: string): PageSource | undefined;
  onReport(report: BackgroundReport | DocumentReport): void;
  onIdle(): void;
}

/** Everything of a test's browser that runs in threads. */
export class Stage extends NodeRenderers {
  readonly #ofExtensions = new Set<string>(); // documents

  constructor({ heldAt, sourceOf, ...options }: StageOptions) {
    super({ ...options, pages: sourceOf, expectsMore: true, ...(heldAt !== undefined && { heldAt }) });
  }

  override loadDocument(site: DocumentSite): NodeDocument {
    if (site.extension !== undefined) this.#ofExtensions.add(site.documentId);
    return super.loadDocument(site);
  }

  isExtensionPage(id: string): boolean {
    return this.#ofExtensions.has(id);
  }
}
