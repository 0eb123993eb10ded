import type { BridgeEnd, BrowserEnd, ContextEnd, FromContext, ToContext } from './bridge.js';

/**
 * A bridge inside one thread. A message arrives before `send` returns, so a context's message is in the host's pipe at
 * once; towards the context it is the context that makes a task of it. What is sent before the other side listens waits.
 */
export function createMemoryBridge(): { context: ContextEnd; browser: BrowserEnd } {
  const context = new MemoryEnd<FromContext, ToContext>();
  const browser = new MemoryEnd<ToContext, FromContext>();
  context.joinTo(browser);
  browser.joinTo(context);
  return { context, browser };
}

type Listener<In> = Parameters<BridgeEnd<never, In>['listen']>[0];

class MemoryEnd<Out, In> implements BridgeEnd<Out, In> {
  #peer: MemoryEnd<In, Out> | undefined;
  #listener: Listener<In> | undefined;
  #waiting: In[] = [];
  #closed: 'no' | 'by-us' | 'by-peer' = 'no';

  joinTo(peer: MemoryEnd<In, Out>): void {
    this.#peer = peer;
  }

  send(message: Out): void {
    if (this.#closed === 'no') this.#peer?.receive(message);
  }

  listen(listener: Listener<In>): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) if (this.#closed !== 'by-us') listener.received(message);
    this.#listener = listener;
    if (this.#closed === 'by-peer') listener.closed();
  }

  close(): void {
    if (this.#closed !== 'no') return;
    this.#closed = 'by-us';
    this.#waiting = [];
    this.#peer?.peerClosed();
    this.#peer = undefined;
  }

  private receive(message: In): void {
    if (this.#listener === undefined) this.#waiting.push(message);
    else this.#listener.received(message);
  }

  private peerClosed(): void {
    if (this.#closed !== 'no') return;
    this.#closed = 'by-peer';
    this.#peer = undefined;
    this.#listener?.closed();
  }
}
