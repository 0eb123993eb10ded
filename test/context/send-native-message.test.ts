import { describe, expect, it } from 'vitest';
import { callWith, createWorld, ENGINE_NAMES, thrownBy } from '../browser/small-world.js';

const SIGNATURE =
  'runtime.sendNativeMessage([string|runtime.NativeMessageTarget] application, object message, optional function callback)';

/** How a promise ended, when it has. */
async function outcome(promise: unknown) {
  let end: unknown = 'pending';
  Promise.resolve(promise).then(
    (value) => {
      end = { value };
    },
    (error) => {
      end = { isError: error instanceof Error, name: error.name, message: error.message };
    },
  );
  await new Promise((resolve) => setImmediate(resolve));
  return end;
}

describe.each(ENGINE_NAMES)('sendNativeMessage in %s', (engine) => {
  it('N3, N4, 8.1-8.3: sends one message, takes the first one back, then closes', async () => {
    const { chrome, connections, tasks } = await createWorld(engine);
    const reply = chrome.runtime.sendNativeMessage('org.example.host', { ask: 1 });
    const host = connections.last;
    expect(host.sent).toEqual(['{"ask":1}']);
    expect(await outcome(reply)).toBe('pending');
    host.says({ first: true });
    host.says({ second: true });
    await tasks.run();
    expect(await outcome(reply)).toEqual({ value: { first: true } });
    expect(host.isClosed).toBe(true);
  });

  it('N12: a reply counts although the host ends at once', async () => {
    const { chrome, connections, tasks } = await createWorld(engine);
    const reply = chrome.runtime.sendNativeMessage('a', {});
    connections.last.says('reply');
    connections.last.ends('HOST_EXITED');
    await tasks.run();
    expect(await outcome(reply)).toEqual({ value: 'reply' });
  });

  it('N9, 8.8: null is a reply', async () => {
    const { chrome, connections, tasks } = await createWorld(engine);
    const reply = chrome.runtime.sendNativeMessage('a', {});
    connections.last.says(null);
    await tasks.run();
    expect(await outcome(reply)).toEqual({ value: null });
  });

  it('C2, 8.4: calls have hosts of their own', async () => {
    const { chrome, connections, tasks } = await createWorld(engine);
    const replies = [1, 2].map((n) => chrome.runtime.sendNativeMessage('a', { n }));
    const [first, second] = connections.hosts;
    second?.says('two');
    first?.says('one');
    await tasks.run();
    expect(await Promise.all(replies)).toEqual(['one', 'two']);
  });

  it('N2, 8.9: the callback gets the reply, and the call returns undefined', async () => {
    const { chrome, connections, tasks } = await createWorld(engine);
    const calls: unknown[] = [];
    const result = chrome.runtime.sendNativeMessage('a', {}, (...args) => calls.push(args, chrome.runtime.lastError));
    expect(result).toBeUndefined();
    connections.last.says({ b: 1 });
    await tasks.run();
    expect(calls).toEqual([[{ b: 1 }], engine === 'chromium' ? undefined : null]);
  });

  it('a callback that throws is reported', async () => {
    const { chrome, connections, tasks, uncaught, consoleLines } = await createWorld(engine);
    const boom = new Error('boom');
    chrome.runtime.sendNativeMessage('a', {}, () => {
      throw boom;
    });
    connections.last.says(1);
    await tasks.run();
    expect(uncaught).toEqual([boom]);
    expect(consoleLines()).toEqual([engine === 'chromium' ? `Error handling response: ${boom.stack}` : 'Error: boom']);
  });

  it('6.13: a call of a context that is gone never settles', async () => {
    const { chrome, connections, context, tasks } = await createWorld(engine);
    const reply = chrome.runtime.sendNativeMessage('a', {});
    connections.last.says(1);
    context.close();
    await tasks.run();
    expect(connections.last.isClosed).toBe(true);
    expect(await outcome(reply)).toBe('pending');
  });
});

