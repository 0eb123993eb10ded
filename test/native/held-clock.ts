import type { Clock } from '../../src/native/index.js';

/** A clock that stands still until it is told to go on. */
export function heldClock(): { clock: Clock; advance(ms: number): void } {
  let now = 0;
  let due: { at: number; run: () => void }[] = [];
  return {
    clock: {
      after(ms, run) {
        const entry = { at: now + ms, run };
        due.push(entry);
        return () => {
          due = due.filter((each) => each !== entry);
        };
      },
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        due = due.filter((each) => each !== next);
        now = next.at;
        next.run();
      }
      now = end;
    },
  };
}
