import type { DomEvent, DomWindow } from '../dom/dom-types.js';

/** What the thread does for the ports of a world. */
export interface PortHost {
  readonly window: DomWindow;
  /** Two entangled ports that live in this realm. */
  createChannel(): readonly [object, object];
  postToPort(port: object, message: unknown, transfer: readonly unknown[]): void;
  startPort(port: object): void;
  closePort(port: object): void;
  /** The port keeps nothing going. */
  letGo(port: object): void;
  uncaught(error: unknown): void;
}

/**
 * Gives a realm `MessageChannel` and `MessagePort`, and returns what makes a port of the realm one. Runs in the realm itself,
 * from its own source text: it must not use anything from outside.
 */
export function installPorts(host: PortHost): (port: object) => object {
  const { window } = host;
  const transferOf = (options: unknown): readonly unknown[] => {
    const list = Array.isArray(options) ? options : (options as { transfer?: unknown } | null | undefined)?.transfer;
    return list === undefined || list === null ? [] : [...(list as Iterable<unknown>)];
  };
  type Listener = ((event: unknown) => void) | { handleEvent(event: unknown): void };
  interface Heard {
    readonly type: string;
    readonly listener: Listener;
    readonly isOnce: boolean;
  }
  const listenersOf = new WeakMap<object, Heard[]>();
  const handlersOf = new WeakMap<object, Map<string, unknown>>();
  const handlerOf = (port: object, type: string): unknown => handlersOf.get(port)?.get(type) ?? null;
  const setHandler = (port: object, type: string, handler: unknown): void => {
    const handlers = handlersOf.get(port) ?? new Map<string, unknown>();
    handlersOf.set(port, handlers.set(type, typeof handler === 'function' ? handler : null));
  };
  const call = (port: object, listener: unknown, event: unknown): void => {
    try {
      if (typeof listener === 'function') Reflect.apply(listener, port, [event]);
      else if (listener) (listener as { handleEvent(event: unknown): void }).handleEvent(event);
    } catch (error) {
      host.uncaught(error);
    }
  };
  const dispatch = (port: object, event: DomEvent): void => {
    call(port, handlerOf(port, event.type), event);
    for (const heard of [...(listenersOf.get(port) ?? [])]) {
      if (heard.type !== event.type) continue;
      if (heard.isOnce) forget(port, heard.type, heard.listener);
      call(port, heard.listener, event);
    }
  };
  const forget = (port: object, type: string, listener: unknown): void => {
    const left = (listenersOf.get(port) ?? []).filter((each) => each.type !== type || each.listener !== listener);
    listenersOf.set(port, left);
  };
  class OwnMessagePort {
    constructor() {
      throw new TypeError('Illegal constructor');
    }
    postMessage(message: unknown, options?: unknown): void {
      try {
        host.postToPort(this, message, transferOf(options));
      } catch (error) {
        const { name, message: text } = error as Error;
        throw name === 'DataCloneError' ? new window.DOMException(text, name) : error;
      }
    }
    start(): void {
      host.startPort(this);
    }
    close(): void {
      host.closePort(this);
    }
    addEventListener(type: string, listener: Listener | null, options?: { once?: boolean }): void {
      if (listener === null || listener === undefined) return;
      const heard = listenersOf.get(this) ?? [];
      if (heard.some((each) => each.type === type && each.listener === listener)) return;
      listenersOf.set(this, [...heard, { type, listener, isOnce: options?.once === true }]);
    }
    removeEventListener(type: string, listener: Listener | null): void {
      forget(this, type, listener);
    }
    dispatchEvent(event: DomEvent): boolean {
      dispatch(this, event);
      return !event.defaultPrevented;
    }
    /** Node calls what it finds here for each message. */
    get onmessage(): unknown {
      return ({ data, ports }: { data: unknown; ports: readonly object[] }): void => {
        const event = new (window.MessageEvent as DomWindow['Event'])('message');
        const own = { data, ports: ports.map(adoptPort), origin: '', source: null, target: this, currentTarget: this };
        for (const [name, value] of Object.entries(own))
          Object.defineProperty(event, name, { value, configurable: true });
        dispatch(this, event);
      };
    }
    set onmessage(handler: unknown) {
      setHandler(this, 'message', handler);
      host.startPort(this);
    }
    get onmessageerror(): unknown {
      return handlerOf(this, 'messageerror');
    }
    set onmessageerror(handler: unknown) {
      setHandler(this, 'messageerror', handler);
    }
  }
  Object.defineProperty(OwnMessagePort, 'name', { value: 'MessagePort' });
  Object.defineProperty(OwnMessagePort.prototype, Symbol.toStringTag, { value: 'MessagePort', configurable: true });
  const adoptPort = (port: object): object => {
    host.letGo(port);
    return Object.setPrototypeOf(port, OwnMessagePort.prototype) as object;
  };
  class MessageChannel {
    readonly port1: object;
    readonly port2: object;
    constructor() {
      const [first, second] = host.createChannel();
      this.port1 = adoptPort(first);
      this.port2 = adoptPort(second);
    }
  }
  for (const [name, value] of Object.entries({ MessagePort: OwnMessagePort, MessageChannel })) {
    Object.defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
  }
  return adoptPort;
}
