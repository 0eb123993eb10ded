import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
// The built files: the worker is a file of its own, which Node loads by its name.
import { fakeHost, launchExtension, type TestBrowser } from '../../../dist/tools/testing/index.js';
import type { ExtensionApi } from '../../../src/browser/node.js';
import type { EngineName } from '../../../src/engines/index.js';
import { makeFolder } from '../../fixtures/install-host.js';
import { launch } from './launch-for-test.js';

declare const chrome: ExtensionApi;

const NAME = 'com.example.app';
const ENGINES = ['chromium', 'firefox'] as const;

/** Sends what it is told on a port, and keeps what comes back. */
const speaks = (): void => {
  const got: unknown[] = [];
  const port = chrome.runtime.connectNative?.('com.example.app');
  port?.onMessage.addListener((message: unknown) => got.push(message));
  Object.assign(globalThis, { port, got });
};

describe.each(ENGINES)('launchExtension in %s', (engine) => {
  it('runs a background with a fake host', async () => {
    const app = fakeHost((message) => ({ echo: message }));
    const browser = await launch({ background: speaks }, { engine, hosts: { [NAME]: app } });
    await browser.background.evaluate((text) => Reflect.get(globalThis, 'port').postMessage(text), 'hello');
    const answer = await browser.nextMessage({ host: NAME, direction: 'from-host' });
    expect(answer.body).toEqual({ echo: 'hello' });
    expect(await browser.background.evaluate(() => Reflect.get(globalThis, 'got'))).toEqual([{ echo: 'hello' }]);
    expect(app.received).toEqual(['hello']);
  });

  it('runs a background with a program', async () => {
    const command = [process.execPath, path.resolve(import.meta.dirname, 'hosts/upper.cjs'), 'an argument'] as const;
    const browser = await launch({ background: speaks }, { engine, hosts: { [NAME]: { command } } });
    await browser.background.evaluate(() => Reflect.get(globalThis, 'port').postMessage('hello'));
    const { body } = await browser.nextMessage({ host: NAME, direction: 'from-host' });
    expect(body).toMatchObject({ text: 'HELLO', args: ['an argument', expect.any(String)] });
    expect(browser.host(NAME).received).toEqual(['hello']);
    const { argv } = await browser.next('host.started');
    expect(argv).toHaveLength(engine === 'chromium' ? 2 : 3); // as the engine starts it: no argument of ours
  });

  it('breaks a program as it breaks a fake host', async () => {
    const command = [process.execPath, path.resolve(import.meta.dirname, 'hosts/upper.cjs')] as const;
    const hosts = { [NAME]: { command, faults: [{ after: 1, do: 'cut' } as const] } };
    const browser = await launch({ background: speaks }, { engine, hosts });
    await browser.background.evaluate(() => {
      for (const text of ['one', 'two']) Reflect.get(globalThis, 'port').postMessage(text);
    });
    expect((await browser.nextDisconnect({ port: 1 })).reason).toMatchObject({ code: 'HOST_EXITED' });
    expect(browser.messages({ direction: 'from-host' })).toMatchObject([{ text: 'ONE' }]);
    expect((await browser.next('host.exited')).signal).toBe('SIGKILL');
  });

  it('clicks the button, and opens pages that speak with the background', async () => {
    const browser = await launch(
      {
        manifest: { action: { default_popup: 'popup.html' }, name: 'popups' },
        background: () => {
          chrome.runtime.onMessage.addListener((message: unknown, _sender: unknown, reply: (answer: unknown) => void) =>
            reply({ got: message }),
          );
        },
        files: { 'popup.html': '<script src="popup.js"></script>', 'popup.js': 'globalThis.isPopup = true;' },
      },
      { engine },
    );
    const popup = await browser.extension.openPopup();
    expect(popup).toMatchObject({ kind: 'page', isOpen: true, url: `${browser.extension.baseUrl}popup.html` });
    expect(await popup.evaluate('isPopup')).toBe(true);
    expect(await popup.evaluate(() => chrome.runtime.sendMessage('hello'))).toEqual({ got: 'hello' });
    await popup.close();
    expect(popup.isOpen).toBe(false);
    await expect(popup.evaluate('1')).rejects.toMatchObject({ code: 'CONTEXT_GONE' });
  });

  it('loads a second extension beside it', async () => {
    const browser = await launch({ manifest: { name: 'first' } }, { engine });
    const second = await browser.loadExtension({
      manifest: { name: 'second', externally_connectable: { ids: ['*'] } },
      background: () => {
        chrome.runtime.onMessageExternal.addListener(
          (_message: unknown, sender: { id?: string }, reply: (answer: unknown) => void) => reply(sender.id),
        );
      },
    });
    const third = await browser.loadExtension({ manifest: { name: 'third' }, background: '0' });
    const answer = third.background.evaluate((id) => chrome.runtime.sendMessage(id, 'hello'), second.id);
    expect(await answer).toBe(third.id);
    expect(() => browser.background).toThrow(expect.objectContaining({ code: 'BACKGROUND_NONE' }));
  });

  it('has the same id each time', async () => {
    const spec = { manifest: { name: 'again' }, background: '0' };
    const [one, two] = await Promise.all([launch(spec, { engine }), launch(spec, { engine })]);
    expect(one.extension.id).toBe(two.extension.id);
    expect(one.extension.directory).not.toBe(two.extension.directory);
  });
});

