import { runInNewContext } from 'node:vm';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import type { Intrinsics } from '../../src/context/index.js';
import { createSeveral, listenTo, receive } from '../browser/several-contexts.js';
import { callWith, thrownBy } from '../browser/small-world.js';

class Point {
  x = 1;
}
class WithToJson {
  a = 1;
  toJSON(): string {
    return 'by toJSON';
  }
}
const cycle: { self?: unknown } = {};
cycle.self = cycle;
const buffer = new Uint8Array([1, 2, 3, 4]).buffer;

function argumentsOf(..._given: unknown[]): unknown {
  // biome-ignore lint/complexity/noArguments: the object itself is the value
  return arguments;
}

/** What arrives of a message. As e2e/scenarios/runtime-ports has it from the browsers. */
const VALUES: { value: unknown; chromium: unknown; firefox: unknown }[] = [
  { value: undefined, chromium: null, firefox: undefined },
  { value: null, chromium: null, firefox: null },
  { value: Number.NaN, chromium: null, firefox: Number.NaN },
  { value: -0, chromium: 0, firefox: -0 },
  { value: '\ud800', chromium: '\ud800', firefox: '\ud800' },
  { value: { a: 1, b: undefined }, chromium: { a: 1 }, firefox: { a: 1, b: undefined } },
  { value: new Date(0), chromium: '1970-01-01T00:00:00.000Z', firefox: new Date(0) },
  { value: new Map([[1, { a: [2] }]]), chromium: {}, firefox: new Map([[1, { a: [2] }]]) },
  { value: new Set([1, 'x']), chromium: {}, firefox: new Set([1, 'x']) },
  { value: /a+/gi, chromium: {}, firefox: /a+/gi },
  { value: new RangeError('no'), chromium: {}, firefox: new RangeError('no') },
  { value: new Uint8Array(buffer, 1, 2), chromium: { 0: 2, 1: 3 }, firefox: new Uint8Array([2, 3]) },
  { value: new DataView(buffer, 1, 2), chromium: {}, firefox: new DataView(buffer, 1, 2) },
  { value: buffer, chromium: {}, firefox: buffer },
  { value: new Point(), chromium: { x: 1 }, firefox: { x: 1 } },
  { value: Object(5), chromium: 5, firefox: Object(5) },
  { value: new Date(Number.NaN), chromium: null, firefox: new Date(Number.NaN) },
  { value: new WithToJson(), chromium: 'by toJSON', firefox: { a: 1 } },
  { value: { [Symbol('s')]: 1, a: 2 }, chromium: { a: 2 }, firefox: { a: 2 } },
  { value: Object.assign([1], { p: 2 }), chromium: [1], firefox: Object.assign([1], { p: 2 }) },
  { value: Object.assign(Object.create(null), { a: 1 }), chromium: { a: 1 }, firefox: { a: 1 } },
  { value: Object.defineProperty({}, 'a', { get: () => 5, enumerable: true }), chromium: { a: 5 }, firefox: { a: 5 } },
];

