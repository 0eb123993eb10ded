import { performance } from 'node:perf_hooks'; // a test may replace the global ones
import { clearTimeout, setTimeout } from 'node:timers';
import type { Clock } from '../../clock/index.js';

/** The system's time, also while a test runner plays with the timers of the global scope. */
export const systemTime: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
