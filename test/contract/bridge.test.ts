import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import {
  type BrowserEnd,
  bridgeOverMessagePort,
  type ContextEnd,
  createMemoryBridge,
  type FromContext,
  type ToContext,
} from '../../src/context/index.js';

interface Pair {
  readonly context: ContextEnd;
  readonly browser: BrowserEnd;
}

/** What every kind of bridge must do. */
const KINDS: { kind: string; create: () => Pair }[] = [
  { kind: 'in memory', create: createMemoryBridge },
  {
    kind: 'over a MessagePort',
    create: () => {
      const { port1, port2 } = new MessageChannel();
      return { context: bridgeOverMessagePort(port1), browser: bridgeOverMessagePort(port2) };
    },
  },
  {
    kind: 'over something with listeners that get the message itself, as a worker of Node',
    create: () => {
      const { port1, port2 } = new MessageChannel();
      return { context: bridgeOverMessagePort(withoutEvents(port1)), browser: bridgeOverMessagePort(port2) };
    },
  },
  {
    kind: 'over something with listeners that get an event, as in Electron’s main process',
    create: () => {
      const { port1, port2 } = new MessageChannel();
      return { context: bridgeOverMessagePort(port1), browser: bridgeOverMessagePort(withListeners(port2)) };
    },
  },
];

type NodePort = import('node:worker_threads').MessagePort;
const asNode = (port: object) => port as NodePort; // Node's ports have both faces, its types tell of one at a time

function withoutEvents(port: object) {
  const node = asNode(port);
  return {
    postMessage: (message: unknown) => node.postMessage(message),
    on: (_type: 'message', listener: (message: unknown) => void) => node.on('message', listener),
    off: (_type: 'message', listener: (message: unknown) => void) => node.off('message', listener),
    close: () => node.close(),
  };
}

function withListeners(port: object) {
  const node = asNode(port);
  return {
    ...withoutEvents(port),
    on: (_type: 'message', listener: (message: unknown) => void) =>
      node.on('message', (data) => listener({ data, ports: [] })),
    off: () => undefined,
  };
}

const message = (text: string, channel = 1): FromContext & ToContext => ({ type: 'message', channel, message: text });

/** Listens, and waits until `count` things were heard; `closed` is one. */
function hear<In>(end: { listen(listener: { received(message: In): void; closed(): void }): void }, count: number) {
  const heard: (In | 'closed')[] = [];
  return new Promise<(In | 'closed')[]>((resolve) => {
    const add = (item: In | 'closed'): void => {
      heard.push(item);
      if (heard.length === count) resolve(heard);
    };
    end.listen({ received: add, closed: () => add('closed') });
  });
}

/** Everything that could still arrive has arrived. */
const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe.each(KINDS)('a bridge $kind', ({ create }) => {
  it('carries messages both ways, in order', async () => {
    const { context, browser } = create();
    const texts = Array.from({ length: 500 }, (_, index) => String(index));
    const there = hear(browser, 500);
    const back = hear(context, 500);
    for (const text of texts) {
      context.send(message(text));
      browser.send(message(text));
    }
    expect(await there).toEqual(texts.map((text) => message(text)));
    expect(await back).toEqual(texts.map((text) => message(text)));
    context.close();
  });

  it('keeps what was sent before the other side listened', async () => {
    const { context, browser } = create();
    context.send(message('early'));
    await quiet();
    expect(await hear(browser, 1)).toEqual([message('early')]);
    context.close();
  });

  it('carries every kind of message as it is', async () => {
    const { context, browser } = create();
    const sent: FromContext[] = [
      { type: 'open', channel: 1, api: 'connectNative', application: 'a' },
      { type: 'message', channel: 1, message: '' },
      { type: 'close', channel: 1, failure: 'MESSAGE_NOT_JSON' },
      { type: 'call', call: 2, method: 'permissions.contains', args: [{ permissions: ['a'] }] },
      { type: 'console', level: 'error', text: 'é€🙂\ud800' },
      { type: 'open', channel: 3, api: 'connect', extension: 'b', name: 'c' },
      { type: 'open', channel: 4, api: 'sendMessage', extension: 'b' },
      { type: 'message', channel: 4, message: undefined },
      { type: 'message', channel: 4, message: new Map([[1n, { at: new Date(0), bytes: new Uint8Array([1]) }]]) },
      { type: 'accepted', channel: -1 },
      { type: 'close', channel: -1, refused: true },
      { type: 'close', channel: -2, error: 'no' },
    ];
    const heard = hear(browser, sent.length);
    for (const each of sent) context.send(each);
    expect(await heard).toEqual(sent);
    context.close();
  });

  it('carries what other contexts have for a context', async () => {
    const { context, browser } = create();
    const sender = { id: 'a', url: 'b' };
    const sent: ToContext[] = [
      { type: 'offer', channel: -1, api: 'connect', event: 'runtime.onConnect', name: 'x', sender },
      { type: 'offer', channel: -2, api: 'sendMessage', event: 'runtime.onMessageExternal', message: [1n], sender },
      { type: 'message', channel: -1, message: new Set([1]) },
      { type: 'close', channel: -1 },
    ];
    const heard = hear(context, sent.length);
    for (const each of sent) browser.send(each);
    expect(await heard).toEqual(sent);
    browser.close();
  });

  it('carries a message of 64 MiB', async () => {
    const { context, browser } = create();
    const large = 'x'.repeat(64 * 1024 * 1024);
    const heard = hear(browser, 1);
    context.send(message(large));
    const [first] = await heard;
    expect(first).toMatchObject({ type: 'message' });
    expect(typeof first === 'object' && 'message' in first && first.message === large).toBe(true);
    context.close();
  });

  it('close is heard by the other side, after all messages, once', async () => {
    const { context, browser } = create();
    const heard: unknown[] = [];
    const closed = new Promise<void>((resolve) => {
      browser.listen({
        received: (each) => heard.push(each),
        closed: () => {
          heard.push('closed');
          resolve();
        },
      });
    });
    context.send(message('last'));
    context.close();
    context.close();
    await closed;
    await quiet();
    expect(heard).toEqual([message('last'), 'closed']);
  });

  it('is closed for who listens afterwards, too', async () => {
    const { context, browser } = create();
    context.send(message('last'));
    context.close();
    await quiet();
    expect(await hear(browser, 2)).toEqual([message('last'), 'closed']);
  });

  it('close is silent on its own side, and nothing arrives any more', async () => {
    const { context, browser } = create();
    const heard: unknown[] = [];
    context.listen({ received: (each) => heard.push(each), closed: () => heard.push('closed') });
    const closed = hear(browser, 1);
    context.close();
    browser.send(message('too late'));
    await closed;
    browser.send(message('much too late'));
    context.send(message('from the grave'));
    browser.close();
    await quiet();
    expect(heard).toEqual([]);
  });
});

describe('a bridge to a worker', () => {
  it('is closed when the worker ends', async () => {
    const worker = new Worker('', { eval: true });
    expect(await hear(bridgeOverMessagePort<ToContext, FromContext>(worker), 1)).toEqual(['closed']);
  });
});
