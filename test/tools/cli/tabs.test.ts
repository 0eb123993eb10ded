import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../../src/browser/index.js';
import { writeExtension } from '../extension-folder.js';
import { BIN, folderForTest, runCommand } from './command.js';

const GREETER = {
  'background.js': `
    chrome.runtime.onConnect.addListener((port) => {
      port.onMessage.addListener((message) => port.postMessage(['hello', message, port.name]));
    });`,
  'content.js': `
    const port = chrome.runtime.connect({ name: 'greeting' });
    port.onMessage.addListener((message) => console.log(...message));
    port.postMessage(document.title);
    document.querySelector('button').onclick = () => port.postMessage('clicked');`,
  'popup.html': '<title>Popup</title><script src="popup.js"></script>',
  'popup.js': 'console.log("popup is there")',
};
const MANIFEST = {
  name: 'Greeter',
  action: { default_popup: 'popup.html' },
  content_scripts: [{ matches: ['https://*.example/*'], js: ['content.js'] }],
};

/** An extension that greets, and a page for it. */
function prepare(manifest: object = MANIFEST): { folder: string; extension: string; page: string } {
  const folder = folderForTest();
  const extension = writeExtension(path.join(folder, 'extension'), GREETER, { ...manifest });
  const page = path.join(folder, 'page.html');
  writeFileSync(page, '<!doctype html><title>Page</title><button>Press</button>');
  return { folder, extension, page };
}

const eventsIn = (stdout: string): TraceEvent[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TraceEvent);

describe('nativeport run with tabs and pages', () => {
  it('shows what happens where, and once a tree of it all, in lines of at most 80 columns', async () => {
    const { extension, page } = prepare();
    const tab = `https://a.example/=${page}`;
    const { code, stdout, stderr } = await runCommand([
      'run',
      extension,
      '--tab',
      tab,
      '--click',
      'button',
      '--page',
      'popup',
    ]);
    const lines = stdout.trimEnd().split('\n');
    const what = lines.map((line) => line.slice(10).replace(/ {2,}/, '  '));
    expect(what).toEqual(
      expect.arrayContaining([
        'tab 1  opens https://a.example/',
        'nativeport  clicks button in tab 1',
        'tab 1 content  runs for Greeter',
        'port 1  connect Greeter as greeting from tab 1 content',
        'port 1  → receivers "Page" 6 bytes',
        'tab 1 content  log hello Page greeting',
        'tab 1 content  log hello clicked greeting',
        'page  log popup is there',
        'nativeport  ends with 0: nothing was left to happen',
      ]),
    );
    const begin = lines.indexOf('browser');
    const tree = lines.slice(begin, begin + 6);
    expect([lines[begin - 1], lines[begin + 6]]).toEqual(['', '']); // set apart
    expect(tree.map((line) => line.replace(/[a-p]{32}/, 'ID'))).toEqual([
      'browser',
      '├─ extension Greeter  ID',
      '│  ├─ background  background.js  port 1',
      '│  └─ page  popup.html',
      '└─ tab 1  https://a.example/',
      '   └─ content  of Greeter  port 1',
    ]);
    const wide = lines.filter((line) => line.length > 80);
    // A slow machine is warned that the page takes its time.
    expect(wide.filter((line) => !/chrome-extension:|Look for a script/.test(line))).toEqual([]);
    expect(stdout).not.toContain('\u001b');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('--json has the same as events, and nothing else', async () => {
    const { extension, page } = prepare();
    const { code, stdout } = await runCommand(['run', extension, '--tab', `https://a.example/=${page}`, '--json']);
    const events = eventsIn(stdout);
    const opened = events.find((event) => event.type === 'tab.opened');
    expect(opened).toMatchObject({ url: 'https://a.example/' });
    expect(events.find((event) => event.type === 'context.created' && event.kind === 'content-script')).toMatchObject({
      tab: opened?.tab,
      frameId: 0,
      documentId: opened?.documentId,
    });
    expect(events.at(-1)).toMatchObject({ type: 'trace.ended', exitCode: 0 });
    expect(code).toBe(0);
  });

  it.each([
    {
      what: 'a folder in the address, and = in its query',
      address: 'https://a.example/b/?c=d&e=f',
      shown: 'https://a.example/b/?c=d&e=f',
    },
    { what: '= in the path, written as %3D', address: 'https://a.example/c%3Dd', shown: 'https://a.example/c%3Dd' },
    { what: 'a fragment', address: 'https://a.example/#a=b', shown: 'https://a.example/#a=b' },
  ])('--tab URL=FILE: $what', async ({ address, shown }) => {
    const { extension, page } = prepare();
    const { stdout } = await runCommand(['run', extension, '--tab', `${address}=${page}`]);
    expect(stdout).toContain(`opens ${shown}\n`);
    expect(stdout).toContain('hello Page greeting');
  });

  it('--load: another extension in the same browser, in the tree, too', async () => {
    const { extension, folder } = prepare();
    const other = writeExtension(
      path.join(folder, 'other'),
      { 'background.js': 'console.log("other")' },
      { name: 'Other', browser_specific_settings: undefined },
    );
    const { stdout, code } = await runCommand(['run', extension, '--load', other]);
    expect(stdout).toMatch(/background-2 +log other\n/);
    expect(stdout).toMatch(
      /├─ extension Greeter {2}[a-p]{32}\n│ {2}└─ background {2}background\.js\n└─ extension Other {2}[a-p]{32}\n {3}└─ background-2 {2}background\.js\n/,
    );
    expect(code).toBe(0);
  });

  it('an element that is not there is named with the one that was meant, and the command ends with 1', async () => {
    const { extension, page } = prepare();
    const { code, stdout } = await runCommand([
      'run',
      extension,
      '--tab',
      `https://a.example/=${page}`,
      '--click',
      'buton',
    ]);
    expect(stdout).toMatch(/There is no element buton in https:\/\/a\.example\/\. Near to it: button/);
    expect(stdout).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
  });
});

describe('jsdom', () => {
  /** The command where there is no jsdom: in a folder with the other packages alone. */
  function withoutDom(args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const place = folderForTest();
    const root = path.resolve(path.dirname(BIN), '../../..');
    cpSync(path.join(root, 'dist'), path.join(place, 'dist'), { recursive: true });
    cpSync(path.join(root, 'package.json'), path.join(place, 'package.json'));
    mkdirSync(path.join(place, 'node_modules'));
    for (const name of ['commander', 'jsonc-parser', 'picocolors']) {
      symlinkSync(path.join(root, 'node_modules', name), path.join(place, 'node_modules', name));
    }
    const child = spawn(process.execPath, [path.join(place, 'dist/tools/cli/bin.js'), ...args], { cwd: place });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  }

  it('is asked for before anything runs when something is to be opened', async () => {
    const { code, stdout, stderr } = await withoutDom(['run', prepare().extension, '--page', 'popup']);
    expect(stderr).toMatch(
      /need the package jsdom, and it is not installed\.\n {2}Install it .*npm install --save-dev jsdom/,
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('is not needed by an extension that opens nothing', async () => {
    const { code, stdout } = await withoutDom(['run', prepare().extension]);
    expect(stdout).toContain('ends with 0');
    expect(code).toBe(0);
  });

  it('is asked for when an extension opens a tab by itself', async () => {
    const { folder } = prepare();
    const opener = writeExtension(path.join(folder, 'opener'), {
      'background.js': 'chrome.tabs.create({ url: "https://a.example/" })',
    });
    const { code, stdout } = await withoutDom(['run', opener]);
    expect(stdout).toMatch(/need the package jsdom/);
    expect(code).toBe(1);
  });
});