describe('what an extension finds', () => {
  it.each([
    { installed: true, heard: 'startup' },
    { installed: false, heard: 'install' },
  ])('in its storage, and how it is started: installed before is $installed', async ({ installed, heard }) => {
    const browser = await launch(
      {
        manifest: { permissions: ['storage'] },
        background: `
          chrome.runtime.onInstalled.addListener(({ reason }) => console.log(reason));
          chrome.runtime.onStartup.addListener(() => console.log('startup'));
          chrome.storage.local.get().then((items) => console.log('found', items));`,
      },
      { installed, storage: { local: { a: [1] } } },
    );
    await browser.nextConsole(heard);
    expect((await browser.nextConsole('found')).args).toEqual(['found', { a: [1] }]);
  });
});

describe('evaluate', () => {
  it.each([
    { code: 'an expression', run: (b: TestBrowser) => b.background.evaluate('1 + 1'), result: 2 },
    { code: 'a promise', run: (b: TestBrowser) => b.background.evaluate('Promise.resolve(3)'), result: 3 },
    { code: 'an async function', run: (b: TestBrowser) => b.background.evaluate(async (n) => n + 1, 3), result: 4 },
    {
      code: 'arguments and results that JSON cannot hold',
      run: (b: TestBrowser) => b.background.evaluate((map) => new Set(map.keys()), new Map([['a', 1]])),
      result: new Set(['a']),
    },
    {
      code: 'a method written short',
      run: (b: TestBrowser) => b.background.evaluate({ twice: (n: number) => n * 2 }.twice, 4),
      result: 8,
    },
    { code: 'nothing', run: (b: TestBrowser) => b.background.evaluate(() => undefined), result: undefined },
  ])('$code', async ({ run, result }) => {
    expect(await run(await launch({ background: '0' }))).toEqual(result);
  });

  it('throws what the code throws, with the place in the extension', async () => {
    const browser = await launch({ background: 'function fails() {\n  throw new RangeError("too far");\n}' });
    const error = await browser.background.evaluate('fails()').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'RangeError', message: 'too far' });
    expect((error as Error).stack).toMatch(/background\.js:2:9/);
    await expect(browser.background.evaluate('throw "a text"')).rejects.toBe('a text');
    await expect(browser.background.evaluate('(')).rejects.toMatchObject({ name: 'SyntaxError' });
  });

  it.each([
    { what: 'a result', run: (b: TestBrowser) => b.background.evaluate(() => () => 1) },
    {
      what: 'an argument',
      run: (b: TestBrowser) =>
        b.background.evaluate(
          (fn) => fn(),
          () => 1,
        ),
    },
    { what: 'an object of the API', run: (b: TestBrowser) => b.background.evaluate(() => chrome.runtime) },
  ])('tells of $what that cannot be copied, in one line', async ({ run }) => {
    await expect(run(await launch({ background: '0' }))).rejects.toMatchObject({
      code: 'NOT_CLONEABLE',
      message: expect.stringMatching(/^.*could not be cloned\.$/),
    });
  });

  it('tells when nothing can settle the promise any more', async () => {
    const browser = await launch({ background: '0' });
    const stuck = browser.background.evaluate('new Promise(() => {})');
    await expect(stuck).rejects.toMatchObject({ code: 'EVALUATION_STUCK' });
  });
});