describe('N5, 8.5, 8.6, observed 6: how a call fails', () => {
  const size = { bytes: 1048577, limitBytes: 1048576 };
  it.each([
    { code: 'HOST_EXITED', chromium: 'Native host has exited.', firefox: 'An unexpected error occurred' },
    {
      code: 'HOST_NOT_FOUND',
      chromium: 'Specified native messaging host not found.',
      firefox: 'No such native application org.example.host',
    },
    {
      code: 'CALLER_FORBIDDEN',
      chromium: 'Access to the specified native messaging host is forbidden.',
      firefox: 'No such native application org.example.host',
    },
    {
      code: 'PATH_MISSING',
      chromium: 'Specified native messaging host not found.',
      firefox: 'An unexpected error occurred',
    },
    {
      code: 'FRAME_TOO_LARGE',
      chromium: 'Error when communicating with the native messaging host.',
      firefox: 'Native application tried to send a message of 1048577 bytes, which exceeds the limit of 1048576 bytes.',
    },
    {
      code: 'WRITE_FAILED',
      chromium: 'Error when communicating with the native messaging host.',
      firefox: 'An unexpected error occurred',
    },
  ] as const)('$code', async ({ code, ...texts }) => {
    for (const engine of ENGINE_NAMES) {
      const { chrome, connections, tasks, consoleLines } = await createWorld(engine);
      const promise = chrome.runtime.sendNativeMessage('org.example.host', {});
      connections.last.ends(code, size);
      const calls: unknown[] = [];
      chrome.runtime.sendNativeMessage('org.example.host', {}, (...args) =>
        calls.push(args.length, chrome.runtime.lastError?.message, chrome.runtime.lastError instanceof Error),
      );
      connections.last.ends(code, size);
      await Promise.all([tasks.run(), promise.catch(() => {})]);
      expect(await outcome(promise)).toEqual({ isError: true, name: 'Error', message: texts[engine] });
      expect(calls).toEqual([0, texts[engine], engine === 'firefox']);
      expect(consoleLines()).toEqual([]);
    }
  });

  it.each([
    {
      text: 'nul',
      chromium: [1, 'The sender sent an invalid JSON message; message ignored.'],
      firefox: [0, 'An unexpected error occurred'],
    },
    {
      text: '',
      chromium: [1, 'The sender sent an invalid JSON message; message ignored.'],
      firefox: [0, 'An unexpected error occurred'],
    },
  ] as const)('N6, 8.6: the reply %j is not JSON', async ({ text, ...expected }) => {
    for (const engine of ENGINE_NAMES) {
      const { chrome, connections, tasks } = await createWorld(engine);
      const promise = chrome.runtime.sendNativeMessage('a', {});
      connections.last.writes(text);
      const calls: unknown[] = [];
      chrome.runtime.sendNativeMessage('a', {}, (...args) =>
        calls.push(args.length, chrome.runtime.lastError?.message),
      );
      connections.last.writes(text);
      await Promise.all([tasks.run(), promise.catch(() => {})]);
      expect(await outcome(promise)).toMatchObject({ message: expected[engine][1] });
      expect(calls).toEqual(expected[engine]);
      expect(connections.hosts.map(({ isClosed }) => isClosed)).toEqual([true, true]);
    }
  });
});

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('what cannot be sent', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;

  it.each([
    { when: 'cyclic', message: cyclic, limits: {}, reason: 'Could not serialize message.' },
    { when: 'a BigInt inside', message: { a: 1n }, limits: {}, reason: 'Could not serialize message.' },
    {
      when: 'too large',
      message: { a: 'x'.repeat(1024 * 1024) },
      limits: { maxBytesToHost: 1024 * 1024 },
      reason: 'Message exceeded maximum allowed size of 1MiB.',
    },
  ])('N11, S10, S11: $when is thrown at once in Chromium', async ({ message, limits, reason }) => {
    const { chrome, connections } = await createWorld('chromium', { limits });
    expect(thrownBy(() => chrome.runtime.sendNativeMessage('a', message))).toEqual({
      name: 'TypeError',
      message: `Error in invocation of ${SIGNATURE}: ${reason}`,
    });
    expect(connections.hosts).toEqual([]);
  });

  it.each([
    {
      when: 'a getter that throws',
      message: {
        get a() {
          throw new Error('mine');
        },
      },
    },
    { when: 'a revoked proxy', message: revokedProxy() },
  ])('$when is noticed when the argument is checked, in Chromium', async ({ message }) => {
    const { chrome } = await createWorld('chromium');
    expect(thrownBy(() => chrome.runtime.sendNativeMessage('a', message))).toEqual({
      name: 'TypeError',
      message: `Error in invocation of ${SIGNATURE}: Error at parameter 'message': Script threw an error.`,
    });
  });

  const own = new RangeError('mine');
  it.each([
    { when: 'cyclic', message: cyclic, limits: {}, error: { name: 'Error', message: 'cyclic object value' } },
    {
      when: 'a BigInt inside',
      message: { a: 1n },
      limits: {},
      error: { name: 'Error', message: "BigInt value can't be serialized in JSON" },
    },
    {
      when: 'too large',
      message: 'x'.repeat(100),
      limits: { maxBytesToHost: 100 },
      error: { name: 'Error', message: 'Write too big' },
    },
    {
      when: 'a toJSON that throws an error',
      message: {
        toJSON() {
          throw own;
        },
      },
      limits: {},
      error: { name: 'RangeError', message: 'mine' },
    },
    {
      when: 'a toJSON that throws an object with a message',
      message: {
        toJSON() {
          throw { message: 'mine' };
        },
      },
      limits: {},
      error: { name: 'Error', message: 'mine' },
    },
    {
      when: 'a toJSON that throws a string',
      message: {
        toJSON() {
          throw 'mine';
        },
      },
      limits: {},
      error: { name: 'Error', message: 'An unexpected error occurred' },
    },
  ])('8.12, 10.4: $when rejects in Firefox, with an error of the caller', async ({ message, limits, error }) => {
    const { chrome, connections } = await createWorld('firefox', { limits });
    expect(await outcome(chrome.runtime.sendNativeMessage('a', message))).toEqual({ isError: true, ...error });
    const calls: unknown[] = [];
    expect(
      chrome.runtime.sendNativeMessage('a', message, (...args) => calls.push(args, chrome.runtime.lastError?.message)),
    ).toBeUndefined();
    expect(calls).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toEqual([[], error.message]);
    expect(connections.hosts).toEqual([]);
  });
});

