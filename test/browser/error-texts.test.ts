import { describe, expect, it } from 'vitest';
import type { AttachedContext, ExtensionApi } from '../../src/browser/node.js';
import type { EngineName } from '../../src/engines/index.js';
import { createSeveral, listenTo, OTHER, settled } from './several-contexts.js';
import { callWith, thrownBy } from './small-world.js';

interface World {
  readonly page: AttachedContext<ExtensionApi>;
  readonly background: AttachedContext<ExtensionApi>;
  run(): Promise<void>;
}

/** What extension code gets to hear, word for word, each provoked as an extension would. */
interface Row {
  readonly ids: string;
  readonly engine: EngineName;
  readonly when: string;
  readonly provoke: (world: World) => unknown;
  readonly text: string | RegExp;
}

const sendMessage = (context: AttachedContext<ExtensionApi>, ...args: unknown[]): Promise<unknown> =>
  settled(callWith(context.chrome.runtime, 'sendMessage', args));
const answers =
  (listener: (message: unknown, respond: (answer?: unknown) => void) => unknown) =>
  async ({ page, background, run }: World): Promise<unknown> => {
    background.chrome.runtime.onMessage.addListener((message, _sender, respond) => listener(message, respond));
    const sent = sendMessage(page, 'hello');
    await run();
    return sent;
  };
const thrown =
  (name: string, ...args: unknown[]) =>
  ({ page }: World) =>
    thrownBy(() => callWith(page.chrome.runtime, name, args));
const rejected =
  (...args: unknown[]) =>
  ({ page }: World) =>
    sendMessage(page, ...args);
const posted =
  (message: unknown) =>
  ({ page, background }: World) => {
    background.chrome.runtime.onConnect.addListener(() => undefined);
    const port = page.chrome.runtime.connect();
    try {
      port.postMessage(message);
      return 'nothing was thrown';
    } catch (error) {
      return error; // a DOMException
    }
  };

/** The text alone: of a thrown error, of a rejection as `settled` tells it, or the last thing that a port or callback heard. */
function textOf(told: unknown): unknown {
  if (Array.isArray(told)) return String(told.at(-1)).replace(/^closed: /, '');
  if (typeof told !== 'object' || told === null) return told;
  if ('message' in told) return told.message;
  return 'error' in told ? String(told.error).replace(/^\w+: /, '') : told;
}

