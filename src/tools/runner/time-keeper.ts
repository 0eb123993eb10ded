import type { HeldClock } from '../../clock/index.js';

/** Threads whose scripts live in held time. Each tells when it has settled what its next timer is, and is told the time. */
export interface TimedThreads {
  /** When the next timer of any script is due, in milliseconds since the Unix epoch; undefined: there is none. */
  readonly nextDue: number | undefined;
  /** Lets the held time go on, to a moment in milliseconds since the Unix epoch; timers that are due run. */
  advanceTo(now: number): void;
}

/**
 * Keeps the browser's clock and the time of all scripts together: time goes from one thing that is due to the next, wherever
 * it is, and what comes of each settles before the next.
 */
export class TimeKeeper {
  readonly #clock: HeldClock;
  readonly #threads: TimedThreads;
  readonly #settle: () => Promise<unknown>;

  /** `settle` resolves when nothing more happens by itself without time. */
  constructor(clock: HeldClock, threads: TimedThreads, settle: () => Promise<unknown>) {
    this.#clock = clock;
    this.#threads = threads;
    this.#settle = settle;
  }

  /** Milliseconds since the Unix epoch. */
  get now(): number {
    return this.#clock.now();
  }

  /** Lets so many milliseconds pass. Resolves when what came of it has settled. */
  async advance(ms: number): Promise<void> {
    const until = this.now + ms;
    await this.#runTo(until);
    this.#goTo(until);
    await this.#settle();
  }

  /** Lets time pass until nothing is due any more, at most so many milliseconds; returns whether that was so. */
  async runToIdle(withinMs: number): Promise<boolean> {
    return (await this.#runTo(this.now + withinMs)) === undefined;
  }

  /** Returns when the first thing after `until` is due. */
  async #runTo(until: number): Promise<number | undefined> {
    for (;;) {
      await this.#settle();
      const due = [this.#clock.nextDue, this.#threads.nextDue].filter((time) => time !== undefined);
      if (due.length === 0) return undefined;
      const next = Math.min(...due);
      if (next > until) return next;
      this.#goTo(next);
    }
  }

  #goTo(time: number): void {
    this.#clock.advanceTo(time);
    this.#threads.advanceTo(time);
  }
}
