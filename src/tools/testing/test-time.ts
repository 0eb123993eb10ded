import type { HeldClock } from '../../clock/index.js';
import { TimeKeeper } from '../runner/index.js';
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
  readonly #keeper: TimeKeeper;

  constructor(clock: HeldClock, stage: Stage, watch: QuietWatch) {
    this.#keeper = new TimeKeeper(clock, stage, () => watch.quiet());
  }

  get now(): number {
    return this.#keeper.now;
  }

  advance(ms: number): Promise<void> {
    return this.#keeper.advance(ms);
  }

  async runToIdle({ withinMs = HOUR_MS }: { readonly withinMs?: number } = {}): Promise<void> {
    if (!(await this.#keeper.runToIdle(withinMs))) throw timeNeverIdle(withinMs);
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
