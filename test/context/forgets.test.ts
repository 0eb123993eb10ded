import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createSeveral, settled } from '../browser/several-contexts.js';
import { createWorld, ENGINE_NAMES } from '../browser/small-world.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe.each(ENGINE_NAMES)('what is closed is forgotten, in %s', (engine) => {
  it('ports, their listeners, calls', async () => {
    const { chrome, connections, tasks, trace } = await createWorld(engine);
    const things: WeakRef<object>[] = [];
    for (let count = 0; count < 50; count += 1) {
      const port = chrome.runtime.connectNative('a');
      const listener = (): object => port;
      port.onMessage.addListener(listener);
      port.onDisconnect.addListener(listener);
      if (count % 2 === 0) port.disconnect();
      connections.last.ends();
      const reply = chrome.runtime.sendNativeMessage('a', {});
      connections.last.says(1);
      things.push(new WeakRef(port), new WeakRef(listener), new WeakRef(reply));
    }
    await tasks.run();
    connections.hosts.length = 0; // the test's own memory
    trace.length = 0;
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    // The last ones may still stand in a register or on a stack.
    expect(things.filter((thing) => thing.deref() !== undefined).length).toBeLessThanOrEqual(6);
  });

  it.each([
    { ids: 'R64, R54, E13, 9.22, 11.7', what: 'sendResponse', listener: () => true },
    { ids: 'R64, R54, E13, 9.22, 11.7', what: 'a promise', listener: () => new Promise(() => undefined) },
  ])('$ids: $what, and then the sender is told', async ({ listener }) => {
    const { attach, tasks, trace } = await createSeveral(engine);
    attach().chrome.runtime.onMessage.addListener(listener);
    const sent = settled(attach({ kind: 'page' }).chrome.runtime.sendMessage(1));
    await tasks.run();
    trace.length = 0;
    while (tasks.size === 0) {
      collectGarbage();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await tasks.run();
    expect(await sent).toEqual({
      error:
        engine === 'chromium'
          ? 'Error: A listener indicated an asynchronous response by returning true, but the message channel closed before a response was received'
          : 'Error: Promised response from onMessage listener went out of scope',
    });
  });

  it('R64: a sendResponse that is kept keeps the channel', async () => {
    const { attach, tasks } = await createSeveral(engine);
    const kept: ((answer: unknown) => void)[] = [];
    attach().chrome.runtime.onMessage.addListener((_message, _sender, respond) => kept.push(respond) === 1);
    const sent = settled(attach({ kind: 'page' }).chrome.runtime.sendMessage(1));
    await tasks.run();
    for (let n = 0; n < 5; n += 1) {
      collectGarbage();
      await new Promise((resolve) => setImmediate(resolve));
    }
    kept[0]?.('late');
    await tasks.run();
    expect(await sent).toEqual({ value: 'late' });
  });

  it('7.35: ports and messages between contexts', async () => {
    const { attach, tasks, trace } = await createSeveral(engine);
    const [background, page] = [attach(), attach({ kind: 'page' })];
    const things: WeakRef<object>[] = [];
    background.chrome.runtime.onConnect.addListener((port) => {
      things.push(new WeakRef(port));
      port.onMessage.addListener(() => port);
    });
    background.chrome.runtime.onMessage.addListener(async (message) => message);
    for (let count = 0; count < 50; count += 1) {
      const port = page.chrome.runtime.connect();
      port.onDisconnect.addListener(() => port);
      port.postMessage({ count });
      port.disconnect();
      things.push(new WeakRef(port), new WeakRef(page.chrome.runtime.sendMessage({ count })));
    }
    await tasks.run();
    trace.length = 0;
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(things).toHaveLength(150);
    expect(things.filter((thing) => thing.deref() !== undefined).length).toBeLessThanOrEqual(6);
  });

  it('T68: an open port between contexts is not, though no script holds either end', async () => {
    const { attach, tasks } = await createSeveral(engine);
    const [background, page] = [attach(), attach({ kind: 'page' })];
    const heard: unknown[] = [];
    background.chrome.runtime.onConnect.addListener(() => undefined);
    page.chrome.runtime.onConnect.addListener(
      (port) => void port.onMessage.addListener((message) => heard.push(message)),
    );
    const ended: unknown[] = [];
    page.chrome.runtime.connect().onDisconnect.addListener(() => ended.push('the one nobody listens to'));
    const kept = background.chrome.runtime.connect();
    await tasks.run();
    for (let n = 0; n < 5; n += 1) {
      collectGarbage();
      await new Promise((resolve) => setImmediate(resolve));
      await tasks.run();
    }
    kept.postMessage(1);
    await tasks.run();
    expect({ heard, ended }).toEqual({ heard: [1], ended: [] });
  });

  it('6.18: an open port is not, though no script holds it', async () => {
    const { chrome, connections, tasks } = await createWorld(engine);
    const heard: unknown[] = [];
    chrome.runtime.connectNative('a').onMessage.addListener((message) => heard.push(message));
    collectGarbage();
    connections.last.says(1);
    await tasks.run();
    expect(heard).toEqual([1]);
  });
});
