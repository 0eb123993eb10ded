import { setImmediate } from 'node:timers';

/** Where the tasks of a document run, one after another, each with the microtasks after it. They stop while it is frozen. */
export class Tasks {
  #waiting: (() => void)[] = [];
  #isFrozen = false;
  #isOver = false;

  readonly post = (task: () => void): void => {
    if (this.#isOver) return;
    this.#waiting.push(task);
    if (!this.#isFrozen) this.#plan();
  };

  freeze(): void {
    this.#isFrozen = true;
  }

  thaw(): void {
    if (!this.#isFrozen) return;
    this.#isFrozen = false;
    for (const _each of this.#waiting) this.#plan();
  }

  end(): void {
    this.#isOver = true;
    this.#waiting = [];
  }

  #plan(): void {
    setImmediate(() => {
      if (!this.#isFrozen) this.#waiting.shift()?.();
    });
  }
}
