import { describe, expect, it } from 'vitest';
import type { EngineName } from '../../src/engines/index.js';
import { createSeveral, OTHER, OWN, settled } from '../browser/several-contexts.js';
import { callWith, ENGINE_NAMES, thrownBy } from '../browser/small-world.js';

const NO_RECEIVER = 'Could not establish connection. Receiving end does not exist.';
const NO_ANSWER = 'The message port closed before a response was received.';
const PROMISED =
  'A listener indicated an asynchronous response by returning true, but the message channel closed before a response was received';
const NOT_SERIALISED = 'Could not serialize message.';
const NOT_PARSED = "Error message from listener couldn't be parsed or was empty.";
const NO_ERROR = "A runtime.onMessage listener's promise rejected without an Error";
const OPAQUE = 'An unexpected error occurred';
const REMOVED = 'Called raw() on unloaded/inactive context';

type Respond = (answer?: unknown) => void;
type Listener = (respond: Respond, remove: (index: number) => void) => unknown;
const ok = (value: unknown) => ({ value });
const no = (text: string) => ({ error: `Error: ${text}` });
const nothing = ok(undefined);
const soon = (run: () => void): void => void Promise.resolve().then(() => Promise.resolve().then(run));
const throws = (error: unknown): Listener => {
  return () => {
    throw error;
  };
};

