import type { BridgeEnd } from './bridge.js';

/** The `MessagePort`s and workers of pages, Node and Electron, as far as a bridge needs them. */
export interface MessagePortLike {
  postMessage(message: unknown): void;
  addEventListener?(type: 'message', listener: (event: object) => void): void;
  removeEventListener?(type: 'message', listener: (event: object) => void): void;
  /** Node's workers, whose listeners get the message itself; Electron's `MessagePortMain`, whose listeners get an event. */
  on?(type: 'message', listener: (message: unknown) => void): unknown;
  off?(type: 'message', listener: (message: unknown) => void): unknown;
  /** Comes when the other side is gone: Node's ports, `exit` of a Node worker, newer pages. */
  once?(type: 'close' | 'exit', listener: () => void): unknown;
  start?(): void;
  close?(): void;
}

const CLOSED = 'nativeport:closed'; // the only message that is a string; a port does not tell everywhere that it was closed

/**
 * One end of a bridge over a `MessagePort`, a worker, or what a worker has of its owner. The port is used by nothing
 * else. `close` tells the other side and closes the port; a worker goes on, only its bridge is gone.
 */
export function bridgeOverMessagePort<Out, In>(port: MessagePortLike): BridgeEnd<Out, In> {
  return new MessagePortEnd<Out, In>(port);
}

type Listener<In> = Parameters<BridgeEnd<never, In>['listen']>[0];

class MessagePortEnd<Out, In> implements BridgeEnd<Out, In> {
  readonly #port: MessagePortLike;
  #listener: Listener<In> | undefined;
  #isOpen = true;

  constructor(port: MessagePortLike) {
    this.#port = port;
  }

  send(message: Out): void {
    if (this.#isOpen) this.#port.postMessage(message);
  }

  listen(listener: Listener<In>): void {
    if (!this.#isOpen) return;
    this.#listener = listener;
    if (this.#port.addEventListener) this.#port.addEventListener('message', this.#receiveEvent);
    else this.#port.on?.('message', this.#receiveMessage);
    this.#port.once?.('close', this.#peerClosed);
    this.#port.once?.('exit', this.#peerClosed);
    this.#port.start?.();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#port.postMessage(CLOSED);
    this.#end();
  }

  readonly #receiveEvent = (event: object): void => {
    if ('data' in event) this.#receive(event.data);
  };

  readonly #receiveMessage = (message: unknown): void => this.#receive(isEvent(message) ? message.data : message);

  #receive(message: unknown): void {
    if (!this.#isOpen) return;
    if (message === CLOSED) this.#peerClosed();
    else this.#listener?.received(message as In);
  }

  readonly #peerClosed = (): void => {
    if (!this.#isOpen) return;
    this.#end();
    this.#listener?.closed();
  };

  #end(): void {
    this.#isOpen = false;
    this.#port.removeEventListener?.('message', this.#receiveEvent);
    this.#port.off?.('message', this.#receiveMessage);
    this.#port.close?.();
  }
}

/** Electron's event; our own messages have a `type` and no `data`. */
const isEvent = (message: unknown): message is { readonly data: unknown } =>
  typeof message === 'object' && message !== null && 'data' in message && !('type' in message);
