import type { Listener, PortEvent } from '../../host/index.js';

/** The owner's side of an event: only it can `emit`. */
export class EventSource<Args extends readonly unknown[]> {
  #listeners: readonly Listener<Args>[] = []; // replaced, never changed: an emit goes through the list of its moment

  readonly event: PortEvent<Args> = {
    addListener: (listener) => {
      if (typeof listener !== 'function') throw new TypeError('addListener takes a function.');
      if (!this.#listeners.includes(listener)) this.#listeners = [...this.#listeners, listener];
    },
    removeListener: (listener) => {
      this.#listeners = this.#listeners.filter((one) => one !== listener);
    },
    hasListener: (listener) => this.#listeners.includes(listener),
    hasListeners: () => this.#listeners.length > 0,
  };

  get count(): number {
    return this.#listeners.length;
  }

  /** Calls the listeners of this moment, in order; `call` runs each. */
  emit(call: (listener: Listener<Args>) => void): void {
    for (const listener of this.#listeners) call(listener);
  }
}
