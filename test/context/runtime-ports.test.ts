import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { Intrinsics, Port } from '../../src/context/index.js';
import { createSeveral, listenTo, OTHER, OWN, receive } from '../browser/several-contexts.js';
import { callWith, ENGINE_NAMES, thrownBy } from '../browser/small-world.js';

const NO_RECEIVER = 'closed: Could not establish connection. Receiving end does not exist.';

describe.each(ENGINE_NAMES)('runtime.connect in %s', (engine) => {
  it('T3, T4, 7.3, 7.5: both ends have the name, the receiver has a sender', async () => {
    const { attach, tasks } = await createSeveral(engine);
    const [background, page] = [attach(), attach({ kind: 'page', url: 'popup.html' })];
    const received = receive(background);
    const port = page.chrome.runtime.connect({ name: 'popup' });
    await tasks.run();
    expect(port).toMatchObject({ name: 'popup', sender: undefined });
    expect(received[0]?.port.name).toBe('popup');
    expect(received[0]?.port.sender).toMatchObject({ id: OWN[engine] });
    expect(received[0]?.port.sender).toBe(received[0]?.port.sender);
    expect(Object.keys(port)).toEqual(Object.keys(received[0]?.port ?? {}));
  });

  it('7.25, 7.26: messages posted at once come after onConnect, and before the disconnect', async () => {
    const { attach, tasks } = await createSeveral(engine);
    const [background, page] = [attach(), attach({ kind: 'page' })];
    const received = receive(background);
    const port = page.chrome.runtime.connect();
    for (const n of [1, 2, 3]) port.postMessage(n);
    port.disconnect();
    await tasks.run();
    expect(received.map(({ heard }) => heard)).toEqual([[1, 2, 3, 'closed: in peace']]);
  });

  it('7.25: a listener that is added a few microtasks after onConnect hears them, too', async () => {
    const { attach, tasks } = await createSeveral(engine);
    const [background, page] = [attach(), attach({ kind: 'page' })];
    const heard: unknown[] = [];
    background.chrome.runtime.onConnect.addListener(async (port) => {
      for (let n = 0; n < 3; n += 1) await undefined;
      port.onMessage.addListener((message) => heard.push(message));
    });
    const port = page.chrome.runtime.connect();
    for (const n of [1, 2]) port.postMessage(n);
    await tasks.run();
    expect(heard).toEqual([1, 2]);
  });

  it('7.27: what a receiver posts before it disconnects arrives', async () => {
    const { attach, tasks } = await createSeveral(engine);
    const [background, page] = [attach(), attach({ kind: 'page' })];
    background.chrome.runtime.onConnect.addListener((port) => {
      port.postMessage('hello');
      port.disconnect();
    });
    const port = page.chrome.runtime.connect();
    const heard = listenTo(page, port);
    await tasks.run();
    expect(heard).toEqual(['hello', 'closed: in peace']);
    expect(thrownBy(() => port.postMessage(1))?.message).toMatch(/disconnected port/);
  });

  it.each([
    { when: 'no other context is there', listens: false, others: 0 },
    { when: 'R22, 9.19: another one is there, but nobody listens', listens: false, others: 1 },
    { when: 'R23, T61, 9.9: only the own context listens', listens: true, others: 0 },
  ])('T67, R52, 7.32: fails later when $when', async ({ listens, others }) => {
    const { attach, tasks } = await createSeveral(engine);
    const page = attach({ kind: 'page' });
    for (let n = 0; n < others; n += 1) attach();
    const received = listens ? receive(page) : [];
    const port = page.chrome.runtime.connect();
    const heard = listenTo(page, port);
    port.postMessage('unheard');
    expect(heard).toEqual([]);
    await tasks.run();
    expect(heard).toEqual([NO_RECEIVER]);
    expect(received).toEqual([]);
  });

  it('T60, T62, 7.29: every listening context gets a port; messages go to all, answers to the opener alone', async () => {
    const { attach, tasks } = await createSeveral(engine);
    const opener = attach();
    const pages = [attach({ kind: 'page' }), attach({ kind: 'page' })];
    const received = pages.map((page) => receive(page));
    attach({ kind: 'page' }); // hears nothing and takes nothing
    const port = opener.chrome.runtime.connect();
    const heard = listenTo(opener, port);
    port.postMessage('to all');
    await tasks.run();
    received[0]?.[0]?.port.postMessage('from the first');
    received[1]?.[0]?.port.postMessage('from the second');
    await tasks.run();
    expect(heard).toEqual(['from the first', 'from the second']);
    expect(received.map(([each]) => each?.heard)).toEqual([['to all'], ['to all']]);
  });

  it('R21: a name says nothing of what it is: a port stays a port', async () => {
    const { attach, tasks } = await createSeveral(engine);
    const [background, page] = [attach(), attach({ kind: 'page' })];
    const received = receive(background);
    const messages: unknown[] = [];
    background.chrome.runtime.onMessage.addListener((message) => messages.push(message));
    page.chrome.runtime.connect({ name: 'chrome.runtime.sendMessage' }).postMessage('hello');
    await tasks.run();
    expect(received.map(({ port, heard }) => [port.name, ...heard])).toEqual([['chrome.runtime.sendMessage', 'hello']]);
    expect(messages).toEqual([]);
  });

  it('9.29: onConnect hands over the port alone, and what a listener returns says nothing', async () => {
    const { attach, tasks } = await createSeveral(engine);
    const [background, page] = [attach(), attach({ kind: 'page' })];
    const steps: unknown[] = [];
    for (const [name, answer] of Object.entries({ first: true, second: Promise.resolve('x'), third: false }))
      background.chrome.runtime.onConnect.addListener((...args: unknown[]) => {
        queueMicrotask(() => steps.push(`microtask of the ${name}`));
        steps.push([name, args.length]);
        return answer;
      });
    const heard = listenTo(page, page.chrome.runtime.connect());
    await tasks.run();
    const microtasks = ['microtask of the first', 'microtask of the second', 'microtask of the third'];
    const calls = [
      ['first', 1],
      ['second', 1],
      ['third', 1],
    ];
    // Firefox: a microtask for each listener, all queued at once, as 7.10 has it.
    expect(steps).toEqual([...calls, ...microtasks]);
    expect(heard).toEqual([]);
  });

  it('7.28, T42: the listeners of one context share the port; one that throws breaks nothing', async () => {
    const { attach, tasks, uncaught } = await createSeveral(engine);
    const [background, page] = [attach(), attach({ kind: 'page' })];
    const ports: Port[] = [];
    background.chrome.runtime.onConnect.addListener((port) => {
      ports.push(port);
      throw new Error('from a listener');
    });
    background.chrome.runtime.onConnect.addListener((port) => void ports.push(port));
    const heard = listenTo(page, page.chrome.runtime.connect());
    await tasks.run();
    expect(ports).toHaveLength(2);
    expect(ports[0]).toBe(ports[1]);
    expect(uncaught).toHaveLength(1);
    ports[0]?.postMessage('alive');
    await tasks.run();
    expect(heard).toEqual(['alive']);
  });

  it.each([
    { when: 'T66: the opener disconnects', end: (port: Port) => port.disconnect() },
    { when: 'T76, 7.34: the opener’s context goes', end: undefined },
  ])('$when: all receivers hear it, in peace', async ({ end }) => {
    const { attach, tasks } = await createSeveral(engine);
    const opener = attach();
    const received = [attach({ kind: 'page' }), attach({ kind: 'page' })].map((page) => receive(page));
    const port = opener.chrome.runtime.connect();
    await tasks.run();
    if (end) end(port);
    else opener.close();
    await tasks.run();
    expect(received.map(([each]) => each?.heard)).toEqual([['closed: in peace'], ['closed: in peace']]);
  });

  it('7.36: the end of one opener leaves the ports of others alone', async () => {
    const { attach, tasks } = await createSeveral(engine);
    const received = receive(attach());
    const [first, second] = [attach({ kind: 'page' }), attach({ kind: 'page' })];
    first.chrome.runtime.connect({ name: 'first' });
    second.chrome.runtime.connect({ name: 'second' });
    await tasks.run();
    first.close();
    await tasks.run();
    expect(received.map(({ port, heard }) => [port.name, heard])).toEqual([
      ['first', ['closed: in peace']],
      ['second', []],
    ]);
  });

  it('R20, 9.12: another extension gets onConnectExternal, and only that', async () => {
    const { attach, tasks, other } = await createSeveral(engine);
    const stranger = attach({}, other);
    const [inside, outside] = [receive(stranger, 'onConnect'), receive(stranger, 'onConnectExternal')];
    const port = attach().chrome.runtime.connect(OTHER[engine], { name: 'abroad' });
    port.postMessage('hello');
    await tasks.run();
    expect(inside).toEqual([]);
    expect(outside.map(({ heard }) => heard)).toEqual([['hello']]);
    expect(outside[0]?.port.sender).toMatchObject({ id: OWN[engine] });
  });

  it.each([[['']], [[null]], [[undefined]], [[OWN[engine]]]])(
    'R2, 9.3: connect(%j) means the own extension',
    async (args) => {
      const { attach, tasks } = await createSeveral(engine);
      const received = receive(attach());
      callWith(attach({ kind: 'page' }).chrome.runtime, 'connect', args);
      await tasks.run();
      expect(received).toHaveLength(1);
    },
  );

  it('10.7, T45: messages and senders are of the realm of the receiver, and shared by nobody', async () => {
    const { attach, tasks } = await createSeveral(engine);
    const realm: Intrinsics & { Array: ArrayConstructor } = runInNewContext('globalThis');
    const [inside, outside] = [attach({ realm }), attach({ kind: 'page' })];
    const received = [receive(inside), receive(outside)];
    const message = { a: [1] };
    attach({ kind: 'page' }).chrome.runtime.connect().postMessage(message);
    await tasks.run();
    const [first, second] = received.map(([each]) => each?.heard[0]);
    expect(first).toBeInstanceOf(realm.Object);
    expect((first as typeof message).a).toBeInstanceOf(realm.Array);
    expect(received[0]?.[0]?.port.sender).toBeInstanceOf(realm.Object);
    expect(second).toEqual(message);
    expect(second).not.toBe(message);
  });
});

