import { clearTimeout, setTimeout } from 'node:timers'; // a test may replace the global ones

/** How long a background or a page may take to load: one that is well has loaded in a fraction of this. */
export const LOADED_MS = 30_000;

/** Settles as `coming` does; rejects with what `late` makes when it has not after `ms` milliseconds. */
export function inTime<Value>(coming: Promise<Value>, ms: number, late: (ms: number) => Error): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late(ms)), ms);
    coming.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
