import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeExtension } from '../extension-folder.js';
import { folderForTest, runCommand } from './command.js';

const STACK = /\n\s+at |node:internal/;

describe('bad usage is answered on stderr with what was probably meant, without a stack, and ends with 2', () => {
  it.each([
    { what: 'no command', args: [], says: /Usage: nativeport/ },
    { what: 'a command with a slip', args: ['rum'], says: /unknown command 'rum'\n\(Did you mean run\?\)/ },
    {
      what: 'an option with a slip',
      args: ['run', '.', '--engin', 'firefox'],
      says: /unknown option '--engin'\n\(Did you mean --engine\?\)/,
    },
    { what: 'an option of another command', args: ['call', 'a', '{}', '--json'], says: /unknown option '--json'/ },
    { what: 'no extension', args: ['run'], says: /missing required argument 'extension'/ },
    { what: 'one argument too many', args: ['run', 'a', 'b'], says: /too many arguments/ },
    {
      what: 'an unknown engine',
      args: ['run', '.', '--engine', 'chrome'],
      says: /--engine knows no "chrome"\. Did you mean chromium\?\n {2}Pass chromium or firefox\./,
    },
    {
      what: 'an engine that is like none',
      args: ['run', '.', '--engine', 'netscape'],
      says: /--engine knows no "netscape"\.\n {2}Pass chromium or firefox\./,
    },
    {
      what: 'an unknown browser',
      args: ['call', 'a', '{}', '--browser', 'firefx'],
      says: /--browser knows no "firefx"\. Did you mean firefox\?/,
    },
    {
      what: 'browser against engine',
      args: ['run', '.', '--engine', 'chromium', '--browser', 'firefox'],
      says: /--browser firefox has the engine firefox, not chromium\./,
    },
    {
      what: 'a time that is none',
      args: ['run', '.', '--for', 'soon'],
      says: /--for takes a number of seconds.*not "soon"/,
    },
    { what: 'a time below zero', args: ['run', '.', '--for=-1'], says: /--for takes a number of seconds/ },
    {
      what: 'a time of zero',
      args: ['call', 'a', '{}', '--timeout', '0'],
      says: /--timeout takes a number of seconds/,
    },
    { what: 'half a click', args: ['run', '.', '--click-action', '1.5'], says: /--click-action takes a whole number/ },
    {
      what: 'a folder of hosts that is not there',
      args: ['run', '.', '--hosts', './no-such-folder'],
      says: /--hosts names .*no-such-folder, which is not a folder/,
    },
    {
      what: 'a tab without its scheme',
      args: ['run', '.', '--tab', 'example.com/a'],
      says: /--tab "example\.com\/a" is no address .* Did you mean https:\/\/example\.com\/a\?\n {2}Pass a full address/,
    },
    {
      what: 'a tab with a port and without its scheme',
      args: ['run', '.', '--tab', 'localhost:3000'],
      says: /Did you mean http:\/\/localhost:3000\/\?/,
    },
    {
      what: 'a tab with a slip in its scheme',
      args: ['run', '.', '--tab', 'htps://example.com/'],
      says: /Did you mean https:\/\/example\.com\/\?/,
    },
    {
      what: 'a folder at an address',
      args: ['run', '.', '--tab', 'https://example.com/=src'],
      says: /--tab names .*src, which is no file\.\n {2}Pass the page itself/,
    },
    {
      what: 'a page with a slip',
      args: ['run', '.', '--page', 'popop'],
      says: /--page knows no "popop"\. Did you mean popup\?\n {2}Pass popup, options or a file of the extension\./,
    },
    { what: 'a tab with no address', args: ['run', '.', '--tab', ''], says: /--tab "" is no address/ },
    { what: 'a tab with half an address', args: ['run', '.', '--tab', 'https://'], says: /is no address/ },
    {
      what: 'a file without an address',
      args: ['run', '.', '--tab', 'file:///tmp/page.html'],
      says: /shown at an address of the web: --tab https:\/\/example\.com\/=FILE/,
    },
    {
      what: 'a file that is not there',
      args: ['run', '.', '--tab', 'https://example.com/=packge.json'],
      says: /--tab names the file .*packge\.json, which does not exist\. Did you mean .*package\.json\?/,
    },
    {
      what: 'a file in place of what has no address',
      args: ['run', '.', '--tab', 'about:blank=package.json'],
      says: /A file stands in for an address of the web alone/,
    },
    {
      what: 'a click on nothing',
      args: ['run', '.', '--tab', 'a.html', '--click', ' '],
      says: /--click names no element/,
    },
    {
      what: 'a click before anything is open',
      args: ['run', '.', '--click', 'button', '--tab', 'a.html'],
      says: /--click "button" comes before any page .*\n {2}Write --tab or --page before it/,
    },
    {
      what: 'a message that is not JSON',
      args: ['call', 'a', '{a:1}'],
      says: /The message is not JSON: .*\n {2}Put single quotes around it/,
    },
    {
      what: 'a text without quotes',
      args: ['call', 'a', 'ping'],
      says: /The message is not JSON: .*\n {2}Put a text in double quotes, and those in single ones: '"ping"'/,
    },
    {
      what: 'no message at all',
      args: ['call', 'a', '-'],
      says: /The message is not JSON: .*\n {2}Pass a JSON value/,
    },
    {
      what: 'a caller that is no id',
      args: ['call', 'a', '{}', '--as', 'me'],
      says: /--as takes the id of an extension, not "me"\.\n {2}Pass 32 letters from a to p/,
    },
    {
      what: 'a manifest that is not there',
      args: ['connect', 'a', '--manifest', './no-such.json'],
      says: /--manifest names .*no-such\.json, which does not exist\.\n {2}Pass the manifest of the host/,
    },
    {
      what: 'two ways to the host',
      args: ['call', 'a', '{}', '--browser', 'edge', '--command', 'c'],
      says: /--browser and --command both say where the host is/,
    },
    {
      what: 'a command without its program',
      args: ['call', 'a', '{}', '--command', 'no-such-program x'],
      says: /names a program that is not in any folder of PATH/,
    },
    {
      what: 'a command with half a quote',
      args: ['call', 'a', '{}', '--command', 'a "b'],
      says: /has a " without its second one/,
    },
  ])('$what', async ({ args, says }) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(STACK);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('an extension that cannot be loaded is named with its remedy, without a stack, and ends with 2', () => {
  interface Row {
    what: string;
    prepare: (folder: string) => void;
    args?: string[];
    says: RegExp;
  }
  it.each<Row>([
    {
      what: 'a folder with a slip',
      prepare: (folder) => mkdirSync(`${folder}s`),
      says: /There is no folder .*extension\. Did you mean .*extensions\?\n {2}Pass the folder/,
    },
    { what: 'no such folder', prepare: () => undefined, says: /There is no folder .*extension\.\n {2}Pass the folder/ },
    {
      what: 'a folder without manifest',
      prepare: (folder) => mkdirSync(folder),
      says: /There is no manifest\.json in .*extension\.\n {2}Pass the folder/,
    },
    {
      what: 'a manifest with broken JSON',
      prepare: (folder) => {
        writeExtension(folder, { 'manifest.json': '{ "name": }' });
      },
      says: /not JSON at line 1, column 11/,
    },
    {
      what: 'a manifest with several errors',
      prepare: (folder) => {
        writeExtension(folder, {}, { name: 1, version: undefined });
      },
      says: /has 2 errors:\n.*\$\.name.*\n.*version/,
    },
    {
      what: 'no background for this engine',
      prepare: (folder) => {
        writeExtension(folder, {}, { background: { service_worker: 'a.js' } });
      },
      args: ['--engine', 'firefox'],
      says: /Firefox runs no service workers.*\n.*Correct the manifest/,
    },
    {
      what: 'nothing that runs',
      prepare: (folder) => {
        writeExtension(folder, {}, { background: undefined, action: undefined });
      },
      says: /names nothing that runs: no background, no content scripts, no pages\.\n {2}Add "service_worker"/,
    },
    {
      what: 'a page with a slip',
      prepare: (folder) => {
        writeExtension(folder, { 'background.js': '', 'popup.html': '' });
      },
      args: ['--page', 'pupup.html'],
      says: /There is no pupup\.html, which --page names, .* Did you mean popup\.html\?/,
    },
    {
      what: 'a page in a tab with a slip',
      prepare: (folder) => {
        writeExtension(folder, { 'background.js': '', 'popup.html': '' });
      },
      args: ['--tab', 'pupup.html'],
      says: /There is no pupup\.html, which --tab names, .* Did you mean popup\.html\?/,
    },
    {
      what: 'a popup that the manifest does not name',
      prepare: (folder) => {
        writeExtension(folder, { 'background.js': '' });
      },
      args: ['--page', 'popup'],
      says: /The manifest names no popup.*\n {2}Name the file/,
    },
    {
      what: 'options that the manifest does not name',
      prepare: (folder) => {
        writeExtension(folder, { 'background.js': '' });
      },
      args: ['--page', 'options'],
      says: /The manifest names no page of options\.\n {2}Name the file/,
    },
    {
      what: 'another extension that is none',
      prepare: (folder) => {
        writeExtension(folder, { 'background.js': '' });
      },
      args: ['--load', './no-such-folder'],
      says: /There is no folder .*no-such-folder\.\n {2}Pass the folder/,
    },
    {
      what: 'clicks without a button',
      prepare: (folder) => {
        writeExtension(folder, { 'background.js': '' }, { action: undefined });
      },
      args: ['--click-action', '1'],
      says: /no button to click\.\n {2}Add "action"/,
    },
  ])('$what', async ({ prepare, args = [], says }) => {
    const folder = path.join(folderForTest(), 'extension');
    prepare(folder);
    for (const json of [[], ['--json']]) {
      const { code, stdout, stderr } = await runCommand(['run', folder, ...args, ...json]);
      expect(stderr).toMatch(says);
      expect(stderr).not.toMatch(STACK);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    }
  });
});

describe('a background that cannot run is an event, without a stack of ours, and ends with 1', () => {
  it.each([
    {
      what: 'its file is missing',
      files: {},
      says: /There is no background\.js.*\n.*Create the file or correct its name/,
    },
    {
      what: 'its file has nearly that name',
      files: { 'backgruond.js': '' },
      says: /There is no background\.js.* Did you mean backgruond\.js\?\n/,
    },
    {
      what: 'a syntax error',
      files: { 'background.js': 'let a;\nlet a;' },
      says: /background\.js:2: SyntaxError: Identifier 'a' has already been declared\n\s+let a;\n\s+\^\n\s+Correct the script/,
    },
    {
      what: 'an exception',
      files: { 'background.js': 'function f() { no() }\nf()' },
      says: /Uncaught ReferenceError: no is not defined\n\s+at f \(.*background\.js:1:16\)\n\s+at .*background\.js:2:1\n/,
    },
  ])('$what', async ({ files, says }) => {
    const folder = writeExtension(path.join(folderForTest(), 'extension'), files);
    const { code, stdout, stderr } = await runCommand(['run', folder]);
    expect(stdout).toMatch(says);
    expect(stdout).not.toMatch(/node:|dist\/tools/);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });
});

describe('help', () => {
  it.each([{ command: [] }, { command: ['run'] }, { command: ['call'] }, { command: ['connect'] }])(
    '$command --help is on stdout, with examples',
    async ({ command }) => {
      const { code, stdout, stderr } = await runCommand([...command, '--help']);
      expect(stdout).toMatch(new RegExp(`^Usage: nativeport ${command.join(' ')}`));
      expect(stdout).toMatch(/Examples:\n {2}\$ nativeport /);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    },
  );

  it('--version is that of the package', async () => {
    const { default: manifest } = await import('../../../package.json', { with: { type: 'json' } });
    expect(await runCommand(['--version'])).toMatchObject({ code: 0, stdout: `${manifest.version}\n` });
  });

  it('examples use only options that there are', async () => {
    const helps = await Promise.all(['run', 'call', 'connect'].map((command) => runCommand([command, '--help'])));
    const options = helps
      .flatMap(({ stdout }) => stdout.match(/^ {2}\$ .*nativeport .*/gm) ?? [])
      .flatMap((line) => line.match(/--[a-z-]+/g) ?? []);
    const known = new Set(
      helps
        .flatMap(({ stdout }) => stdout.match(/^ {2}(?:-\w, )?(--[a-z-]+)/gm) ?? [])
        .map((option) => option.replace(/^.*--/, '--')),
    );
    expect(options.length).toBeGreaterThan(8);
    expect(options.filter((option) => !known.has(option))).toEqual([]);
  });
});