/** What the sender's promise gets, seen in the browsers by e2e/scenarios/message-answers. */
const BEHAVIOURS: { does: string; ids: string; listeners: Listener[]; chromium: unknown; firefox: unknown }[] = [
  { does: 'returns undefined', ids: 'R53, 9.22', listeners: [() => undefined], chromium: nothing, firefox: nothing },
  { does: 'returns false', ids: 'R63, 9.22', listeners: [() => false], chromium: nothing, firefox: nothing },
  { does: 'returns a text', ids: 'R63, 9.22', listeners: [() => 'x'], chromium: nothing, firefox: nothing },
  {
    does: 'returns a promise',
    ids: 'R70, 9.22',
    listeners: [() => Promise.resolve({ a: [1] })],
    chromium: ok({ a: [1] }),
    firefox: ok({ a: [1] }),
  },
  {
    does: 'is async without a value',
    ids: 'R75, 9.22',
    listeners: [async () => undefined],
    chromium: ok(null),
    firefox: nothing,
  },
  {
    does: 'returns a thenable',
    ids: 'R70, 9.22',
    listeners: [() => Object.defineProperty({}, 'then', { value: (resolve: Respond) => resolve('x') })],
    chromium: nothing,
    firefox: nothing,
  },
  {
    does: 'answers at once',
    ids: 'R51, 9.22',
    listeners: [(respond) => respond('now')],
    chromium: ok('now'),
    firefox: ok('now'),
  },
  {
    does: 'answers without a value',
    ids: 'R61, 9.22',
    listeners: [(respond) => respond()],
    chromium: ok(null),
    firefox: nothing,
  },
  {
    does: 'answers late without true',
    ids: 'R62, 9.22',
    listeners: [(respond) => soon(() => respond('late'))],
    chromium: nothing,
    firefox: nothing,
  },
  {
    does: 'returns true and answers late',
    ids: 'R62, 9.22',
    listeners: [
      (respond) => {
        soon(() => respond('late'));
        return true;
      },
    ],
    chromium: ok('late'),
    firefox: ok('late'),
  },
  {
    does: 'answers twice',
    ids: 'R55, R61, 9.22',
    listeners: [
      (respond) => {
        respond('first');
        respond('second');
      },
    ],
    chromium: ok('first'),
    firefox: ok('first'),
  },
  {
    does: 'answers and returns a promise',
    ids: 'R70, 9.22',
    listeners: [
      (respond) => {
        respond('a');
        return Promise.resolve('b');
      },
    ],
    chromium: ok('a'),
    firefox: ok('b'),
  },
  {
    does: 'answers and throws',
    ids: 'R73, 9.22',
    listeners: [
      (respond) => {
        respond('a');
        throw new Error('boom');
      },
    ],
    chromium: ok('a'),
    firefox: no('boom'),
  },
  {
    does: 'throws an Error',
    ids: 'R72, 9.22',
    listeners: [throws(new TypeError('boom'))],
    chromium: no('boom'),
    firefox: no('boom'),
  },
  {
    does: 'throws a text',
    ids: 'R72, 9.22',
    listeners: [throws('boom')],
    chromium: no(NOT_PARSED),
    firefox: no(OPAQUE),
  },
  {
    does: 'throws an object',
    ids: 'R72, 9.22',
    listeners: [throws({ message: 'boom' })],
    chromium: no(NOT_PARSED),
    firefox: no('boom'),
  },
  {
    does: 'throws an Error without a text',
    ids: 'R72',
    listeners: [throws(new Error())],
    chromium: nothing,
    firefox: no(OPAQUE),
  },
  {
    does: 'rejects with an Error',
    ids: 'R71, 9.22',
    listeners: [() => Promise.reject(new Error('boom'))],
    chromium: no('boom'),
    firefox: no('boom'),
  },
  {
    does: 'rejects with a text',
    ids: 'R71, 9.22',
    listeners: [() => Promise.reject('boom')],
    chromium: no(NO_ERROR),
    firefox: no(OPAQUE),
  },
  {
    does: 'rejects with an Error without a text',
    ids: 'R71',
    listeners: [() => Promise.reject(new Error())],
    chromium: nothing,
    firefox: no(OPAQUE),
  },
  {
    does: 'promises what cannot be sent',
    ids: 'R65, 9.22',
    listeners: [() => Promise.resolve(() => 1)],
    chromium: no(NOT_SERIALISED),
    firefox: no(NO_RECEIVER),
  },
  {
    does: 'two answer',
    ids: 'R55, 9.23',
    listeners: [(respond) => respond('A'), (respond) => respond('B')],
    chromium: ok('A'),
    firefox: ok('A'),
  },
  {
    does: 'the first throws, the second answers',
    ids: 'R74, 9.23',
    listeners: [throws(new Error('first')), (respond) => respond('B')],
    chromium: no('first'),
    firefox: no('first'),
  },
  {
    does: 'both throw',
    ids: 'R74, 9.23',
    listeners: [throws(new Error('first')), throws(new Error('second'))],
    chromium: no('first'),
    firefox: no('first'),
  },
  {
    does: 'a promise, then an answer at once',
    ids: 'R70, 9.23',
    listeners: [() => Promise.resolve('A'), (respond) => respond('B')],
    chromium: ok('B'),
    firefox: ok('B'),
  },
  {
    does: 'async without a value, then async with one',
    ids: 'R75, 9.23',
    listeners: [async () => undefined, async () => 'B'],
    chromium: ok(null),
    firefox: nothing,
  },
  {
    does: 'the first removes the second, which would answer',
    ids: 'T41, 9.24',
    listeners: [(_respond, remove) => remove(1), (respond) => respond('removed')],
    chromium: ok('removed'),
    firefox: no(REMOVED),
  },
  {
    does: 'a slow promise, then a quick one',
    ids: 'R70, 9.23',
    listeners: [
      () => new Promise((resolve) => soon(() => soon(() => soon(() => soon(() => resolve('slow')))))),
      () => Promise.resolve('quick'),
    ],
    chromium: ok('quick'),
    firefox: ok('quick'),
  },
  {
    does: 'the first answers and removes the second',
    ids: 'R55, 9.24',
    listeners: [
      (respond, remove) => {
        respond('first');
        remove(1);
      },
      () => undefined,
    ],
    chromium: ok('first'),
    firefox: ok('first'),
  },
  { does: 'nobody listens', ids: 'R52, 9.19', listeners: [], chromium: no(NO_RECEIVER), firefox: no(NO_RECEIVER) },
];

async function withListeners(engine: EngineName, listeners: readonly Listener[]) {
  const several = await createSeveral(engine);
  const { runtime } = several.attach().chrome;
  const added = listeners.map(
    (listener) => (_message: unknown, _sender: unknown, respond: Respond) =>
      listener(respond, (index) => {
        const other = added[index];
        if (other) runtime.onMessage.removeListener(other);
      }),
  );
  for (const listener of added) runtime.onMessage.addListener(listener);
  return { ...several, page: several.attach({ kind: 'page' }) };
}

