import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { bridgeOverMessagePort, createBrowser, createContext } from '../../src/browser/node.js';
import type { FromContext, ToContext } from '../../src/context/index.js';
import { ENGINES } from '../../src/engines/index.js';
import { FakeConnections } from './fake-connections.js';
import { createSeveral, listenTo, OTHER, OWN, receive, settled } from './several-contexts.js';
import { ENGINE_NAMES } from './small-world.js';

const NO_RECEIVER = 'Could not establish connection. Receiving end does not exist.';

describe('externally_connectable', () => {
  it.each([
    { ids: 'R80', key: undefined, connects: true },
    { ids: 'R81', key: { ids: [OWN.chromium] }, connects: true },
    { ids: 'R81', key: { ids: ['*'] }, connects: true },
    { ids: 'R81', key: { ids: [OTHER.chromium] }, connects: false },
    { ids: 'R81', key: { matches: ['https://example.com/*'] }, connects: false },
    { ids: 'R81', key: {}, connects: false },
  ])('$ids: in Chromium $key lets another extension connect: $connects', async ({ key, connects }) => {
    const { attach, tasks, other, trace } = await createSeveral('chromium', {
      other: key === undefined ? {} : { externally_connectable: key },
    });
    const stranger = attach({}, other);
    const received = receive(stranger, 'onConnectExternal');
    stranger.chrome.runtime.onMessageExternal.addListener(async () => 'hello');
    const own = attach();
    const heard = listenTo(own, own.chrome.runtime.connect(OTHER.chromium));
    const sent = settled(own.chrome.runtime.sendMessage(OTHER.chromium, 1));
    await tasks.run();
    expect(received).toHaveLength(connects ? 1 : 0);
    expect(heard).toEqual(connects ? [] : [`closed: ${NO_RECEIVER}`]); // R82
    expect(await sent).toEqual(connects ? { value: 'hello' } : { error: `Error: ${NO_RECEIVER}` });
    const reasons = trace.flatMap((event) => (event.type === 'port.closed' && event.reason ? [event.reason.code] : []));
    expect(reasons).toEqual(connects ? [] : ['NOT_CONNECTABLE', 'NOT_CONNECTABLE']);
  });

  it('R83: it says nothing of the own contexts', async () => {
    const { attach, tasks } = await createSeveral('chromium', { own: { externally_connectable: {} } });
    const received = receive(attach());
    attach({ kind: 'page' }).chrome.runtime.connect();
    await tasks.run();
    expect(received).toHaveLength(1);
  });

  it('9.13: Firefox does not know it', async () => {
    const { attach, tasks, other } = await createSeveral('firefox', { other: { externally_connectable: { ids: [] } } });
    const received = receive(attach({}, other), 'onConnectExternal');
    attach().chrome.runtime.connect(OTHER.firefox);
    await tasks.run();
    expect(received).toHaveLength(1);
  });
});

describe.each(ENGINE_NAMES)('who is there, in %s', (engine) => {
  it('9.17, R52: an extension that is not loaded, with the true reason in the trace', async () => {
    const { attach, tasks, trace } = await createSeveral(engine);
    const own = attach();
    const id = engine === 'chromium' ? 'c'.repeat(32) : 'nobody@example.org';
    const heard = listenTo(own, own.chrome.runtime.connect(id));
    await tasks.run();
    expect(heard).toEqual([`closed: ${NO_RECEIVER}`]);
    expect(trace.find(({ type }) => type === 'port.closed')).toMatchObject({
      by: 'browser',
      error: NO_RECEIVER,
      reason: { code: 'EXTENSION_MISSING', message: `No extension with the id "${id}" is loaded.` },
    });
  });

  it('T76, 7.34: an extension that is unloaded closes its ports to others', async () => {
    const { attach, tasks, own, other, browser } = await createSeveral(engine);
    const received = receive(attach({}, other), 'onConnectExternal');
    const page = attach();
    page.chrome.runtime.connect(OTHER[engine]);
    const opened = attach({}, other).chrome.runtime.connect(OWN[engine]); // nobody listens there
    await tasks.run();
    expect(() => opened.postMessage(1)).toThrow('disconnected port');
    await own.unload();
    await tasks.run();
    expect(received.map(({ heard }) => heard)).toEqual([['closed: in peace']]);
    expect(browser.activity.contextPorts).toBe(0);
  });

  it('an extension that is unloaded while it is offered a port never answers: nobody is there', async () => {
    const { attach, tasks, other } = await createSeveral(engine);
    receive(attach({}, other), 'onConnectExternal');
    const own = attach();
    const heard = listenTo(own, own.chrome.runtime.connect(OTHER[engine]));
    await other.unload();
    await tasks.run();
    expect(heard).toEqual([`closed: ${NO_RECEIVER}`]);
  });

  it('pages and backgrounds have names and addresses of their own', async () => {
    const { attach, own, trace } = await createSeveral(engine);
    const names = [
      attach(),
      attach({ kind: 'page', url: 'popup.html' }),
      attach({ kind: 'page', name: 'options' }),
    ].map(({ name }) => name);
    expect(names).toEqual(['background', 'page', 'options']);
    const created = trace.filter(({ type }) => type === 'context.created');
    expect(created).toMatchObject([
      { kind: 'background', url: own.baseUrl },
      { kind: 'page', url: `${own.baseUrl}popup.html` },
      { kind: 'page', url: own.baseUrl },
    ]);
  });
});

