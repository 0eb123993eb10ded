import { Listeners } from './listeners.js';
import type { Messenger } from './messenger.js';

/** The events of namespaces: who listens to each, in every namespace that has it. */
export class NamespaceEvents {
  readonly #messenger: Messenger;
  readonly #listeners = new Map<string, Listeners[]>();

  constructor(messenger: Messenger) {
    this.#messenger = messenger;
  }

  /** One more place where an event is listened to. The browser hears when somebody begins to listen, and when nobody is left. */
  readonly listenersOf = (event: string): Listeners => {
    const others = this.#listeners.get(event) ?? [];
    const listeners = new Listeners(this.#messenger, (isListening) => {
      const isHeardElsewhere = others.some((other) => other !== listeners && other.size > 0);
      if (!isHeardElsewhere) this.#messenger.listening(event, isListening);
    });
    others.push(listeners);
    this.#listeners.set(event, others);
    return listeners;
  };

  of(event: string): readonly Listeners[] {
    return this.#listeners.get(event) ?? [];
  }
}
