import type { Clock } from '../../../../../clock/index.js';
import type { ContextEnd } from '../../../../../context/index.js';
import type { EngineName } from '../../../../../engines/index.js';
import type { DocumentNews, PageReport } from '../../protocol.js';
import type { DomLibrary } from '../dom/dom-library.js';
import type { FramedDocument, PageFrame } from '../frames/page-frame.js';
import type { Asker } from '../reading/resources.js';

/** What the documents of a thread have in common. */
export interface TabParts {
  readonly engine: EngineName;
  readonly library: DomLibrary;
  readonly clock: Clock;
  readonly isHeld: boolean;
  /** Asks the browser for the extension that has an address. */
  extensionAt(document: string, url: string): ReturnType<Asker['extensionAt']>;
  news(document: string, news: DocumentNews): void;
  report(document: string, context: string, report: PageReport): void;
  /** What a frame shows before the browser has sent a document. */
  emptyDocument(frame: PageFrame): FramedDocument;
  /** Opens the context's end of a bridge. */
  bridgeOf(context: number): ContextEnd;
}
