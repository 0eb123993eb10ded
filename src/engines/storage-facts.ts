export type AreaName = 'local' | 'session' | 'sync' | 'managed';

/** One value that has changed: without `newValue` it is gone, without `oldValue` it is new. */
export interface StoredChange {
  readonly oldValue?: unknown;
  readonly newValue?: unknown;
}

/** A limit, and what a call that goes above it fails with. */
export interface Quota {
  readonly limit: number;
  readonly text: string;
}

/** How one area of `storage` behaves. */
export interface AreaFacts {
  /** What `getBytesInUse` counts for one item. */
  bytesOf(key: string, value: unknown): number;
  /** Of all items together, in bytes. */
  readonly total?: Quota;
  /** Of one item, in bytes. */
  readonly item?: Quota;
  /** How many items there may be. */
  readonly items?: Quota;
  /** How many calls may change it in so many milliseconds, counted from the first of them. */
  readonly writes?: readonly (Quota & { readonly perMs: number })[];
  /** What a call that would change it fails with. */
  readonly readOnlyText?: string;
  /** What a call that reads it fails with, while nobody has put anything into it. */
  readonly emptyText?: string;
  /** Its items come in the order of their keys, or in that in which they were added. */
  readonly order: 'alphabetical' | 'as-added';
  /** Whether `get('')` reads everything. */
  readonly emptyKeyMeansAll: boolean;
  /** Whether listeners hear of a change before the call that made it is answered. */
  readonly tellsBeforeAnswer: boolean;
  /** Whether content scripts may use it until the extension says otherwise. */
  readonly isOpenToContentScripts: boolean;
}

/** `storage`: what is kept, what is told, what is refused. Read by `browser`. */
export interface StorageFacts {
  readonly areas: Readonly<Record<AreaName, AreaFacts>>;
  /** What is kept of a value: a copy that nothing else holds. */
  kept(value: unknown): unknown;
  /** Whether the items that callers and listeners get come in the order of their keys, whatever the area's order. */
  readonly sortsItems: boolean;
  /** Whether a value that was set to what it was is a change. */
  readonly tellsUnchanged: boolean;
  /** What listeners get of a change. */
  changeFor(change: StoredChange): object;
  /** Which of the two events comes first: that of the area, or that of `storage`. */
  readonly firstEvent: 'area' | 'storage';
  /** What calls of a context fail with that may not use an area. */
  readonly noAccessText: string;
  /** The same for `setAccessLevel` where it may use the area. */
  readonly noLevelText: string;
}
