import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers';
import type { HeldTime } from './held-time.js';

type Run = (...args: unknown[]) => void;

/** Begins a timer; the result ends it. */
type Begin = (run: () => void, afterMs: number) => () => void;

const once: Begin = (run, afterMs) => {
  const timer = setTimeout(run, afterMs);
  return () => clearTimeout(timer);
};
const often: Begin = (run, everyMs) => {
  const timer = setInterval(run, everyMs);
  return () => clearInterval(timer);
};

/**
 * Timers as browsers have them: numbers instead of objects, any id may be cleared. `refuseText` is told of a timer that
 * names code as text, which the content security policy of extensions forbids. With `held`, they run when it goes on.
 */
export function createTimers(refuseText: (name: string) => void, held?: HeldTime): object {
  const running = new Map<number, () => void>();
  let lastId = 0;

  const start =
    (name: string, begin: Begin, isOnce: boolean) =>
    (run?: unknown, afterMs?: unknown, ...args: unknown[]): number => {
      if (typeof run !== 'function') {
        refuseText(name);
        return 0;
      }
      lastId += 1;
      const id = lastId;
      const tick = (): void => {
        if (isOnce) running.delete(id);
        (run as Run).apply(globalThis, args);
      };
      running.set(id, begin(tick, Number(afterMs) || 0));
      return id;
    };
  const clear = (id?: unknown): void => {
    running.get(Number(id))?.();
    running.delete(Number(id));
  };
  return {
    setTimeout: start('setTimeout', held ? held.once : once, true),
    setInterval: start('setInterval', held ? held.often : often, false),
    clearTimeout: clear,
    clearInterval: (id?: unknown) => clear(id),
  };
}