describe('a call that wants no reply', () => {
  it('N2, N8: Manifest V2 of Chromium ignores what follows, and the host lives on', async () => {
    const { chrome, connections, tasks, consoleLines } = await createWorld('chromium', { version: 2 });
    expect(chrome.runtime.sendNativeMessage('a', {})).toBeUndefined();
    expect(connections.last.sent).toEqual(['{}']);
    connections.last.says('ignored');
    await tasks.run();
    expect(connections.last.isClosed).toBe(false);
    connections.last.ends('HOST_EXITED');
    await tasks.run();
    expect(consoleLines()).toEqual([]);
  });

  it('N8: but not longer than the context', async () => {
    const { chrome, connections, context } = await createWorld('chromium', { version: 2 });
    chrome.runtime.sendNativeMessage('a', {});
    context.close();
    expect(connections.last.isClosed).toBe(true);
  });

  it('8.13: chrome in Manifest V2 of Firefox reports a failure as unchecked; browser returns a promise', async () => {
    const { context, connections, tasks, consoleLines } = await createWorld('firefox', { version: 2 });
    const { chrome, browser } = context;
    expect(chrome.runtime.sendNativeMessage('a', {})).toBeUndefined();
    connections.last.ends('HOST_NOT_FOUND');
    await tasks.run();
    expect(consoleLines()).toEqual(['Unchecked lastError value: Error: No such native application a']);
    const reply = browser.runtime.sendNativeMessage('a', {});
    connections.last.says(1);
    await tasks.run();
    expect(await outcome(reply)).toEqual({ value: 1 });
    expect(callWith(browser.runtime, 'sendNativeMessage', ['a', {}, () => {}])).toBeUndefined();
  });

  it.each(ENGINE_NAMES)(
    'N2, 8.13: Manifest V3 returns a promise in %s, also with null for the callback',
    async (engine) => {
      const { context } = await createWorld(engine);
      expect(context.chrome.runtime.sendNativeMessage('a', {})).toBeInstanceOf(Promise);
      expect(callWith(context.chrome.runtime, 'sendNativeMessage', ['a', {}, null])).toBeInstanceOf(Promise);
    },
  );
});
