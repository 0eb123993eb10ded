import type { MessagePort } from 'node:worker_threads';
import type { Reported, WorkerReport } from '../background-setup.js';

const { queueMicrotask } = globalThis; // scripts may replace it

/**
 * What a worker sends to the main thread, in order. Messages of the bridge that belong to one go of the script leave
 * together, so what the script posts and disconnects in one task meets the host's pipe in one task, as in a browser.
 * Reports leave at once, with all before them: a script that hangs has told what it logged.
 */
export class Mail {
  readonly #port: MessagePort;
  #waiting: unknown[] = [];

  constructor(port: MessagePort) {
    this.#port = port;
  }

  /** A message of the bridge. */
  send(message: unknown): void {
    if (this.#waiting.push(message) === 1) queueMicrotask(() => this.flush());
  }

  report(report: WorkerReport): void {
    this.flush();
    this.#port.postMessage({ report } satisfies Reported);
  }

  flush(): void {
    if (this.#waiting.length === 0) return;
    const together = this.#waiting;
    this.#waiting = [];
    this.#port.postMessage(together);
  }
}
