import { setImmediate } from 'node:timers';
import { HeldClock } from '../../../clock/index.js';

/** A time that stands still until it is told to go on, for the timers and the clocks of a realm. */
export class HeldTime {
  readonly #clock: HeldClock;
  readonly #startMs: number;

  /** `startMs`: milliseconds since the Unix epoch. */
  constructor(startMs: number) {
    this.#clock = new HeldClock(startMs);
    this.#startMs = startMs;
  }

  /** When the next timer is due, in milliseconds since the Unix epoch; undefined: there is none. */
  get nextDue(): number | undefined {
    return this.#clock.nextDue;
  }

  /** Runs timers that are due now. */
  runDue(): void {
    this.#clock.advance(0);
  }

  /** Goes on to a moment; timers that are due run, each as a task of its own. */
  advanceTo(time: number): void {
    this.#clock.advanceTo(time);
  }

  /** Runs once; the result prevents it. */
  readonly once = (run: () => void, afterMs: number): (() => void) => {
    let isOver = false;
    const forget = this.#clock.after(afterMs, () => {
      setImmediate(() => {
        if (!isOver) run();
      });
    });
    return () => {
      isOver = true;
      forget();
    };
  };

  /** Runs again and again, at least a millisecond apart; the result ends it. */
  readonly often = (run: () => void, everyMs: number): (() => void) => {
    const ms = Math.max(1, everyMs);
    let end = this.once(tick, ms);
    const again = (): void => {
      end = this.once(tick, ms);
    };
    function tick(): void {
      again(); // first, so that the run may end it
      run();
    }
    return () => end();
  };

  /** Puts this time into `Date` and `performance` of a realm. */
  install(realm: typeof globalThis): void {
    const now = (): number => Math.trunc(this.#clock.now());
    const System = realm.Date;
    const date = new Proxy(System, {
      construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
      apply: () => new System(now()).toString(),
      get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
    });
    Object.defineProperty(System.prototype, 'constructor', { value: date, writable: true, configurable: true });
    Object.defineProperty(realm, 'Date', { value: date, writable: true, configurable: true });
    const sinceStart = (): number => this.#clock.now() - this.#startMs;
    Object.defineProperty(realm.performance, 'now', { value: sinceStart, writable: true, configurable: true });
  }
}
