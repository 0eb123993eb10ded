import type { TabChange, TabFacts } from '../../engines/index.js';
import type { FrameWorld } from './frame.js';
import type { DocumentRequest } from './page-document.js';

/** What a tab needs of the window that it is in. */
export interface TabWindow<Tab> extends FrameWorld {
  readonly facts: TabFacts;
  /** Whether documents of the web go to the back/forward cache when nobody says otherwise. */
  readonly cachesDocuments: boolean;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  indexOf(tab: Tab): number;
  isActive(tab: Tab): boolean;
  activate(tab: Tab): void;
  /** It is closed: nothing of it is left. */
  closed(tab: Tab): void;
  changed(tab: Tab, change: TabChange): void;
}

/** How a tab goes to another address. */
export interface Navigation extends Omit<DocumentRequest, 'url'> {
  /** The new address takes the place of the present one in the history. Default: it follows it. */
  readonly replaces?: boolean | undefined;
  /** Whether the present document goes to the back/forward cache. Default: as the browser was told. */
  readonly cached?: boolean | undefined;
}
