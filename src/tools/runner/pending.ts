import type { RunnerError } from './errors.js';

export interface PendingParts {
  /** A warning tells of what has not come to its end after so many milliseconds. */
  readonly busyMs: number;
  warn(problem: RunnerError): void;
  /** Something has come to its end. */
  ended(): void;
}

/** What will come to its end by itself: backgrounds that start, documents that load. */
export class Pending {
  readonly #parts: PendingParts;
  readonly #timers = new Set<NodeJS.Timeout>();
  #count = 0;

  constructor(parts: PendingParts) {
    this.#parts = parts;
  }

  get count(): number {
    return this.#count;
  }

  /** `problem`: the warning, with the seconds that have gone by. */
  async during<Value>(work: Promise<Value>, problem: (seconds: number) => RunnerError): Promise<Value> {
    const { busyMs, warn, ended } = this.#parts;
    this.#count += 1;
    const timer = setTimeout(() => warn(problem(busyMs / 1000)), busyMs);
    this.#timers.add(timer);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      this.#timers.delete(timer);
      this.#count -= 1;
      ended();
    }
  }

  /** Warns no more. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
