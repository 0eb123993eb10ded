import type { MessagePort } from 'node:worker_threads';
import type { FromThread } from '../protocol.js';

/**
 * What the thread sends to the main thread, in order. What belongs to one go of the scripts leaves together; `now` sends at
 * once, with all before it: a script that hangs has told what it logged.
 */
export class Post {
  readonly #port: MessagePort;
  #waiting: FromThread[] = [];

  constructor(port: MessagePort) {
    this.#port = port;
  }

  send(message: FromThread): void {
    if (this.#waiting.push(message) === 1) queueMicrotask(() => this.flush());
  }

  now(message: FromThread): void {
    this.#waiting.push(message);
    this.flush();
  }

  flush(): void {
    if (this.#waiting.length === 0) return;
    const together = this.#waiting;
    this.#waiting = [];
    this.#port.postMessage(together);
  }
}
