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
import { createChannelToRenderer, createMessageChannelMain, createUtilityProcess } from './electron-ports.js';

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
    kind: 'from a page of Electron to its main process',
    create: () => {
      const { main, page } = createChannelToRenderer();
      return { context: bridgeOverMessagePort(page), browser: bridgeOverMessagePort(main) };
    },
  },
  {
    kind: 'inside the main process of Electron',
    create: () => {
      const { port1, port2 } = createMessageChannelMain();
      return { context: bridgeOverMessagePort(port1), browser: bridgeOverMessagePort(port2) };
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

/** Without the methods that only Node's ports have. */
function asInPages(port: object) {
  const node = asNode(port);
  return {
    postMessage: (message: unknown) => node.postMessage(message),
    addEventListener: (type: 'message' | 'close', listener: (event: object) => void) =>
      node.addEventListener(type, listener),
    removeEventListener: (type: 'message' | 'close', listener: (event: object) => void) =>
      node.removeEventListener(type, listener),
    start: () => node.start(),
    close: () => node.close(),
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

  it('carries a structured clone of 64 MiB, both ways, and leaves the sender its own', async () => {
    const { context, browser } = create();
    const bytes = new Uint8Array(64 * 1024 * 1024).map((_, index) => index * 31);
    const clone = { type: 'message', channel: 1, message: new Map([['bytes', bytes]]) } as const;
    for (const [from, to] of [
      [context, hear(browser, 1)],
      [browser, hear(context, 1)],
    ] as const) {
      from.send(clone);
      const [heard] = await to;
      const held: unknown = typeof heard === 'object' && 'message' in heard && heard.message;
      expect(held instanceof Map && Buffer.compare(held.get('bytes'), bytes)).toBe(0);
    }
    expect(bytes).toHaveLength(64 * 1024 * 1024);
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

describe('a bridge to a utility process of Electron', () => {
  it('carries messages both ways, and a close', async () => {
    const { child, parentPort } = createUtilityProcess();
    const browser: BrowserEnd = bridgeOverMessagePort(child);
    const context: ContextEnd = bridgeOverMessagePort(parentPort);
    const there = hear(browser, 2);
    const back = hear(context, 1);
    browser.send(message('down'));
    context.send(message('up'));
    expect(await back).toEqual([message('down')]);
    context.close();
    expect(await there).toEqual([message('up'), 'closed']);
  });
});

// The other side is gone without a word of the bridge: killed, crashed, closed by somebody else.
describe('the other side of a port is gone', () => {
  interface Ends {
    readonly end: BrowserEnd;
    readonly context: ContextEnd;
    /** Ends the other side under the bridge. */
    cut(): void;
  }
  const ROWS: { kind: string; create: () => Ends }[] = [
    {
      kind: 'a MessagePort of Node',
      create: () => {
        const { port1, port2 } = new MessageChannel();
        return { end: bridgeOverMessagePort(port1), context: bridgeOverMessagePort(port2), cut: () => port2.close() };
      },
    },
    {
      kind: 'a MessagePort that is an EventTarget and nothing more, as in a page',
      create: () => {
        const { port1, port2 } = new MessageChannel();
        return {
          end: bridgeOverMessagePort(asInPages(port1)),
          context: bridgeOverMessagePort(port2),
          cut: () => port2.close(),
        };
      },
    },
    {
      kind: 'a MessagePortMain',
      create: () => {
        const { main, page } = createChannelToRenderer();
        return { end: bridgeOverMessagePort(main), context: bridgeOverMessagePort(page), cut: () => page.close() };
      },
    },
  ];

  it.each(ROWS)('$kind: after all messages, once', async ({ create }) => {
    const { end, context, cut } = create();
    const heard = hear(end, 2);
    context.send(message('last'));
    cut();
    expect(await heard).toEqual([message('last'), 'closed']);
    await quiet();
    expect(await heard).toHaveLength(2);
    end.send(message('into the void'));
    end.close();
  });

  it.each(ROWS)('$kind: also for who listens afterwards', async ({ create }) => {
    const { end, cut } = create();
    cut();
    await quiet();
    expect(await hear(end, 1)).toEqual(['closed']);
  });

  it.each(ROWS)('$kind: but not for who closed it in between', async ({ create }) => {
    const { end, cut } = create();
    cut();
    await quiet();
    end.close();
    const heard: unknown[] = [];
    end.listen({ received: (each) => heard.push(each), closed: () => heard.push('closed') });
    await quiet();
    expect(heard).toEqual([]);
  });
});

// The thread answers each message with itself; "leave" closes its bridge, "exit" ends the thread, "cut" closes the bare port.
const ECHO = `
  import { parentPort, workerData } from 'node:worker_threads';
  import { bridgeOverMessagePort } from ${JSON.stringify(new URL('../../dist/context/index.js', import.meta.url).href)};
  const port = workerData.port ?? parentPort;
  const bridge = bridgeOverMessagePort(port);
  bridge.listen({
    received(each) {
      bridge.send(each);
      if (each.message === 'leave') bridge.close();
      if (each.message === 'exit') process.exit();
      if (each.message === 'cut') port.close();
    },
    closed() {},
  });`;
const threadUrl = new URL(`data:text/javascript,${encodeURIComponent(ECHO)}`);

/** A thread with a bridge to it: over the worker itself, or over a port that it was given. */
const THREADS = [
  {
    over: 'the worker and its parentPort',
    start: () => {
      const worker = new Worker(threadUrl, { workerData: {} });
      return { worker, bridge: bridgeOverMessagePort<ToContext, FromContext>(worker) };
    },
  },
  {
    over: 'a port that the worker was given',
    start: () => {
      const { port1, port2 } = new MessageChannel();
      const worker = new Worker(threadUrl, { workerData: { port: port2 }, transferList: [asNode(port2)] });
      return { worker, bridge: bridgeOverMessagePort<ToContext, FromContext>(port1) };
    },
  },
];

describe.each(THREADS)('a bridge between threads, over $over', ({ start }) => {
  const ended = (worker: Worker) => new Promise((resolve) => worker.once('exit', resolve));

  it('keeps the order, both ways, and what was sent before the thread ran', async () => {
    const { bridge, worker } = start();
    const texts = Array.from({ length: 500 }, (_, index) => message(String(index)));
    const back = hear(bridge, 500);
    for (const text of texts) bridge.send(text);
    expect(await back).toEqual(texts);
    const gone = ended(worker);
    bridge.close();
    expect(await gone).toBe(0); // nothing keeps a thread whose bridge is closed
  });

  it('carries 64 MiB and back', async () => {
    const { bridge, worker } = start();
    const bytes = new Uint8Array(64 * 1024 * 1024).fill(7);
    const back = hear(bridge, 1);
    bridge.send({ type: 'message', channel: 1, message: bytes });
    const [heard] = await back;
    const held: unknown = typeof heard === 'object' && 'message' in heard && heard.message;
    expect(held instanceof Uint8Array && Buffer.compare(held, bytes)).toBe(0);
    await worker.terminate();
  });

  it.each(['leave', 'cut'])('is closed when the thread lets go of it: %s', async (how) => {
    const { bridge, worker } = start();
    const heard = hear(bridge, 2);
    const gone = ended(worker);
    bridge.send(message(how));
    expect(await heard).toEqual([message(how), 'closed']);
    expect(await gone).toBe(0);
  });

  it.each([
    { how: 'by itself', end: ({ bridge }: ReturnType<typeof start>) => bridge.send(message('exit')) },
    { how: 'because it was terminated', end: ({ worker }: ReturnType<typeof start>) => void worker.terminate() },
  ])('is closed when the thread ends $how', async ({ end }) => {
    const thread = start();
    const closed = new Promise<void>((resolve) => thread.bridge.listen({ received() {}, closed: resolve }));
    end(thread);
    await closed;
  });
});