describe('waiting', () => {
  it('a wait for what cannot come ends as soon as that is known', async () => {
    const browser = await launch(
      { background: speaks },
      { hosts: { [NAME]: () => undefined }, silenceMs: 1e6, timeoutMs: 1e6 },
    );
    await browser.background.evaluate(() => Reflect.get(globalThis, 'port').postMessage('hello'));
    await expect(browser.nextMessage({ direction: 'from-host' })).rejects.toThrow(/nothing is left/);
    await browser.whenQuiet();
  });

  it('a console line by text, pattern and function', async () => {
    const lines: unknown[] = [];
    const browser = await launch(
      { background: 'console.log("one", { two: 2 }); console.warn("three");' },
      { onConsole: ({ level, args }) => lines.push([level, ...args]) },
    );
    expect((await browser.nextConsole('one')).args).toEqual(['one', { two: 2 }]);
    expect((await browser.nextConsole(/^thr/)).level).toBe('warn');
    expect(browser.consoleLines()).toEqual(['one {"two":2}', 'three']);
    expect(lines).toEqual([
      ['log', 'one', { two: 2 }],
      ['warn', 'three'],
    ]);
    await expect(browser.nextConsole('one')).rejects.toMatchObject({ code: 'DID_NOT_COME' });
  });
});

