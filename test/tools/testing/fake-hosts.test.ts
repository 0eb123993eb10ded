import { describe, expect, it, onTestFinished } from 'vitest';
import type { ExtensionApi } from '../../../src/browser/node.js';
import {
  createGlobals,
  type Fault,
  fakeHost,
  type GlobalsOptions,
  type HostOptions,
  realHost,
  type TestGlobals,
} from '../../../src/tools/testing/index.js';

const NAME = 'com.example.app';
const ENGINES = ['chromium', 'firefox'] as const;
const MIB = 1024 * 1024;

async function globalsFor(options: GlobalsOptions): Promise<TestGlobals> {
  const globals = await createGlobals({ leaks: 'ignore', silenceMs: 200, ...options });
  onTestFinished(() => globals.close());
  return globals;
}

/** Sends `messages` on one port and tells what the extension got, and how the port ended. */
async function converse(globals: TestGlobals, messages: readonly unknown[]) {
  const { chrome, browser } = globals;
  const port = (chrome as ExtensionApi).runtime.connectNative?.(NAME);
  if (port === undefined) throw new Error('There is no connectNative.');
  const got: unknown[] = [];
  let ended: string | null | undefined;
  port.onMessage.addListener((message: unknown) => got.push(message));
  port.onDisconnect.addListener(() => {
    const { error } = port as { error?: { message: string } | null };
    ended = chrome.runtime.lastError?.message ?? error?.message ?? browser.runtime.lastError?.message ?? null;
  });
  for (const message of messages) port.postMessage(message);
  await globals.settled();
  return { port, got, ended };
}

const echo = (message: unknown): unknown => ({ echo: message });

describe.each(ENGINES)('a fake host in %s', (engine) => {
  it('answers with what its function returns; undefined is no answer', async () => {
    const host = fakeHost((message) => (message === 'nothing' ? undefined : { echo: message }));
    const globals = await globalsFor({ engine, hosts: { [NAME]: host } });
    const { got, ended } = await converse(globals, [{ a: 1 }, 'nothing', null, 'ä€🙂']);
    expect(got).toEqual([{ echo: { a: 1 } }, { echo: null }, { echo: 'ä€🙂' }]);
    expect(ended).toBeUndefined();
    expect(host.received).toEqual([{ a: 1 }, 'nothing', null, 'ä€🙂']);
    expect(host.sent).toEqual(got);
    expect(host.connections).toMatchObject([{ number: 1, application: NAME, api: 'connectNative', isOpen: true }]);
  });

  it('may answer later, out of order', async () => {
    let answer: (value: string) => void = () => undefined;
    const first = new Promise<string>((resolve) => {
      answer = resolve;
    });
    const globals = await globalsFor({
      engine,
      hosts: { [NAME]: (message) => (message === 1 ? first : 'second') },
    });
    const port = globals.chrome.runtime.connectNative?.(NAME);
    port?.postMessage(1);
    port?.postMessage(2);
    await globals.nextMessage({ direction: 'from-host', body: 'second' });
    answer('first');
    await globals.nextMessage({ direction: 'from-host', body: 'first' });
    expect(globals.messages({ direction: 'from-host' })).toEqual(['second', 'first']);
  });

  it('has a port like that of serve, which knows its caller and hears the end', async () => {
    const heard: unknown[] = [];
    const globals = await globalsFor({
      engine,
      hosts: {
        [NAME]: {
          onConnect(port) {
            heard.push(port.caller.family);
            port.onMessage.addListener((message) => port.postMessage(['heard', message]));
            port.postMessage('welcome');
          },
          onDisconnect: () => heard.push('end'),
        },
      },
    });
    const { port, got } = await converse(globals, ['hello']);
    expect(got).toEqual(['welcome', ['heard', 'hello']]);
    port.disconnect();
    await globals.next('host.exited', { exitCode: 0 });
    expect(heard).toEqual([engine === 'chromium' ? 'chromium' : 'gecko', 'end']);
  });

  it('serves sendNativeMessage, one process for each', async () => {
    const host = fakeHost(echo);
    const globals = await globalsFor({ engine, hosts: { [NAME]: host } });
    const { sendNativeMessage } = globals.browser.runtime;
    expect(await sendNativeMessage?.(NAME, { is: 1 })).toEqual({ echo: { is: 1 } });
    expect(await sendNativeMessage?.(NAME, { is: 2 })).toEqual({ echo: { is: 2 } });
    await globals.next('host.exited');
    expect(host.connections.map(({ number, isOpen }) => [number, isOpen])).toEqual([
      [1, false],
      [2, false],
    ]);
  });

  it('sends by itself when the test says so', async () => {
    const host = fakeHost(() => undefined);
    const globals = await globalsFor({ engine, hosts: { [NAME]: host } });
    const { got } = await converse(globals, []);
    host.send({ news: 1 });
    await globals.settled();
    expect(got).toEqual([{ news: 1 }]);
  });
});

const TEXTS = {
  chromium: { exited: 'Native host has exited.', broken: 'Error when communicating with the native messaging host.' },
  firefox: { exited: null, broken: 'An unexpected error occurred' },
} as const;
const tooLarge = (bytes: number): string =>
  `Native application tried to send a message of ${bytes} bytes, which exceeds the limit of ${MIB} bytes.`;
