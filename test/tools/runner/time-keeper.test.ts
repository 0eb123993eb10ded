import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
// The built files: the worker is a file of its own, which Node loads by its name.
import { createBrowser, HeldClock } from '../../../dist/browser/node.js';
import { NodeRenderers } from '../../../dist/tools/runner/renderers.js';
import { TimeKeeper } from '../../../dist/tools/runner/time-keeper.js';
import type { TraceEvent } from '../../../src/browser/index.js';
import type { EngineName } from '../../../src/engines/index.js';
import { makeFolder } from '../../fixtures/install-host.js';
import { writeExtension } from '../extension-folder.js';

describe('time goes from one thing that is due to the next', () => {
  /** Threads with one timer after another, `everyMs` apart; `log` has what is due where, and when. */
  function createTime(everyMs: number) {
    const clock = new HeldClock(0);
    const log: [string, number][] = [];
    let now = 0;
    const threads = {
      nextDue: everyMs as number | undefined,
      advanceTo(time: number) {
        now = time;
        while (threads.nextDue !== undefined && threads.nextDue <= now) {
          log.push(['script', threads.nextDue]);
          threads.nextDue += everyMs;
        }
      },
    };
    let settled = 0;
    const keeper = new TimeKeeper(clock, threads, async () => {
      settled += 1;
    });
    return { clock, keeper, threads, log, settled: () => settled };
  }

  it('in the browser and in the threads, and settles after each', async () => {
    const { clock, keeper, log, settled } = createTime(10);
    clock.after(15, () => {
      log.push(['browser', clock.now()]);
      clock.after(2, () => log.push(['browser', clock.now()]));
    });
    await keeper.advance(25);
    expect(log).toEqual([
      ['script', 10],
      ['browser', 15],
      ['browser', 17],
      ['script', 20],
    ]);
    expect({ now: keeper.now, settled: settled() }).toEqual({ now: 25, settled: 6 });
  });

  it('until nothing is due any more', async () => {
    const { keeper, threads, clock, log } = createTime(10);
    expect(await keeper.runToIdle(35)).toBe(false);
    threads.nextDue = undefined;
    clock.after(3_600_000, () => log.push(['browser', clock.now()]));
    expect(await keeper.runToIdle(4_000_000)).toBe(true);
    expect(log.at(-1)).toEqual(['browser', 3_600_030]);
  });
});

describe('a held time', () => {
  const START_MS = Date.UTC(2030, 0, 1);

  async function startHeld(engine: EngineName, background: string) {
    const folder = makeFolder();
    const directory = writeExtension(
      path.join(folder.path, 'extension'),
      { 'background.js': background },
      {
        background: engine === 'chromium' ? { service_worker: 'background.js' } : { scripts: ['background.js'] },
        action: {},
      },
    );
    const clock = new HeldClock(START_MS);
    const said: string[] = [];
    const waiting = new Set<() => void>();
    const wakeAll = (): void => {
      for (const resolve of waiting) resolve();
      waiting.clear();
    };
    const trace: TraceEvent[] = [];
    const renderers = new NodeRenderers({
      engine,
      heldAt: START_MS,
      onReport: ({ report }) => said.push(report.type === 'console' ? report.args.join(' ') : report.message),
      onIdle: wakeAll,
    });
    const browser = createBrowser({ engine, clock, renderers, onTrace: (event) => trace.push(event) });
    onTestFinished(async () => {
      await browser.close();
      folder.remove();
    });
    const extension = await browser.loadExtension(directory);
    const settle = async (): Promise<void> => {
      for (;;) {
        await browser.whenIdle();
        await new Promise((resolve) => setImmediate(resolve));
        if (renderers.isIdle && browser.activity.changingBackgrounds === 0) return;
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    };
    return { extension, said, trace, renderers, keeper: new TimeKeeper(clock, renderers, settle) };
  }

  it.each(['chromium', 'firefox'] as const)(
    'is one for the browser and for scripts: T74, 6.19, timers of a background that sleeps never run, in %s',
    async (engine) => {
      const { extension, said, keeper } = await startHeld(
        engine,
        `const at = () => (Date.now() - ${START_MS}) / 1000;
         console.log('started', at(), performance.now());
         setTimeout(() => console.log('now', at()), 0);
         setTimeout(() => console.log('in time', at(), new Date().getUTCFullYear()), 29000);
         setTimeout(() => console.log('too late', at()), 31000);
         chrome.action.onClicked.addListener(() => console.log('clicked', at()));`,
      );
      await keeper.advance(60_000);
      expect(said).toEqual(['started 0 0', 'now 0', 'in time 29 2030']);
      extension.click();
      await keeper.advance(0);
      expect(said.slice(3)).toEqual(['started 60 0', 'now 60', 'clicked 60']);
    },
  );
});
