import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createBrowser, type ExtensionApi, type Port, type TraceEvent } from '../../src/browser/node.js';
import type { Clock } from '../../src/clock/index.js';
import type { EngineName } from '../../src/engines/index.js';
import {
  CALLER_ID,
  type HostBehaviour,
  installHost,
  makeFolder,
  makeLauncher,
  writeExecutable,
  writeManifest,
} from '../fixtures/install-host.js';
import { heldClock } from '../native/held-clock.js';
import { HeldTasks } from './held-tasks.js';
import { ENGINE_NAMES } from './small-world.js';

const MIB = 1024 * 1024;
const HOST = 'org.example.host';
let cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(cleanUp.map((each) => each()));
  cleanUp = [];
});

/**
 * A browser with an extension that may talk to real hosts in a folder of its own. Time stands still for those that are
 * to end: on a busy machine none is killed before it is done.
 */
async function createRealWorld(
  engine: EngineName,
  { tasks, clock = heldClock().clock }: { tasks?: HeldTasks; clock?: Clock } = {},
) {
  const folder = makeFolder();
  const hosts = path.join(folder.path, 'hosts');
  mkdirSync(hosts);
  const trace: TraceEvent[] = [];
  let watch = (): void => {};
  const browser = createBrowser({
    engine,
    clock,
    home: folder.path,
    hostDirectories: [hosts],
    onTrace: (event) => {
      trace.push(event);
      watch();
    },
  });
  cleanUp.push(async () => {
    await browser.close();
    folder.remove();
  });
  const extension = await browser.loadExtension(
    { manifest_version: 3, name: 'test', version: '1.0', permissions: ['nativeMessaging'] },
    { id: CALLER_ID[engine] },
  );
  const context = extension.attach<ExtensionApi>(tasks && { tasks });
  const { chrome } = context;
  const lines = () => trace.flatMap((event) => (event.type === 'host.stderr' ? [event.line] : []));
  return {
    browser,
    chrome,
    context,
    hosts,
    lines,
    install: (behaviour: HostBehaviour, settings = {}) =>
      installHost(hosts, engine, behaviour, { name: HOST, ...settings }),
    /** Resolves when a host has written this line to stderr. */
    said: (line: string) =>
      new Promise<void>((resolve) => {
        watch = () => {
          if (lines().includes(line)) resolve();
        };
        watch();
      }),
  };
}

/** A host that tells the size of each frame, and keeps none of it. */
const TELLS_SIZES = `
  let header = [];
  let left = 0;
  let size = 0;
  process.stdin.on('data', (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (left === 0) {
        header.push(chunk[at]);
        at += 1;
        if (header.length === 4) size = left = new DataView(new Uint8Array(header.splice(0)).buffer).getUint32(0, ${isLittleEndian()});
      } else {
        const taken = Math.min(left, chunk.length - at);
        at += taken;
        left -= taken;
        if (left === 0) console.error('heard ' + size + ' bytes');
      }
    }
  });`;

const disconnected = (port: Port): Promise<Port> => new Promise((resolve) => port.onDisconnect.addListener(resolve));
const nextMessage = (port: Port): Promise<unknown> => new Promise((resolve) => port.onMessage.addListener(resolve));

/** Frames as base64, for hosts that speak. */
function frames(...bodies: (string | Buffer)[]): string {
  const parts = bodies.map((body) => {
    const bytes = Buffer.from(body as string);
    const header = Buffer.alloc(4);
    new DataView(header.buffer, header.byteOffset).setUint32(0, bytes.length, isLittleEndian());
    return Buffer.concat([header, bytes]);
  });
  return Buffer.concat(parts).toString('base64');
}
function isLittleEndian(): boolean {
  return new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
}

