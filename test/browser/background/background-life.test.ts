import { describe, expect, it } from 'vitest';
import { BackgroundLife, type LifeSite } from '../../../src/browser/background/background-life.js';
import { HeldClock } from '../../../src/clock/index.js';
import { chromiumLife, firefoxLife, type LifeHold, type LifeSign } from '../../../src/engines/life-facts.js';

const KINDS = {
  'Chromium worker': chromiumLife.worker,
  'Chromium event page': chromiumLife.eventPage,
  'Firefox event page': firefoxLife.eventPage,
  persistent: undefined,
} as const;
type Kind = keyof typeof KINDS;
const SLEEPERS = ['Chromium worker', 'Chromium event page', 'Firefox event page'] as const;
const EVENT_PAGES = ['Chromium event page', 'Firefox event page'] as const;

const MINUTE = 60_000;

/** A life whose scripts are played by the test; `log` has what happens, in order. */
function createLife(kind: Kind) {
  const clock = new HeldClock(0);
  const log: string[] = [];
  const runs: LifeSite[] = [];
  const settling: (() => void)[] = [];
  let isBusy = false;
  let finishEnd: (() => void) | undefined;
  let holdsEnd = false;
  const life = new BackgroundLife({
    clock,
    facts: KINDS[kind],
    run(site) {
      log.push('run');
      runs.push(site);
      return {
        end() {
          log.push('end');
          return holdsEnd ? new Promise<void>((resolve) => (finishEnd = resolve)) : Promise.resolve();
        },
      };
    },
    fire: (event, args) => void log.push(args.length === 0 ? event : `${event} ${JSON.stringify(args)}`),
    settled: () => (isBusy ? new Promise<void>((resolve) => settling.push(resolve)) : Promise.resolve()),
    endContexts: () => void log.push('contexts end'),
  });
  const loaded = (): void => runs.at(-1)?.loaded();
  return {
    life,
    clock,
    log,
    loaded,
    crashed: (): void => runs.at(-1)?.crashed(),
    note: (what: string) => (): void => void log.push(what),
    /** Its contexts do not answer until it is false. */
    busy(is: boolean): void {
      isBusy = is;
      if (!is) for (const resolve of settling.splice(0)) resolve();
    },
    holdEnds(): void {
      holdsEnd = true;
    },
    finishEnd: (): void => finishEnd?.(),
    async advance(ms: number): Promise<void> {
      clock.advance(ms);
      await rest();
    },
    /** Its idle time passes, and what is left of it then. */
    async fallAsleep(): Promise<void> {
      for (const ms of [KINDS[kind]?.idleMs ?? 0, KINDS[kind]?.suspend?.graceMs ?? 0]) {
        clock.advance(ms);
        await rest();
      }
    },
    /** Started and loaded, with an empty log. */
    begin(): void {
      life.start();
      loaded();
      log.length = 0;
    },
  };
}

/** Until no promise has anything left to do. */
const rest = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('what arrives for a background that cannot take it waits in order', () => {
  it.each(SLEEPERS)('while it starts for the first time: %s, T77', (kind) => {
    const { life, log, loaded, note } = createLife(kind);
    life.start([{ event: 'runtime.onInstalled', args: [{ reason: 'install' }] }]);
    life.wake(note('a port'));
    life.wake(note('a message'));
    expect(log).toEqual(['run']);
    expect(life.state).toBe('starting');
    loaded();
    expect(log).toEqual(['run', 'runtime.onInstalled [{"reason":"install"}]', 'a port', 'a message']);
    expect(life.state).toBe('running');
  });

  it.each(SLEEPERS)('while it sleeps, and wakes it once: %s, T77, 9.18', async (kind) => {
    const { life, log, loaded, note, begin, fallAsleep } = createLife(kind);
    begin();
    life.listening('tabs.onCreated', true);
    await fallAsleep();
    expect(life.state).toBe('asleep');
    log.length = 0;
    life.wake(note('a port'));
    life.event('tabs.onCreated', [1]);
    life.wake(note('a message'));
    expect(log).toEqual(['run']);
    loaded();
    expect(log).toEqual(['run', 'a port', 'tabs.onCreated [1]', 'a message']);
  });

  it('what comes while the first is taken comes last', () => {
    const { life, log, loaded, note } = createLife('Chromium worker');
    life.start();
    life.wake(() => {
      log.push('first');
      life.wake(note('made by the first'));
    });
    life.wake(note('second'));
    loaded();
    expect(log).toEqual(['run', 'first', 'second', 'made by the first']);
  });

  it('at once when it runs', () => {
    const { life, log, note, begin } = createLife('persistent');
    begin();
    life.wake(note('a message'));
    expect(log).toEqual(['a message']);
  });

  it('while what is left of it ends: then it is started again', async () => {
    const { life, log, loaded, note, advance, begin, holdEnds, finishEnd } = createLife('Chromium worker');
    begin();
    holdEnds();
    await advance(30_000);
    life.wake(note('a message'));
    expect({ state: life.state, log }).toEqual({ state: 'stopping', log: ['contexts end', 'end'] });
    finishEnd();
    await rest();
    loaded();
    expect(log).toEqual(['contexts end', 'end', 'run', 'a message']);
  });
});

