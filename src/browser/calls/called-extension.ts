import type { ExtensionManifest } from '../../manifest/index.js';
import type { BrowserParts } from '../browser-parts.js';
import type { ContextLink } from '../context-link.js';
import type { ExtensionStorage } from '../extension-storage.js';
import type { Permissions } from '../permission-set.js';

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
  readonly isLoaded: boolean;
  /** Its contexts. */
  readonly links: Iterable<ContextLink>;
  /** Gives it permissions, and tells its contexts. */
  grant(...items: string[]): void;
  /** Takes permissions away, and tells its contexts. */
  revoke(...items: string[]): void;
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