describe.each(ENGINE_NAMES)('observed 5: messages to a host, in %s', (engine) => {
  it('TR4: are echoed, and the host sees the end of its input when the port is disconnected', async () => {
    const { chrome, install, browser } = await createRealWorld(engine);
    install('echo');
    const port = chrome.runtime.connectNative(HOST);
    port.postMessage({ text: 'é€🙂' });
    expect(await nextMessage(port)).toEqual({ text: 'é€🙂' });
    const ended: unknown[] = [];
    port.onDisconnect.addListener(() => ended.push('onDisconnect'));
    port.disconnect();
    await browser.whenIdle();
    expect(ended).toEqual([]);
    expect(browser.activity).toMatchObject({ openPorts: 0, contextPorts: 0, runningHosts: 0, pendingCalls: 0 });
  });

  it('X27: three messages, an empty object among them, come back in order', async () => {
    const { chrome, install } = await createRealWorld(engine);
    install('echo');
    const port = chrome.runtime.connectNative(HOST);
    const heard: unknown[] = [];
    const all = new Promise<void>((resolve) =>
      port.onMessage.addListener((message) => heard.push(message) === 3 && resolve()),
    );
    for (const message of [{ text: 'one' }, {}, { three: [3] }]) port.postMessage(message);
    await all;
    expect(heard).toEqual([{ text: 'one' }, {}, { three: [3] }]);
  });

  it.each([
    { id: 'X30', how: 'the extension', end: (port: Port) => port.disconnect() },
    { id: 'X31', how: 'its host', end: (port: Port) => disconnected(port), asks: { exits: true } },
  ])(
    'X29, $id: two ports have hosts of their own; one that $how ends leaves the other alone',
    async ({ end, asks }) => {
      const { chrome, hosts } = await createRealWorld(engine);
      const obeys = `process.stdin.on('data', (bytes) => {
      if (bytes.includes('exits')) process.exit(0);
      process.stdout.write(bytes);
    });`;
      writeManifest(hosts, engine, writeExecutable(path.join(hosts, 'obeys'), `#!${process.execPath}\n${obeys}`));
      const [one, two] = [chrome.runtime.connectNative(HOST), chrome.runtime.connectNative(HOST)];
      const ask = async (port: Port, message: unknown): Promise<unknown> => {
        const answer = nextMessage(port);
        port.postMessage(message);
        return answer;
      };
      expect(await Promise.all([ask(one, 1), ask(two, 2)])).toEqual([1, 2]);
      if (asks) one.postMessage(asks);
      await end(one);
      expect(await ask(two, 3)).toBe(3);
    },
  );

  it('C17, 6.12, observed 3: the context closes: the host sees the end of its input', async () => {
    const { context, chrome, install, said, browser } = await createRealWorld(engine);
    install('tells-what-it-hears');
    chrome.runtime.connectNative(HOST).postMessage('ready');
    await said('heard "ready"');
    context.close();
    await said('heard the end');
    await browser.whenIdle();
  });

  it('5.16: what a host writes is read while the extension is busy', async () => {
    const tasks = new HeldTasks();
    const { chrome, hosts, said } = await createRealWorld(engine, { tasks });
    const count = 100;
    const floods = `
      const frame = Buffer.from('${frames(`"${'x'.repeat(64 * 1024)}"`)}', 'base64');
      for (let sent = 0; sent < ${count}; sent += 1) for (let at = 0; at < frame.length; ) at += require('fs').writeSync(1, frame, at);
      console.error('written');
      process.stdin.resume();`;
    writeManifest(hosts, engine, writeExecutable(path.join(hosts, 'floods'), `#!${process.execPath}\n${floods}`));
    let heard = 0;
    chrome.runtime.connectNative(HOST).onMessage.addListener(() => {
      heard += 1;
    });
    await said('written');
    expect(heard).toBe(0);
    while (heard < count) await tasks.run();
  });

  it('C3, 5.5c: 100 at once, while the host is still starting, arrive in order', async () => {
    const { chrome, install, lines, said } = await createRealWorld(engine);
    install('tells-what-it-hears', { afterMs: 100 });
    const port = chrome.runtime.connectNative(HOST);
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    for (const number of numbers) port.postMessage(number);
    await said('heard 99');
    expect(lines()).toEqual(numbers.map((number) => `heard ${number}`));
  });

  it('C13, 6.4, 6.5: five, then disconnect at once', async () => {
    const { chrome, install, lines, browser } = await createRealWorld(engine);
    install('tells-what-it-hears');
    const port = chrome.runtime.connectNative(HOST);
    for (const number of [1, 2, 3, 4, 5]) port.postMessage(number);
    port.disconnect();
    await browser.whenIdle();
    expect(lines().filter((line) => line !== 'heard the end')).toEqual(engine === 'chromium' ? [] : ['heard 1']);
  });

  it('C13, 6.4: five to a host that runs, then disconnect at once: the first arrives', async () => {
    const { chrome, install, lines, browser, said } = await createRealWorld(engine);
    install('tells-what-it-hears');
    const port = chrome.runtime.connectNative(HOST);
    port.postMessage('ready');
    await said('heard "ready"');
    for (const number of [1, 2, 3, 4, 5]) port.postMessage(number);
    port.disconnect();
    await browser.whenIdle();
    expect(lines()).toEqual(['heard "ready"', 'heard 1', 'heard the end']);
  });

  it('S2, 5.5: undefined is null in Chromium, a frame without a body in Firefox', async () => {
    const { chrome, install, said } = await createRealWorld(engine);
    install('tells-what-it-hears');
    const port = chrome.runtime.connectNative(HOST);
    port.postMessage(undefined);
    await said(engine === 'chromium' ? 'heard null' : 'heard ');
  });

  it('S20: 64 MiB arrive; one byte more is refused in Chromium, and the port stays open', async () => {
    const { chrome, hosts, said } = await createRealWorld(engine);
    const program = writeExecutable(path.join(hosts, 'tells-sizes'), `#!${process.execPath}\n${TELLS_SIZES}`);
    writeManifest(hosts, engine, program);
    const port = chrome.runtime.connectNative(HOST);
    port.postMessage('x'.repeat(64 * MIB - 2));
    const post = () => port.postMessage('x'.repeat(64 * MIB - 1));
    if (engine === 'chromium') expect(post).toThrow('Message exceeded maximum allowed size of 64MiB.');
    else post();
    await said(`heard ${64 * MIB} bytes`);
    if (engine === 'firefox') await said(`heard ${64 * MIB + 1} bytes`);
    port.postMessage(1);
    await said('heard 1 bytes');
  });

  it('C4: a host that never reads makes no error, and is left with what it did not read', async () => {
    const { clock, advance } = heldClock();
    const { chrome, install, browser } = await createRealWorld(engine, { clock });
    install('never-reads');
    const port = chrome.runtime.connectNative(HOST);
    await nextMessage(port);
    const large = 'x'.repeat(MIB);
    for (let count = 0; count < 20; count += 1) port.postMessage(large);
    port.disconnect();
    expect(browser.activity.openPorts).toBe(0);
    expect(browser.activity.runningHosts).toBe(1);
    advance(engine === 'chromium' ? 2000 : 3000);
    await browser.whenIdle();
  });
});

