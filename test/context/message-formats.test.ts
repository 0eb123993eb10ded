import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { Intrinsics } from '../../src/context/index.js';
import { settled } from '../browser/several-contexts.js';
import { thrownBy } from '../browser/small-world.js';
import { at, createPlayed } from './played-browser.js';

const CLONING = { messageFormat: 'structured-clone' } as const;
const NOT_SERIALISED = 'Could not serialize message.';

class Point {
  x = 1;
  toJSON(): string {
    return 'ignored';
  }
}
function argumentsOf(..._given: unknown[]): unknown {
  // biome-ignore lint/complexity/noArguments: the object itself is the value
  return arguments;
}
const cycle: { self?: unknown } = {};
cycle.self = cycle;
const shared = { a: 1 };
const buffer = new Uint8Array([1, 2, 3, 4]).buffer;

describe('S30-S35: Chromium’s structured clone, when the manifest asks for it', () => {
  it.each([
    { value: undefined },
    { value: null },
    { value: Number.NaN },
    { value: -0 },
    { value: 123n },
    { value: Object(5n) },
    { value: '\ud800' },
    { value: { a: 1, b: undefined } },
    { value: new Date(0) },
    { value: new Map([[1, { a: [2] }]]) },
    { value: new Set([1]) },
    { value: /a+/gi },
    { value: new RangeError('no') },
    { value: new Error('x', { cause: new TypeError('y') }) },
    { value: new Uint8Array(buffer, 1, 2), arrives: new Uint8Array([2, 3]) },
    { value: new DataView(buffer, 1, 2) },
    { value: buffer },
    { value: Object('s') },
    { value: cycle },
    { value: [shared, shared] },
    { value: new Point(), arrives: { x: 1 } },
  ])('S33: $value arrives', async ({ value, ...other }) => {
    for (const realm of [undefined, runInNewContext('globalThis') as Intrinsics]) {
      const receiver = createPlayed('chromium', { ...CLONING, ...(realm && { realm }) });
      const sender = createPlayed('chromium', CLONING);
      sender.chrome.runtime.connect().postMessage(value);
      const [{ message } = { message: 'nothing' }] = sender.of('message');
      const got: unknown[] = [];
      receiver.chrome.runtime.onMessage.addListener((arrived) => got.push(arrived));
      await receiver.says({
        type: 'offer',
        channel: -1,
        event: 'runtime.onMessage',
        api: 'sendMessage',
        message,
        sender: {},
      });
      expect(structuredClone(got)).toEqual(['arrives' in other ? other.arrives : value]);
      if (realm && typeof value === 'object' && value !== null) expect(got[0]).toBeInstanceOf(realm.Object);
    }
  });

  it.each([
    { value: () => 1 },
    { value: { f: () => 1 } },
    { value: { toJSON: () => 'no' } },
    { value: Symbol('s') },
    { value: { s: Symbol('s') } },
    { value: Promise.resolve() },
    { value: new WeakMap() },
    { value: new Proxy({}, {}) },
    { value: new SharedArrayBuffer(4) },
    { value: new Map([[1, [new Uint8Array(new SharedArrayBuffer(4))]]]) },
  ])('S34, S35: $value does not', ({ value }) => {
    const { chrome, of } = createPlayed('chromium', CLONING);
    const port = chrome.runtime.connect();
    expect(thrownBy(() => port.postMessage(value))).toEqual({ name: 'Error', message: NOT_SERIALISED });
    const thrown = thrownBy(() => at(chrome, 'tabs.sendMessage')(1, value));
    expect(thrown?.name).toBe('TypeError');
    expect(thrown?.message).toMatch(/callback\): Could not serialize message\.$/);
    expect(of('message')).toEqual([]);
  });

  it.each([
    { what: 'a URL', value: () => new URL('http://x/') },
    { what: 'headers inside', value: () => ({ a: new Headers() }) },
    { what: 'a port', value: () => new MessageChannel().port1 },
    { what: 'arguments', value: () => argumentsOf(1) },
  ])('S34: nor $what', ({ value }) => {
    const port = createPlayed('chromium', CLONING).chrome.runtime.connect();
    const message = value();
    expect(thrownBy(() => port.postMessage(message))).toEqual({ name: 'Error', message: NOT_SERIALISED });
  });

  it('S34: nor does what throws while it is read', () => {
    const { chrome } = createPlayed('chromium', CLONING);
    const message = Object.defineProperty({}, 'a', {
      enumerable: true,
      get() {
        throw new RangeError('no');
      },
    });
    expect(thrownBy(() => chrome.runtime.connect().postMessage(message))?.message).toBe(NOT_SERIALISED);
  });

  it('S20: is limited, too', () => {
    const { chrome, of } = createPlayed('chromium', CLONING);
    const port = chrome.runtime.connect();
    const limit = 64 * 1024 * 1024;
    const half = new Uint8Array(limit / 2);
    port.postMessage([half, half.buffer, half]); // one buffer, three times
    for (const value of [new Uint8Array(limit + 1), { a: half, b: 'x'.repeat(limit / 2 + 1) }]) {
      expect(thrownBy(() => port.postMessage(value))?.message).toBe('Message exceeded maximum allowed size of 64MiB.');
    }
    expect(of('message')).toHaveLength(1);
  });

  it('S33: a Blob, which the platform clones itself', () => {
    const { chrome, of } = createPlayed('chromium', CLONING);
    chrome.runtime.connect().postMessage({ blob: new Blob(['abc'], { type: 'text/plain' }) });
    expect(of('message')[0]?.message).toMatchObject({ blob: { size: 3, type: 'text/plain' } });
  });

  it('S31: for runtime and tabs, ports and messages, and their answers', async () => {
    const { chrome, of, says } = createPlayed('chromium', CLONING);
    chrome.runtime.connect().postMessage(1n);
    chrome.tabs.connect(1).postMessage(2n);
    const answer = chrome.runtime.sendMessage(3n);
    void settled(chrome.tabs.sendMessage(1, 4n));
    expect(of('message').map(({ message }) => message)).toEqual([1n, 2n, 3n, 4n]);
    await says({ type: 'message', channel: 3, message: 5n });
    expect(await answer).toBe(5n);
    chrome.runtime.onMessage.addListener((message, _sender, respond) => respond([message, 6n]));
    await says({ type: 'offer', channel: -1, event: 'runtime.onMessage', api: 'sendMessage', message: 7n, sender: {} });
    expect(of('message').at(-1)?.message).toEqual([7n, 6n]);
  });

  it('R65: an answer that cannot be cloned', async () => {
    const { chrome, of, says } = createPlayed('chromium', CLONING);
    let thrown: unknown;
    chrome.runtime.onMessage.addListener((_message, _sender, respond) => {
      thrown = thrownBy(() => respond(() => 1));
    });
    await says({ type: 'offer', channel: -1, event: 'runtime.onMessage', api: 'sendMessage', message: 1, sender: {} });
    expect(thrown).toEqual({ name: 'TypeError', message: NOT_SERIALISED });
    expect(of('close')).toMatchObject([{ channel: -1, error: NOT_SERIALISED }]);
  });

  it('S21: native channels stay JSON', () => {
    const { chrome, of } = createPlayed('chromium', { ...CLONING, permissions: ['nativeMessaging'] });
    const port = chrome.runtime.connectNative('a');
    expect(thrownBy(() => port.postMessage(1n))?.message).toBe(NOT_SERIALISED);
    port.postMessage(new Map([[1, 2]]));
    expect(of('message').map(({ message }) => message)).toEqual(['{}']);
  });
});

describe('without it', () => {
  it.each([
    { engine: 'chromium', crosses: '{"m":{}}' },
    { engine: 'firefox', crosses: { m: new Map([[1, 2]]) } },
  ] as const)('S1, 10.2: $engine has its own way', ({ engine, crosses }) => {
    const { chrome, of } = createPlayed(engine);
    chrome.runtime.connect().postMessage({ m: new Map([[1, 2]]) });
    expect(of('message').map(({ message }) => message)).toEqual([crosses]);
  });

  it('10.2: Firefox refuses memory that threads would share', () => {
    const { chrome } = createPlayed('firefox');
    expect(thrownByAny(() => chrome.runtime.connect().postMessage([new SharedArrayBuffer(4)]))).toMatchObject({
      name: 'DataCloneError',
      message: 'SharedArrayBuffer object could not be cloned.',
    });
  });
});

/** What `run` throws; a `DOMException` as well. */
function thrownByAny(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}