describe('a background sleeps when its idle time is over', () => {
  it.each([
    { kind: 'Chromium worker', steps: [30_000], log: ['contexts end', 'end'], ids: 'T74' },
    {
      kind: 'Chromium event page',
      steps: [10_000, 4_999, 1],
      log: ['runtime.onSuspend', 'contexts end', 'end'],
      ids: '10 s, and 5 s to call it back',
    },
    {
      kind: 'Firefox event page',
      steps: [30_000],
      log: ['runtime.onSuspend', 'contexts end', 'end'],
      ids: '6.19',
    },
  ] as const)('$kind: $ids', async ({ kind, steps, log: expected }) => {
    const { life, log, advance, begin } = createLife(kind);
    begin();
    for (const ms of steps) {
      expect(life.state).not.toBe('asleep');
      await advance(ms);
    }
    expect({ state: life.state, log }).toEqual({ state: 'asleep', log: expected });
  });

  it.each(SLEEPERS)('not a millisecond earlier: %s, T74', async (kind) => {
    const { life, advance, begin } = createLife(kind);
    begin();
    await advance(KINDS[kind].idleMs - 1);
    expect(life.state).toBe('running');
  });

  it('but not when it is persistent', async () => {
    const { life, log, advance, begin } = createLife('persistent');
    begin();
    await advance(24 * 60 * MINUTE);
    expect({ state: life.state, log }).toEqual({ state: 'running', log: [] });
  });

  it.each<{ kind: (typeof SLEEPERS)[number]; sign: LifeSign; restarts: boolean; ids: string }>([
    { kind: 'Chromium worker', sign: 'event', restarts: true, ids: 'T74' },
    { kind: 'Chromium worker', sign: 'port-message', restarts: true, ids: 'T72' },
    { kind: 'Chromium worker', sign: 'message', restarts: true, ids: 'T73' },
    { kind: 'Chromium worker', sign: 'call', restarts: true, ids: 'Chrome 110' },
    { kind: 'Firefox event page', sign: 'event', restarts: true, ids: '6.20' },
    { kind: 'Firefox event page', sign: 'message', restarts: true, ids: '6.20' },
    { kind: 'Firefox event page', sign: 'port-message', restarts: true, ids: 'measured' },
    { kind: 'Firefox event page', sign: 'call', restarts: true, ids: 'measured' },
    { kind: 'Chromium worker', sign: 'port-post', restarts: true, ids: 'measured' },
    { kind: 'Firefox event page', sign: 'port-post', restarts: false, ids: 'measured' },
  ])('$kind: $sign makes it begin anew: $restarts, $ids', async ({ kind, sign, restarts }) => {
    const { life, advance, begin } = createLife(kind);
    begin();
    await advance(20_000);
    life.showed(sign);
    await advance(29_999);
    expect(life.state).toBe(restarts ? 'running' : 'asleep');
    await advance(1);
    expect(life.state).toBe('asleep');
  });
});

