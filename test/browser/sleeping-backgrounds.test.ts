import { describe, expect, it } from 'vitest';
import {
  createBrowser,
  type ExtensionApi,
  HeldClock,
  type LoadOptions,
  type TraceEvent,
} from '../../src/browser/node.js';
import { ENGINES, type EngineName } from '../../src/engines/index.js';
import { type Play, PlayedBackgrounds } from './background/played-backgrounds.js';
import { FakeConnections } from './fake-connections.js';
import { HeldTasks } from './held-tasks.js';
import { listenTo, OTHER, OWN, settled } from './several-contexts.js';
import { ENGINE_NAMES } from './small-world.js';

const IDLE_MS = 30_000;

interface WorldOptions extends LoadOptions {
  readonly manifest?: Record<string, unknown>;
  readonly other?: Play;
  readonly version?: string;
}

/** A browser that runs the background `play` of an extension, and perhaps that of another one, in held time. */
async function createSleeping(engine: EngineName, play: Play, options: WorldOptions = {}) {
  const { manifest = {}, other = () => undefined, version = '1.0', ...loadOptions } = options;
  const tasks = new HeldTasks();
  const clock = new HeldClock(0);
  const connections = new FakeConnections();
  const trace: TraceEvent[] = [];
  const plays = { [OWN[engine]]: play, [OTHER[engine]]: other };
  const renderers = new PlayedBackgrounds(ENGINES[engine], tasks, plays);
  const browser = createBrowser({ engine, connections, clock, renderers, onTrace: (event) => trace.push(event) });
  const load = (id: string, more: Record<string, unknown> = {}, settings: LoadOptions = {}) =>
    browser.loadExtension(
      {
        manifest_version: 3,
        name: id,
        version,
        permissions: ['nativeMessaging', 'storage'],
        background: engine === 'chromium' ? { service_worker: 'b.js' } : { scripts: ['b.js'] },
        action: {},
        ...more,
      },
      { ...settings, id },
    );
  const own = await load(OWN[engine], manifest, loadOptions);
  const page = own.attach<ExtensionApi>({ kind: 'page', url: 'page.html', tasks });
  return {
    browser,
    own,
    page,
    chrome: page.chrome,
    tasks,
    clock,
    connections,
    trace,
    renderers,
    load,
    starts: () => renderers.starts.get(OWN[engine]) ?? 0,
    /** Held time passes in steps, and everything settles after each. */
    async pass(ms: number, stepMs = 5000): Promise<void> {
      await tasks.run();
      for (let left = ms; left > 0; left -= stepMs) {
        clock.advance(Math.min(left, stepMs));
        await tasks.run();
      }
    },
    isAwake: () =>
      trace.reduce((count, event) => {
        if (event.type === 'context.created' && event.kind === 'background') return count + 1;
        return event.type === 'context.gone' && event.context.startsWith('background') ? count - 1 : count;
      }, 0) > 0,
  };
}

const forEach = <Row extends object>(rows: readonly Row[]) =>
  ENGINE_NAMES.flatMap((engine) => rows.map((row) => ({ engine, ...row })));

