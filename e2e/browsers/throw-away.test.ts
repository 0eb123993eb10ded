import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ThrowAwayHome } from './throw-away.js';
import { Watchdog } from './watchdog.js';

// Stands in for a browser with a stubborn host: says the host's pid, then both stay whatever they are told.
const STUBBORN = 'trap "" TERM; sleep 1000 & echo "$!"; wait';

async function startStubborn(place: ThrowAwayHome): Promise<{ browser: ChildProcess; host: number }> {
  const browser = place.start('/bin/sh', ['-c', STUBBORN], ['ignore', 'pipe', 'pipe'], () => undefined);
  const [said] = await once(browser.stdout ?? browser, 'data');
  return { browser, host: Number(said) };
}

/** Resolves when the process has ended, even if nobody has reaped it yet. A signal takes its time. */
async function untilGone(pid: number): Promise<void> {
  for (;;) {
    const ps = spawn('ps', ['-o', 'stat=', '-p', `${pid}`], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [stdout] = await Promise.all([ps.stdout.setEncoding('utf8').toArray(), once(ps, 'close')]);
    const state = stdout.join('').trim();
    if (state === '' || state.startsWith('Z')) return;
  }
}

describe('nothing of a browser stays behind', () => {
  it.each([
    { when: 'it quits when asked', quit: (browser: ChildProcess) => browser.kill('SIGKILL') },
    {
      when: 'it cannot be asked',
      quit: () => {
        throw new Error('no connection');
      },
    },
  ])('$when', async ({ quit }) => {
    const place = new ThrowAwayHome();
    const { browser, host } = await startStubborn(place);
    await place.remove(async () => quit(browser));
    await untilGone(host);
    expect(existsSync(place.folder)).toBe(false);
  });

  it('it could not be started', async () => {
    const place = new ThrowAwayHome();
    const why = await new Promise<Error>((resolve) => {
      place.start('/nonexistent/browser', [], 'ignore', resolve);
    });
    expect(why.message).toContain('ENOENT');
    await place.remove(() => Promise.reject(why));
    expect(existsSync(place.folder)).toBe(false);
  });

  it('the tests are killed: the other end of the watchdog closes', async () => {
    const place = new ThrowAwayHome();
    const { browser, host } = await startStubborn(place);
    const watchdog = new Watchdog(browser.pid ?? 0, place.folder).process;
    watchdog.stdin?.destroy();
    await once(watchdog, 'exit');
    await untilGone(host);
    expect(existsSync(place.folder)).toBe(false);
    await place.remove(() => Promise.reject(new Error('it is gone')));
  });
});