describe.each(ENGINE_NAMES)('9.21: the answer to runtime.sendMessage in %s, when a listener', (engine) => {
  it.each(BEHAVIOURS)('$ids: $does', async ({ listeners, ...gets }) => {
    const { page, tasks } = await withListeners(engine, listeners);
    const answer = settled(page.chrome.runtime.sendMessage('ask'));
    await tasks.run();
    expect(await answer).toEqual(gets[engine]);
  });

  it.each(BEHAVIOURS)('$ids: $does, to a callback', async ({ listeners, ...gets }) => {
    const { page, tasks } = await withListeners(engine, listeners);
    const calls: unknown[] = [];
    page.chrome.runtime.sendMessage('ask', (...args) => {
      calls.push([args.length, args[0], page.chrome.runtime.lastError?.message]);
    });
    await tasks.run();
    const expected = gets[engine] as { value?: unknown; error?: string };
    const isSilence = engine === 'chromium' && expected.error === undefined && expected.value === undefined;
    if (isSilence)
      expect(calls).toEqual([[0, undefined, NO_ANSWER]]); // R53
    else if (expected.error === undefined)
      expect(calls).toEqual([[1, expected.value, undefined]]); // R51, 9.38
    else expect(calls).toEqual([[0, undefined, expected.error.slice('Error: '.length)]]);
  });
});

/** `sendResponse` throws in Chromium when it cannot send; the listener does not. */
function tolerated(run: () => unknown, throwsInChromium: boolean): unknown {
  if (!throwsInChromium) return run();
  thrownBy(run);
  return undefined;
}

describe.each(ENGINE_NAMES)('listeners of one context in %s', (engine) => {
  it('R74: one runs although the one before it threw', async () => {
    const ran: string[] = [];
    const { page, tasks } = await withListeners(engine, [throws(new Error('first')), () => ran.push('second')]);
    const sent = settled(page.chrome.runtime.sendMessage('ask'));
    await tasks.run();
    expect(ran).toEqual(['second']);
    expect(await sent).toEqual(no('first'));
  });

  it('R62, 9.23: an answer that was announced is waited for, whatever the next one returns', async () => {
    const kept: Respond[] = [];
    const { page, tasks } = await withListeners(engine, [(respond) => kept.push(respond) === 1, () => 'none']);
    let end: unknown = 'pending';
    void settled(page.chrome.runtime.sendMessage('ask')).then((outcome) => {
      end = outcome;
    });
    await tasks.run();
    expect(end).toBe('pending');
    kept[0]?.('late');
    await tasks.run();
    await undefined;
    expect(end).toEqual(ok('late'));
  });

  it('R23, 9.9: none hears what its own context sends', async () => {
    const { attach, ask } = await createSeveral(engine);
    const { runtime } = attach().chrome;
    const heard: unknown[] = [];
    runtime.onMessage.addListener((message) => void heard.push(message));
    expect(await ask(runtime.sendMessage('to myself'))).toEqual(no(NO_RECEIVER));
    expect(heard).toEqual([]);
  });
});

