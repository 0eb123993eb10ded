import type { ContextExtension } from '../../context/index.js';
import type { BrowserParts } from '../browser-parts.js';
import type { ContextLink } from '../context-link.js';
import type { Permissions } from '../permission-set.js';

/** An extension, as the functions of its API use it. */
export interface CalledExtension {
  readonly id: string;
  readonly manifest: ContextExtension['manifest'];
  /** Base of its own addresses, with a final slash. */
  readonly baseUrl: string;
  /** What it shares with the whole browser. */
  readonly parts: BrowserParts;
  readonly permissions: Permissions;
  readonly isLoaded: boolean;
  /** Its contexts. */
  readonly links: Iterable<ContextLink>;
  /** Gives it permissions, and tells its contexts. */
  grant(...items: string[]): void;
  /** Takes permissions away, and tells its contexts. */
  revoke(...items: string[]): void;
}
