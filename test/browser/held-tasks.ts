import type { TaskQueue } from '../../src/context/index.js';

/** A task queue in which nothing happens until the test says so. */
export class HeldTasks implements TaskQueue {
  readonly #waiting: (() => void)[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  post(task: () => void): void {
    this.#waiting.push(task);
  }

  /** Runs the next task, then the microtasks. */
  async runOne(): Promise<void> {
    this.#waiting.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Runs tasks until none is left, the ones that are added meanwhile included. */
  async run(): Promise<void> {
    do await this.runOne();
    while (this.#waiting.length > 0);
  }
}