describe.each(ENGINE_NAMES)('what is for a sleeping background wakes it: %s', (engine) => {
  it('T77, 9.18: a message, which is answered', async () => {
    const world = await createSleeping(engine, ({ runtime }) => {
      runtime.onMessage.addListener((message, _sender, respond) => respond(`heard ${String(message)}`));
    });
    await world.pass(IDLE_MS);
    expect(world.isAwake()).toBe(false);
    const answer = settled(world.chrome.runtime.sendMessage('hello'));
    await world.tasks.run();
    expect(await answer).toEqual({ value: 'heard hello' });
    expect(world.starts()).toBe(2);
  });

  it('T77: what is sent meanwhile waits in order, ports and messages alike', async () => {
    const heard: unknown[] = [];
    const world = await createSleeping(engine, ({ runtime }) => {
      runtime.onConnect.addListener((port) => {
        heard.push(`port ${port.name}`);
        port.onMessage.addListener((message) => heard.push(message));
        port.onDisconnect.addListener(() => heard.push('closed'));
      });
      runtime.onMessage.addListener((message) => void heard.push(message));
    });
    await world.pass(IDLE_MS);
    world.renderers.startsAtOnce = false;
    const port = world.chrome.runtime.connect({ name: 'a' });
    port.postMessage(1);
    void settled(world.chrome.runtime.sendMessage('between'));
    port.postMessage(2);
    const second = world.chrome.runtime.connect({ name: 'b' });
    second.postMessage(3);
    port.postMessage(4);
    port.disconnect();
    await world.tasks.run();
    expect(heard).toEqual([]);
    world.renderers.finishStart();
    await world.tasks.run();
    expect(heard).toEqual(
      engine === 'chromium'
        ? ['port a', 1, 'between', 2, 'port b', 3, 4, 'closed']
        : ['port a', 'between', 'port b', 1, 2, 4, 'closed', 3],
    );
  });

  it('9.18, T77: a message that nobody listens to, which then finds no receiver', async () => {
    const world = await createSleeping(engine, () => undefined);
    world.page.close();
    const other = await world.load(OTHER[engine]);
    await world.pass(IDLE_MS);
    const { chrome } = other.attach<ExtensionApi>({ kind: 'page', url: 'page.html', tasks: world.tasks });
    const answer = settled(chrome.runtime.sendMessage(OWN[engine], 'hello', {}));
    await world.tasks.run();
    expect(world.starts()).toBe(2);
    expect(await answer).toEqual({ error: 'Error: Could not establish connection. Receiving end does not exist.' });
  });

  it('T77: a port of another extension', async () => {
    const heard: unknown[] = [];
    const world = await createSleeping(engine, ({ runtime }) => {
      runtime.onConnectExternal.addListener((port) => void heard.push(port.name));
    });
    const other = await world.load(OTHER[engine]);
    await world.pass(IDLE_MS);
    const { chrome } = other.attach<ExtensionApi>({ kind: 'page', url: 'page.html', tasks: world.tasks });
    chrome.runtime.connect(OWN[engine], { name: 'from outside' });
    await world.tasks.run();
    expect({ heard, starts: world.starts() }).toEqual({ heard: ['from outside'], starts: 2 });
  });

  it('events that it listened to, and no other', async () => {
    const heard: unknown[] = [];
    const world = await createSleeping(engine, ({ action }) => {
      action?.onClicked.addListener((tab) => void heard.push(tab.id));
    });
    await world.pass(IDLE_MS);
    world.own.grant('tabs');
    await world.tasks.run();
    expect(world.starts()).toBe(1);
    world.own.click({ id: 7 });
    await world.tasks.run();
    expect({ heard, starts: world.starts() }).toEqual({ heard: [7], starts: 2 });
  });

  it('a change of what is stored', async () => {
    const heard: unknown[] = [];
    const world = await createSleeping(engine, ({ storage }) => {
      storage.onChanged.addListener((changes, area) => void heard.push([Object.keys(changes), area]));
    });
    await world.pass(IDLE_MS);
    await Promise.all([world.chrome.storage.local.set({ a: 1 }), world.tasks.run()]);
    await world.tasks.run();
    expect({ heard, starts: world.starts() }).toEqual({ heard: [[['a'], 'local']], starts: 2 });
  });

  it('and it may be woken and put to sleep by hand', async () => {
    const world = await createSleeping(engine, () => undefined);
    await world.tasks.run();
    await Promise.all([world.own.suspendBackground(), world.tasks.run()]);
    expect(world.isAwake()).toBe(false);
    await Promise.all([world.own.wakeBackground(), world.tasks.run()]);
    expect({ isAwake: world.isAwake(), starts: world.starts() }).toEqual({ isAwake: true, starts: 2 });
  });

  it('also after it crashed', async () => {
    const world = await createSleeping(engine, ({ runtime }) => {
      runtime.onMessage.addListener((_message, _sender, respond) => respond('alive'));
    });
    await world.tasks.run();
    world.renderers.crash(OWN[engine]);
    expect(world.trace).toContainEqual(
      expect.objectContaining({ type: 'error', context: 'background', code: 'BACKGROUND_CRASHED' }),
    );
    const answer = settled(world.chrome.runtime.sendMessage('?'));
    await world.tasks.run();
    expect(await answer).toEqual({ value: 'alive' });
  });

  it('and until it has started, the browser is not idle', async () => {
    const world = await createSleeping(engine, () => undefined);
    await world.pass(IDLE_MS);
    world.renderers.startsAtOnce = false;
    void world.own.wakeBackground();
    let isIdle = false;
    const idle = world.browser.whenIdle().then(() => {
      isIdle = true;
    });
    await world.tasks.run();
    expect({ isIdle, ...world.browser.activity }).toMatchObject({ isIdle: false, changingBackgrounds: 1 });
    world.renderers.finishStart();
    await Promise.all([idle, world.tasks.run()]);
    expect(world.browser.activity.changingBackgrounds).toBe(0);
  });
});

