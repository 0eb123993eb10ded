import type { ErrorWords } from '../engines/index.js';
import {
  classPrototype,
  type EventMaker,
  type ExtensionEvent,
  illegalInvocation,
  insufficientArguments,
} from './event-objects.js';
import type { PortState } from './port-state.js';
import type { Realm } from './realm.js';
import { Stamp } from './stamp.js';

/** A port as extension code holds it. Messages are any value that JSON can say. */
export interface Port {
  readonly name: string;
  /** Who opened the port; `undefined` on ports that this context opened. */
  readonly sender?: unknown;
  /** Firefox only: why the other side closed; `null` while the port is open and when it closed in peace. */
  readonly error?: Error | null;
  readonly onMessage: ExtensionEvent<(message: unknown, port: Port) => void>;
  readonly onDisconnect: ExtensionEvent<(port: Port) => void>;
  postMessage(message: unknown): void;
  disconnect(): void;
}

/** Makes the port objects of one context, in the engine's shape. */
export type PortMaker = (state: PortState, name: string) => object;

/**
 * Chromium: objects of a class `Port` whose methods are shared, with the data as own properties and the events made at
 * the first read. Source: gin_port.cc.
 */
export function classPorts(makeEvent: EventMaker, realm: Realm, contextGone: ErrorWords): PortMaker {
  const prototype = classPrototype('Port', realm);
  const stateOf = (port: unknown): PortState => {
    const state = PortFields.of(port, realm);
    if (state.isContextGone) throw realm.error(contextGone);
    return state;
  };
  const eventProperty = (key: 'onMessage' | 'onDisconnect'): PropertyDescriptor => {
    const keep = (port: unknown, value: unknown): unknown => {
      if (typeof port === 'object' && port !== null) Object.defineProperty(port, key, property(value));
      return value;
    };
    return {
      configurable: true,
      enumerable: true,
      get(this: unknown) {
        return keep(this, makeEvent(stateOf(this)[key]));
      },
      set(this: unknown, value: unknown) {
        keep(this, value);
      },
    };
  };
  const onMessage = eventProperty('onMessage');
  const onDisconnect = eventProperty('onDisconnect');
  const disconnect = property(
    realm.function(function disconnect(this: unknown) {
      stateOf(this).disconnect();
    }),
  );
  const postMessage = property(
    realm.function(function postMessage(this: unknown, ...args: unknown[]) {
      const state = stateOf(this);
      if (args.length === 0) throw insufficientArguments(realm);
      state.post(args[0]);
    }),
  );
  return (state, name) => {
    const port: object = Object.create(prototype);
    new PortFields(port, state);
    return Object.defineProperties(port, {
      sender: property(undefined),
      onMessage,
      onDisconnect,
      name: property(name),
      disconnect,
      postMessage,
    });
  };
}

const property = (value: unknown): PropertyDescriptor => ({
  value,
  configurable: true,
  enumerable: true,
  writable: true,
});

class PortFields extends Stamp {
  readonly #state: PortState;

  constructor(object: object, state: PortState) {
    super(object);
    this.#state = state;
  }

  static of(object: unknown, realm: Realm): PortState {
    if (typeof object === 'object' && object !== null && #state in object) return object.#state;
    throw illegalInvocation('Port', realm);
  }
}

/** Firefox: plain objects that a script may change as it likes. Source: ExtensionChild.sys.mjs. */
export function plainPorts(makeEvent: EventMaker, realm: Realm): PortMaker {
  return (state, name) =>
    realm.object({
      name,
      sender: undefined,
      error: null,
      onMessage: makeEvent(state.onMessage),
      onDisconnect: makeEvent(state.onDisconnect),
      postMessage: realm.function((message: unknown) => state.post(message)),
      disconnect: realm.function(() => state.disconnect()),
    });
}
