import { describe, expect, it } from 'vitest';
import { HeldClock } from '../../../src/clock/index.js';
import type { EngineName } from '../../../src/engines/index.js';
import { saidIn, startRun, type TestRun } from './start-run.js';

const BACKGROUND = {
  chromium: { service_worker: 'background.js' },
  firefox: { scripts: ['background.js'] },
} as const;
const MINUTE = 60_000;
// The answer comes after all that the browser waited for.
const SAYS_STARTED = `chrome.permissions.contains({}).then(() => console.log('started'));`;

/** A run in which the browser's time is held, while that of scripts goes on. */
async function startHeld(engine: EngineName, code: string, settings: Parameters<typeof startRun>[1] = {}) {
  const clock = new HeldClock(0);
  const run = await startRun(
    { 'background.js': code },
    { engine, clock, stays: true, manifest: { background: BACKGROUND[engine], action: {} }, ...settings },
  );
  return { clock, run };
}

/** A background's script has got here. */
const said = (run: TestRun, what: string, times = 1): Promise<unknown> => {
  let count = 0;
  return run.when('console', ({ args }) => {
    if (args[0] === what) count += 1;
    return args[0] === what && count === times;
  });
};
const created = (run: TestRun, name: string): Promise<unknown> =>
  run.when('context.created', ({ context }) => context === name);
const gone = (run: TestRun, name: string): Promise<unknown> =>
  run.when('context.gone', ({ context }) => context === name);

/** It has heard that it was installed, and nothing of it is under way. */
async function started(run: TestRun, times = 1): Promise<void> {
  await said(run, 'started', times);
  await new Promise((resolve) => setImmediate(resolve));
}

describe.each(['chromium', 'firefox'] as const)('a background that runs in a thread sleeps: %s', (engine) => {
  it('T74, T77, 6.19: after 30 s, and is run anew by what wakes it, its timers before what has waited', async () => {
    const { run, clock } = await startHeld(
      engine,
      `console.log('top');
       chrome.runtime.onInstalled.addListener(({ reason }) => { console.log(reason); ${SAYS_STARTED} });
       chrome.runtime.onSuspend.addListener(() => console.log('suspend'));
       chrome.action.onClicked.addListener(() => console.log('clicked'));
       setTimeout(() => console.log('timer'), 0);
       Promise.resolve().then(() => console.log('microtask'));`,
    );
    await started(run);
    clock.advance(30_000);
    await gone(run, 'background');
    void run.clickAction();
    await said(run, 'clicked');
    const suspended = engine === 'firefox' ? [['suspend']] : [];
    expect(saidIn(run.events)).toEqual([
      ['top'],
      ['microtask'],
      ['timer'],
      ['install'],
      ['started'],
      ...suspended,
      ['top'],
      ['microtask'],
      ['timer'],
      ['clicked'],
    ]);
  });

  it('counts as idle then, whatever its timers would have done', async () => {
    const { run, clock } = await startHeld(
      engine,
      `setInterval(() => undefined, 5); chrome.runtime.onInstalled.addListener(() => { ${SAYS_STARTED} })`,
      { stays: false },
    );
    await started(run);
    clock.advance(30_000);
    expect(await run.ended).toEqual({ exitCode: 0, why: 'nothing was left to happen' });
  });
});

it('T74: a worker whose listener does not return is stopped after five minutes, and can be woken again', async () => {
  const { run, clock } = await startHeld(
    'chromium',
    `chrome.runtime.onInstalled.addListener(() => { ${SAYS_STARTED} });
     chrome.action.onClicked.addListener(() => { console.log('busy'); for (;;); });`,
  );
  await started(run);
  void run.clickAction();
  await said(run, 'busy');
  clock.advance(5 * MINUTE);
  await gone(run, 'background');
  void run.clickAction();
  await created(run, 'background-2');
  await said(run, 'busy', 2);
  run.stop('seen');
  expect((await run.ended).exitCode).toBe(0);
});

it('the task in which an extension loads itself again comes to its end', async () => {
  const { run } = await startHeld(
    'chromium',
    `chrome.runtime.onInstalled.addListener(({ reason }) => {
       if (reason === 'install') console.log('returns ' + chrome.runtime.reload());
       else { console.log(reason); ${SAYS_STARTED} }
     })`,
  );
  await started(run);
  expect(saidIn(run.events)).toEqual([['returns undefined'], ['update'], ['started']]);
});

it('one that crashed is run anew by what comes next', async () => {
  const { run } = await startHeld(
    'chromium',
    `console.log('started');
     chrome.action.onClicked.addListener(() => { const all = []; for (;;) all.push(new Array(1000).fill({})); });`,
    { memoryMiB: 16 },
  );
  await started(run);
  void run.clickAction();
  await run.when('error', ({ code }) => code === 'BACKGROUND_CRASHED');
  void run.clickAction();
  await said(run, 'started', 2);
});
