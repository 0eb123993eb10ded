/** Time as stopping a host needs it; handed in, so that a test can hold it still. */
export interface Clock {
  /** Calls `run` once, `ms` milliseconds from now; calling the result first prevents it. */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