describe('observed 3, 6.1: how a port ends', () => {
  it.each([
    {
      when: 'TR5: one frame, then exit 0',
      behaviour: 'speaks',
      settings: { base64: frames('1'), exits: true },
      messages: [1],
      chromium: 'Native host has exited.',
      firefox: undefined,
    },
    {
      when: 'TR6: exit 3 at once',
      behaviour: 'speaks',
      settings: { exits: true, code: 3 },
      messages: [],
      chromium: 'Native host has exited.',
      firefox: undefined,
    },
    {
      when: 'TR7: a header of 1 MiB + 1',
      behaviour: 'speaks',
      settings: { base64: Buffer.from([1, 0, 16, 0]).toString('base64') },
      messages: [],
      chromium: 'Error when communicating with the native messaging host.',
      firefox: 'Native application tried to send a message of 1048577 bytes, which exceeds the limit of 1048576 bytes.',
    },
    {
      when: 'closes stdout and stays',
      behaviour: 'closes-stdout',
      settings: {},
      asks: true,
      messages: [],
      chromium: 'Native host has exited.',
      firefox: undefined,
    },
  ] as const)('$when', async ({ behaviour, settings, messages, ...row }) => {
    for (const engine of ENGINE_NAMES) {
      const { chrome, install } = await createRealWorld(engine);
      install(behaviour, settings);
      const port = chrome.runtime.connectNative(HOST);
      if ('asks' in row) port.postMessage('close it');
      const heard: unknown[] = [];
      let lastError: string | undefined;
      port.onMessage.addListener((message) => heard.push(message));
      port.onDisconnect.addListener(() => {
        lastError = chrome.runtime.lastError?.message;
      });
      const { error } = await disconnected(port);
      expect(heard).toEqual(messages);
      expect(error?.message ?? lastError).toBe(row[engine]);
    }
  });
});

interface Row {
  readonly when: string;
  readonly install: (world: Awaited<ReturnType<typeof createRealWorld>>, engine: EngineName) => unknown;
  readonly message?: unknown;
  readonly chromium: unknown;
  readonly firefox: unknown;
}

const speaks =
  (settings: object): Row['install'] =>
  ({ install }) =>
    install('speaks', settings);
const resolves = (value: unknown): unknown => ({ value });
const rejects = (message: string): unknown => ({ name: 'Error', message });
const EXITED = rejects('Native host has exited.');
const OPAQUE = rejects('An unexpected error occurred');
const NOT_FOUND = rejects('Specified native messaging host not found.');
const NO_SUCH = rejects(`No such native application ${HOST}`);
const COMMUNICATION = rejects('Error when communicating with the native messaging host.');
const INVALID = rejects('The sender sent an invalid JSON message; message ignored.');
const tooLarge = (bytes: number): unknown =>
  rejects(`Native application tried to send a message of ${bytes} bytes, which exceeds the limit of 1048576 bytes.`);

