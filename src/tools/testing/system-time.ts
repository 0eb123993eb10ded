import { clearTimeout, setTimeout } from 'node:timers'; // a test may replace the global ones
import type { Clock } from '../../native/index.js';

/** The system's time, also while a test runner plays with the timers of the global scope. */
export const systemTime: Clock = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
