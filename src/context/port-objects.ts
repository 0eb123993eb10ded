import type { PortName } from './bridge.js';
import {
  classPrototype,
  type EventMaker,
  type ExtensionEvent,
  illegalInvocation,
  insufficientArguments,
} from './event-objects.js';
import type { MessageSender } from './message-sender.js';
import type { PortState } from './port-state.js';
import type { Realm } from './realm.js';
import { Stamp } from './stamp.js';

/** A port as extension code holds it. Messages to hosts, and all messages in Chromium, are any value that JSON can say. */
export interface Port {
  readonly name: string;
  /** Who opened the port; `undefined` on ports that this context opened. */
  readonly sender?: MessageSender;
  /** Firefox only: why the other side closed; `null` while the port is open and when it closed in peace. */
  readonly error?: Error | null;
  readonly onMessage: ExtensionEvent<(message: unknown, port: Port) => void>;
  readonly onDisconnect: ExtensionEvent<(port: Port) => void>;
  postMessage(message: unknown): void;
  disconnect(): void;
}

/** What a port shows of itself. */
interface PortLabel {
  readonly name: PortName;
  /** Who opened it; on ports that this context opened, nobody. */
  readonly sender: unknown;
}

/** Makes the port objects of one context, in the engine's shape. */
export type PortMaker = (state: PortState, label: PortLabel) => object;

interface ClassPortTexts {
  readonly contextGone: string;
  eventsOver(key: string): string;
}

/**
 * Chromium: objects of a class `Port` whose methods are shared, with the data as own properties and the events made at
 * the first read. Source: gin_port.cc.
 */
export function classPorts(makeEvent: EventMaker, realm: Realm, texts: ClassPortTexts): PortMaker {
  const prototype = classPrototype('Port', realm);
  const stateOf = (port: unknown): PortState => {
    const state = PortFields.of(port, realm);
    if (state.isContextGone) throw realm.error({ name: 'Error', text: texts.contextGone });
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
        const state = PortFields.of(this, realm);
        if (state.isOver) throw realm.error({ name: 'Error', text: texts.eventsOver(key) });
        return keep(this, makeEvent(state[key]));
      },
      set(this: unknown, value: unknown) {
        keep(this, value);
      },
    };
  };
  const onMessage = eventProperty('onMessage');
  const onDisconnect = eventProperty('onDisconnect');
  // Methods, because these are no constructors.
  const methods = {
    disconnect(this: unknown) {
      stateOf(this).disconnect();
    },
    postMessage(this: unknown, ...args: unknown[]) {
      const state = stateOf(this);
      if (args.length === 0) throw insufficientArguments(realm);
      state.post(args[0]);
    },
  };
  const disconnect = property(realm.function(methods.disconnect));
  const postMessage = property(realm.function(methods.postMessage));
  return (state, { name, sender }) => {
    const port: object = Object.create(prototype);
    new PortFields(port, state);
    return Object.defineProperties(port, {
      sender: property(sender),
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
  return (state, { name, sender }) =>
    realm.object({
      name,
      sender,
      error: null,
      onMessage: makeEvent(state.onMessage),
      onDisconnect: makeEvent(state.onDisconnect),
      postMessage: realm.function((...args: unknown[]) => state.post(args[0])),
      disconnect: realm.function(() => state.disconnect()),
    });
}