describe('several contexts', () => {
  it.each([
    { when: 'R55, 9.25: one answers, one does not', answers: [undefined, 'B'], chromium: ok('B'), firefox: ok('B') },
    { when: 'R53, 9.25: none answers', answers: [undefined, undefined], chromium: nothing, firefox: nothing },
    { when: 'R55, 9.25: both answer', answers: ['A', 'B'], chromium: ok('A'), firefox: ok('A') },
  ])('$when', async ({ answers, ...gets }) => {
    for (const engine of ENGINE_NAMES) {
      const { attach, tasks } = await createSeveral(engine);
      for (const answer of answers) {
        attach({ kind: 'page' }).chrome.runtime.onMessage.addListener((_message, _sender, respond) => {
          if (answer !== undefined) respond(answer);
        });
      }
      const sent = settled(attach().chrome.runtime.sendMessage(1));
      await tasks.run();
      expect(await sent).toEqual(gets[engine]);
    }
  });

  const late = (answer: string): Listener => {
    return (respond) => {
      soon(() => respond(answer));
      return true;
    };
  };
  const boom = throws(new Error('boom'));
  const unsendable: Listener = (respond) => respond(() => 1);
  it.each([
    {
      ids: 'R62, 9.25',
      when: 'a quick one has no answer',
      answers: [() => 'no', late('B')],
      chromium: ok('B'),
      firefox: ok('B'),
    },
    { ids: 'R72, 9.25', when: 'one throws', answers: [boom, late('B')], chromium: no('boom'), firefox: no('boom') },
    {
      ids: 'R73, 9.25',
      when: 'one throws later than another answers',
      answers: [(respond) => respond('A'), boom],
      chromium: ok('A'),
      firefox: ok('A'),
    },
    {
      ids: 'R65, 9.25',
      when: 'the answer of one cannot be sent',
      answers: [unsendable, late('B')],
      chromium: no(NOT_SERIALISED),
      firefox: ok('B'),
    },
    {
      ids: 'R65, 9.25',
      when: 'nor does the other answer',
      answers: [unsendable, () => 'no'],
      chromium: no(NOT_SERIALISED),
      firefox: nothing,
    },
  ] satisfies { ids: string; when: string; answers: Listener[]; chromium: unknown; firefox: unknown }[])(
    '$ids: $when',
    async ({ answers, ...gets }) => {
      for (const engine of ENGINE_NAMES) {
        const { attach, tasks } = await createSeveral(engine);
        for (const answer of answers) {
          attach({ kind: 'page' }).chrome.runtime.onMessage.addListener((_message, _sender, respond) =>
            tolerated(() => answer(respond, () => undefined), unsendable === answer),
          );
        }
        const sent = settled(attach().chrome.runtime.sendMessage(1));
        await tasks.run();
        expect(await sent).toEqual(gets[engine]);
      }
    },
  );

  it('9.25, 9.26: one that is gone does not count while another still may answer, in Firefox', async () => {
    const { attach, tasks } = await createSeveral('firefox');
    const [going, staying] = [attach({ kind: 'page' }), attach({ kind: 'page' })];
    let respond: Respond = () => undefined;
    going.chrome.runtime.onMessage.addListener(() => true);
    staying.chrome.runtime.onMessage.addListener((_message, _sender, given) => {
      respond = given;
      return true;
    });
    const sent = settled(attach().chrome.runtime.sendMessage(1));
    await tasks.run();
    going.close();
    await tasks.run();
    respond('B');
    await tasks.run();
    expect(await sent).toEqual(ok('B'));
  });

  it.each([
    { ids: 'R54', engine: 'chromium', others: 0, gets: no(PROMISED) },
    { ids: 'R54', engine: 'chromium', others: 1, gets: no(PROMISED) },
    { ids: '9.26', engine: 'firefox', others: 0, gets: no(NO_RECEIVER) },
    { ids: '9.26', engine: 'firefox', others: 1, gets: nothing },
  ] as const)(
    '$ids: the one that wanted to answer goes, with $others other that heard, in $engine',
    async ({ engine, others, gets }) => {
      const { attach, tasks } = await createSeveral(engine);
      const going = attach({ kind: 'page' });
      going.chrome.runtime.onMessage.addListener(() => true);
      for (let n = 0; n < others; n += 1)
        attach({ kind: 'page' }).chrome.runtime.onMessage.addListener(() => undefined);
      const sent = settled(attach().chrome.runtime.sendMessage(1));
      await tasks.run();
      going.close();
      await tasks.run();
      expect(await sent).toEqual(gets);
    },
  );

  it.each(ENGINE_NAMES)('9.27: a late answer to a sender that is gone is nobody’s, in %s', async (engine) => {
    const { attach, tasks, browser } = await createSeveral(engine);
    let respond: Respond = () => undefined;
    attach().chrome.runtime.onMessage.addListener((_message, _sender, given) => {
      respond = given;
      return true;
    });
    const page = attach({ kind: 'page' });
    void page.chrome.runtime.sendMessage(1);
    await tasks.run();
    page.close();
    await tasks.run();
    expect(respond('late')).toBeUndefined();
    expect(browser.activity.contextPorts).toBe(0);
  });
});

