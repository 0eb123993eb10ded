/** Time as a browser needs it; handed in, so that a test can hold it still. */
export interface Clock {
  /** Milliseconds since the Unix epoch, with fractions where the platform has them. */
  now(): number;
  /** Calls `run` once, `ms` milliseconds from now; calling the result first prevents it. */
  after(ms: number, run: () => void): () => void;
}

const platform: {
  readonly performance?: { readonly timeOrigin: number; now(): number };
  setTimeout?(run: () => void, afterMs: number): unknown;
  clearTimeout?(timer: unknown): void;
} = globalThis as object;
const { performance, setTimeout, clearTimeout } = platform; // scripts may replace them later

/** The time of the system. */
export const systemClock: Clock = {
  now: () => (performance === undefined ? Date.now() : performance.timeOrigin + performance.now()),
  after(ms, run) {
    const timer = setTimeout?.(run, ms);
    return () => clearTimeout?.(timer);
  },
};

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
