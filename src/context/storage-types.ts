import type { Ask } from './call-types.js';
import type { ExtensionEvent } from './event-objects.js';

type StoredKeys = string | readonly string[];
type Changes = Record<string, { readonly oldValue?: unknown; readonly newValue?: unknown }>;

export interface StorageApi {
  readonly local: StorageArea;
  readonly sync: StorageArea;
  readonly managed: StorageArea;
  /** Manifest version 3. In content scripts it is Chromium's. */
  readonly session: StorageArea;
  /** The second argument is the name of the area. */
  readonly onChanged: ExtensionEvent<(changes: Changes, area: string) => void>;
}

export interface StorageArea {
  get(keys?: StoredKeys | Record<string, unknown> | null): Promise<Record<string, unknown>>;
  get(
    keys: StoredKeys | Record<string, unknown> | null | undefined,
    callback: (items: Record<string, unknown>) => void,
  ): void;
  get(callback: (items: Record<string, unknown>) => void): void;
  getBytesInUse(keys?: StoredKeys | null): Promise<number>;
  readonly getKeys: Ask<[], string[]>;
  readonly set: Ask<[items: Record<string, unknown>], void>;
  readonly remove: Ask<[keys: StoredKeys], void>;
  readonly clear: Ask<[], void>;
  readonly onChanged: ExtensionEvent<(changes: Changes) => void>;
  /** Chromium only: who else than the extension's own pages may use the area. */
  setAccessLevel?(options: { readonly accessLevel: string }): Promise<void>;
  /** Chromium only, in bytes. */
  readonly QUOTA_BYTES?: number;
}