describe.each(ENGINE_NAMES)('what a listener of %s gets', (engine) => {
  it('R37, R60, 9.20: message, sender and respond; all listeners of a context the same', async () => {
    const { attach, tasks } = await createSeveral(engine);
    const { runtime } = attach().chrome;
    const seen: unknown[][] = [];
    for (let n = 0; n < 2; n += 1) runtime.onMessage.addListener((...args) => void seen.push(args));
    void attach({ kind: 'page' }).chrome.runtime.sendMessage({ a: 1 });
    await tasks.run();
    expect(seen).toHaveLength(2);
    expect(seen[0]?.[0]).toEqual({ a: 1 });
    expect(seen[0]?.[0]).toBe(seen[1]?.[0]);
    expect(seen[0]?.[1]).toBe(seen[1]?.[1]);
    expect(seen[0]).toHaveLength(3);
    expect(seen[0]?.[2]).toHaveLength(engine === 'firefox' ? 1 : 0);
  });

  it('R20, R76, 9.12: another extension gets onMessageExternal, and answers in the same ways', async () => {
    const { attach, tasks, other } = await createSeveral(engine);
    const { runtime } = attach({}, other).chrome;
    runtime.onMessage.addListener(() => 'never');
    runtime.onMessageExternal.addListener(async (message, { id }) => ({ message, id }));
    const own = attach();
    const sent = settled(own.chrome.runtime.sendMessage(OTHER[engine], 'hello'));
    await tasks.run();
    expect(await sent).toEqual(ok({ message: 'hello', id: own.chrome.runtime.id }));
  });

  it.each([
    { does: 'returns true and answers late', ids: 'R62, R76' },
    { does: 'throws an Error', ids: 'R72, R76' },
    { does: 'returns undefined', ids: 'R53, R76' },
    { does: 'answers and throws', ids: 'R73, R76' },
  ])('$ids: a listener of another extension that $does', async ({ does }) => {
    const behaviour = BEHAVIOURS.find((each) => each.does === does);
    if (!behaviour) throw new Error(`Nothing ${does}.`);
    const { attach, ask, other } = await createSeveral(engine);
    for (const listener of behaviour.listeners)
      attach({}, other).chrome.runtime.onMessageExternal.addListener((_message, _sender, respond) =>
        listener(respond, () => undefined),
      );
    expect(await ask(attach().chrome.runtime.sendMessage(OTHER[engine], 'ask'))).toEqual(behaviour[engine]);
  });

  it('R61: what is responded later is not even looked at', async () => {
    const { attach, ask } = await createSeveral(engine);
    const thrown: unknown[] = [];
    attach().chrome.runtime.onMessage.addListener((_message, _sender, respond) => {
      respond('first');
      thrown.push(thrownBy(() => respond(() => 1)));
    });
    expect(await ask(attach({ kind: 'page' }).chrome.runtime.sendMessage(1))).toEqual(ok('first'));
    expect(thrown).toEqual([undefined]);
  });

  it('R65, 9.22: respond with what cannot be sent', async () => {
    const { attach, tasks } = await createSeveral(engine);
    const thrown: unknown[] = [];
    attach().chrome.runtime.onMessage.addListener((_message, _sender, respond) => {
      thrown.push(thrownBy(() => respond(() => 1)));
    });
    const sent = settled(attach({ kind: 'page' }).chrome.runtime.sendMessage(1));
    await tasks.run();
    expect(thrown).toEqual([engine === 'chromium' ? { name: 'TypeError', message: NOT_SERIALISED } : undefined]);
    expect(await sent).toEqual(no(engine === 'chromium' ? NOT_SERIALISED : NO_RECEIVER));
  });
});

it('R50: in Chromium’s version 2, without a callback, nobody waits for the answer', async () => {
  const { attach, tasks, browser } = await createSeveral('chromium', { own: { manifest_version: 2 } });
  const heard: unknown[] = [];
  attach().chrome.runtime.onMessage.addListener((message) => {
    heard.push(message);
    return true;
  });
  expect(attach({ kind: 'page' }).chrome.runtime.sendMessage('forget it')).toBeUndefined();
  await tasks.run();
  expect(heard).toEqual(['forget it']);
  expect(browser.activity.contextPorts).toBe(0);
});

const CONNECT = 'runtime.connect(optional string extensionId, optional object connectInfo)';
const SEND =
  'runtime.sendMessage(optional string extensionId, any message, optional object options, optional function callback)';
const invoked = (signature: string, reason: string) => `TypeError: Error in invocation of ${signature}: ${reason}`;
const none = () => undefined;