describe('what is under way keeps a background awake', () => {
  it.each<{ kind: Kind; what: LifeHold; ids: string }>([
    { kind: 'Chromium worker', what: 'native-port', ids: 'C16, T75' },
    { kind: 'Chromium worker', what: 'native-message', ids: 'C16' },
    { kind: 'Chromium event page', what: 'native-port', ids: 'C16, X26' },
    { kind: 'Chromium event page', what: 'native-message', ids: 'C16, X26' },
    { kind: 'Chromium event page', what: 'port', ids: 'process_manager.cc' },
    { kind: 'Firefox event page', what: 'native-port', ids: '6.19' },
    { kind: 'Firefox event page', what: 'native-message', ids: '6.19' },
  ])('$kind, $what: as long as it likes, $ids', async ({ kind, what }) => {
    const { life, advance, begin, fallAsleep } = createLife(kind);
    begin();
    const release = life.hold(what);
    for (let minute = 0; minute < 10; minute += 1) await advance(MINUTE);
    expect(life.state).toBe('running');
    release();
    await fallAsleep();
    expect(life.state).toBe('asleep');
  });

  it.each<{ what: LifeHold; ids: string }>([
    { what: 'message', ids: 'T73' },
    { what: 'own-message', ids: 'T73' },
    { what: 'call', ids: 'T74' },
    { what: 'event', ids: 'T74' },
  ])('Chromium worker, $what: for five minutes, then it is stopped, $ids', async ({ what }) => {
    const { life, log, advance, begin } = createLife('Chromium worker');
    begin();
    life.hold(what);
    await advance(5 * MINUTE - 1);
    expect(life.state).toBe('running');
    await advance(1);
    expect({ state: life.state, log }).toEqual({ state: 'asleep', log: ['contexts end', 'end'] });
  });

  it('Chromium worker: the idle time begins when the last of it ends, T73, T75', async () => {
    const { life, advance, begin } = createLife('Chromium worker');
    begin();
    const releases = [life.hold('message'), life.hold('native-port')];
    await advance(MINUTE);
    releases[0]?.();
    await advance(MINUTE);
    releases[1]?.();
    await advance(29_999);
    expect(life.state).toBe('running');
    await advance(1);
    expect(life.state).toBe('asleep');
  });

  it('Firefox event page: the idle time runs on meanwhile, 6.19', async () => {
    const { life, advance, begin } = createLife('Firefox event page');
    begin();
    const release = life.hold('native-port');
    await advance(80_000); // the third idle time began at 60 s
    release();
    await advance(9_999);
    expect(life.state).toBe('running');
    await advance(1);
    expect(life.state).toBe('asleep');
  });

  it.each([
    { kind: 'Chromium worker', what: 'port', ids: 'T72' },
    { kind: 'Firefox event page', what: 'port', ids: '6.20' },
    { kind: 'Firefox event page', what: 'message', ids: 'measured' },
    { kind: 'Firefox event page', what: 'own-message', ids: 'measured' },
    { kind: 'Firefox event page', what: 'call', ids: 'measured' },
  ] as const)('$kind, $what: not at all, $ids', async ({ kind, what }) => {
    const { life, advance, begin } = createLife(kind);
    begin();
    life.hold(what);
    await advance(30_000);
    expect(life.state).toBe('asleep');
  });

  it('what it holds does not outlive it', async () => {
    const { life, log, loaded, crashed, advance, begin } = createLife('Chromium worker');
    begin();
    const release = life.hold('native-port');
    crashed();
    life.wake(() => undefined);
    loaded();
    release();
    await advance(30_000);
    expect(life.state).toBe('asleep');
    expect(log.filter((each) => each === 'run')).toHaveLength(1);
  });
});

describe('before it sleeps', () => {
  it.each(EVENT_PAGES)('an event page hears runtime.onSuspend, and can be called back: %s', async (kind) => {
    const { life, log, note, advance, begin, busy } = createLife(kind);
    begin();
    busy(true);
    await advance(KINDS[kind].idleMs);
    expect(life.state).toBe('stopping');
    life.wake(note('a message'));
    expect({ state: life.state, log }).toEqual({
      state: 'running',
      log: ['runtime.onSuspend', 'runtime.onSuspendCanceled', 'a message'],
    });
    busy(false);
    await advance(KINDS[kind].idleMs - 1);
    expect(life.state).toBe('running');
  });

  it('Chromium event page: during the five seconds that are left to it, too', async () => {
    const { life, log, note, advance, begin } = createLife('Chromium event page');
    begin();
    await advance(10_000);
    await advance(4_999);
    life.wake(note('a port'));
    await advance(1);
    expect(life.state).toBe('running');
    expect(log).toEqual(['runtime.onSuspend', 'runtime.onSuspendCanceled', 'a port']);
  });

  it('a worker finishes what it is at, and hears nothing', async () => {
    const { life, log, advance, begin, busy } = createLife('Chromium worker');
    begin();
    busy(true);
    await advance(30_000);
    expect({ state: life.state, log }).toEqual({ state: 'stopping', log: [] });
    busy(false);
    await rest();
    expect({ state: life.state, log }).toEqual({ state: 'asleep', log: ['contexts end', 'end'] });
  });

  it('a worker that never finishes is stopped after five minutes, T74', async () => {
    const { life, advance, begin, busy } = createLife('Chromium worker');
    begin();
    busy(true);
    await advance(30_000);
    await advance(5 * MINUTE - 1);
    expect(life.state).toBe('stopping');
    await advance(1);
    expect(life.state).toBe('asleep');
  });
});