const LOG = new Uint32Array(new TextEncoder().encode('DEBU').buffer)[0] ?? 0;

// biome-ignore format: a table reads best in columns
const FAULTS: { when: string; faults: readonly Fault[]; got: readonly unknown[]; chromium?: string | null; firefox?: string | null; reason?: string }[] = [
  { when: 'a frame is cut', faults: [{ do: 'cut', after: 1 }], got: [{ echo: 1 }], chromium: TEXTS.chromium.exited, firefox: TEXTS.firefox.exited, reason: 'HOST_EXITED' },
  { when: 'a frame is cut in its header', faults: [{ do: 'cut', bytes: 3 }], got: [], chromium: TEXTS.chromium.exited, firefox: TEXTS.firefox.exited, reason: 'HOST_EXITED' },
  { when: 'it is killed at the second message', faults: [{ do: 'kill', afterReceived: 2 }], got: [{ echo: 1 }], chromium: TEXTS.chromium.exited, firefox: TEXTS.firefox.exited, reason: 'HOST_EXITED' },
  { when: 'it exits at once', faults: [{ do: 'exit', exitCode: 3 }], got: [], chromium: TEXTS.chromium.exited, firefox: TEXTS.firefox.exited, reason: 'HOST_EXITED' },
  { when: 'it prints to stdout', faults: [{ do: 'garbage', after: 1 }], got: [{ echo: 1 }], chromium: TEXTS.chromium.broken, firefox: tooLarge(LOG), reason: 'FRAME_TOO_LARGE' },
  { when: 'a header announces too much', faults: [{ do: 'oversize', after: 1 }], got: [{ echo: 1 }], chromium: TEXTS.chromium.broken, firefox: tooLarge(MIB + 1), reason: 'FRAME_TOO_LARGE' },
  { when: 'a frame has no body', faults: [{ do: 'empty-frame', after: 2 }], got: [{ echo: 1 }, { echo: 2 }], firefox: TEXTS.firefox.broken },
  { when: 'a body is not JSON', faults: [{ do: 'not-json', after: 2 }], got: [{ echo: 1 }, { echo: 2 }], firefox: TEXTS.firefox.broken },
  { when: 'frames come in single bytes', faults: [{ do: 'split', times: 2 }], got: [{ echo: 1 }, { echo: 2 }] },
  { when: 'it writes to stderr', faults: [{ do: 'stderr', line: 'noise' }], got: [{ echo: 1 }, { echo: 2 }] },
  { when: 'a frame comes late', faults: [{ do: 'delay', ms: 20, times: 9 }], got: [{ echo: 1 }, { echo: 2 }] },
  { when: 'it does not read', faults: [{ do: 'stop-reading' }], got: [] },
];

