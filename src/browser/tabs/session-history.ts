import type { PageDocument } from './page-document.js';

/** A stop on the way through a tab. */
export interface HistoryEntry {
  url: string;
  /** The document that it showed, as long as it can come back. */
  document: PageDocument | undefined;
}

/** What a tab has shown, and what it shows: never empty. */
export class SessionHistory {
  readonly #entries: HistoryEntry[];
  #position = 0;

  constructor(first: HistoryEntry) {
    this.#entries = [first];
  }

  get current(): HistoryEntry {
    return this.#entries[this.#position] as HistoryEntry; // the position never leaves the list
  }

  get length(): number {
    return this.#entries.length;
  }

  /** The entry so many steps ahead, or behind; undefined: there is none. */
  at(delta: number): HistoryEntry | undefined {
    return this.#entries[this.#position + delta];
  }

  /** Goes to an entry that is there. */
  go(delta: number): void {
    this.#position += delta;
  }

  /** A new entry follows; what lay ahead is forgotten, and returned. */
  push(entry: HistoryEntry): HistoryEntry[] {
    this.#position += 1;
    return this.#entries.splice(this.#position, Number.POSITIVE_INFINITY, entry);
  }

  /** A new entry in the place of the present one, which is returned. */
  replace(entry: HistoryEntry): HistoryEntry | undefined {
    return this.#entries.splice(this.#position, 1, entry)[0];
  }

  /** Whether an entry shows this document. */
  shows(document: PageDocument): boolean {
    return this.#entries.some((entry) => entry.document === document);
  }

  /** An entry, and those of the document that it has shown, show another one from now on. */
  adopt(entry: HistoryEntry, document: PageDocument): void {
    const before = entry.document;
    for (const each of this.#entries) {
      if (each === entry || (before !== undefined && each.document === before)) each.document = document;
    }
  }

  /** The documents in the cache beyond so many of them: those that are furthest away. */
  cachedBeyond(limit: number): PageDocument[] {
    const far = (entry: HistoryEntry): number => Math.abs(this.#entries.indexOf(entry) - this.#position);
    const entries = this.#entries.filter(({ document }) => document?.lifecycle === 'cached');
    const farthestFirst = entries.sort((one, other) => far(other) - far(one));
    const cached = new Set(farthestFirst.flatMap(({ document }) => document ?? []));
    return [...cached].slice(0, Math.max(0, cached.size - limit));
  }

  [Symbol.iterator](): Iterator<HistoryEntry> {
    return this.#entries.values();
  }
}