describe('activity', () => {
  it.each(ENGINE_NAMES)('an open port between contexts lets nothing happen by itself, in %s', async (engine) => {
    const browser = createBrowser({ engine, connections: new FakeConnections() });
    const extension = await browser.loadExtension({ manifest_version: 3, name: 'a', version: '1' });
    const [background, page] = [extension.attach(), extension.attach({ kind: 'page' })];
    const heard: unknown[] = [];
    background.chrome.runtime.onConnect.addListener((port) => {
      port.onMessage.addListener((message) => port.postMessage(Number(message) + 1));
    });
    const port = page.chrome.runtime.connect();
    port.onMessage.addListener((message) => {
      heard.push(message);
      if (heard.length < 20) port.postMessage(message);
    });
    port.postMessage(0);
    await browser.whenIdle(); // after all that the messages have set going
    expect(heard).toHaveLength(20);
    expect(browser.activity).toMatchObject({ openPorts: 0, contextPorts: 1, runningHosts: 0, pendingCalls: 0 });
    port.disconnect();
    await browser.whenIdle();
    expect(browser.activity.contextPorts).toBe(0);
    await browser.close();
  });
});

describe('the trace of ports between contexts', () => {
  it('Chromium: who opens, who receives, what is said, how it ends', async () => {
    const { attach, tasks, trace } = await createSeveral('chromium');
    const received = receive(attach());
    const port = attach({ kind: 'page', name: 'popup' }).chrome.runtime.connect({ name: 'x' });
    port.postMessage({ a: 1 });
    await tasks.run();
    received[0]?.port.postMessage([2]);
    received[0]?.port.disconnect();
    const of = { context: 'popup', port: 1 };
    expect(trace.filter((event) => 'port' in event).map(({ time: _, ...event }) => event)).toEqual([
      { type: 'port.opened', ...of, api: 'connect', extension: OWN.chromium, name: 'x' },
      { type: 'message', ...of, direction: 'to-receivers', bytes: 7, body: { a: 1 } },
      { type: 'port.received', context: 'background', port: 1 },
      { type: 'message', context: 'background', port: 1, direction: 'to-opener', bytes: 3, body: [2] },
      { type: 'port.closed', ...of, by: 'receiver' },
    ]);
  });

  it('9.22: Firefox: why an answer that cannot be sent looks like no receiver', async () => {
    const { attach, tasks, trace } = await createSeveral('firefox');
    attach().chrome.runtime.onMessage.addListener((_message, _sender, respond) => respond(() => 1));
    const sent = settled(attach({ kind: 'page' }).chrome.runtime.sendMessage(1));
    await tasks.run();
    expect(await sent).toEqual({ error: `Error: ${NO_RECEIVER}` });
    expect(trace.find(({ type }) => type === 'port.received')).toMatchObject({ context: 'background' });
    expect(trace.find(({ type }) => type === 'port.closed')).toMatchObject({ reason: { code: 'ANSWER_NOT_SENDABLE' } });
  });

  it('Firefox: a clone as far as JSON can say it', async () => {
    const { attach, tasks, trace } = await createSeveral('firefox');
    const background = attach();
    background.chrome.runtime.onMessage.addListener(async () => new Map([[1n, undefined]]));
    const cyclic: Record<string, unknown> = { when: new Date(0), not: Number.NaN, error: new Error('no') };
    cyclic.self = cyclic;
    void attach({ kind: 'page' }).chrome.runtime.sendMessage(cyclic);
    await tasks.run();
    expect(trace.filter((event) => 'port' in event).map(({ time: _, ...event }) => event)).toEqual([
      { type: 'port.opened', context: 'page', port: 1, api: 'sendMessage', extension: OWN.firefox },
      {
        type: 'message',
        context: 'page',
        port: 1,
        direction: 'to-receivers',
        body: { when: '1970-01-01T00:00:00.000Z', not: 'NaN', error: 'Error: no', self: '[cyclic]' },
      },
      { type: 'port.received', context: 'background', port: 1 },
      { type: 'message', context: 'background', port: 1, direction: 'to-opener', body: { Map: [['1n', 'undefined']] } },
      { type: 'port.closed', context: 'page', port: 1, by: 'receiver' },
    ]);
    expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
  });
});

describe.each(ENGINE_NAMES)('contexts behind a MessagePort in %s', (engine) => {
  it('speak to each other as contexts in this thread do', async () => {
    const browser = createBrowser({ engine, connections: new FakeConnections() });
    const extension = await browser.loadExtension({ manifest_version: 3, name: 'a', version: '1' });
    const remote = (kind: 'background' | 'page') => {
      const { port1, port2 } = new MessageChannel();
      extension.attachOver(bridgeOverMessagePort<ToContext, FromContext>(port1), { kind });
      const bridge = bridgeOverMessagePort<FromContext, ToContext>(port2);
      return createContext({ engine: ENGINES[engine], bridge, extension: extension.describe() });
    };
    const [background, page] = [remote('background'), remote('page')];
    background.chrome.runtime.onMessage.addListener(async (message) => ({ got: message }));
    background.chrome.runtime.onConnect.addListener((port) => {
      port.onMessage.addListener((message) => port.postMessage(message));
    });
    const message = { when: new Date(0) };
    expect(await page.chrome.runtime.sendMessage(message)).toEqual(
      engine === 'firefox' ? { got: message } : { got: { when: '1970-01-01T00:00:00.000Z' } },
    );
    const port = page.chrome.runtime.connect();
    const echo = new Promise((resolve) => port.onMessage.addListener(resolve));
    port.postMessage('echo');
    expect(await echo).toBe('echo');
    const gone = new Promise((resolve) => port.onDisconnect.addListener(resolve));
    background.dispose();
    await gone;
    page.dispose();
    await browser.close();
  });
});