// biome-ignore format: a table reads best in columns
const ROWS: readonly Row[] = [
  { when: 'the host answers', install: ({ install }) => install('echo'), chromium: resolves({ ask: 1 }), firefox: resolves({ ask: 1 }) },
  { when: 'it sends two messages', install: speaks({ base64: frames('1', '2'), after: 'message' }), chromium: resolves(1), firefox: resolves(1) },
  { when: 'it speaks before it is asked', install: speaks({ base64: frames('1') }), chromium: resolves(1), firefox: resolves(1) },
  { when: 'it exits with 0 without an answer', install: speaks({ after: 'message', exits: true }), chromium: EXITED, firefox: OPAQUE },
  { when: 'it exits with 1 without an answer', install: speaks({ after: 'message', exits: true, code: 1 }), chromium: EXITED, firefox: OPAQUE },
  { when: 'it exits at once', install: speaks({ exits: true }), chromium: EXITED, firefox: OPAQUE },
  { when: 'it answers and exits at once', install: speaks({ base64: frames('1'), after: 'message', exits: true }), chromium: resolves(1), firefox: resolves(1) },
  { when: 'it is not installed', install: () => {}, chromium: NOT_FOUND, firefox: NO_SUCH },
  { when: 'the extension is not in its list', install: ({ hosts }, engine) => writeManifest(hosts, engine, makeLauncher(hosts, 'echo'), { allowed_origins: engine === 'chromium' ? [] : undefined, allowed_extensions: engine === 'chromium' ? undefined : ['other@example.org'] }), chromium: rejects('Access to the specified native messaging host is forbidden.'), firefox: NO_SUCH },
  { when: 'its path names nothing', install: ({ hosts }, engine) => writeManifest(hosts, engine, path.join(hosts, 'nothing')), chromium: NOT_FOUND, firefox: OPAQUE },
  { when: 'it sends text instead of a frame', install: speaks({ base64: Buffer.from('hello world\n').toString('base64'), after: 'message' }), chromium: COMMUNICATION, firefox: tooLarge(1819043176) },
  { when: 'N7: it announces more than 1 MiB', install: speaks({ base64: Buffer.from([1, 0, 16, 0]).toString('base64'), after: 'message' }), chromium: COMMUNICATION, firefox: tooLarge(1048577) },
  { when: 'its answer is not JSON', install: speaks({ base64: frames('{"a":'), after: 'message' }), chromium: INVALID, firefox: OPAQUE },
  { when: 'its answer is a frame of length 0', install: speaks({ base64: frames(''), after: 'message' }), chromium: INVALID, firefox: OPAQUE },
  { when: 'its answer is a text', install: speaks({ base64: frames('"str"'), after: 'message' }), chromium: resolves('str'), firefox: resolves('str') },
  { when: '8.2, N4: it speaks by itself before it reads, and twice', install: speaks({ base64: frames('"first"', '"second"') }), chromium: resolves('first'), firefox: resolves('first') },
  { when: 'its answer is null', install: speaks({ base64: frames('null'), after: 'message' }), chromium: resolves(null), firefox: resolves(null) },
];

describe.each(ENGINE_NAMES)('observed 6: sendNativeMessage in %s', (engine) => {
  it.each(ROWS)('$when', async ({ install, ...expected }) => {
    const world = await createRealWorld(engine);
    install(world, engine);
    const result = await world.chrome.runtime.sendNativeMessage(HOST, { ask: 1 }).then(
      (value) => ({ value }),
      ({ name, message }: Error) => ({ name, message }),
    );
    expect(result).toEqual(expected[engine]);
  });

  it('N13, 8.7: a host that answers nothing keeps the call pending', async () => {
    const { chrome, install, said, browser } = await createRealWorld(engine);
    install('tells-what-it-hears');
    let settled = false;
    void chrome.runtime.sendNativeMessage(HOST, { ask: 1 }).finally(() => {
      settled = true;
    });
    await said('heard {"ask":1}');
    expect(settled).toBe(false);
    expect(browser.activity.openPorts).toBe(1);
  });

  it('the host sees the end of its input after the answer', async () => {
    const { chrome, install, said } = await createRealWorld(engine);
    install('speaks', { base64: frames('1'), after: 'message' });
    await chrome.runtime.sendNativeMessage(HOST, {});
    await said('heard the end');
  });
});
