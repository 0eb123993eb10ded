import type { HeldClock } from '../../browser/index.js';
import { timeNeverIdle, timeNotHeld } from './errors.js';
import type { QuietWatch } from './quiet-watch.js';
import type { Stage } from './stage.js';

/** The time of a test's browser, with `time: 'held'`: timers of scripts, sleeping backgrounds, delays of hosts, `Date`. */
export interface TestTime {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /**
   * Lets so many milliseconds pass. Everything that is due on the way happens, each at its own time; resolves when what
   * came of it has settled.
   *
   * @throws {TestingError} `TIME_NOT_HELD`
   */
  advance(ms: number): Promise<void>;
  /**
   * Lets time pass until nothing is due any more, at most `withinMs` milliseconds (default: an hour). An extension whose
   * background may sleep falls asleep on the way.
   *
   * @throws {TestingError} `TIME_NOT_HELD`, `TIME_NEVER_IDLE`
   */
  runToIdle(options?: { readonly withinMs?: number }): Promise<void>;
}

const HOUR_MS = 3_600_000;

/** The held time of one browser, in all its threads. */
export class HeldTestTime implements TestTime {
  readonly #clock: HeldClock;
  readonly #stage: Stage;
  readonly #watch: QuietWatch;

  constructor(clock: HeldClock, stage: Stage, watch: QuietWatch) {
    this.#clock = clock;
    this.#stage = stage;
    this.#watch = watch;
  }

  get now(): number {
    return this.#clock.now();
  }

  async advance(ms: number): Promise<void> {
    const until = this.now + ms;
    await this.#runTo(until);
    this.#goTo(until);
    await this.#watch.quiet();
  }

  async runToIdle({ withinMs = HOUR_MS }: { readonly withinMs?: number } = {}): Promise<void> {
    const next = await this.#runTo(this.now + withinMs);
    if (next !== undefined) throw timeNeverIdle(withinMs);
  }

  /** Goes from one thing that is due to the next; returns when the first after `until` is. */
  async #runTo(until: number): Promise<number | undefined> {
    for (;;) {
      await this.#watch.quiet();
      const next = Math.min(this.#clock.nextDue ?? Infinity, this.#stage.nextDue ?? Infinity);
      if (next > until) return Number.isFinite(next) ? next : undefined;
      this.#goTo(next);
    }
  }

  #goTo(time: number): void {
    this.#clock.advanceTo(time);
    this.#stage.advanceTo(time);
  }
}

/** The system's time, which nobody can hold. */
export class RealTestTime implements TestTime {
  get now(): number {
    return Date.now();
  }

  async advance(): Promise<void> {
    throw timeNotHeld();
  }

  async runToIdle(): Promise<void> {
    throw timeNotHeld();
  }
}
