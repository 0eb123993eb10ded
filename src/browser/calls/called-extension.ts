import type { ExtensionManifest } from '../../manifest/index.js';
import type { BrowserParts } from '../browser-parts.js';
import type { ContextLink } from '../contexts/context-link.js';
import type { ContentScripts } from '../extension/content-scripts.js';
import type { HostAccess } from '../extension/host-access.js';
import type { Permissions } from '../extension/permission-set.js';
import type { ExtensionStorage } from '../storage/extension-storage.js';

/** An extension, as the functions of its API use it. */
export interface CalledExtension {
  readonly id: string;
  readonly manifest: ExtensionManifest;
  /** Base of its own addresses, with a final slash. */
  readonly baseUrl: string;
  /** What it shares with the whole browser. */
  readonly parts: BrowserParts;
  readonly permissions: Permissions;
  /** What it has stored. */
  readonly storage: ExtensionStorage;
  /** What it may know of tabs and do in documents. */
  readonly access: HostAccess;
  readonly scripts: ContentScripts;
  readonly isLoaded: boolean;
  /** Its contexts. */
  readonly links: Iterable<ContextLink>;
  /** Its backgrounds and pages. */
  readonly receivers: Iterable<ContextLink>;
  /** Gives it permissions, and tells its contexts. */
  grant(...items: string[]): void;
  /** Takes permissions away, and tells its contexts. */
  revoke(...items: string[]): void;
  /** Opens its page of options in a tab; undefined: it has none. */
  openOptions(): unknown;
  /** Ends it and starts it again from its files as they are now. */
  reload(): Promise<void>;
  /** Sends an event to its contexts; its background wakes when it listens to it. */
  dispatch(event: string, args: readonly unknown[], options?: DispatchOptions): void;
}

/** How an event is sent. */
export interface DispatchOptions {
  /** What the listeners do counts as done by the user. */
  readonly byUser?: boolean;
  /** Which contexts get it. Default: all. */
  readonly to?: (link: ContextLink) => boolean;
}