describe('events', () => {
  it.each(SLEEPERS)('%s: one that it listened to wakes it, another one does not', async (kind) => {
    const { life, log, begin, fallAsleep } = createLife(kind);
    begin();
    life.listening('action.onClicked', true);
    life.listening('tabs.onRemoved', true);
    life.listening('tabs.onRemoved', false);
    await fallAsleep();
    log.length = 0;
    life.event('tabs.onRemoved', [1]);
    life.event('tabs.onCreated', [1]);
    expect(log).toEqual([]);
    life.event('action.onClicked', [1]);
    expect(log).toEqual(['run']);
  });

  it.each([
    { kind: 'Chromium worker', wakes: true },
    { kind: 'Firefox event page', wakes: false },
  ] as const)('$kind: one that its last start did not listen to again wakes it: $wakes', async ({ kind, wakes }) => {
    const { life, log, loaded, advance, begin } = createLife(kind);
    begin();
    life.listening('action.onClicked', true);
    await advance(30_000);
    life.wake(() => undefined);
    loaded();
    await advance(30_000);
    log.length = 0;
    life.event('action.onClicked', [1]);
    expect(log).toEqual(wakes ? ['run'] : []);
  });

  it('one that comes while it starts is sent, because it may listen to it then', () => {
    const { life, log, loaded } = createLife('Chromium worker');
    life.start();
    life.event('tabs.onCreated', [1]);
    loaded();
    expect(log).toEqual(['run', 'tabs.onCreated [1]']);
  });

  it('one whose listeners do not come to an end stops a worker after five minutes, T74', async () => {
    const { life, advance, begin, busy } = createLife('Chromium worker');
    begin();
    life.listening('tabs.onCreated', true);
    busy(true);
    life.event('tabs.onCreated', [1]);
    await advance(5 * MINUTE - 1);
    expect(life.state).toBe('running');
    await advance(1);
    expect(life.state).toBe('asleep');
  });
});

describe('a background that crashes', () => {
  it('sleeps, and is woken by what comes next', () => {
    const { life, log, loaded, crashed, note, begin } = createLife('Chromium worker');
    begin();
    crashed();
    expect(life.state).toBe('asleep');
    life.wake(note('a message'));
    loaded();
    expect(log).toEqual(['contexts end', 'run', 'a message']);
  });

  it('while it starts, lets go of what waits, which finds nobody', () => {
    const { life, log, crashed, note } = createLife('Chromium worker');
    life.start();
    life.wake(note('a message'));
    crashed();
    expect({ state: life.state, log }).toEqual({ state: 'asleep', log: ['run', 'contexts end', 'a message'] });
  });

  it('or was stopped, is not heard any more', async () => {
    const { life, log, crashed, advance, begin } = createLife('Chromium worker');
    begin();
    await advance(30_000);
    life.wake(() => undefined);
    expect(log).toEqual(['contexts end', 'end', 'run']);
    crashed();
    expect(life.state).toBe('asleep');
  });
});

describe('by hand', () => {
  it.each(SLEEPERS)('%s is put to sleep, whatever keeps it awake', async (kind) => {
    const { life, begin, log } = createLife(kind);
    begin();
    life.hold('native-port');
    await life.suspend();
    expect(life.state).toBe('asleep');
    expect(log).toEqual([...(KINDS[kind].suspend ? ['runtime.onSuspend'] : []), 'contexts end', 'end']);
  });

  it('what arrives meanwhile wakes it again', async () => {
    const { life, log, note, begin, busy } = createLife('Firefox event page');
    begin();
    busy(true);
    const asleep = life.suspend();
    life.wake(note('a message'));
    busy(false);
    await asleep;
    expect({ state: life.state, log }).toEqual({
      state: 'starting',
      log: ['runtime.onSuspend', 'contexts end', 'end', 'run'],
    });
  });

  it('one that starts is put to sleep when it has', async () => {
    const { life, log, loaded } = createLife('Chromium worker');
    life.start();
    const asleep = life.suspend();
    loaded();
    await asleep;
    expect({ state: life.state, log }).toEqual({ state: 'asleep', log: ['run', 'contexts end', 'end'] });
  });

  it('one that is ended for ever is never started again, and nothing waits for it', async () => {
    const { life, log, note } = createLife('Chromium worker');
    life.start();
    life.wake(note('waited'));
    await life.end();
    life.wake(note('came later'));
    expect({ state: life.state, log }).toEqual({
      state: 'asleep',
      log: ['run', 'contexts end', 'end', 'waited', 'came later'],
    });
  });
});

describe('runtime.onInstalled gets', () => {
  it.each([
    { engine: 'Chromium', facts: chromiumLife, install: { reason: 'install' }, more: {} },
    {
      engine: 'Firefox',
      facts: firefoxLife,
      install: { reason: 'install', temporary: true },
      more: { temporary: true },
    },
  ])('$engine', ({ facts, install, more }) => {
    expect(facts.installedDetails('install')).toEqual(install);
    expect(facts.installedDetails('update', '1.0')).toEqual({ reason: 'update', previousVersion: '1.0', ...more });
  });
});
