import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { installHost } from '../../fixtures/install-host.js';
import { installHostFor, writeExtension } from '../extension-folder.js';
import { BIN, folderForTest } from './command.js';

// A pseudo-terminal needs help from outside Node: Python has one in its standard library.
const TYPIST = path.join(import.meta.dirname, 'type-on-a-terminal.py');
const hasTerminals = spawnSync('python3', ['-c', 'import pty'], { stdio: 'ignore' }).status === 0;
if (!hasTerminals) console.warn('Left out: the tests of the live terminal. They need python3 with its module pty.');

/** Runs the command on a terminal. Each step waits for a text on the screen, then types; the screen and the exit code. */
function onTerminal(
  args: readonly string[],
  steps: readonly (readonly [wait: string, type: string])[],
  columns = 80,
): Promise<{ screen: string; code: number }> {
  const { NO_COLOR, FORCE_COLOR, ...inherited } = process.env;
  const env = { ...inherited, HOME: '/nonexistent', TERM: 'xterm' };
  const command = ['sh', '-c', `stty cols ${columns}; exec "$@"`, 'sh', process.execPath, BIN, ...args];
  const child = spawn('python3', [TYPIST, JSON.stringify(steps), ...command], { env });
  let screen = '';
  child.stdout.on('data', (chunk) => {
    screen += chunk;
  });
  child.stderr.pipe(process.stderr);
  return new Promise((resolve) => child.on('close', (code) => resolve({ screen, code: code ?? -1 })));
}

describe.skipIf(!hasTerminals)('on a terminal', () => {
  const CODE = `
    const port = chrome.runtime.connectNative('org.example.host');
    port.onMessage.addListener((message) => console.log('heard', message));
    let clicks = 0;
    chrome.action.onClicked.addListener(() => port.postMessage({ clicks: clicks += 1 }));
    console.log('ready');`;

  async function prepare(): Promise<string[]> {
    const folder = folderForTest();
    const extension = writeExtension(path.join(folder, 'extension'), { 'background.js': CODE });
    await installHostFor(extension, path.join(folder, 'hosts'), 'chromium', 'echo');
    return ['run', extension, '--hosts', path.join(folder, 'hosts')];
  }

  it('run is live: colours, a line with the keys, click, reload, quit', async () => {
    const { screen, code } = await onTerminal(await prepare(), [
      ['started, pid', 'c'],
      ['heard {"clicks":1}', 'c'],
      ['heard {"clicks":2}', 'r'],
      ['background-2', 'C'],
      ['heard {"clicks":1}', 'q'],
    ]);
    expect(screen).toContain('\u001b[1mc\u001b[22m \u001b[2mclick the button');
    expect(screen).toContain('ends with 0: you quit');
    expect(code).toBe(0);
  });

  it('a narrow terminal shows the keys that fit on its line, which can be erased', async () => {
    const { screen } = await onTerminal(await prepare(), [['started, pid', 'q']], 30);
    expect(screen).toContain('\u001b[2mclick the button');
    expect(screen).not.toContain('\u001b[2mreload');
  });

  it('a key that cannot do its work says why, above the line with the keys', async () => {
    const extension = writeExtension(
      path.join(folderForTest(), 'extension'),
      { 'background.js': 'console.log("ready")' },
      { action: undefined },
    );
    const { screen, code } = await onTerminal(
      ['run', extension],
      [
        ['ready', 'c'],
        ['Add "action"', 'q'],
      ],
    );
    expect(screen).toContain('\r\u001b[K\u001b[31mnativeport:\u001b[39m The extension');
    expect(code).toBe(0);
  });

  it('t shows the tree of contexts, and long lines go on below, at 80 columns', async () => {
    const folder = folderForTest();
    const extension = writeExtension(
      path.join(folder, 'extension'),
      { 'background.js': '', 'content.js': `console.log('${'word '.repeat(40)}'); console.log('last')` },
      { name: 'Greeter', content_scripts: [{ matches: ['https://*.example/*'], js: ['content.js'] }] },
    );
    const page = path.join(folder, 'page.html');
    writeFileSync(page, '<title>Page</title>');
    const { screen, code } = await onTerminal(
      ['run', extension, '--tab', `https://a.example/=${page}`],
      [
        ['of Greeter', 't'], // the tree has come by itself
        ['of Greeter', 'q'],
      ],
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what moves the cursor and gives colours
    const lines = screen.replace(/\u001b\[[0-9;]*[mK]/g, '').split(/\r\n|\r/);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.filter((line) => /^ +(word ?)+$/.test(line)).length).toBeGreaterThan(1);
    expect(lines).toContain('└─ tab 1  https://a.example/');
    expect(code).toBe(0);
  });

  it('Ctrl-C ends it tidily, with 130', async () => {
    const { screen, code } = await onTerminal(await prepare(), [['started, pid', '\u0003']]);
    expect(screen).toContain('exited with code 0');
    expect(screen).toContain('ends with 130: SIGINT came');
    expect(code).toBe(130);
  });

  it('connect has a prompt and a history', async () => {
    const hosts = folderForTest();
    installHost(hosts, 'chromium', 'echo');
    const { screen, code } = await onTerminal(
      ['connect', 'org.example.host', '--hosts', hosts],
      [
        ['> ', '{"n":1}\r'],
        ['{"n":1}\r\n', 'oops\r'],
        ['is not JSON', '\u001b[A\u001b[A\r'],
        ['{"n":1}\r\n', '\u0004'],
      ],
    );
    expect(screen).toContain('Ctrl-D ends');
    expect(screen).toMatch(/\r\n$/); // what comes next starts a line of its own
    expect(code).toBe(0);
  });
});