describe('one of several receivers leaves', () => {
  it.each([
    {
      engine: 'chromium',
      ids: 'T63, T64',
      how: 'disconnects',
      opener: ['closed: in peace'],
      other: [],
      posts: undefined,
    },
    {
      engine: 'firefox',
      ids: '7.30',
      how: 'disconnects',
      opener: ['closed: in peace'],
      other: ['closed: in peace'],
      posts: 'Attempt to postMessage on disconnected port',
    },
    { engine: 'chromium', ids: 'T65', how: 'goes with its context', opener: ['still'], other: [], posts: undefined },
    {
      engine: 'firefox',
      ids: '7.30',
      how: 'goes with its context',
      opener: ['closed: in peace'],
      other: ['closed: in peace'],
      posts: 'Attempt to postMessage on disconnected port',
    },
  ] as const)('$ids: it $how in $engine', async ({ engine, how, opener, other, posts }) => {
    const { attach, tasks } = await createSeveral(engine);
    const background = attach();
    const [leaving, staying] = [attach({ kind: 'page' }), attach({ kind: 'page' })];
    const [left, stays] = [receive(leaving), receive(staying)];
    const heard = listenTo(background, background.chrome.runtime.connect());
    await tasks.run();
    if (how === 'disconnects') left[0]?.port.disconnect();
    else leaving.close();
    await tasks.run();
    expect(thrownBy(() => stays[0]?.port.postMessage('still'))?.message).toBe(posts);
    await tasks.run();
    expect(heard).toEqual(opener);
    expect(stays[0]?.heard).toEqual(other);
  });

  it('T67: in Chromium the opener hears the end, in peace, when the last one has gone', async () => {
    const { attach, tasks } = await createSeveral('chromium');
    const background = attach();
    const pages = [attach({ kind: 'page' }), attach({ kind: 'page' })];
    for (const page of pages) receive(page);
    const heard = listenTo(background, background.chrome.runtime.connect());
    await tasks.run();
    pages[0]?.close();
    await tasks.run();
    expect(heard).toEqual([]);
    pages[1]?.close();
    await tasks.run();
    expect(heard).toEqual(['closed: in peace']);
  });
});

