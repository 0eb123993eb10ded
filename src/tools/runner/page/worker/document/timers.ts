import type { Clock } from '../../../../../clock/index.js';

interface Timer {
  readonly run: () => void;
  readonly afterMs: number;
  readonly isOnce: boolean;
  dueAt: number;
  cancel: (() => void) | undefined;
}

/** The timers of a document's worlds. They can stand still, as in the back/forward cache, and go on. */
export class Timers {
  readonly #clock: Clock;
  readonly #timers = new Map<number, Timer>();
  #lastId = 0;
  #stoppedAt: number | undefined;
  #isOver = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(run: () => void, afterMs: number, isOnce: boolean): number {
    this.#lastId += 1;
    const id = this.#lastId;
    if (this.#isOver) return id;
    const wait = Math.min(Math.max(0, afterMs), 2 ** 31 - 1);
    const timer: Timer = { run, afterMs: wait, isOnce, dueAt: this.#clock.now() + wait, cancel: undefined };
    this.#timers.set(id, timer);
    if (this.#stoppedAt === undefined) this.#arm(id, timer);
    return id;
  }

  stop(id: number): void {
    this.#timers.get(id)?.cancel?.();
    this.#timers.delete(id);
  }

  freeze(): void {
    this.#stoppedAt ??= this.#clock.now();
    for (const { cancel } of this.#timers.values()) cancel?.();
  }

  /** Each goes on with what it had left to wait. */
  thaw(): void {
    if (this.#stoppedAt === undefined) return;
    const stoodMs = this.#clock.now() - this.#stoppedAt;
    this.#stoppedAt = undefined;
    for (const [id, timer] of this.#timers) {
      timer.dueAt += stoodMs;
      this.#arm(id, timer);
    }
  }

  end(): void {
    this.#isOver = true;
    for (const { cancel } of this.#timers.values()) cancel?.();
    this.#timers.clear();
  }

  #arm(id: number, timer: Timer): void {
    timer.cancel = this.#clock.after(timer.dueAt - this.#clock.now(), () => {
      if (timer.isOnce) this.#timers.delete(id);
      else {
        timer.dueAt = this.#clock.now() + Math.max(timer.afterMs, 1);
        this.#arm(id, timer);
      }
      timer.run();
    });
  }
}
