import { describe, expect, it } from 'vitest';
import { callWith, createWorld, thrownBy } from '../browser/small-world.js';

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;
const own = new RangeError('mine');
const couldNot = { name: 'Error', message: 'Could not serialize message.' };

class Point {
  readonly x: number;
  readonly y: number;
  constructor(x: number, y: number) {
    this.x = x;
    this.y = y;
  }
  get sum(): number {
    return this.x + this.y;
  }
}

async function post(engine: 'chromium' | 'firefox', message: unknown, limits = {}) {
  const { chrome, connections } = await createWorld(engine, { limits });
  const port = chrome.runtime.connectNative('org.example.host');
  const error = thrownBy(() => callWith(port, 'postMessage', [message]));
  port.postMessage('open');
  const [sent, ...rest] = connections.last.sent;
  expect(rest.length).toBeLessThanOrEqual(1); // the port stays open, whatever happened
  return error ?? sent;
}

describe('S1, 10.1, observed 5: what a host gets, in both engines', () => {
  it.each([
    { when: 'a string', message: 'text', sent: '"text"' },
    { when: 'a number', message: 5, sent: '5' },
    { when: 'true', message: true, sent: 'true' },
    { when: 'null', message: null, sent: 'null' },
    { when: 'a list', message: [1, 'a', null], sent: '[1,"a",null]' },
    { when: 'an object, compact', message: { a: 1, b: { c: [] } }, sent: '{"a":1,"b":{"c":[]}}' },
    { when: 'NaN', message: Number.NaN, sent: 'null' },
    { when: 'Infinity and -0', message: { x: Number.POSITIVE_INFINITY, y: -0 }, sent: '{"x":null,"y":0}' },
    { when: 'a date', message: new Date(0), sent: '"1970-01-01T00:00:00.000Z"' },
    { when: 'a map', message: new Map([[1, 2]]), sent: '{}' },
    { when: 'a regular expression', message: /x/, sent: '{}' },
    { when: 'an error', message: new Error('x'), sent: '{}' },
    { when: 'a set', message: new Set([1]), sent: '{}' },
    { when: 'a promise', message: Promise.resolve(1), sent: '{}' },
    { when: 'a weak map', message: new WeakMap(), sent: '{}' },
    { when: 'a proxy', message: new Proxy({ a: 1 }, {}), sent: '{"a":1}' },
    { when: 'an object of a class', message: new Point(1, 2), sent: '{"x":1,"y":2}' },
    { when: 'boxed values', message: [Object(1), Object('s'), Object(true)], sent: '[1,"s",true]' },
    { when: 'a getter', message: Object.defineProperty({}, 'a', { get: () => 1, enumerable: true }), sent: '{"a":1}' },
    { when: 'an empty slot', message: new Array(1), sent: '[null]' },
    { when: 'a typed array', message: new Uint8Array([1, 2]), sent: '{"0":1,"1":2}' },
    { when: 'toJSON', message: { toJSON: () => ({ b: 2 }) }, sent: '{"b":2}' },
    { when: 'members without a value', message: { a: () => {}, b: undefined, c: 1, d: Symbol('s') }, sent: '{"c":1}' },
    { when: 'a list with holes', message: [1, undefined, () => {}], sent: '[1,null,null]' },
    { when: 'a lone surrogate', message: '\ud800', sent: '"\\ud800"' },
    { when: 'text that is not ASCII', message: 'é€🙂', sent: '"é€🙂"' },
    { when: 'the text undefined (S4)', message: 'undefined', sent: '"undefined"' },
  ])('$when', async ({ message, sent }) => {
    expect(await post('chromium', message)).toBe(sent);
    expect(await post('firefox', message)).toBe(sent);
  });
});