describe('the sender', () => {
  const url = (engine: string, base: string) => ({ background: `${base}sw.js`, page: `${base}popup.html`, engine });
  it.each([
    { engine: 'chromium', ids: 'R30, R34', kind: 'background', version: 3, keys: ['id', 'url'] },
    { engine: 'chromium', ids: 'R30, R31', kind: 'page', version: 3, keys: ['id', 'url', 'origin'] },
    { engine: 'chromium', ids: 'R30', kind: 'background', version: 2, keys: ['id', 'url', 'origin'] },
    {
      engine: 'firefox',
      ids: '9.30-9.36',
      kind: 'background',
      version: 3,
      keys: ['contextId', 'id', 'envType', 'url', 'documentId', 'origin'],
    },
    {
      engine: 'firefox',
      ids: '9.30-9.36',
      kind: 'page',
      version: 3,
      keys: ['contextId', 'id', 'envType', 'url', 'documentId', 'origin'],
    },
  ] as const)('$ids: of a $kind of version $version in $engine', async ({ engine, kind, version, keys }) => {
    const { attach, tasks, own } = await createSeveral(engine, { own: { manifest_version: version } });
    const received = receive(attach({ kind: 'page' }));
    const address = url(engine, own.baseUrl)[kind];
    attach({ kind, url: kind === 'page' ? 'popup.html' : 'sw.js' }).chrome.runtime.connect();
    await tasks.run();
    const sender = received[0]?.port.sender;
    expect(Object.keys(sender ?? {})).toEqual(keys);
    expect(sender).toMatchObject({ id: OWN[engine], url: address });
    if (keys.some((key) => key === 'origin')) expect(sender).toMatchObject({ origin: own.baseUrl.slice(0, -1) });
    if (engine === 'firefox') expect(sender).toMatchObject({ envType: 'addon_child', contextId: expect.any(Number) });
  });

  it.each([
    { engine: 'chromium', ids: 'R36', tls: '' },
    { engine: 'firefox', ids: '9.36', tls: undefined },
  ] as const)('$ids: tlsChannelId where the receiver accepts it, in $engine', async ({ engine, tls }) => {
    const key = { ids: ['*'], accepts_tls_channel_id: true };
    const { attach, tasks, other } = await createSeveral(engine, { other: { externally_connectable: key } });
    const received = receive(attach({}, other), 'onConnectExternal');
    attach().chrome.runtime.connect(OTHER[engine]);
    await tasks.run();
    expect(received[0]?.port.sender?.tlsChannelId).toBe(tls);
  });
});
