import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

/**
 * `MessagePortMain` as `electron.d.ts` of Electron 45 declares it. Electron itself is not needed to check that a bridge takes
 * one: any object of this shape will do.
 */
export interface MessagePortMain {
  on(event: 'close', listener: () => void): this;
  on(event: 'message', listener: (messageEvent: MessageEvent) => void): this;
  off(event: 'close', listener: () => void): this;
  off(event: 'message', listener: (messageEvent: MessageEvent) => void): this;
  once(event: 'close', listener: () => void): this;
  once(event: 'message', listener: (messageEvent: MessageEvent) => void): this;
  close(): void;
  postMessage(message: unknown, transfer?: MessagePortMain[]): void;
  start(): void;
}

interface MessageEvent {
  data: unknown;
  ports: MessagePortMain[];
}

/** `process.parentPort` of a utility process: neither `start` nor `close`, and no word of its end. */
interface ParentPort {
  on(event: 'message', listener: (messageEvent: MessageEvent) => void): this;
  off(event: 'message', listener: (messageEvent: MessageEvent) => void): this;
  once(event: 'message', listener: (messageEvent: MessageEvent) => void): this;
  postMessage(message: unknown): void;
}

/**
 * A port that has nothing but the face of Electron's: listeners get an event, messages wait for `start`, `close` comes when
 * the other side is gone, ports are transferred by a list of their own.
 */
class MainPort extends EventEmitter implements MessagePortMain {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('close', () => this.emit('close'));
  }

  start(): void {
    this.#port.on('message', (data) => this.emit('message', { data, ports: [] }));
  }

  postMessage(message: unknown, transfer: MessagePortMain[] = []): void {
    if (!Array.isArray(transfer)) throw new TypeError('Invalid value for transfer');
    this.#port.postMessage(message);
  }

  close(): void {
    this.#port.close();
  }
}

/** Both ends in Electron's main process. */
export function createMessageChannelMain(): { port1: MessagePortMain; port2: MessagePortMain } {
  const { port1, port2 } = new MessageChannel();
  return { port1: new MainPort(port1), port2: new MainPort(port2) };
}

/** One end in the main process, the other in a renderer, where it is a `MessagePort` of the page. */
export function createChannelToRenderer(): { main: MessagePortMain; page: MessagePort } {
  const { port1, port2 } = new MessageChannel();
  return { main: new MainPort(port1), page: port2 };
}

/** A utility process: its parent gets messages as they are, it gets events. */
export function createUtilityProcess() {
  const { port1, port2 } = new MessageChannel();
  const events = new EventEmitter();
  port2.on('message', (data) => events.emit('message', { data, ports: [] }));
  const parentPort: ParentPort = {
    on(event, listener) {
      events.on(event, listener);
      return parentPort;
    },
    off(event, listener) {
      events.off(event, listener);
      return parentPort;
    },
    once(event, listener) {
      events.once(event, listener);
      return parentPort;
    },
    postMessage: (message) => port2.postMessage(message),
  };
  return { child: port1, parentPort };
}
