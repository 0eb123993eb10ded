import { setImmediate } from 'node:timers';
import { MessageChannel } from 'node:worker_threads';

// What Node's ports do, whatever realm they are in and whatever prototype they have got there.

type Method = (...args: unknown[]) => unknown;

const { port1, port2 } = new MessageChannel();
const methodOf = (name: string): Method => Reflect.get(port1, name) as Method;
const post = methodOf('postMessage');
const start = methodOf('start');
const close = methodOf('close');
const unref = methodOf('unref');
port1.close();
port2.close();

/** Throws the platform's `DataCloneError`. */
export function postToPort(port: object, message: unknown, transfer: readonly unknown[]): void {
  Reflect.apply(post, port, [message, transfer]);
  setImmediate(() => setImmediate(() => undefined)); // keeps the event loop going until it has arrived
}

export function startPort(port: object): void {
  Reflect.apply(start, port, []);
  letGo(port);
}

export const closePort = (port: object): void => void Reflect.apply(close, port, []);

/** An open port is nothing that is left to happen. */
export const letGo = (port: object): void => void Reflect.apply(unref, port, []);