describe('S2-S3, 5.5, 10.1, observed 5: what JSON cannot say', () => {
  it.each([
    { when: 'undefined', message: undefined, chromium: 'null', firefox: '' },
    { when: 'a function', message: () => {}, chromium: couldNot, firefox: '' },
    { when: 'a symbol', message: Symbol('s'), chromium: couldNot, firefox: '' },
    { when: 'a toJSON that returns nothing', message: { toJSON: () => undefined }, chromium: couldNot, firefox: '' },
    {
      when: 'a cyclic object (T24)',
      message: cyclic,
      chromium: couldNot,
      firefox: { name: 'TypeError', message: 'cyclic object value' },
    },
    {
      when: 'a BigInt',
      message: 1n,
      chromium: couldNot,
      firefox: { name: 'TypeError', message: "BigInt value can't be serialized in JSON" },
    },
    {
      when: 'a BigInt inside',
      message: { a: 1n },
      chromium: couldNot,
      firefox: { name: 'TypeError', message: "BigInt value can't be serialized in JSON" },
    },
    {
      when: 'a toJSON that throws',
      message: {
        toJSON() {
          throw own;
        },
      },
      chromium: couldNot,
      firefox: { name: 'RangeError', message: 'mine' },
    },
    {
      when: 'a getter that throws',
      message: {
        get a() {
          throw own;
        },
      },
      chromium: couldNot,
      firefox: { name: 'RangeError', message: 'mine' },
    },
  ])('$when', async ({ message, chromium, firefox }) => {
    expect(await post('chromium', message)).toEqual(chromium);
    expect(await post('firefox', message)).toEqual(firefox);
  });

  it('T21, E20: no argument at all', async () => {
    const chromium = await createWorld('chromium');
    const port = chromium.chrome.runtime.connectNative('a');
    expect(thrownBy(() => callWith(port, 'postMessage', []))).toEqual({
      name: 'TypeError',
      message: 'Insufficient number of arguments.',
    });
    const firefox = await createWorld('firefox');
    callWith(firefox.chrome.runtime.connectNative('a'), 'postMessage', []);
    expect(firefox.connections.last.sent).toEqual(['']);
  });
});

describe('S21, X34: an extension that chose structured clone', () => {
  it('speaks JSON with a host all the same', async () => {
    const { chrome, connections, tasks } = await createWorld('chromium', {
      manifest: { message_serialization: 'structured_clone' },
    });
    const port = chrome.runtime.connectNative('a');
    const heard: unknown[] = [];
    port.onMessage.addListener((message) => heard.push(message));
    expect(thrownBy(() => port.postMessage(1n))).toEqual(couldNot);
    expect(thrownBy(() => port.postMessage({ a: 1n }))).toEqual(couldNot);
    port.postMessage({ when: new Date(0) });
    expect(connections.last.sent).toEqual(['{"when":"1970-01-01T00:00:00.000Z"}']);
    connections.last.says({ ok: true });
    await tasks.run();
    expect(heard).toEqual([{ ok: true }]);
  });
});

describe('10.4: whose error it is', () => {
  async function thrown(engine: 'chromium' | 'firefox', message: unknown): Promise<unknown> {
    const { chrome } = await createWorld(engine);
    try {
      chrome.runtime.connectNative('a').postMessage(message);
    } catch (error) {
      return error;
    }
    return undefined;
  }

  it('the caller’s in Chromium, the browser’s in Firefox', async () => {
    expect(await thrown('chromium', cyclic)).toBeInstanceOf(Error);
    for (const message of [cyclic, 1n]) {
      const error = await thrown('firefox', message);
      expect(error).toMatchObject({ name: 'TypeError' });
      expect(error instanceof Error).toBe(false);
    }
  });

  it('what the message’s own code throws goes through as it is in Firefox', async () => {
    const message = {
      toJSON() {
        throw own;
      },
    };
    expect(await thrown('firefox', message)).toBe(own);
  });
});

describe('S20, E17, 5.4: the largest message to a host, in bytes of UTF-8', () => {
  const MIB = 1024 * 1024;
  const tooLarge = {
    chromium: { name: 'Error', message: 'Message exceeded maximum allowed size of 1MiB.' },
    firefox: { name: 'Error', message: 'Write too big' },
  };

  it.each([
    { when: 'exactly the limit', message: 'x'.repeat(MIB - 2), fits: true },
    { when: 'one byte more', message: 'x'.repeat(MIB - 1), fits: false },
    { when: 'exactly the limit in characters of two bytes', message: 'é'.repeat(MIB / 2 - 1), fits: true },
    { when: 'one character of two bytes more', message: 'é'.repeat(MIB / 2), fits: false },
    { when: 'exactly the limit in characters of four bytes', message: `${'🙂'.repeat(MIB / 4 - 1)}xx`, fits: true },
    { when: 'one byte more in characters of four bytes', message: `${'🙂'.repeat(MIB / 4 - 1)}xxx`, fits: false },
  ])('$when', async ({ message, fits }) => {
    for (const engine of ['chromium', 'firefox'] as const) {
      const result = await post(engine, message, { maxBytesToHost: MIB });
      expect(typeof result === 'string' ? result.length : result).toEqual(fits ? message.length + 2 : tooLarge[engine]);
    }
  });

  it('is 64 MiB in Chromium, and as good as none in Firefox', async () => {
    const message = 'x'.repeat(64 * MIB - 1); // two quotes more make one byte too many
    expect(await post('chromium', message)).toEqual({
      name: 'Error',
      message: 'Message exceeded maximum allowed size of 64MiB.',
    });
    expect(await post('chromium', message.slice(1))).toHaveLength(64 * MIB);
    expect(await post('firefox', message)).toHaveLength(64 * MIB + 1);
  });
});