describe.each([
  { engine: 'chromium', ids: 'S1-S4' },
  { engine: 'firefox', ids: '10.2' },
] as const)('$ids: messages between contexts in $engine', ({ engine }) => {
  it.each([...VALUES.map((row) => ({ ...row, where: 'own' })), ...VALUES.map((row) => ({ ...row, where: 'another' }))])(
    '$value, received in $where realm',
    async ({ value, where, ...arrives }) => {
      const { attach, tasks } = await createSeveral(engine);
      const realm: Intrinsics = runInNewContext('globalThis');
      const received = receive(attach(where === 'own' ? {} : { realm }));
      attach({ kind: 'page' }).chrome.runtime.connect().postMessage(value);
      await tasks.run();
      const [message] = received[0]?.heard ?? [];
      expect(received[0]?.heard).toHaveLength(1);
      // Compared in this realm: a list of its own keys, and what it says of itself.
      expect(structuredClone(message)).toEqual(arrives[engine]);
      if (where === 'another' && typeof message === 'object' && message !== null) {
        expect(message).toBeInstanceOf(realm.Object);
        expect(message).not.toBeInstanceOf(Object);
      }
    },
  );

  it.each([
    { value: 1n, chromium: 'Error: Could not serialize message.', firefox: undefined },
    { value: cycle, chromium: 'Error: Could not serialize message.', firefox: undefined },
    {
      value: () => 1,
      chromium: 'Error: Could not serialize message.',
      firefox: 'DataCloneError: Function object could not be cloned.',
    },
    {
      value: Point,
      chromium: 'Error: Could not serialize message.',
      firefox: 'DataCloneError: Function object could not be cloned.',
    },
    { value: { a: () => 1 }, chromium: undefined, firefox: 'DataCloneError: Function object could not be cloned.' },
    {
      value: Symbol('s'),
      chromium: 'Error: Could not serialize message.',
      firefox: 'InvalidStateError: An exception was thrown',
    },
    { value: { a: Symbol('s') }, chromium: undefined, firefox: 'DataCloneError: unsupported type for structured data' },
    { value: new WeakMap(), chromium: undefined, firefox: 'DataCloneError: WeakMap object could not be cloned.' },
    { value: Promise.resolve(), chromium: undefined, firefox: 'DataCloneError: Promise object could not be cloned.' },
    { value: new Proxy({}, {}), chromium: undefined, firefox: 'DataCloneError: Proxy object could not be cloned.' },
  ])('T24, 10.5: $value', async ({ value, ...fails }) => {
    const { attach, tasks } = await createSeveral(engine);
    const received = receive(attach());
    const port = attach({ kind: 'page' }).chrome.runtime.connect();
    const thrown = thrownByAny(() => port.postMessage(value));
    expect(thrown === undefined ? undefined : String(thrown)).toBe(fails[engine]);
    expect(thrown instanceof DOMException).toBe(engine === 'firefox' && thrown !== undefined);
    port.postMessage('open still');
    await tasks.run();
    expect(received[0]?.heard.at(-1)).toBe('open still');
  });

  it.each([
    { value: () => new URL('http://x/'), className: 'URL' },
    { value: () => ({ a: [new Map([[1, new Headers()]])] }), className: 'Headers' },
    { value: () => new ReadableStream(), className: 'ReadableStream' },
    { value: () => new AbortController().signal, className: 'AbortSignal' },
    { value: () => argumentsOf(1, 2), className: 'Arguments' },
    { value: () => [() => 1, new URL('http://x/')], className: 'Function' },
    { value: () => new JSDOM('').window.document.body, className: 'HTMLBodyElement' },
    { value: () => new Set([new JSDOM('').window.location]), className: 'Location' },
    { value: () => new JSDOM('').window, className: 'Proxy' },
  ])('10.2, 10.5: an object of the platform that no message carries: $className', async ({ value, className }) => {
    const { attach, ask } = await createSeveral(engine);
    receive(attach());
    const { runtime } = attach({ kind: 'page' }).chrome;
    const message = value();
    const isFirefox = engine === 'firefox';
    const text = `${className} object could not be cloned.`;
    const error = { name: 'DataCloneError', message: text };
    // JSON has something to say of each of them, but of a window.
    const isSaid = className !== 'Proxy';
    const port = runtime.connect();
    const thrown = thrownByAny(() => port.postMessage(message));
    if (isFirefox) expect(thrown).toMatchObject(error);
    else expect(thrown === undefined).toBe(isSaid);
    if (isFirefox) expect(await ask(runtime.sendMessage(message))).toEqual({ error: `${error.name}: ${text}` });
  });

  it('10.3: the error of a getter is the caller’s own in Firefox', async () => {
    const { attach } = await createSeveral(engine);
    receive(attach());
    const own = new RangeError('no');
    const message = Object.defineProperty({}, 'a', {
      enumerable: true,
      get() {
        throw own;
      },
    });
    const port = attach({ kind: 'page' }).chrome.runtime.connect();
    expect(thrownBy(() => port.postMessage(message))?.message).toBe(
      engine === 'firefox' ? 'no' : 'Could not serialize message.',
    );
  });

  it('T20, T21: one argument counts, and Chromium wants it', async () => {
    const { attach, tasks } = await createSeveral(engine);
    const received = receive(attach());
    const port = attach({ kind: 'page' }).chrome.runtime.connect();
    expect(callWith(port, 'postMessage', ['first', 'surplus'])).toBeUndefined();
    const thrown = thrownBy(() => callWith(port, 'postMessage', []));
    await tasks.run();
    const isFirefox = engine === 'firefox';
    expect(thrown).toEqual(isFirefox ? undefined : { name: 'TypeError', message: 'Insufficient number of arguments.' });
    expect(received[0]?.heard).toEqual(isFirefox ? ['first', undefined] : ['first']);
  });

  it('S1, 10.2: a message is as it was when it was posted, and no two receivers share it (T45)', async () => {
    const { attach, tasks } = await createSeveral(engine);
    const received = [receive(attach()), receive(attach({ kind: 'page' }))];
    const page = attach({ kind: 'page' });
    const message = { list: [1] };
    page.chrome.runtime.connect().postMessage(message);
    message.list.push(2);
    await tasks.run();
    const [first, second] = received.map(([each]) => each?.heard[0]);
    expect([first, second]).toEqual([{ list: [1] }, { list: [1] }]);
    expect(first).not.toBe(second);
    expect(Object(first).list).not.toBe(Object(second).list);
  });
});

it('10.2: cycles and shared parts stay what they are, in another realm, too', async () => {
  const { attach, tasks } = await createSeveral('firefox');
  const realm: Intrinsics & { Map: MapConstructor } = runInNewContext('globalThis');
  const received = receive(attach({ realm }));
  const shared = { a: 1 };
  const holes: unknown[] = [shared];
  holes[2] = 3;
  const message = { shared, again: shared, map: new Map([['x', shared]]), list: holes, self: null as unknown };
  message.self = message;
  attach({ kind: 'page' }).chrome.runtime.connect().postMessage(message);
  await tasks.run();
  const [got] = (received[0]?.heard ?? []) as (typeof message)[];
  if (!got) throw new Error('Nothing was received.');
  expect(got.self).toBe(got);
  expect(got.again).toBe(got.shared);
  expect(got.map).toBeInstanceOf(realm.Map);
  expect(got.map.get('x')).toBe(got.shared);
  expect(got.list).toHaveLength(3);
  expect(1 in got.list).toBe(false);
});

it('S20, T25: Chromium sends up to 64 MiB between contexts, whatever the limit to hosts', async () => {
  const { attach, tasks } = await createSeveral('chromium');
  const received = receive(attach());
  const page = attach({ kind: 'page' });
  const port = page.chrome.runtime.connect();
  const heard = listenTo(page, port);
  const limit = 64 * 1024 * 1024;
  port.postMessage('x'.repeat(limit - 2));
  expect(thrownBy(() => port.postMessage('x'.repeat(limit - 1)))).toEqual({
    name: 'Error',
    message: 'Message exceeded maximum allowed size of 64MiB.',
  });
  await tasks.run();
  expect(received[0]?.heard.map((message) => String(message).length)).toEqual([limit - 2]);
  expect(heard).toEqual([]);
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
