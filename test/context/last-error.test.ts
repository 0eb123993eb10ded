import { describe, expect, it } from 'vitest';
import { createWorld } from '../browser/small-world.js';

const NOT_FOUND = 'Specified native messaging host not found.';

async function disconnecting(listen: (lastError: () => unknown) => void, before?: (runtime: object) => void) {
  const world = await createWorld('chromium');
  const { runtime } = world.chrome;
  before?.(runtime);
  runtime.connectNative('a').onDisconnect.addListener(() => listen(() => runtime.lastError));
  world.connections.last.ends('HOST_NOT_FOUND');
  await world.tasks.run();
  return { ...world, runtime };
}

describe('runtime.lastError in Chromium', () => {
  it('T52, T54: is a plain object while onDisconnect runs, in both namespaces, and is gone afterwards', async () => {
    const seen: unknown[] = [];
    const { runtime, consoleLines, context } = await disconnecting((lastError) => seen.push(lastError()));
    expect(seen).toEqual([{ message: NOT_FOUND }]);
    expect('lastError' in runtime).toBe(false);
    expect(consoleLines()).toEqual([]);
    expect(context.browser.runtime).toBe(runtime);
  });

  it('T53, E29: unread, it is a line in the console', async () => {
    const { consoleLines } = await disconnecting(() => {});
    expect(consoleLines()).toEqual([`Unchecked runtime.lastError: ${NOT_FOUND}`]);
  });

  it('T53: also when nobody listens', async () => {
    const { chrome, connections, tasks, consoleLines } = await createWorld('chromium');
    chrome.runtime.connectNative('a');
    connections.last.ends('HOST_NOT_FOUND');
    await tasks.run();
    expect(consoleLines()).toEqual([`Unchecked runtime.lastError: ${NOT_FOUND}`]);
  });

  it('T55: without an error there is none', async () => {
    const { chrome, connections, tasks, consoleLines } = await createWorld('chromium');
    const seen: unknown[] = [];
    chrome.runtime.connectNative('a').onDisconnect.addListener(() => seen.push('lastError' in chrome.runtime));
    connections.last.ends();
    await tasks.run();
    expect(seen).toEqual([false]);
    expect(consoleLines()).toEqual([]);
  });

  it('T54: a value that a script puts there meanwhile hides it, and goes with it', async () => {
    const { chrome, connections, tasks, consoleLines } = await createWorld('chromium');
    const seen: unknown[] = [];
    chrome.runtime.connectNative('a').onDisconnect.addListener(() => {
      seen.push(Object.assign(chrome.runtime, { lastError: 'mine' }).lastError);
    });
    connections.last.ends('HOST_NOT_FOUND');
    await tasks.run();
    expect(seen).toEqual(['mine']);
    expect('lastError' in chrome.runtime).toBe(false);
    expect(consoleLines()).toEqual([`Unchecked runtime.lastError: ${NOT_FOUND}`]);
  });

  it('T54: a value that was there before stays, and nothing is said of the error', async () => {
    const seen: unknown[] = [];
    const { runtime, consoleLines } = await disconnecting(
      (lastError) => seen.push(lastError()),
      (found) => Object.assign(found, { lastError: 'mine' }),
    );
    expect(seen).toEqual(['mine']);
    expect(runtime.lastError).toBe('mine');
    expect(consoleLines()).toEqual([]);
  });

  it('N10: unread in a callback; a promise never sets it', async () => {
    const { chrome, connections, tasks, consoleLines } = await createWorld('chromium');
    chrome.runtime.sendNativeMessage('a', {}, () => {});
    connections.last.ends('HOST_EXITED');
    const promise = chrome.runtime.sendNativeMessage('a', {}).catch(() => chrome.runtime.lastError);
    connections.last.ends('HOST_EXITED');
    await tasks.run();
    expect(await promise).toBeUndefined();
    expect(consoleLines()).toEqual(['Unchecked runtime.lastError: Native host has exited.']);
  });

  it('T52: extension.lastError is the same in Manifest V2, and not there in V3', async () => {
    const { chrome, connections, tasks } = await createWorld('chromium', { version: 2 });
    const seen: unknown[] = [];
    chrome.runtime.connectNative('a').onDisconnect.addListener(() => seen.push(chrome.extension?.lastError));
    connections.last.ends('HOST_NOT_FOUND');
    await tasks.run();
    expect(seen).toEqual([{ message: NOT_FOUND }]);
    expect('lastError' in ((await createWorld('chromium')).chrome.extension ?? {})).toBe(false);
  });
});

describe('runtime.lastError in Firefox', () => {
  it('9.37, 7.23: is null, also while onDisconnect runs with an error', async () => {
    const { chrome, connections, tasks, consoleLines } = await createWorld('firefox');
    const port = chrome.runtime.connectNative('a');
    const seen: unknown[] = [chrome.runtime.lastError, port.error];
    port.onDisconnect.addListener(({ error }) =>
      seen.push(chrome.runtime.lastError, error?.message, error instanceof Error),
    );
    connections.last.ends('HOST_NOT_FOUND');
    await tasks.run();
    expect(seen).toEqual([null, null, null, 'No such native application a', true]);
    expect(consoleLines()).toEqual([]);
  });

  it('7.4, 7.22: port.error stays null when the host closed in peace', async () => {
    const { chrome, connections, tasks } = await createWorld('firefox');
    const port = chrome.runtime.connectNative('a');
    connections.last.ends('HOST_EXITED');
    await tasks.run();
    expect(port.error).toBeNull();
  });

  it('8.9, 9.37: is an Error in a failing callback, in both namespaces', async () => {
    const { context, connections, tasks, consoleLines } = await createWorld('firefox', { version: 2 });
    const { chrome, browser } = context;
    const seen: unknown[] = [];
    chrome.runtime.sendNativeMessage('a', {}, () => {
      const { lastError } = browser.runtime;
      seen.push(
        lastError instanceof Error,
        lastError === chrome.runtime.lastError,
        chrome.extension?.lastError === lastError,
      );
    });
    connections.last.ends('HOST_EXITED');
    await tasks.run();
    expect(seen).toEqual([true, true, true]);
    expect(chrome.runtime.lastError).toBeNull();
    expect(consoleLines()).toEqual([]);
  });

  it('8.9: unread, it is a line in the console', async () => {
    const { chrome, connections, tasks, consoleLines } = await createWorld('firefox');
    chrome.runtime.sendNativeMessage('a', {}, () => {});
    connections.last.ends('HOST_NOT_FOUND');
    await tasks.run();
    expect(consoleLines()).toEqual(['Unchecked lastError value: Error: No such native application a']);
  });

  it('cannot be set', async () => {
    const { chrome } = await createWorld('firefox');
    expect(() => Object.assign(chrome.runtime, { lastError: 1 })).toThrow(TypeError);
  });
});
