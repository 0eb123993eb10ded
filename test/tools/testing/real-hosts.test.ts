import { mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createGlobals, type Fault, type HostCommand, type TestGlobals } from '../../../src/tools/testing/index.js';
import { makeFolder } from '../../fixtures/install-host.js';
import { isAlive } from '../extension-folder.js';

const NAME = 'com.example.app';
const ENGINES = ['chromium', 'firefox'] as const;
const UPPER = path.resolve(import.meta.dirname, 'hosts/upper.cjs');
const MIB = 1024 * 1024;

async function globalsWith(engine: (typeof ENGINES)[number], host: Partial<HostCommand> = {}): Promise<TestGlobals> {
  const command: HostCommand = { command: [process.execPath, UPPER], ...host };
  const globals = await createGlobals({ engine, leaks: 'ignore', hosts: { [NAME]: command } });
  onTestFinished(() => globals.close());
  return globals;
}

function openPort(globals: TestGlobals): { postMessage(message: unknown): void; disconnect(): void } {
  const port = globals.chrome.runtime.connectNative?.(NAME);
  if (port === undefined) throw new Error('There is no connectNative.');
  return port;
}

const texts = (globals: TestGlobals): unknown[] =>
  globals.messages({ direction: 'from-host' }).map((message) => Reflect.get(Object(message), 'text'));

// biome-ignore format: a table reads best in columns
const FAULTS: { when: string; faults: readonly Fault[]; texts: readonly string[]; code?: string }[] = [
  { when: 'is cut off', faults: [{ do: 'cut', after: 1 }], texts: ['ONE'], code: 'HOST_EXITED' },
  { when: 'is killed', faults: [{ do: 'kill', after: 1 }], texts: ['ONE'], code: 'HOST_EXITED' },
  { when: 'prints to stdout', faults: [{ do: 'garbage', after: 1 }], texts: ['ONE'], code: 'FRAME_TOO_LARGE' },
  { when: 'announces too much', faults: [{ do: 'oversize', bytes: 2 * MIB, after: 1 }], texts: ['ONE'], code: 'FRAME_TOO_LARGE' },
  { when: 'comes in pieces', faults: [{ do: 'split', bytes: 3, times: 3 }], texts: ['ONE', 'TWO', 'THREE'] },
  { when: 'comes late', faults: [{ do: 'delay', ms: 30 }], texts: ['ONE', 'TWO', 'THREE'] },
  { when: 'does not read for a while', faults: [{ do: 'stop-reading', ms: 30, afterReceived: 1 }], texts: ['ONE', 'TWO', 'THREE'] },
];

describe.each(ENGINES)('a program as a host in %s', (engine) => {
  it.each(FAULTS)('$when', async ({ faults, code, ...expected }) => {
    const globals = await globalsWith(engine, { faults });
    const port = openPort(globals);
    for (const text of ['one', 'two', 'three']) port.postMessage(text);
    if (code === undefined) await globals.nextMessage({ body: { text: 'THREE' } });
    else expect((await globals.nextDisconnect()).reason?.code).toBe(code);
    expect(texts(globals)).toEqual(expected.texts);
  });

  it('is gone when the test is over', async () => {
    const globals = await globalsWith(engine);
    openPort(globals).postMessage('hello');
    const { pid } = await globals.next('host.started');
    await globals.nextMessage({ body: { text: 'HELLO' } });
    await globals.close();
    expect(isAlive(pid)).toBe(false);
  });

  it('that does not leave is named', async () => {
    const script = 'process.stdin.resume(); setInterval(() => {}, 1000); process.on("SIGTERM", () => {})';
    const hosts = { [NAME]: { command: [process.execPath, '-e', script] as const } };
    const globals = await createGlobals({ engine, leaks: 'throw', hosts });
    const port = globals.chrome.runtime.connectNative?.(NAME);
    await globals.next('host.started');
    port?.disconnect();
    const error: unknown = await globals.close().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'LEAKED', message: expect.stringContaining('the host of port 1') });
    expect(String(error)).toContain('SIGKILL');
  });

  it('starts in the folder that it is given, with blanks and quotes in its arguments', async () => {
    const folder = makeFolder();
    onTestFinished(() => folder.remove());
    const cwd = path.join(folder.path, 'a folder');
    mkdirSync(cwd);
    const script =
      'process.stderr.write(JSON.stringify([process.cwd(), process.argv[1]]) + "\\n"); process.stdin.resume()';
    const globals = await globalsWith(engine, { command: [process.execPath, '-e', script, `it's "here"`], cwd });
    openPort(globals);
    const { line } = await globals.next('host.stderr');
    expect(JSON.parse(line)).toEqual([realpathSync(cwd), `it's "here"`]);
  });

  it('cannot be made to exit by itself', async () => {
    const globals = await globalsWith(engine);
    openPort(globals).postMessage('hello');
    await globals.nextMessage({ body: { text: 'HELLO' } });
    expect(() => globals.host(NAME).exit(3)).toThrow(expect.objectContaining({ code: 'FAULT_NOT_FOR_PROCESSES' }));
  });

  it('that cannot be started is told as the browser tells it', async () => {
    const globals = await globalsWith(engine, { command: ['/there/is/no/program'] });
    openPort(globals);
    expect((await globals.nextDisconnect()).reason?.code).toBe('HOST_EXITED');
    expect((await globals.next('host.stderr')).line).toContain('/there/is/no/program');
  });
});

describe('fake and real hosts', () => {
  it('live in one browser', async () => {
    const globals = await createGlobals({
      leaks: 'ignore',
      hosts: { [NAME]: { command: [process.execPath, UPPER] }, 'com.example.fake': () => 'fake' },
    });
    onTestFinished(() => globals.close());
    const ask = (name: string) => globals.browser.runtime.sendNativeMessage?.(name, { text: 'x' });
    expect(await ask('com.example.fake')).toBe('fake');
    openPort(globals).postMessage('real');
    await globals.nextMessage({ host: NAME, body: { text: 'REAL' } });
  });

  it('an extension that is not among the allowed callers is forbidden', async () => {
    const globals = await globalsWith('chromium', { allowedCallers: ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'] });
    openPort(globals);
    expect((await globals.nextDisconnect()).reason?.code).toBe('CALLER_FORBIDDEN');
  });
});