describe('the other side of its ports', () => {
  it.each(forEach([{ opener: 'page' }, { opener: 'background' }]))(
    'T76, 6.20, T72: hears onDisconnect without an error when it sleeps, opened by the $opener, in $engine',
    async ({ engine, opener }) => {
      const world = await createSleeping(engine, ({ runtime }) => {
        runtime.onConnect.addListener(() => undefined);
        if (opener === 'background') runtime.onInstalled.addListener(() => void runtime.connect());
      });
      const logs: unknown[][] = [];
      world.chrome.runtime.onConnect.addListener((port) => void logs.push(listenTo(world.page, port)));
      if (opener === 'page') logs.push(listenTo(world.page, world.chrome.runtime.connect()));
      await world.pass(IDLE_MS - 1);
      expect(logs).toEqual([[]]);
      await world.pass(1);
      expect({ logs, isAwake: world.isAwake() }).toEqual({ logs: [['closed: in peace']], isAwake: false });
    },
  );

  it.each([
    { engine: 'chromium', from: 'page', awake: true, ids: 'T72' },
    { engine: 'firefox', from: 'page', awake: true, ids: 'T72' },
    { engine: 'chromium', from: 'background', awake: true, ids: 'T72' },
    { engine: 'firefox', from: 'background', awake: false, ids: '6.20' },
  ] as const)('$ids: a message of the $from keeps it awake: $awake, in $engine', async ({ engine, from, awake }) => {
    const ports: { postMessage(message: unknown): void }[] = [];
    const world = await createSleeping(engine, ({ runtime }) => {
      runtime.onConnect.addListener((port) => void ports.unshift(port));
    });
    const port = world.chrome.runtime.connect();
    await world.pass(20_000);
    if (from === 'page') port.postMessage('still there?');
    else ports[0]?.postMessage('yes');
    await world.pass(20_000);
    expect(world.isAwake()).toBe(awake);
    await world.pass(10_000);
    expect(world.isAwake()).toBe(false);
  });
});

describe('a message that it owes an answer to', () => {
  it('T73: keeps a worker awake until it is answered', async () => {
    let respond: ((answer: unknown) => void) | undefined;
    const world = await createSleeping('chromium', ({ runtime }) => {
      runtime.onMessage.addListener((_message, _sender, answer) => {
        respond = answer;
        return true;
      });
    });
    const answer = settled(world.chrome.runtime.sendMessage('slow'));
    await world.pass(4 * 60_000);
    expect(world.isAwake()).toBe(true);
    respond?.('at last');
    await world.pass(IDLE_MS - 1);
    expect({ answer: await answer, isAwake: world.isAwake() }).toEqual({
      answer: { value: 'at last' },
      isAwake: true,
    });
    await world.pass(1);
    expect(world.isAwake()).toBe(false);
  });

  it('T73, T74: for five minutes; then it is stopped, and the sender hears it', async () => {
    const world = await createSleeping('chromium', ({ runtime }) => {
      const kept: unknown[] = [];
      runtime.onMessage.addListener((_message, _sender, answer) => {
        kept.push(answer);
        return true;
      });
    });
    const answer = settled(world.chrome.runtime.sendMessage('never'));
    await world.pass(5 * 60_000);
    expect(world.isAwake()).toBe(false);
    expect(await answer).toEqual({
      error:
        'Error: A listener indicated an asynchronous response by returning true, but the message channel closed before a response was received',
    });
  });

  it('T73: one that it has sent itself keeps a worker awake, too', async () => {
    const world = await createSleeping('chromium', ({ runtime }) => {
      runtime.onInstalled.addListener(() => void runtime.sendMessage('?'));
    });
    let respond: ((answer: unknown) => void) | undefined;
    world.chrome.runtime.onMessage.addListener((_message, _sender, answer) => {
      respond = answer;
      return true;
    });
    await world.pass(2 * 60_000);
    expect(world.isAwake()).toBe(true);
    respond?.('!');
    await world.pass(IDLE_MS);
    expect(world.isAwake()).toBe(false);
  });
});

describe('native messaging', () => {
  it.each([
    { engine: 'chromium', api: 'connectNative', ids: 'C16, T75, X26' },
    { engine: 'chromium', api: 'sendNativeMessage', ids: 'C16, X26' },
    { engine: 'firefox', api: 'connectNative', ids: '6.19, X26' },
    { engine: 'firefox', api: 'sendNativeMessage', ids: '6.19, X26' },
  ] as const)('$ids: $api keeps it awake until the host is gone, in $engine', async ({ engine, api }) => {
    const world = await createSleeping(engine, ({ runtime }) => {
      runtime.onInstalled.addListener(() => {
        if (api === 'connectNative') runtime.connectNative('a');
        else void settled(runtime.sendNativeMessage('a', {}));
      });
    });
    await world.pass(10 * 60_000);
    expect(world.isAwake()).toBe(true);
    world.connections.last.ends('HOST_EXITED');
    await world.pass(IDLE_MS);
    expect(world.isAwake()).toBe(false);
  });

  it.each(forEach([{}]))(
    'C17: a host is closed when its background is put to sleep, in $engine',
    async ({ engine }) => {
      const world = await createSleeping(engine, ({ runtime }) => {
        runtime.onInstalled.addListener(() => void runtime.connectNative('a'));
      });
      await world.tasks.run();
      const host = world.connections.last;
      expect(host.isClosed).toBe(false);
      await Promise.all([world.own.suspendBackground(), world.tasks.run()]);
      expect(host.isClosed).toBe(true);
    },
  );
});

