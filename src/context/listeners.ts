import type { EventFacts, ThrownWhere } from '../engines/index.js';
import { queueMicrotask } from './platform.js';
import type { Realm } from './realm.js';

type Report = (error: unknown, where: ThrownWhere) => void;

/** What events need of their context. */
export interface EventOwner {
  readonly facts: EventFacts;
  readonly realm: Realm;
  readonly report: Report;
  /** Writes a line of the browser to the console. */
  log(level: 'warn' | 'error', text: string): void;
  /** Calls `run` as something that the user does. */
  byUser(run: () => void): void;
}

/** What came of a listener that was asked. */
export type Outcome =
  | { readonly type: 'returned'; readonly value: unknown }
  | { readonly type: 'threw'; readonly error: unknown }
  /** An earlier listener has removed it. */
  | { readonly type: 'removed' };

/** Calls one listener. */
export type ListenerCall = (args: readonly unknown[]) => Outcome;

/** Whether a listener wants to hear an event with these arguments. */
type Passes = (args: readonly unknown[]) => boolean;

/** The listeners of one event, in the order they were added; a Map, because adding a function twice calls it once. */
export class Listeners {
  readonly #owner: EventOwner;
  readonly #changed: ((isListening: boolean) => void) | undefined;
  readonly #listeners = new Map<unknown, Passes | undefined>();
  #isClosed = false;
  /** Whether a script has done something with the event. */
  isUsed = false;

  /** `changed` is called when the first listener comes and when the last one goes. */
  constructor(owner: EventOwner, changed?: (isListening: boolean) => void) {
    this.#owner = owner;
    this.#changed = changed;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get size(): number {
    return this.#listeners.size;
  }

  add(listener: unknown, passes?: Passes): void {
    if (this.#isClosed) return;
    const isFirst = this.#listeners.size === 0;
    this.#listeners.set(listener, passes);
    if (isFirst) this.#changed?.(true);
  }

  remove(listener: unknown): void {
    if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#changed?.(false);
  }

  has(listener: unknown): boolean {
    return this.#listeners.has(listener);
  }

  /** Nothing is called any more; listeners are forgotten. */
  close(): void {
    this.#isClosed = true;
    this.#listeners.clear();
  }

  /**
   * Calls the listeners of this moment, as the engine does: all in this task, or each in a microtask of its own, where a
   * listener that an earlier one removed is not called. One that throws does not silence the next.
   */
  dispatch(args: readonly unknown[], byUser = false): void {
    if (this.#listeners.size === 0) return;
    const call = (listener: unknown): void => {
      if (byUser) this.#owner.byUser(() => void this.#call(listener, args));
      else this.#call(listener, args);
    };
    const wanting: unknown[] = [];
    for (const [listener, passes] of this.#listeners) if (!passes || passes(args)) wanting.push(listener);
    if (this.#owner.facts.dispatch === 'in-task') for (const listener of wanting) call(listener);
    else {
      for (const listener of wanting) {
        queueMicrotask(() => {
          if (this.#listeners.has(listener)) call(listener);
        });
      }
    }
  }

  /**
   * The listeners of this moment, each to be called once, in order. One that an earlier one has removed meanwhile is called
   * all the same, or not.
   */
  calls(callsRemoved: boolean): ListenerCall[] {
    return [...this.#listeners.keys()].map(
      (listener) => (args) =>
        callsRemoved || this.#listeners.has(listener) ? this.#outcome(listener, args) : { type: 'removed' },
    );
  }

  /** Calls the listeners for a script, at once, and returns what they return. */
  dispatchForScript(args: readonly unknown[]): unknown[] {
    return [...this.#listeners.keys()].map((listener) => this.#call(listener, args));
  }

  #call(listener: unknown, args: readonly unknown[]): unknown {
    const outcome = this.#outcome(listener, args);
    return outcome.type === 'returned' ? outcome.value : undefined;
  }

  #outcome(listener: unknown, args: readonly unknown[]): Outcome {
    const { facts, realm } = this.#owner;
    if (typeof listener !== 'function') {
      this.#owner.log('error', facts.notCallableText);
      return { type: 'returned', value: undefined };
    }
    try {
      return {
        type: 'returned',
        value: Reflect.apply(listener, facts.receiver === 'global' ? realm.global : null, args),
      };
    } catch (error) {
      this.#owner.report(error, 'listener');
      return { type: 'threw', error };
    }
  }
}
