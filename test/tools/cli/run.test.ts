import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../../src/browser/index.js';
import type { EngineName } from '../../../src/engines/index.js';
import { installHostFor, isAlive, writeExtension } from '../extension-folder.js';
import { folderForTest, runCommand, startCommand } from './command.js';

const HOST = 'org.example.host';
const ECHOES = `
  const port = chrome.runtime.connectNative('${HOST}');
  port.onMessage.addListener((message) => { console.log('heard', message); port.disconnect(); });
  port.postMessage({ text: 'hello' });`;
const STAYS = `chrome.runtime.connectNative('${HOST}'); console.log('stays');`;

async function prepare(
  code: string,
  engine: EngineName = 'chromium',
  behaviour: Parameters<typeof installHostFor>[3] = 'echo',
): Promise<{ extension: string; hosts: string; args: string[] }> {
  const folder = folderForTest();
  const extension = writeExtension(path.join(folder, 'extension'), { 'background.js': code });
  const hosts = path.join(folder, 'hosts');
  await installHostFor(extension, hosts, engine, behaviour);
  return { extension, hosts, args: ['run', extension, '--engine', engine, '--hosts', hosts] };
}

const eventsIn = (stdout: string): TraceEvent[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TraceEvent);

describe('what is long is cut on a line for people, and whole in --json', () => {
  const LENGTH = 1_000_000;
  const LONG = `
    const text = '🙂'.repeat(${LENGTH / 2});
    const port = chrome.runtime.connectNative('${HOST}');
    port.onMessage.addListener(() => { console.log('a' + text); port.disconnect(); });
    port.postMessage('é' + text.slice(0, 500_000));`;

  it('lines', async () => {
    const { code, stdout } = await runCommand((await prepare(LONG)).args);
    expect(stdout).toMatch(/→ host "é(🙂){149}… 1000004 bytes\n/);
    expect(stdout).toMatch(new RegExp(`log a(🙂){4999}… ${LENGTH + 1} characters\\n`));
    expect(code).toBe(0);
  });

  it('--json', async () => {
    const { stdout } = await runCommand([...(await prepare(LONG)).args, '--json']);
    const events = eventsIn(stdout);
    const logged = events.find((event) => event.type === 'console');
    expect(logged?.args[0] === `a${'🙂'.repeat(LENGTH / 2)}`).toBe(true); // a difference would fill the screen
    expect(events.filter(({ type }) => type === 'message')).toHaveLength(2);
  });
});

describe.each<EngineName>(['chromium', 'firefox'])('nativeport run, as %s', (engine) => {
  it('shows the exchange as plain lines, and ends with 0 when nothing is left', async () => {
    const { args } = await prepare(ECHOES, engine);
    const { code, stdout, stderr } = await runCommand(args);
    const what = stdout.split('\n').map((line) => line.slice(10));
    expect(what).toEqual(
      expect.arrayContaining([
        `nativeport       behaves like ${engine}`,
        `port 1           connectNative ${HOST}`,
        'port 1           → host {"text":"hello"} 16 bytes',
        'port 1           ← host {"text":"hello"} 16 bytes',
        'background       log heard {"text":"hello"}',
        'port 1           host exited with code 0',
        'nativeport       ends with 0: nothing was left to happen',
      ]),
    );
    expect(stdout).not.toContain('\u001b');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('--json: an event on each line and nothing else, the version first, the end last', async () => {
    const { args } = await prepare(ECHOES, engine);
    const { code, stdout, stderr } = await runCommand([...args, '--json']);
    const events = eventsIn(stdout);
    expect(events[0]).toMatchObject({ type: 'trace.started', version: 1, engine });
    expect(events.at(-1)).toMatchObject({ type: 'trace.ended', exitCode: 0 });
    expect(events.map(({ time }) => time)).toEqual(events.map(({ time }) => time).sort((a, b) => a - b));
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'context.created',
        'port.opened',
        'host.started',
        'message',
        'console',
        'port.closed',
        'host.exited',
      ]),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('the end', () => {
  it('--for ends it with 0, and the host is gone', async () => {
    const { args } = await prepare(STAYS);
    const { code, stdout } = await runCommand([...args, '--for', '1.5', '--json']);
    const started = eventsIn(stdout).find((event) => event.type === 'host.started');
    expect(started && isAlive(started.pid)).toBe(false);
    expect(code).toBe(0);
  });

  it.each<{ signal: NodeJS.Signals; exitCode: number }>([
    { signal: 'SIGINT', exitCode: 130 },
    { signal: 'SIGTERM', exitCode: 143 },
  ])(
    '$signal ends the hosts, also one that stays, and then the command with $exitCode',
    async ({ signal, exitCode }) => {
      const { args } = await prepare(STAYS, 'chromium', 'ignores-eof');
      const { child, finished, said } = startCommand([...args, '--json']);
      await said('host.started');
      child.kill(signal);
      const { code, stdout } = await finished;
      const events = eventsIn(stdout);
      expect(events.find(({ type }) => type === 'host.exited')).toMatchObject({ signal: 'SIGKILL' });
      expect(events.at(-1)).toMatchObject({ type: 'trace.ended', exitCode });
      expect(code).toBe(exitCode);
    },
  );

  it('a reader that leaves ends it quietly', async () => {
    const { args } = await prepare(`${STAYS} setInterval(() => console.log('tick'), 10)`);
    const { child, finished, said } = startCommand(args);
    await said('tick');
    child.stdout.destroy();
    const { code, stderr } = await finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('--click-action clicks so often, --until-quiet ends although a port is open', async () => {
    const { args } = await prepare(`
      const port = chrome.runtime.connectNative('${HOST}');
      port.onMessage.addListener((n) => console.log('answer', n));
      let clicks = 0;
      chrome.action.onClicked.addListener(() => port.postMessage(clicks += 1));`);
    const { code, stdout } = await runCommand([...args, '--click-action', '3', '--until-quiet', '--json']);
    const seen = eventsIn(stdout).filter(({ type }) => type === 'action.clicked' || type === 'console');
    expect(seen.map((event) => (event.type === 'console' ? event.args : event.type))).toEqual(
      [1, 2, 3].flatMap((n) => ['action.clicked', ['answer', n]]),
    );
    expect(code).toBe(0);
  });
});

describe('what comes from others cannot drive the terminal', () => {
  it('control characters in messages, in the console, in stderr of a host', async () => {
    const code = `console.log('\\u001b[2J\\u009b31m'); ${ECHOES.replace('hello', '\\u001b]0;title\\u0007')}`;
    const { args } = await prepare(code);
    const { stdout } = await runCommand(args);
    expect(stdout).toContain('log \\u001b[2J\\u009b31m');
    expect(stdout).toContain('← host {"text":"\\u001b]0;title\\u0007"}');
    for (const control of ['\u001b', '\u009b', '\u0007']) expect(stdout).not.toContain(control);
  });

  it('FORCE_COLOR gives colours, NO_COLOR takes them away', async () => {
    const { args } = await prepare('console.warn(1)');
    expect((await runCommand(args, { env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001b[33m');
    expect((await runCommand(args, { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stdout).not.toContain('\u001b');
  });
});