describe('calls', () => {
  it.each([
    { engine: 'chromium', area: 'local', awake: true, ids: 'T74' },
    { engine: 'firefox', area: 'local', awake: false, ids: '6.20' },
    { engine: 'firefox', area: 'session', awake: true, ids: '6.20' },
  ] as const)('$ids: a call of storage.$area keeps it awake: $awake, in $engine', async ({ engine, area, awake }) => {
    let own: ExtensionApi | undefined;
    const world = await createSleeping(engine, (chrome) => {
      own = chrome;
    });
    await world.pass(20_000);
    void own?.storage[area].get();
    await world.pass(20_000);
    expect(world.isAwake()).toBe(awake);
  });
});

describe('what a background is told of its life', () => {
  /** The events of its life that it hears, in order, over all its starts. */
  function listener(log: string[]): Play {
    return ({ runtime }) => {
      log.push('scripts');
      for (const name of ['onInstalled', 'onStartup', 'onSuspend', 'onSuspendCanceled'] as const) {
        runtime[name].addListener((...details: unknown[]) => {
          log.push([name, ...details.map((each) => JSON.stringify(each))].join(' '));
        });
      }
    };
  }

  it.each([
    { engine: 'chromium', details: '{"reason":"install"}', slept: [] },
    { engine: 'firefox', details: '{"reason":"install","temporary":true}', slept: ['onSuspend'] },
  ] as const)('$engine: when it is installed, sleeps and wakes', async ({ engine, details, slept }) => {
    const log: string[] = [];
    const world = await createSleeping(engine, listener(log));
    await world.pass(IDLE_MS);
    await Promise.all([world.own.wakeBackground(), world.tasks.run()]);
    expect(log).toEqual(['scripts', `onInstalled ${details}`, ...slept, 'scripts']);
  });

  it.each(ENGINE_NAMES)('%s: when it was there before the browser started', async (engine) => {
    const log: string[] = [];
    const world = await createSleeping(engine, listener(log), { installed: true });
    await world.tasks.run();
    expect(log).toEqual(['scripts', 'onStartup']);
  });

  it.each([
    { engine: 'chromium', details: '{"previousVersion":"1.0","reason":"update"}' },
    { engine: 'firefox', details: '{"reason":"update","previousVersion":"1.0","temporary":true}' },
  ] as const)('$engine: when it is loaded again', async ({ engine, details }) => {
    const log: string[] = [];
    const world = await createSleeping(engine, listener(log));
    await world.tasks.run();
    await world.own.unload();
    log.length = 0;
    await world.load(OWN[engine], { version: '1.1' });
    await world.tasks.run();
    expect(log).toEqual(['scripts', `onInstalled ${details}`]);
  });

  it('firefox: when something arrives while it is put to sleep', async () => {
    const log: string[] = [];
    const world = await createSleeping('firefox', listener(log));
    await world.pass(IDLE_MS - 1);
    world.clock.advance(1);
    void settled(world.chrome.runtime.sendMessage('wait'));
    await world.tasks.run();
    expect(log.slice(2)).toEqual(['onSuspend', 'onSuspendCanceled']);
    expect(world.isAwake()).toBe(true);
  });
});

describe('a background that never sleeps', () => {
  it.each(forEach([{}]))('X26: a persistent page, in $engine', async ({ engine }) => {
    const world = await createSleeping(engine, () => undefined, {
      manifest: { manifest_version: 2, background: { scripts: ['b.js'] }, action: undefined },
    });
    await world.pass(60 * 60_000, 60_000);
    expect({ isAwake: world.isAwake(), starts: world.starts() }).toEqual({ isAwake: true, starts: 1 });
    await expect(world.own.suspendBackground()).rejects.toMatchObject({ code: 'BACKGROUND_STAYS' });
  });

  it.each(ENGINE_NAMES)('one that was attached by hand, in %s', async (engine) => {
    const clock = new HeldClock(0);
    const browser = createBrowser({ engine, clock, connections: new FakeConnections() });
    const extension = await browser.loadExtension({
      manifest_version: 3,
      name: 'x',
      version: '1',
      background: { service_worker: 'b.js', scripts: ['b.js'] },
    });
    const { chrome } = extension.attach<ExtensionApi>();
    clock.advance(60 * 60_000);
    expect(chrome.runtime.getURL('')).toBe(extension.baseUrl);
    await expect(extension.suspendBackground()).rejects.toMatchObject({ code: 'BACKGROUND_STAYS' });
    await extension.wakeBackground();
  });
});
