/** Time as nativeport needs it: handed in, so that a test can hold it still. */
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
