import { HeldClock } from '../../src/clock/index.js';

/** A clock that stands still until it is told to go on. */
export function heldClock(): { clock: HeldClock; advance(ms: number): void } {
  const clock = new HeldClock(0);
  return { clock, advance: (ms) => clock.advance(ms) };
}
