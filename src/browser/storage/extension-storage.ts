import type { AreaName, StorageFacts } from '../../engines/index.js';
import { StoredArea } from './stored-area.js';

/** Items that an extension finds in its storage when it is loaded. */
export type StoredItems = Readonly<Partial<Record<AreaName, Readonly<Record<string, unknown>>>>>;

export const AREAS: readonly AreaName[] = ['local', 'session', 'sync', 'managed'];

/** All that an extension has stored. It outlives the extension, as long as the browser is there; `session` does not. */
export class ExtensionStorage {
  readonly #facts: StorageFacts;
  readonly #areas = new Map<AreaName, StoredArea>();

  constructor(facts: StorageFacts) {
    this.#facts = facts;
  }

  area(name: AreaName): StoredArea {
    const known = this.#areas.get(name);
    if (known) return known;
    const area = new StoredArea(this.#facts.areas[name], this.#facts.kept);
    this.#areas.set(name, area);
    return area;
  }

  /** Adds items, without asking for limits. */
  preset(items: StoredItems): void {
    for (const name of AREAS) this.area(name).write(items[name] ?? {}, true);
  }

  /** The extension was unloaded. */
  endSession(): void {
    this.#areas.delete('session');
  }
}
