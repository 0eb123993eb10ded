import type { BridgeEnd } from './bridge.js';

/**
 * What carries a bridge: the `MessagePort`s and workers of pages and of Node as they are, and of Electron `MessagePortMain`,
 * `UtilityProcess` and `process.parentPort`. The two faces are those of `EventTarget` and of Node's `EventEmitter`; a port
 * may have both. Sources: HTML, "Message ports"; Node, `worker_threads`; Electron 45, `electron.d.ts`.
 */
export interface MessagePortLike {
  postMessage(message: unknown): void;
  addEventListener?(type: 'message' | 'close', listener: (event: object) => void): void;
  removeEventListener?(type: 'message' | 'close', listener: (event: object) => void): void;
  /** Listeners get the message itself in Node and of a `UtilityProcess`, an event with the message as `data` in Electron. */
  on?(type: 'message', listener: (message: unknown) => void): unknown;
  /** `close`: the other side of a port is gone. `exit`: the worker or the process is. */
  once?(type: 'message' | 'close' | 'exit', listener: () => void): unknown;
  off?(type: 'message' | 'close' | 'exit', listener: (message: unknown) => void): unknown;
  /** Until then, a port of a page or of Electron holds its messages. */
  start?(): void;
  close?(): void;
}

const CLOSED = 'nativeport:closed'; // the only message that is a string; a port does not tell everywhere that it was closed

/**
 * One end of a bridge over a `MessagePort`, a worker, or what a worker has of its owner. The port is used by nothing
 * else. `close` tells the other side and closes the port; a worker goes on, only its bridge is gone. Where the platform
 * tells that the other side is gone without a word, it counts as closed: ports of Node and Electron, workers of Node, the
 * ports of newer pages.
 */
export function bridgeOverMessagePort<Out, In>(port: MessagePortLike): BridgeEnd<Out, In> {
  return new MessagePortEnd<Out, In>(port);
}

type Listener<In> = Parameters<BridgeEnd<never, In>['listen']>[0];

class MessagePortEnd<Out, In> implements BridgeEnd<Out, In> {
  readonly #port: MessagePortLike;
  #listener: Listener<In> | undefined;
  #state: 'open' | 'closed' | 'peer-gone' = 'open'; // 'peer-gone': and nobody was listening yet

  constructor(port: MessagePortLike) {
    this.#port = port;
    port.addEventListener?.('close', this.#peerClosed);
    port.once?.('close', this.#peerClosed);
    port.once?.('exit', this.#peerClosed);
  }

  send(message: Out): void {
    if (this.#state === 'open') this.#port.postMessage(message);
  }

  listen(listener: Listener<In>): void {
    if (this.#state === 'peer-gone') {
      this.#state = 'closed';
      listener.closed();
    }
    if (this.#state !== 'open') return;
    this.#listener = listener;
    if (this.#port.addEventListener) this.#port.addEventListener('message', this.#receiveEvent);
    else this.#port.on?.('message', this.#receiveMessage);
    this.#port.start?.();
  }

  close(): void {
    if (this.#state === 'open') {
      this.#port.postMessage(CLOSED);
      this.#end();
    }
    this.#state = 'closed';
  }

  readonly #receiveEvent = (event: object): void => {
    if ('data' in event) this.#receive(event.data);
  };

  readonly #receiveMessage = (message: unknown): void => this.#receive(isEvent(message) ? message.data : message);

  #receive(message: unknown): void {
    if (this.#state !== 'open') return;
    if (message === CLOSED) this.#peerClosed();
    else this.#listener?.received(message as In);
  }

  readonly #peerClosed = (): void => {
    if (this.#state !== 'open') return;
    this.#end();
    this.#state = this.#listener ? 'closed' : 'peer-gone';
    this.#listener?.closed();
  };

  #end(): void {
    this.#state = 'closed';
    this.#port.removeEventListener?.('message', this.#receiveEvent);
    this.#port.removeEventListener?.('close', this.#peerClosed);
    this.#port.off?.('message', this.#receiveMessage);
    this.#port.off?.('close', this.#peerClosed);
    this.#port.off?.('exit', this.#peerClosed);
    this.#port.close?.();
  }
}

/** Electron's event; our own messages have no `data`. */
const isEvent = (message: unknown): message is { readonly data: unknown } =>
  typeof message === 'object' && message !== null && 'data' in message;
