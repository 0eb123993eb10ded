import type { Internals } from '../dom/dom-hooks.js';
import type { WorldDocument } from '../world/script-world.js';

type Kind = 'localStorage' | 'sessionStorage';

/** What the documents of this thread keep, by kind and origin. */
const kept = new Map<string, Map<string, string>>();

/** `localStorage` or `sessionStorage` of a document: the same for all documents of its origin in this tab. */
export function storageOf({ origin, window, main }: WorldDocument, kind: Kind, { shareStorage }: Internals): object {
  if (origin === 'null') throw main.parts.makeError('SecurityError', `${kind} is not available for opaque origins`);
  const storage = Reflect.get(window, `_${kind}`) as object;
  const key = `${kind} ${origin}`;
  const items = kept.get(key) ?? new Map<string, string>();
  kept.set(key, items);
  shareStorage(storage, items);
  return storage;
}

/** Forgets everything, as when a tab is closed. */
export const clearStorage = (): void => kept.clear();
