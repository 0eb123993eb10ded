import { describe, expect, it } from 'vitest';
import { createBrowser } from '../../src/browser/node.js';
import { platformTasks } from '../../src/context/index.js';
import { FakeConnections } from '../browser/fake-connections.js';
import { createWorld, ENGINE_NAMES, IDS } from '../browser/small-world.js';

describe.each(ENGINE_NAMES)('messages are tasks in %s', (engine) => {
  it('W18: each has one of its own, with the microtasks run after it', async () => {
    const connections = new FakeConnections();
    const browser = createBrowser({ engine, connections });
    const extension = await browser.loadExtension(
      { manifest_version: 3, name: 'test', version: '1', permissions: ['nativeMessaging'] },
      { id: IDS[engine] },
    );
    const { chrome } = extension.attach(); // the platform's own queue
    const port = chrome.runtime.connectNative('a');
    const log: unknown[] = [];
    port.onMessage.addListener((message) => {
      log.push(message);
      void Promise.resolve().then(() => log.push(`microtask of ${message}`));
    });
    const ended = new Promise((resolve) => port.onDisconnect.addListener(resolve));
    connections.last.says(1);
    connections.last.says(2);
    connections.last.ends();
    expect(log).toEqual([]);
    await ended;
    expect(log).toEqual([1, 'microtask of 1', 2, 'microtask of 2']);
    await browser.close();
  });

  it('what is posted reaches the host before postMessage returns', async () => {
    const { chrome, connections } = await createWorld(engine);
    const port = chrome.runtime.connectNative('a');
    port.postMessage(1);
    expect(connections.last.sent).toEqual(['1']);
  });

  it('T46: time can be held: nothing happens until a task runs', async () => {
    const { chrome, connections, tasks } = await createWorld(engine);
    const heard: unknown[] = [];
    chrome.runtime.connectNative('a').onMessage.addListener((message) => heard.push(message));
    connections.last.says(1);
    connections.last.says(2);
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual([]);
    await tasks.runOne();
    expect(heard).toEqual([1]);
  });

  it('ports do not mix', async () => {
    const { chrome, connections, tasks } = await createWorld(engine);
    const heard: unknown[] = [];
    for (const name of ['a', 'b']) {
      const port = chrome.runtime.connectNative(name);
      port.onMessage.addListener((message) => heard.push([name, message]));
      port.onDisconnect.addListener(() => heard.push([name, 'closed']));
    }
    const [a, b] = connections.hosts;
    b?.says(1);
    a?.says(2);
    a?.ends();
    b?.says(3);
    await tasks.run();
    expect(heard).toEqual([
      ['b', 1],
      ['a', 2],
      ['a', 'closed'],
      ['b', 3],
    ]);
  });
});

describe('the platform’s task queue', () => {
  it('keeps the order and runs microtasks in between', async () => {
    const tasks = platformTasks();
    const log: number[] = [];
    await new Promise<void>((resolve) => {
      for (const n of [1, 2, 3]) {
        tasks.post(() => {
          log.push(n);
          queueMicrotask(() => log.push(n * 10));
        });
      }
      tasks.post(resolve);
    });
    expect(log).toEqual([1, 10, 2, 20, 3, 30]);
  });
});
