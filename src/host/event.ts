export type Listener<Args extends readonly unknown[]> = (...args: Args) => unknown;

/** An event as extension code knows it. Adding a listener twice calls it once; listeners run in the order they were added. */
export interface PortEvent<Args extends readonly unknown[]> {
  addListener(listener: Listener<Args>): void;
  removeListener(listener: Listener<Args>): void;
  hasListener(listener: Listener<Args>): boolean;
  hasListeners(): boolean;
}

/** Makes an error of the author's code an uncaught one, and lets ours go on. */
export function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** The owner's side of an event: only it can `emit`. */
export class EventSource<Args extends readonly unknown[]> {
  #listeners: readonly Listener<Args>[] = []; // replaced, never changed: an emit goes through the list of its moment
  readonly #onFirst: (() => void) | undefined;

  /** `onFirst` is called after the first listener ever was added. */
  constructor(onFirst?: () => void) {
    this.#onFirst = onFirst;
  }

  #hadListeners = false;
  get hadListeners(): boolean {
    return this.#hadListeners;
  }

  readonly event: PortEvent<Args> = {
    addListener: (listener) => {
      if (typeof listener !== 'function') throw new TypeError('addListener takes a function.');
      if (this.#listeners.includes(listener)) return;
      this.#listeners = [...this.#listeners, listener];
      if (this.#hadListeners) return;
      this.#hadListeners = true;
      this.#onFirst?.();
    },
    removeListener: (listener) => {
      this.#listeners = this.#listeners.filter((one) => one !== listener);
    },
    hasListener: (listener) => this.#listeners.includes(listener),
    hasListeners: () => this.#listeners.length > 0,
  };

  /**
   * Calls the listeners of this moment, in order, and returns what they returned. One that throws does not silence the
   * next: its error is thrown again in a microtask, where Node treats it as uncaught.
   */
  emit(...args: Args): unknown[] {
    const results: unknown[] = [];
    for (const listener of this.#listeners) {
      try {
        results.push(listener(...args));
      } catch (error) {
        throwLater(error);
      }
    }
    return results;
  }
}