/** undefined: no error of the arguments. Seen in the browsers by e2e/scenarios/two-extensions. */
const CALLS: { name: 'connect' | 'sendMessage'; args: unknown[]; ids: string; chromium?: string; firefox?: string }[] =
  [
    {
      name: 'connect',
      args: [5],
      ids: 'R13, 9.2',
      chromium: invoked(CONNECT, 'No matching signature.'),
      firefox: 'Error: Incorrect argument types for runtime.connect.',
    },
    ...['short', 'a'.repeat(33), 'q'.repeat(32), 'A'.repeat(32)].map((id) => ({
      name: 'connect' as const,
      args: [id],
      ids: 'R3',
      chromium: invoked(CONNECT, `Invalid extension id: '${id}'`),
    })),
    {
      name: 'connect',
      args: [{ foo: 1 }],
      ids: 'R1, 9.2',
      chromium: invoked(CONNECT, "Error at parameter 'connectInfo': Unexpected property: 'foo'."),
      firefox: 'Error: Type error for parameter connectInfo (Unexpected property "foo") for runtime.connect.',
    },
    {
      name: 'connect',
      args: [{ name: 1 }],
      ids: 'R1, 9.2',
      chromium: invoked(
        CONNECT,
        "Error at parameter 'connectInfo': Error at property 'name': Invalid type: expected string, found integer.",
      ),
      firefox:
        'Error: Type error for parameter connectInfo (Error processing name: Expected string instead of 1) for runtime.connect.',
    },
    { name: 'connect', args: [null, { name: 'z' }], ids: 'R2, 9.1' },
    { name: 'connect', args: ['', { includeTlsChannelId: true }], ids: 'R1, R2, 9.1' },
    {
      name: 'sendMessage',
      args: [],
      ids: 'R12, 9.8',
      chromium: invoked(SEND, 'No matching signature.'),
      firefox: "Error: runtime.sendMessage's message argument is missing",
    },
    { name: 'sendMessage', args: ['x'], ids: 'R6, 9.6' },
    { name: 'sendMessage', args: [undefined], ids: 'R6, 9.6' },
    { name: 'sendMessage', args: ['x', null], ids: 'R6, 9.6', chromium: invoked(SEND, "Invalid extension id: 'x'") },
    {
      name: 'sendMessage',
      args: ['x', { includeTlsChannelId: true }],
      ids: 'R7, 9.7',
      chromium: invoked(SEND, "Invalid extension id: 'x'"),
    },
    { name: 'sendMessage', args: [{ a: 1 }, {}], ids: 'R6, 9.6' },
    {
      name: 'sendMessage',
      args: [{ a: 1 }, { foo: 1 }],
      ids: 'R8, 9.6',
      chromium: invoked(SEND, "Error at parameter 'options': Unexpected property: 'foo'."),
      firefox: "Error: runtime.sendMessage's extensionId argument is invalid",
    },
    { name: 'sendMessage', args: [null, 'y', {}], ids: 'R6, 9.6' },
    {
      name: 'sendMessage',
      args: [null, 'y', 'z'],
      ids: 'R8, 9.8',
      chromium: invoked(SEND, 'No matching signature.'),
      firefox: "Error: runtime.sendMessage's options argument is invalid",
    },
    {
      name: 'sendMessage',
      args: [null, 'y', {}, 5],
      ids: 'R8, 9.8',
      chromium: invoked(SEND, 'No matching signature.'),
      firefox: "Error: runtime.sendMessage's last argument is not a function",
    },
    {
      name: 'sendMessage',
      args: [null, 'y', {}, none, 1],
      ids: 'R8, 9.8',
      chromium: invoked(SEND, 'No matching signature.'),
      firefox: 'Error: runtime.sendMessage received too many arguments',
    },
    {
      name: 'sendMessage',
      args: [5, 'y', {}],
      ids: 'R8, 9.8',
      chromium: invoked(SEND, 'No matching signature.'),
      firefox: "Error: runtime.sendMessage's extensionId argument is invalid",
    },
    { name: 'sendMessage', args: [{ a: 1n }], ids: 'S10, S11, 10.2', chromium: invoked(SEND, NOT_SERIALISED) },
    {
      name: 'sendMessage',
      args: [Symbol('s')],
      ids: 'S3, 10.2',
      chromium: invoked(SEND, NOT_SERIALISED),
      firefox: `Error: ${OPAQUE}`,
    },
    {
      name: 'sendMessage',
      args: [{ a: none }],
      ids: 'S3, 10.5',
      firefox: 'DataCloneError: Function object could not be cloned.',
    },
    {
      name: 'sendMessage',
      args: [{ a: Symbol('s') }],
      ids: 'S3, 10.5',
      firefox: 'DataCloneError: unsupported type for structured data',
    },
    {
      name: 'sendMessage',
      args: [new Proxy({}, {})],
      ids: 'S3, 10.5',
      firefox: 'DataCloneError: Proxy object could not be cloned.',
    },
  ];

