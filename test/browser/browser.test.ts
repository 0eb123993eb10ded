import { describe, expect, it } from 'vitest';
import { BrowserCore } from '../../src/browser/browser-core.js';
import { createBrowser, type Port } from '../../src/browser/node.js';
import {
  bridgeOverMessagePort,
  createContext,
  createMemoryBridge,
  ENGINES,
  type FromContext,
} from '../../src/context/index.js';
import { FakeConnections } from './fake-connections.js';
import { createWorld, ENGINE_NAMES, IDS } from './small-world.js';

type World = Awaited<ReturnType<typeof createWorld>>;
type OpenPort = World & { readonly port: Port };

/** Whether a promise has been fulfilled by now. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}

describe('a browser knows when nothing is left to happen', () => {
  it('at once when nothing ever happened', async () => {
    const browser = createBrowser({ engine: 'chromium', connections: new FakeConnections() });
    await browser.whenIdle();
  });

  it('not while a port is open, nor while its host runs', async () => {
    const { browser, chrome, connections, tasks } = await createWorld('chromium');
    const port = chrome.runtime.connectNative('a');
    expect(browser.activity).toMatchObject({ openPorts: 1, contextPorts: 0, runningHosts: 1, pendingCalls: 0 });
    const idle = browser.whenIdle();
    expect(await isDone(idle)).toBe(false);
    port.disconnect();
    expect(browser.activity).toMatchObject({ openPorts: 0, contextPorts: 0, runningHosts: 1, pendingCalls: 0 });
    expect(await isDone(idle)).toBe(false);
    connections.last.leaves();
    await isDone(idle);
    await tasks.run();
    expect(await isDone(idle)).toBe(true);
  });

  it('not before the listeners have run, which may begin something new', async () => {
    const { browser, chrome, connections, tasks } = await createWorld('firefox');
    const seen: string[] = [];
    const idle = browser.whenIdle().then(() => seen.push('idle'));
    chrome.runtime.connectNative('a').onDisconnect.addListener(() => {
      seen.push('first closed');
      chrome.runtime.connectNative('b').onDisconnect.addListener(() => seen.push('second closed'));
    });
    connections.last.ends();
    await tasks.run();
    expect(seen).toEqual(['first closed']);
    connections.last.ends();
    await isDone(idle);
    await tasks.run();
    await idle;
    expect(seen).toEqual(['first closed', 'second closed', 'idle']);
  });

  it('not while the user thinks about a request', async () => {
    let decide: (granted: boolean) => void = () => {};
    const { browser, chrome, extension, tasks } = await createWorld('chromium', {
      manifest: { permissions: [], optional_permissions: ['nativeMessaging'] },
      onPermissionRequest: () => new Promise((resolve) => (decide = resolve)),
    });
    chrome.action?.onClicked.addListener(() => void chrome.permissions.request({ permissions: ['nativeMessaging'] }));
    extension.click();
    await tasks.run();
    expect(browser.activity.pendingCalls).toBe(1);
    decide(true);
    await tasks.run();
    expect(browser.activity.pendingCalls).toBe(0);
  });

  it('contexts that are gone have nothing left to do', async () => {
    const { browser, context } = await createWorld('chromium');
    const idle = browser.whenIdle();
    context.close();
    await idle;
  });
});

describe.each(ENGINE_NAMES)('ports die with their context, in %s', (engine) => {
  it.each([
    { how: 'the context closes', end: (world: World) => world.context.close() },
    {
      how: 'the extension is unloaded',
      end: (world: World) => void world.extension.unload(),
    },
    { how: 'the browser closes', end: (world: World) => void world.browser.close() },
  ])('C17, 6.12-6.14: $how; nothing is heard of it there', async ({ end }) => {
    const world = await createWorld(engine);
    const { chrome, connections, tasks, browser, trace } = world;
    const heard: unknown[] = [];
    for (const name of ['a', 'b']) {
      const port = chrome.runtime.connectNative(name);
      port.onMessage.addListener((message) => heard.push(message));
      port.onDisconnect.addListener(() => heard.push('disconnected'));
    }
    connections.last.says('on its way');
    end(world);
    await tasks.run();
    expect(connections.hosts.map(({ isClosed }) => isClosed)).toEqual([true, true]);
    expect(heard).toEqual([]);
    expect(browser.activity.openPorts).toBe(0);
    expect(
      trace.filter(({ type }) => type === 'port.closed' || type === 'context.gone').map(({ type }) => type),
    ).toEqual(['port.closed', 'port.closed', 'context.gone']);
  });

  it('contexts of one extension are apart from each other', async () => {
    const { extension, connections, context, tasks } = await createWorld(engine);
    const other = extension.attach({ tasks, name: 'page' });
    const heard: unknown[] = [];
    other.chrome.runtime.connectNative('a').onMessage.addListener((message) => heard.push(message));
    context.close();
    connections.last.says(1);
    await tasks.run();
    expect(heard).toEqual([1]);
  });

  it('unload waits for the hosts', async () => {
    const { extension, chrome, connections } = await createWorld(engine);
    chrome.runtime.connectNative('a');
    const unloaded = extension.unload();
    expect(await isDone(unloaded)).toBe(false);
    connections.last.leaves();
    expect(await isDone(unloaded)).toBe(true);
  });
});

describe('names of contexts', () => {
  it('are never given twice', async () => {
    const { extension, context } = await createWorld('chromium');
    const names = [
      context,
      extension.attach(),
      extension.attach({ name: 'page' }),
      extension.attach({ name: 'background-2' }),
    ];
    expect(names.map(({ name }) => name)).toEqual(['background', 'background-2', 'page', 'background-2-2']);
  });
});

describe('the trace', () => {
  const times = (): (() => number) => {
    let time = 0;
    return () => {
      time += 1;
      return time;
    };
  };

  it('tells everything in order', async () => {
    const world = await createWorld('chromium', { now: times() });
    const { chrome, connections, tasks, context, extension, trace } = world;
    const port = chrome.runtime.connectNative('a');
    const host = connections.last;
    host.reports({ type: 'started', pid: 7, argv: ['/a', 'x'], cwd: '/', manifestPath: '/a.json' });
    port.postMessage({ hello: 'é' });
    host.writes('nul');
    host.reports({ type: 'stderr', line: 'a line' });
    host.ends('HOST_EXITED');
    host.reports({ type: 'exited', exitCode: 3, signal: null });
    await tasks.run();
    context.close();
    const of = { context: 'background', port: 1 };
    expect(trace).toEqual(
      [
        { type: 'trace.started', version: 1, engine: 'chromium' },
        {
          type: 'context.created',
          context: 'background',
          kind: 'background',
          url: extension.baseUrl,
          extension: extension.id,
        },
        { type: 'port.opened', ...of, api: 'connectNative', application: 'a' },
        { type: 'host.started', ...of, pid: 7, argv: ['/a', 'x'], cwd: '/', manifestPath: '/a.json' },
        { type: 'message', ...of, direction: 'to-host', bytes: 14, body: { hello: 'é' } },
        { type: 'message', ...of, direction: 'from-host', bytes: 3, text: 'nul' },
        { type: 'host.stderr', ...of, line: 'a line' },
        {
          type: 'port.closed',
          ...of,
          by: 'host',
          error: 'Native host has exited.',
          reason: { code: 'HOST_EXITED', message: 'It ended with HOST_EXITED.', hint: 'Look at the test.' },
        },
        { type: 'host.exited', ...of, exitCode: 3, signal: null },
        {
          type: 'console',
          context: 'background',
          by: 'browser',
          level: 'error',
          args: ['The sender sent an invalid JSON message; message ignored.'],
        },
        {
          type: 'console',
          context: 'background',
          by: 'browser',
          level: 'error',
          args: ['Unchecked runtime.lastError: Native host has exited.'],
        },
        { type: 'context.gone', context: 'background' },
      ].map((event, index) => ({ time: index + 1, ...event })),
    );
  });

  it.each([
    { text: '['.repeat(1000) + ']'.repeat(1000), isBody: true },
    { text: '['.repeat(1001) + ']'.repeat(1001), isBody: false },
    { text: '{"a":'.repeat(100_000) + 1 + '}'.repeat(100_000), isBody: false },
    { text: JSON.stringify(`\\"${'['.repeat(5000)}`), isBody: true },
    { text: `[${'[],'.repeat(5000)}[]]`, isBody: true },
    { text: '"'.repeat(5001), isBody: false },
  ])('tells as text what is nested too deep to be written down again, row %#', async ({ text, isBody }) => {
    const { chrome, connections, trace, tasks } = await createWorld('chromium');
    chrome.runtime.connectNative('a');
    connections.last.writes(text);
    await tasks.run();
    const message = trace.find(({ type }) => type === 'message');
    expect(JSON.stringify(message)).toContain(isBody ? '"body":' : '"text":');
  });

  it.each([
    { by: 'extension', end: ({ port }: OpenPort) => port.disconnect() },
    { by: 'browser', end: ({ extension }: OpenPort) => void extension.unload() },
    { by: 'browser', end: ({ connections }: OpenPort) => connections.last.ends('HOST_NOT_FOUND') },
    { by: 'host', end: ({ connections }: OpenPort) => connections.last.ends() },
  ])('says who closed a port: the $by', async ({ by, end }) => {
    const world = await createWorld('firefox');
    end({ ...world, port: world.chrome.runtime.connectNative('a') });
    expect(world.trace.find(({ type }) => type === 'port.closed')).toMatchObject({ by });
  });

  it('PERMISSION_MISSING has its reason and remedy', async () => {
    const { chrome, extension, trace } = await createWorld('firefox');
    const { connectNative } = chrome.runtime;
    extension.revoke('nativeMessaging');
    connectNative('a');
    expect(trace.find(({ type }) => type === 'port.closed')).toMatchObject({
      error: 'No such native application a',
      reason: { code: 'PERMISSION_MISSING', hint: expect.stringMatching(/^Add /) },
    });
  });
});

describe('an uncaught error without a hook', () => {
  it('is thrown again on its own', async () => {
    const connections = new FakeConnections();
    const browser = createBrowser({ engine: 'chromium', connections });
    const extension = await browser.loadExtension({
      manifest_version: 3,
      name: 'x',
      version: '1',
      permissions: ['nativeMessaging'],
    });
    const { chrome } = extension.attach();
    const boom = new Error('boom');
    chrome.runtime.connectNative('a').onMessage.addListener(() => {
      throw boom;
    });
    const before = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const caught = new Promise((resolve) => process.once('uncaughtException', resolve));
    connections.last.says(1);
    expect(await caught).toBe(boom);
    for (const listener of before) process.on('uncaughtException', listener);
  });
});

describe('a context elsewhere', () => {
  it.each(ENGINE_NAMES)('talks over a MessagePort as it does in memory, in %s', async (engine) => {
    const { extension, connections, browser } = await createWorld(engine);
    const { port1, port2 } = new MessageChannel();
    const link = extension.attachOver(bridgeOverMessagePort(port1), { name: 'worker' });
    const description = structuredClone(extension.describe());
    const { chrome, dispose } = createContext({
      engine: ENGINES[engine],
      bridge: bridgeOverMessagePort(port2),
      extension: description,
    });
    const reply = chrome.runtime.sendNativeMessage('a', { ask: 1 });
    while (connections.hosts.length === 0 || connections.last.sent.length === 0) await isDone(Promise.resolve());
    connections.last.says({ answer: 2 });
    expect(await reply).toEqual({ answer: 2 });
    expect(link.name).toBe('worker');
    dispose();
    connections.last.leaves();
    while (browser.activity.openPorts > 0) await isDone(Promise.resolve());
  });

  it('cannot confuse the browser with nonsense', async () => {
    const connections = new FakeConnections();
    const core = new BrowserCore({ engine: ENGINES.chromium, connections });
    const extension = core.load({
      id: IDS.chromium,
      baseUrl: `chrome-extension://${IDS.chromium}/`,
      manifest: { manifest_version: 3, name: 'x', version: '1', permissions: ['nativeMessaging'] },
    });
    const bridge = createMemoryBridge();
    extension.attachOver(bridge.browser);
    const replies: unknown[] = [];
    bridge.context.listen({ received: (message) => replies.push(message), closed: () => {} });
    const nonsense: unknown[] = [
      { type: 'message', channel: 99, message: 'x' },
      { type: 'close', channel: 99 },
      { type: 'synced', sync: 99 },
      { type: 'open', channel: 1, api: 'connectNative', application: 5 },
      { type: 'open', channel: 2, api: 'connectNative', application: 'a' },
      { type: 'open', channel: 2, api: 'connectNative', application: 'again' },
      { type: 'message', channel: 2, message: { not: 'a text' } },
      { type: 'call', call: 1, method: 'constructor', args: [] },
      { type: 'call', call: 2, method: 'permissions.request', args: ['x'] },
      { type: 'unheard of' },
    ];
    for (const message of nonsense) bridge.context.send(message as FromContext);
    await isDone(Promise.resolve());
    expect(connections.hosts.map(({ request: { application }, sent }) => ({ application, sent }))).toEqual([
      { application: 'a', sent: [] },
    ]);
    expect(replies).toEqual([
      { type: 'reply', call: 1, error: 'There is no constructor.' },
      { type: 'reply', call: 2, result: true },
    ]);
    bridge.context.close();
    expect(core.activity.openPorts).toBe(0);
  });
});
