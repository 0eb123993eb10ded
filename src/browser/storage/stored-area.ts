import type { AreaFacts, Quota, StoredChange } from '../../engines/index.js';

/** What has changed, by key. */
export type StoredChanges = Readonly<Record<string, StoredChange>>;

/** One area of an extension's `storage`: its items, within the engine's limits. */
export class StoredArea {
  /** Whether content scripts may use it. */
  isOpenToContentScripts: boolean;
  readonly #facts: AreaFacts;
  readonly #copy: (value: unknown) => unknown;
  readonly #items = new Map<string, unknown>();
  readonly #writes = new Map<number, { sinceMs: number; count: number }>(); // by the place of the limit in the facts

  constructor(facts: AreaFacts, copy: (value: unknown) => unknown) {
    this.#facts = facts;
    this.#copy = copy;
    this.isOpenToContentScripts = facts.isOpenToContentScripts;
  }

  get isEmpty(): boolean {
    return this.#items.size === 0;
  }

  get keys(): string[] {
    const keys = [...this.#items.keys()];
    return this.#facts.order === 'alphabetical' ? keys.sort() : keys;
  }

  /** `wanted`: one key, a list, an object whose members stand in for what is not there; nothing: everything. */
  read(wanted: unknown): Record<string, unknown> {
    const found: [string, unknown][] = [];
    for (const key of this.#keysOf(wanted)) {
      if (this.#items.has(key)) found.push([key, this.#items.get(key)]);
      else if (isRecord(wanted)) found.push([key, this.#copy(wanted[key])]);
    }
    return Object.fromEntries(found);
  }

  bytesInUse(wanted: unknown): number {
    return this.#keysOf(wanted).reduce((sum, key) => sum + this.#bytesOf(key), 0);
  }

  /** Counts a call that changes it; returns what it fails with when there were too many. `now`: in milliseconds. */
  countWrite(now: number): string | undefined {
    for (const [index, { perMs, limit, text }] of (this.#facts.writes ?? []).entries()) {
      const known = this.#writes.get(index);
      const period = known && now < known.sinceMs + perMs ? known : { sinceMs: now, count: 0 };
      this.#writes.set(index, period);
      period.count += 1;
      if (period.count > limit) return text;
    }
    return undefined;
  }

  /** Returns what has changed; or, above a limit, what the call fails with, and nothing was changed. */
  write(items: Readonly<Record<string, unknown>>, isUnlimited = false): StoredChanges | { readonly error: string } {
    const copies = Object.entries(items).map(([key, value]): [string, unknown] => [key, this.#copy(value)]);
    const error = isUnlimited ? undefined : this.#exceeded(copies);
    if (error !== undefined) return { error };
    return Object.fromEntries(
      copies.map(([key, newValue]) => {
        const change = this.#items.has(key) ? { oldValue: this.#items.get(key), newValue } : { newValue };
        this.#items.set(key, newValue);
        return [key, change];
      }),
    );
  }

  /** Returns what has changed. */
  remove(keys: readonly string[]): StoredChanges {
    const there = keys.filter((key) => this.#items.has(key));
    return Object.fromEntries(
      there.map((key) => {
        const oldValue = this.#items.get(key);
        this.#items.delete(key);
        return [key, { oldValue }];
      }),
    );
  }

  clear(): StoredChanges {
    return this.remove(this.keys);
  }

  #keysOf(wanted: unknown): readonly string[] {
    if (wanted === undefined || wanted === null) return this.keys;
    if (wanted === '' && this.#facts.emptyKeyMeansAll) return this.keys;
    if (typeof wanted === 'string') return [wanted];
    if (Array.isArray(wanted)) return wanted.filter((key) => typeof key === 'string');
    return isRecord(wanted) ? Object.keys(wanted) : [];
  }

  #bytesOf(key: string): number {
    return this.#items.has(key) ? this.#facts.bytesOf(key, this.#items.get(key)) : 0;
  }

  /** What it fails with when these are written. */
  #exceeded(written: readonly (readonly [string, unknown])[]): string | undefined {
    const { total, item, items, bytesOf } = this.#facts;
    const sizes = new Map(this.keys.map((key) => [key, total ? this.#bytesOf(key) : 0]));
    for (const [key, value] of written) sizes.set(key, total || item ? bytesOf(key, value) : 0);
    const isAbove = (quota: Quota | undefined, count: () => number): quota is Quota =>
      quota !== undefined && count() > quota.limit;
    const sum = (): number => [...sizes.values()].reduce((all, size) => all + size, 0);
    if (isAbove(total, sum)) return total.text;
    if (isAbove(item, () => Math.max(0, ...written.map(([key]) => sizes.get(key) ?? 0)))) return item.text;
    return isAbove(items, () => sizes.size) ? items.text : undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