describe.each(ENGINE_NAMES)('arguments in %s', (engine) => {
  it.each(CALLS)('$ids: $name($args)', async ({ name, args, ...wrong }) => {
    const { attach, tasks } = await createSeveral(engine);
    const { runtime } = attach().chrome;
    const noReceiver = `Error: ${NO_RECEIVER}`;
    const isThrown = engine === 'chromium' || name === 'connect'; // R12, 9.8
    if (isThrown && wrong[engine]) {
      const thrown = thrownBy(() => callWith(runtime, name, args));
      expect(`${thrown?.name}: ${thrown?.message}`).toBe(wrong[engine]);
      return;
    }
    const returned = callWith(runtime, name, args);
    const end = name === 'sendMessage' ? settled(returned) : undefined;
    await tasks.run();
    if (end) expect(await end).toEqual({ error: wrong[engine] ?? noReceiver });
  });

  it.each(['onConnect', 'onConnectExternal', 'onMessage', 'onMessageExternal'] as const)(
    'T7, 9.28: %s checks what is added',
    async (event) => {
      const { runtime } = (await createSeveral(engine)).attach().chrome;
      const add = (...args: unknown[]) => thrownBy(() => callWith(runtime[event], 'addListener', args))?.message;
      const isFirefox = engine === 'firefox';
      expect(add('text')).toBe(isFirefox ? `Invalid listener for runtime.${event}.` : undefined);
      expect(add(none, 1)).toBe(
        isFirefox ? `Incorrect argument types for runtime.${event}.` : 'This event does not support filters',
      );
    },
  );
});

it('9.7: only a callback, in Firefox: it fails with lastError', async () => {
  const { attach, tasks } = await createSeveral('firefox');
  const { runtime } = attach().chrome;
  const heard: unknown[] = [];
  expect(callWith(runtime, 'sendMessage', [() => heard.push(runtime.lastError?.message)])).toBeUndefined();
  await tasks.run();
  expect(heard).toEqual(["runtime.sendMessage's message argument is missing"]);
});

describe.each(ENGINE_NAMES)('who is meant by sendMessage, and what is sent, in %s', (engine) => {
  const [own, other] = [OWN[engine], OTHER[engine]];
  const isFirefox = engine === 'firefox';
  it.each([
    { ids: 'R6, 9.6', args: [other], sent: [own, other] },
    { ids: 'R6, 9.6', args: [{ a: 1 }], sent: [own, { a: 1 }] },
    { ids: 'R6, 9.6', args: ['m', none], sent: [own, 'm'] },
    { ids: 'R2, 9.3', args: [null, 'm'], sent: [own, 'm'] },
    { ids: 'R2, 9.3', args: [undefined, 'm'], sent: [own, 'm'] },
    { ids: 'R2, 9.3', args: ['', 'm'], sent: [own, 'm'] },
    { ids: 'R2, 9.3', args: [own, 'm'], sent: [own, 'm'] },
    { ids: 'R6, 9.6', args: [other, 'm'], sent: [other, 'm'] },
    { ids: 'R6, 9.6', args: [other, none], sent: [own, other] },
    { ids: 'R6, 9.6', args: [{ a: 1 }, {}], sent: [own, { a: 1 }] },
    { ids: 'R7, 9.6', args: [other, {}], sent: isFirefox ? [own, other] : [other, {}] },
    { ids: '9.6, measured', args: [other, new Map()], sent: isFirefox ? [own, other] : [other, {}] },
    { ids: 'R7, 9.7', args: [other, { includeTlsChannelId: true }], sent: [other, { includeTlsChannelId: true }] },
    { ids: 'R6, 9.6', args: [other, 'm', {}], sent: [other, 'm'] },
    { ids: 'R6, 9.6', args: [other, 'm', null], sent: [other, 'm'] },
    { ids: 'R6, 9.6', args: [other, 'm', none], sent: [other, 'm'] },
    { ids: 'R6, 9.6', args: [other, 'm', {}, none], sent: [other, 'm'] },
    { ids: 'R6, 9.6', args: [null, 'm', undefined, none], sent: [own, 'm'] },
  ])('$ids: $args', async ({ args, sent }) => {
    const { attach, tasks, trace } = await createSeveral(engine);
    const returned = settled(callWith(attach().chrome.runtime, 'sendMessage', args));
    await tasks.run();
    await returned;
    const told = trace.flatMap((event) => {
      if (event.type === 'port.opened') return ['extension' in event ? event.extension : undefined];
      return event.type === 'message' ? [event.body] : [];
    });
    expect(told).toEqual(sent);
  });
});
