import type { EventOwner, Listeners } from './listeners.js';
import type { Realm } from './realm.js';
import { Stamp } from './stamp.js';

/** An event as extension code holds it. */
export interface ExtensionEvent<Listener extends (...args: never[]) => unknown> {
  addListener(listener: Listener): void;
  removeListener(listener: Listener): void;
  hasListener(listener: Listener): boolean;
  /** Chromium only. */
  hasListeners?(): boolean;
}

/**
 * Makes the event objects of one context, in the engine's shape. `name` is given for events of a namespace, `filterFor` for
 * those that take more than a listener.
 */
export type EventMaker = (listeners: Listeners, name?: string, filterFor?: FilterMaker) => object;

/** Checks what `addListener` got besides the listener, and says which events pass. */
export type FilterMaker = (surplus: readonly unknown[]) => (args: readonly unknown[]) => boolean;

/** Chromium: objects of a class `Event`. Source: event_emitter.cc. */
export function classEvents(owner: EventOwner): EventMaker {
  const { realm } = owner;
  const prototype = classPrototype('Event', realm);
  const of = (event: unknown): Listeners => {
    const listeners = EventFields.of(event, realm);
    listeners.isUsed = true;
    return listeners;
  };
  // Methods, because these are no constructors.
  const methods = {
    addListener(this: unknown, ...args: unknown[]) {
      const listeners = of(this);
      if (listeners.isClosed) return;
      const fault = args.length > 1 ? owner.facts.filterFault : undefined;
      if (fault) throw realm.error(fault);
      if (typeof args[0] === 'function') listeners.add(args[0]);
    },
    removeListener(this: unknown, ...args: unknown[]) {
      of(this).remove(args[0]);
    },
    hasListener(this: unknown, ...args: unknown[]) {
      if (args.length === 0) throw insufficientArguments(realm);
      if (typeof args[0] !== 'function') throw conversionFailure(args[0], realm);
      return of(this).has(args[0]);
    },
    hasListeners(this: unknown) {
      return of(this).size > 0;
    },
    dispatch(this: unknown, ...args: unknown[]) {
      const results = of(this)
        .dispatchForScript(args)
        .filter((result) => result !== undefined);
      return results.length === 0 ? undefined : realm.object({ results });
    },
  };
  for (const each of Object.values(methods)) realm.function(each);
  return (listeners) => {
    const event: object = Object.assign(Object.create(prototype), methods);
    new EventFields(event, listeners);
    return event;
  };
}

/** Firefox: plain objects. Events of a namespace check the listener, events of a port take anything. */
export function plainEvents({ realm, facts }: EventOwner): EventMaker {
  return (listeners, name, filterFor) => {
    const refuse = (fault: 'not-a-function' | 'surplus-argument'): void => {
      const words = name === undefined ? undefined : facts.listenerFault?.(name, fault);
      if (words) throw realm.error(words);
    };
    const checked =
      (run: (listener: unknown) => unknown) =>
      (listener: unknown): unknown => {
        if (typeof listener !== 'function') refuse('not-a-function');
        return run(listener);
      };
    return realm.object({
      addListener: realm.function((listener: unknown, ...surplus: unknown[]) => {
        const passes = filterFor?.(surplus);
        if (surplus.length > 0 && !filterFor) refuse('surplus-argument');
        checked(() => listeners.add(listener, passes))(listener);
      }),
      removeListener: realm.function(checked((listener) => listeners.remove(listener))),
      hasListener: realm.function(checked((listener) => listeners.has(listener))),
      ...(name === undefined ? { setUserInput: false } : {}),
    });
  };
}

/** The prototype of a class that scripts see but cannot construct. It has no name. Seen in Chromium 156. */
export function classPrototype(name: string, realm: Realm): object {
  const shown = realm.function(() => {
    throw realm.error({ name: 'Error', text: `Objects of type ${name} cannot be created using the constructor.` });
  });
  const prototype: object = realm.object({});
  Object.defineProperty(prototype, 'constructor', { value: shown, writable: true, configurable: true });
  return prototype;
}

// Sources of the texts: Chromium, gin/function_template.cc and gin/arguments.cc; seen in Chromium 156.

/** A method was called on something else. */
export const illegalInvocation = (type: string, realm: Realm): Error =>
  realm.error({ name: 'TypeError', text: `Illegal invocation: Function must be called on an object of type ${type}` });

export const insufficientArguments = (realm: Realm): Error =>
  realm.error({ name: 'TypeError', text: 'Insufficient number of arguments.' });

const conversionFailure = (value: unknown, realm: Realm): Error =>
  realm.error({
    name: 'TypeError',
    text: `Error processing argument at index 0, conversion failure from ${typeof value === 'object' && value ? '' : String(value)}`,
  });

class EventFields extends Stamp {
  readonly #listeners: Listeners;

  constructor(object: object, listeners: Listeners) {
    super(object);
    this.#listeners = listeners;
  }

  static of(object: unknown, realm: Realm): Listeners {
    if (typeof object === 'object' && object !== null && #listeners in object) return object.#listeners;
    throw illegalInvocation('Event', realm);
  }
}