describe('the end', () => {
  const testFolders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('nativeport-extension-'));

  it('removes what was written', async () => {
    const browser = await launchExtension({ background: '0' });
    const { directory } = browser.extension;
    expect(existsSync(directory)).toBe(true);
    await browser.close();
    await browser.close();
    expect(existsSync(directory)).toBe(false);
  });

  it('also when a test forgets to close it, at the end of the process', () => {
    const folder = makeFolder();
    onTestFinished(folder.remove);
    const testing = new URL('../../../dist/tools/testing/index.js', import.meta.url).href;
    const code = `const { launchExtension } = await import('${testing}');
      const { extension } = await launchExtension({ background: '0' });
      console.log(extension.directory);
      process.exit();`;
    const env = { ...process.env, TMPDIR: folder.path, TEMP: folder.path, TMP: folder.path };
    const directory = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', env });
    expect(directory).toContain('nativeport-extension-');
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('a launch that fails leaves nothing behind', async () => {
    const before = testFolders();
    await expect(launchExtension({ manifest: { manifest_version: 9 } })).rejects.toMatchObject({
      code: 'EXTENSION_MANIFEST_INVALID',
    });
    await expect(launchExtension({ files: { '../x': '' } })).rejects.toMatchObject({ code: 'FILE_OUTSIDE' });
    await expect(launchExtension('/there/is/nothing')).rejects.toMatchObject({ code: 'EXTENSION_FOLDER_MISSING' });
    expect(testFolders().filter((name) => !before.includes(name))).toEqual([]);
  });

  it.each([
    { what: 'an engine that is none', options: { engine: 'safari' as EngineName }, code: 'ENGINE_UNKNOWN' },
    { what: 'a page without a scheme', options: { pages: { 'example.com': '' } }, code: 'ADDRESS_INVALID' },
    { what: 'a host that is none', options: { hosts: { [NAME]: 5 as unknown as () => void } }, code: 'HOST_INVALID' },
    { what: 'a background that never ends', options: { timeoutMs: 1500 }, code: 'BACKGROUND_NOT_LOADED' },
  ])('is refused: $what', async ({ options, code }) => {
    await expect(launchExtension({ background: 'for (;;);' }, options)).rejects.toMatchObject({ code });
  });

  it.each([
    {
      what: 'a port that is open',
      options: { leaks: 'throw' },
      code: 'LEAKED',
      names: 'port 1 of background to com.example.app',
    },
    { what: 'a port that is open, and leaks are ignored', options: { leaks: 'ignore' }, code: undefined },
  ] as const)('tells of $what', async ({ options, code, ...more }) => {
    const browser = await launchExtension({ background: speaks }, { ...options, hosts: { [NAME]: () => undefined } });
    await browser.next('host.started');
    const error = await browser.close().catch((thrown: unknown) => thrown);
    if (code === undefined) expect(error).toBeUndefined();
    else {
      expect(error).toMatchObject({ code });
      expect(String(error)).toContain('names' in more ? more.names : '');
    }
  });

  it.each([
    { what: 'when the scripts run', background: 'throw new Error("at once")', text: 'at once' },
    { what: 'later', background: 'setTimeout(() => { throw new Error("later") })', text: 'later' },
  ])('tells of an error that nobody caught, $what', async ({ background, text }) => {
    const browser = await launchExtension({ background });
    await browser.next('error');
    const failed = await browser.close().catch((error: unknown) => error);
    expect(String(failed)).toMatch(
      new RegExp(`nobody caught:\\n  background: Error: ${text}\\n    at .*background\\.js:1:`),
    );
    const calm = await launchExtension({ background }, { uncaught: 'ignore' });
    await calm.next('error');
    await calm.close();
  });
});

describe('an extension in TypeScript', () => {
  const files = {
    'manifest.json': JSON.stringify({
      manifest_version: 3,
      name: 'typed',
      version: '1.0',
      background: { service_worker: 'src/background.ts', scripts: ['src/background.ts'] },
    }),
    'src/background.ts':
      'import { double } from "./double.js";\nimport { named } from "a-package";\ninterface Shown { text: string }\n' +
      'const shown: Shown = { text: double(2) + " " + named };\nconsole.log(shown.text);\n' +
      'Object.assign(globalThis, { fails(): void {\n\n  throw new Error("typed"); } });\n',
    'src/double.ts': 'export const double = (n: number): number => n * 2;\n',
    'node_modules/a-package/package.json': '{ "name": "a-package", "type": "module", "exports": "./index.js" }',
    'node_modules/a-package/index.js': 'export const named = "from a package";\n',
    'popup.html': '<script type="module" src="src/popup.ts"></script>',
    'src/popup.ts': 'const where: string = "popup"; console.log(where);\n',
  };

  it.each(ENGINES)('is bundled and runs in %s; stacks name the source', async (engine) => {
    const folder = makeFolder();
    onTestFinished(() => folder.remove());
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder.path, name)), { recursive: true });
      writeFileSync(path.join(folder.path, name), text);
    }
    const browser = await launch(folder.path, { engine });
    await browser.nextConsole('4 from a package');
    const error = await browser.background.evaluate('fails()').catch((thrown: unknown) => thrown);
    expect((error as Error).stack).toContain(`${path.join(folder.path, 'src/background.ts')}:8:9`);
    await browser.extension.openPage('popup.html');
    await browser.nextConsole('popup');
  });

  it('may be described, too', async () => {
    const browser = await launch({
      manifest: { background: { service_worker: 'background.ts' } },
      files: { 'background.ts': 'const n: number = 5; console.log(n);' },
    });
    await browser.nextConsole('5');
  });

  it('tells what cannot be bundled', async () => {
    const from = {
      manifest: { background: { service_worker: 'background.ts' } },
      files: { 'background.ts': 'import { a } from "./not-there.js"; a();' },
    };
    await expect(launchExtension(from)).rejects.toMatchObject({
      code: 'BUNDLE_FAILED',
      message: expect.stringMatching(/not-there/),
    });
    const odd = { ...from, files: { 'background.ts': 'const = ;' } };
    await expect(launchExtension(odd)).rejects.not.toThrow('\u001b');
    const browser = await launchExtension({ ...from, files: {} });
    await expect(browser.close()).rejects.toThrow('There is no background.ts, which manifest.json names');
  });
});
