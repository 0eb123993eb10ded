import { describe, expect, it } from 'vitest';
import { HeldClock, systemClock } from '../../src/clock/index.js';

describe('a held clock', () => {
  it('stands still', () => {
    const clock = new HeldClock(1000);
    let ran = false;
    clock.after(0, () => {
      ran = true;
    });
    expect({ ran, now: clock.now(), nextDue: clock.nextDue }).toEqual({ ran: false, now: 1000, nextDue: 1000 });
  });

  it('runs what is due in order, each at its own time, and what comes due on the way', () => {
    const clock = new HeldClock(0);
    const ran: [string, number][] = [];
    const note = (what: string) => (): void => void ran.push([what, clock.now()]);
    clock.after(20, note('second'));
    clock.after(10, () => {
      note('first')();
      clock.after(5, note('made by the first'));
    });
    clock.after(20, note('third, of the same time'));
    clock.after(31, note('too late'));
    clock.advance(30);
    expect(ran).toEqual([
      ['first', 10],
      ['made by the first', 15],
      ['second', 20],
      ['third, of the same time', 20],
    ]);
    expect({ now: clock.now(), nextDue: clock.nextDue }).toEqual({ now: 30, nextDue: 31 });
  });

  it('does not run what was taken back, also by something that is due at the same time', () => {
    const clock = new HeldClock(0);
    const ran: string[] = [];
    let forget = (): void => undefined;
    clock.after(5, () => {
      ran.push('first');
      forget();
    });
    forget = clock.after(5, () => ran.push('second'));
    clock.advance(5);
    expect(ran).toEqual(['first']);
  });

  it('never goes back', () => {
    const clock = new HeldClock(100);
    clock.advanceTo(50);
    expect(clock.now()).toBe(100);
  });
});

describe('the clock of the system', () => {
  it('tells the time and calls back, unless it was told not to', async () => {
    const before = Date.now();
    const ran: string[] = [];
    systemClock.after(1, () => ran.push('forgotten'))();
    await new Promise<void>((resolve) => systemClock.after(2, resolve));
    expect(ran).toEqual([]);
    expect(systemClock.now()).toBeGreaterThanOrEqual(before - 1);
  });
});