const ROWS: readonly Row[] = [
  {
    ids: 'E10',
    engine: 'chromium',
    when: 'nobody receives a port',
    async provoke({ page, run }) {
      const heard = listenTo(page, page.chrome.runtime.connect(OTHER.chromium));
      await run();
      return heard;
    },
    text: 'Could not establish connection. Receiving end does not exist.',
  },
  {
    ids: 'E10',
    engine: 'chromium',
    when: 'nobody receives a message',
    provoke: ({ page, run }) => {
      const sent = sendMessage(page, 'hello');
      return run().then(() => sent);
    },
    text: 'Could not establish connection. Receiving end does not exist.',
  },
  {
    ids: 'E12',
    engine: 'chromium',
    when: 'nobody answers, and a callback waits',
    async provoke({ page, background, run }) {
      background.chrome.runtime.onMessage.addListener(() => undefined);
      const heard: unknown[] = [];
      page.chrome.runtime.sendMessage('hello', () => heard.push(page.chrome.runtime.lastError?.message));
      await run();
      return heard;
    },
    text: 'The message port closed before a response was received.',
  },
  {
    ids: 'E13',
    engine: 'chromium',
    when: 'the context that wanted to answer goes',
    async provoke({ page, background, run }) {
      background.chrome.runtime.onMessage.addListener(() => true);
      const sent = sendMessage(page, 'hello');
      await run();
      background.close();
      await run();
      return sent;
    },
    text: 'A listener indicated an asynchronous response by returning true, but the message channel closed before a response was received',
  },
  {
    ids: 'E22, R3',
    engine: 'chromium',
    when: 'an id is none',
    provoke: thrown('connect', 'nobody'),
    text: "Error in invocation of runtime.connect(optional string extensionId, optional object connectInfo): Invalid extension id: 'nobody'",
  },
  {
    ids: 'E27, R71',
    engine: 'chromium',
    when: 'a listener rejects with a text',
    provoke: answers(() => Promise.reject('a text')),
    text: "A runtime.onMessage listener's promise rejected without an Error",
  },
  {
    ids: 'E28, R72',
    engine: 'chromium',
    when: 'a listener throws a text',
    provoke: answers(() => {
      throw 'a text';
    }),
    text: "Error message from listener couldn't be parsed or was empty.",
  },
  {
    ids: '11.6',
    engine: 'firefox',
    when: 'nobody receives a message',
    provoke: ({ page, run }) => {
      const sent = sendMessage(page, 'hello');
      return run().then(() => sent);
    },
    text: 'Could not establish connection. Receiving end does not exist.',
  },
  {
    ids: '11.2',
    engine: 'firefox',
    when: 'a listener throws a text',
    provoke: answers(() => {
      throw 'a text';
    }),
    text: 'An unexpected error occurred',
  },
  {
    ids: '11.8, 9.24',
    engine: 'firefox',
    when: 'a listener is removed while the one before it runs',
    async provoke({ page, background, run }) {
      const { onMessage } = background.chrome.runtime;
      const second = (): undefined => undefined;
      onMessage.addListener(() => onMessage.removeListener(second));
      onMessage.addListener(second);
      const sent = sendMessage(page, 'hello');
      await run();
      return sent;
    },
    text: 'Called raw() on unloaded/inactive context',
  },
  {
    ids: '11.11',
    engine: 'firefox',
    when: 'a message cannot be cloned',
    provoke: posted(new WeakMap()),
    text: 'WeakMap object could not be cloned.',
  },
  {
    ids: '11.12',
    engine: 'firefox',
    when: 'a message is a symbol',
    provoke: posted(Symbol('s')),
    text: 'An exception was thrown',
  },
  {
    ids: '11.15',
    engine: 'firefox',
    when: 'an argument is of the wrong type',
    provoke: thrown('connect', 5, 6),
    text: 'Incorrect argument types for runtime.connect.',
  },
  {
    ids: '11.16',
    engine: 'firefox',
    when: 'a property is of the wrong type',
    provoke: thrown('connect', { name: 5 }),
    text: /^Type error for parameter connectInfo \(.+\) for runtime\.connect\.$/,
  },
  {
    ids: '11.17, 9.28',
    engine: 'firefox',
    when: 'a listener is none',
    provoke: ({ page }) => thrownBy(() => callWith(page.chrome.runtime.onMessage, 'addListener', ['x'])),
    text: 'Invalid listener for runtime.onMessage.',
  },
  {
    ids: '11.18, 9.6',
    engine: 'firefox',
    when: 'there is no message',
    provoke: rejected(),
    text: "runtime.sendMessage's message argument is missing",
  },
  {
    ids: '11.19, 9.6',
    engine: 'firefox',
    when: 'the options have something in them',
    provoke: rejected('an-id', 'hello', { a: 1 }),
    text: "runtime.sendMessage's options argument is invalid",
  },
  {
    ids: '11.20, 9.6',
    engine: 'firefox',
    when: 'the callback is none',
    provoke: rejected('an-id', 'hello', {}, 'callback'),
    text: "runtime.sendMessage's last argument is not a function",
  },
  {
    ids: '11.21, 9.6',
    engine: 'firefox',
    when: 'there are too many arguments',
    provoke: rejected('an-id', 'hello', {}, () => undefined, 5),
    text: 'runtime.sendMessage received too many arguments',
  },
  {
    ids: '11.22, 9.6',
    engine: 'firefox',
    when: 'the id is no text',
    provoke: rejected(5, 'hello', {}),
    text: "runtime.sendMessage's extensionId argument is invalid",
  },
  {
    ids: '11.24',
    engine: 'firefox',
    when: 'the permission nativeMessaging is missing',
    provoke: ({ page: { browser } }) => thrownBy(() => browser.runtime.connectNative('com.example.app')),
    text: 'browser.runtime.connectNative is not a function',
  },
];

describe('what extension code gets to hear, word for word', () => {
  it.each(ROWS)('$ids, $engine: $when', async ({ engine, provoke, text }) => {
    const { attach, tasks } = await createSeveral(engine);
    const world = { background: attach(), page: attach({ kind: 'page' }), run: () => tasks.run() };
    const told = textOf(await provoke(world));
    if (typeof text === 'string') expect(told).toBe(text);
    else expect(told).toMatch(text);
  });
});