describe('what a host sends, as extension code gets it', () => {
  async function receive(engine: 'chromium' | 'firefox', ...texts: string[]) {
    const world = await createWorld(engine);
    const port = world.chrome.runtime.connectNative('org.example.host');
    const heard: unknown[] = [];
    port.onMessage.addListener((message) => heard.push(message));
    port.onDisconnect.addListener((closed) => heard.push(closed.error?.message ?? 'closed'));
    for (const text of texts) world.connections.last.writes(text);
    await world.tasks.run();
    return { ...world, port, heard };
  }

  it.each([
    {
      when: 'any root (W12, 5.10)',
      texts: ['"s"', '1', 'true', 'null', '[]', '{}'],
      heard: ['s', 1, true, null, [], {}],
    },
    { when: 'white space (5.11)', texts: [' \r\n\t{"a":1} '], heard: [{ a: 1 }] },
    {
      when: 'numbers (observed 4)',
      texts: ['9007199254740993', '1e400', '-0', '123456789012345678901234567890'],
      heard: [9007199254740992, Number.POSITIVE_INFINITY, -0, 1.2345678901234568e29],
    },
    { when: 'surrogates and NUL', texts: ['"\\ud800\\u0000"'], heard: ['\ud800\0'] },
  ])('$when', async ({ texts, heard }) => {
    expect((await receive('chromium', ...texts)).heard).toEqual(heard);
    expect((await receive('firefox', ...texts)).heard).toEqual(heard);
  });

  it.each([201, 5000])('observed 4: %d brackets deep', async (depth) => {
    const text = '['.repeat(depth) + ']'.repeat(depth);
    for (const engine of ['chromium', 'firefox'] as const) {
      const { heard } = await receive(engine, text);
      let levels = 0;
      for (let [list] = heard; Array.isArray(list); [list] = list) levels += 1;
      expect(levels).toBe(depth);
    }
  });

  it.each(['chromium', 'firefox'] as const)(
    '5.13, observed 4: the last of two keys wins; __proto__ becomes an own property (%s)',
    async (engine) => {
      const { heard } = await receive(engine, '{"a":1,"a":2,"__proto__":{"b":1}}');
      const [message] = heard;
      expect(Object.keys(message as object)).toEqual(['a', '__proto__']);
      expect(message).toHaveProperty('a', 2);
      expect(message).not.toHaveProperty('b');
    },
  );

  it.each(['nul', '{"a":', "{'a':1}", '[1,]', 'NaN', '1 xx', '\ufeff{}', ''])(
    'W7, W8, W11, TR8, E15: %j is dropped with a line in the console in Chromium',
    async (text) => {
      const { heard, consoleLines, port, connections, chrome } = await receive('chromium', text, '{"a":1}');
      expect(heard).toEqual([{ a: 1 }]);
      expect(consoleLines()).toEqual(['The sender sent an invalid JSON message; message ignored.']);
      expect(chrome.runtime.lastError).toBeUndefined();
      port.postMessage(1);
      expect(connections.last.sent).toEqual(['1']);
    },
  );

  it.each(['{{{', '1 xx', '"\0"', 'NaN'])('5.8, 5.9: %j ends the port in Firefox', async (text) => {
    const { heard, connections, trace } = await receive('firefox', text, '{"a":1}');
    expect(heard).toEqual(['An unexpected error occurred']);
    expect(connections.last.isClosed).toBe(true);
    expect(trace).toContainEqual(
      expect.objectContaining({
        type: 'port.closed',
        by: 'browser',
        reason: expect.objectContaining({ code: 'MESSAGE_NOT_JSON' }),
      }),
    );
  });
});