describe.each(ENGINES)('faults of a host in %s', (engine) => {
  it.each(FAULTS)('$when', async ({ faults, got, reason, ...ends }) => {
    const options: HostOptions = { faults };
    const globals = await globalsFor({ engine, hosts: { [NAME]: fakeHost(echo, options) } });
    const heard = await converse(globals, [1, 2]);
    expect(heard.got).toEqual(got);
    expect(heard.ended).toEqual(ends[engine]);
    if (reason) expect((await globals.nextDisconnect()).reason?.code).toBe(reason);
  });

  it('what is late arrives, in order', async () => {
    const host = fakeHost(echo);
    host.delayNext(20);
    const globals = await globalsFor({ engine, hosts: { [NAME]: host } });
    const { got } = await converse(globals, [1, 2]);
    await globals.nextMessage({ direction: 'from-host', body: { echo: 2 } });
    await globals.settled();
    expect(got).toEqual([{ echo: 1 }, { echo: 2 }]);
  });

  it('what was not read is read later', async () => {
    const host = fakeHost(echo, { faults: [{ do: 'stop-reading', afterReceived: 1 }] });
    const globals = await globalsFor({ engine, hosts: { [NAME]: host } });
    const { got } = await converse(globals, [1, 2, 3]);
    expect(got).toEqual([{ echo: 1 }]);
    host.resumeReading();
    await globals.settled();
    expect(got).toEqual([{ echo: 1 }, { echo: 2 }, { echo: 3 }]);
  });

  it('only on the connection that is meant', async () => {
    const host = fakeHost(echo, { faults: [{ do: 'kill', connection: 1 }] });
    const globals = await globalsFor({ engine, hosts: { [NAME]: host } });
    expect((await converse(globals, [1])).got).toEqual([]);
    expect((await converse(globals, [1])).got).toEqual([{ echo: 1 }]);
  });

  it('tells the true reason', async () => {
    const host = fakeHost(echo);
    host.cutNext();
    const globals = await globalsFor({ engine, hosts: { [NAME]: host } });
    await converse(globals, [1]);
    const { reason } = await globals.nextDisconnect();
    expect(reason?.message).toMatch(/exited with 1\. The stream ended after \d+ of \d+ bytes of a frame's body/);
  });
});

describe.each(ENGINES)('who may connect in %s', (engine) => {
  it('a name that the test does not have is not found', async () => {
    const globals = await globalsFor({ engine, hosts: { 'com.example.apq': echo } });
    const { ended } = await converse(globals, [1]);
    expect(ended).toBe(
      engine === 'chromium' ? 'Specified native messaging host not found.' : `No such native application ${NAME}`,
    );
    const { reason } = await globals.nextDisconnect();
    expect(reason).toMatchObject({ code: 'HOST_NOT_FOUND', message: expect.stringContaining('Did you mean') });
  });

  it('an extension that is not among the allowed callers is forbidden', async () => {
    const globals = await globalsFor({ engine, hosts: { [NAME]: fakeHost(echo, { allowedCallers: ['another'] }) } });
    await converse(globals, [1]);
    expect((await globals.nextDisconnect()).reason?.code).toBe('CALLER_FORBIDDEN');
  });
});

describe('limits', () => {
  it('a message above the limit of the engine is refused before it reaches the host', async () => {
    const host = fakeHost(echo);
    const globals = await globalsFor({ engine: 'chromium', hosts: { [NAME]: host } });
    const port = globals.chrome.runtime.connectNative?.(NAME);
    expect(() => port?.postMessage('x'.repeat(64 * MIB))).toThrow();
    await globals.settled();
    expect(host.received).toEqual([]);
  });

  it('a message of the host above 1 MiB ends the connection', async () => {
    const globals = await globalsFor({ engine: 'chromium', hosts: { [NAME]: () => 'x'.repeat(MIB) } });
    const { got, ended } = await converse(globals, [1]);
    expect({ got, ended }).toEqual({ got: [], ended: TEXTS.chromium.broken });
  });
});

describe('waiting', () => {
  it('finds what has been, once, and what comes', async () => {
    const globals = await globalsFor({ hosts: { [NAME]: echo } });
    await converse(globals, [1, 2]);
    const from = { direction: 'from-host', host: NAME };
    expect((await globals.nextMessage(from)).body).toEqual({ echo: 1 });
    expect((await globals.nextMessage(from)).body).toEqual({ echo: 2 });
    const next = globals.nextMessage(from);
    globals.host(NAME).send('more');
    expect((await next).body).toBe('more');
  });

  it('tells what did happen when nothing comes', async () => {
    const globals = await globalsFor({ hosts: { [NAME]: () => undefined } });
    await converse(globals, ['hello']);
    const error = await globals.nextMessage({ direction: 'from-host' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'DID_NOT_COME' });
    expect(String(error)).toContain('a message like {"direction":"from-host"}');
    expect(String(error)).toContain('message to-host on port 1 of background: "hello"');
  });

  it('a host waits for its connections and messages, too', async () => {
    const host = fakeHost(() => undefined);
    const waiting = host.nextMessage((message) => message === 2);
    const globals = await globalsFor({ hosts: { [NAME]: host } });
    await converse(globals, [1, 2]);
    expect(await waiting).toBe(2);
    expect(await host.nextConnection()).toMatchObject({ number: 1 });
    await expect(host.nextConnection()).rejects.toMatchObject({ code: 'DID_NOT_COME' });
  });
});

describe('a fake host that throws', () => {
  it('exits with 1, as a process would, and fails the test when it is closed', async () => {
    const globals = await createGlobals({
      hosts: {
        [NAME]: () => {
          throw new Error('a mistake in the test');
        },
      },
    });
    const { ended } = await converse(globals, [1]);
    expect(ended).toBe(TEXTS.chromium.exited);
    expect((await globals.next('host.stderr')).line).toBe('Error: a mistake in the test');
    expect((await globals.next('host.exited')).exitCode).toBe(1);
    await expect(globals.close()).rejects.toMatchObject({ code: 'HOST_FAILED' });
  });
});

describe('mistakes of a test are told', () => {
  it.each([
    {
      what: 'a fault that is none',
      run: () => fakeHost(echo, { faults: [{ do: 'cutt' } as unknown as Fault] }),
      code: 'FAULT_UNKNOWN',
    },
    {
      what: 'a fault that is none, injected',
      run: () => fakeHost(echo).inject({ do: 'kil' } as unknown as Fault),
      code: 'FAULT_UNKNOWN',
    },
    {
      what: 'a fault that no process can have',
      run: () => realHost({ command: ['x'], faults: [{ do: 'exit' }] }),
      code: 'FAULT_NOT_FOR_PROCESSES',
    },
    { what: 'a fault without a connection', run: () => fakeHost(echo).kill(), code: 'HOST_NOT_CONNECTED' },
    { what: 'a message without a connection', run: () => fakeHost(echo).send(1), code: 'HOST_NOT_CONNECTED' },
  ])('$what', ({ run, code }) => {
    expect(run).toThrow(expect.objectContaining({ code }));
  });

  it.each([{ host: {} }, { host: null }, { host: 'a path' }])('$host is no host', async ({ host }) => {
    const options = { hosts: { [NAME]: host } } as unknown as GlobalsOptions;
    await expect(createGlobals(options)).rejects.toMatchObject({ code: 'HOST_INVALID' });
  });
});
