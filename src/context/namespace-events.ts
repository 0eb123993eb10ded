import { Listeners } from './listeners.js';
import type { Messenger } from './messenger.js';

/** The events of namespaces: who listens to each, in every namespace that has it. */
export class NamespaceEvents {
  readonly #messenger: Messenger;
  readonly #listeners = new Map<string, Listeners[]>();
  #hasEnded = false;

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
    if (this.#hasEnded) listeners.close();
    others.push(listeners);
    this.#listeners.set(event, others);
    return listeners;
  };

  /** Nobody listens to anything any more, or will. */
  end(): void {
    this.#hasEnded = true;
    for (const each of this.#listeners.values()) for (const listeners of each) listeners.close();
  }

  of(event: string): readonly Listeners[] {
    return this.#listeners.get(event) ?? [];
  }
}
