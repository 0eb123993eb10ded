import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers';

type Run = (...args: unknown[]) => void;

/**
 * Timers as browsers have them: numbers instead of objects, any id may be cleared. `refuseText` is told of a timer that
 * names code as text, which the content security policy of extensions forbids.
 */
export function createTimers(refuseText: (name: string) => void): object {
  const running = new Map<number, NodeJS.Timeout>();
  let lastId = 0;

  const start =
    (name: string, begin: (run: () => void, afterMs: number) => NodeJS.Timeout, isOnce: boolean) =>
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
    const timer = running.get(Number(id));
    running.delete(Number(id));
    clearTimeout(timer);
    clearInterval(timer);
  };
  return {
    setTimeout: start('setTimeout', setTimeout, true),
    setInterval: start('setInterval', setInterval, false),
    clearTimeout: clear,
    clearInterval: (id?: unknown) => clear(id),
  };
}
