import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
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
