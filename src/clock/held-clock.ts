import type { Clock } from './clock.js';

interface Entry {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that stands still until it is told to go on. */
export class HeldClock implements Clock {
  #now: number;
  #entries: Entry[] = []; // by the time when they are due; those of one time in the order they came

  /** `startMs`: milliseconds since the Unix epoch. Default: the system's time. */
  constructor(startMs: number = Date.now()) {
    this.#now = startMs;
  }

  /** When something is due next; undefined: nothing is. */
  get nextDue(): number | undefined {
    return this.#entries[0]?.at;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const entry = { at: this.#now + Math.max(0, ms), run };
    const later = this.#entries.findIndex(({ at }) => at > entry.at);
    this.#entries.splice(later < 0 ? this.#entries.length : later, 0, entry);
    return () => {
      this.#entries = this.#entries.filter((each) => each !== entry);
    };
  }

  /** Goes on by so many milliseconds, and runs what is due on the way, in order, each at its own time. */
  advance(ms: number): void {
    this.advanceTo(this.#now + ms);
  }

  /** Goes on to a time, in milliseconds since the Unix epoch; never back. */
  advanceTo(time: number): void {
    for (;;) {
      const [next] = this.#entries;
      if (next === undefined || next.at > time) break;
      this.#entries.shift();
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = Math.max(this.#now, time);
  }
}
