import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ExtensionApi } from '../../../src/browser/node.js';
import {
  createGlobals,
  type GlobalsOptions,
  installGlobals,
  type TestGlobals,
} from '../../../src/tools/testing/index.js';

const NAME = 'com.example.app';
const ENGINES = ['chromium', 'firefox'] as const;
const globalChrome = (): ExtensionApi | undefined => Reflect.get(globalThis, 'chrome');

async function globalsFor(options: GlobalsOptions = {}): Promise<TestGlobals> {
  const globals = await createGlobals({ leaks: 'ignore', silenceMs: 100, ...options });
  onTestFinished(() => globals.close());
  return globals;
}

describe.each(ENGINES)('chrome and browser for unit tests in %s', (engine) => {
  it('the other side speaks with the code under test', async () => {
    const { chrome, otherSide, extension } = await globalsFor({ engine });
    chrome.runtime.onMessage.addListener((message: unknown, sender: { url?: string }, reply: (a: unknown) => void) => {
      reply({ got: message, from: sender.url });
    });
    const answer = await otherSide.browser.runtime.sendMessage('hello');
    expect(answer).toEqual({ got: 'hello', from: `${extension.baseUrl}other-side.html` });

    const heard: unknown[] = [];
    otherSide.chrome.runtime.onConnect.addListener((port) => {
      port.onMessage.addListener((message: unknown) => port.postMessage({ back: message }));
    });
    const port = chrome.runtime.connect({ name: 'a port' });
    port.onMessage.addListener((message: unknown) => heard.push(message));
    port.postMessage(1);
    await vi.waitFor(() => expect(heard).toEqual([{ back: 1 }]));
  });

  it('are globals until they are taken away, and new after a reset', async () => {
    expect(globalChrome()).toBeUndefined();
    const globals = await installGlobals({ engine, hosts: { [NAME]: (message) => message } });
    const first = globalChrome();
    expect(first).toBe(globals.chrome);
    expect(first?.runtime.id).toBe(globals.extension.id);
    first?.runtime.onMessage.addListener(() => undefined);
    first?.runtime.connectNative?.(NAME).postMessage('hello');
    await globals.nextMessage({ direction: 'from-host', body: 'hello' });

    await globals.reset();
    expect(globalChrome()).not.toBe(first);
    expect(globalChrome()).toBe(globals.chrome);
    expect(globals.messages()).toEqual([]);
    expect(globals.host(NAME).connections).toEqual([]);
    expect(await globals.browser.runtime.sendNativeMessage?.(NAME, { again: true })).toEqual({ again: true });

    await globals.close();
    expect(globalChrome()).toBeUndefined();
  });

  it('may be those of a content script, whose other side is the background', async () => {
    const globals = await globalsFor({ engine, kind: 'content-script', url: 'https://example.org/a' });
    globals.otherSide.chrome.runtime.onMessage.addListener(
      (message: unknown, sender: { tab?: { url?: string }; url?: string }, reply: (answer: unknown) => void) =>
        reply({ message, from: sender.url, hasTab: sender.tab !== undefined }),
    );
    const answer = await globals.browser.runtime.sendMessage('hello');
    expect(answer).toEqual({ message: 'hello', from: 'https://example.org/a', hasTab: true });
    expect(typeof globals.chrome.runtime.connectNative).toBe(engine === 'chromium' ? 'undefined' : 'function');
    const another = globals.attach({ kind: 'content-script' });
    expect(another.tab?.url).toBe('https://example.com/');
  });

  it('keep out of the way of timers that the test has replaced', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const globals = await globalsFor({ engine, hosts: { [NAME]: (message) => ({ echo: message }) } });
    expect(await globals.browser.runtime.sendNativeMessage?.(NAME, { a: 1 })).toEqual({ echo: { a: 1 } });
    await expect(globals.nextMessage({ body: 'never' })).rejects.toMatchObject({ code: 'DID_NOT_COME' });
  });
});

describe('libraries that look for the API when they are imported', () => {
  it('webextension-polyfill', async () => {
    const globals = await installGlobals({ hosts: { [NAME]: (message) => ({ echo: message }) }, leaks: 'ignore' });
    onTestFinished(() => globals.close());
    const { default: browser } = await import('webextension-polyfill');
    expect(browser.runtime.id).toBe(globals.extension.id);
    expect(await browser.runtime.sendNativeMessage(NAME, { a: 1 })).toEqual({ echo: { a: 1 } });
  });

  it('webext-bridge', async () => {
    const globals = await installGlobals({ manifest: { permissions: ['nativeMessaging', 'tabs'] }, leaks: 'ignore' });
    onTestFinished(() => globals.close());
    const { onMessage } = await import('webext-bridge/background');
    onMessage('ask', ({ data }: { data: unknown }) => ({ answer: data }));
    const port = globals.otherSide.chrome.runtime.connect({
      name: JSON.stringify({ endpointName: 'popup', fingerprint: 'f' }),
    });
    port.onMessage.addListener(() => undefined);
    expect((await globals.nextPort({ api: 'connect' })).context).toBe('other side');
    await globals.next('port.received', { context: 'background' });
  });
});

describe('several at once', () => {
  it('know nothing of each other', async () => {
    const [one, two] = await Promise.all([
      globalsFor({ hosts: { [NAME]: () => 'one' } }),
      globalsFor({ hosts: { [NAME]: () => 'two' }, engine: 'firefox' }),
    ]);
    const ask = (globals: TestGlobals) => globals.browser.runtime.sendNativeMessage?.(NAME, {});
    expect(await Promise.all([ask(one), ask(two)])).toEqual(['one', 'two']);
    expect(one.events.length).toBeGreaterThan(0);
    expect(one.messages()).toEqual([{}, 'one']);
    expect(() => one.host('com.example.other')).toThrow(expect.objectContaining({ code: 'HOST_UNKNOWN' }));
  });

  it('in one place: the last one counts, and gives back what was there', async () => {
    const target: { chrome?: unknown } = { chrome: 'a mock' };
    const one = await globalsFor();
    const two = await globalsFor();
    const undoOne = one.install(target);
    const undoTwo = two.install(target);
    expect(target.chrome).toBe(two.chrome);
    undoTwo();
    expect(target.chrome).toBe(one.chrome);
    undoOne();
    expect(target).toEqual({ chrome: 'a mock' });
  });
});

describe('the end', () => {
  it('warns of ports that are open, with their names', async () => {
    const globals = await createGlobals({ hosts: { [NAME]: () => undefined } });
    globals.chrome.runtime.connectNative?.(NAME);
    await globals.next('host.started');
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    await globals.close();
    expect(await warned).toMatchObject({
      code: 'LEAKED',
      message: expect.stringContaining(`port 1 of background to ${NAME} (connectNative) is open`),
    });
  });

  it('ends waits that nobody can fulfil any more', async () => {
    const globals = await createGlobals();
    const wait = globals.nextMessage();
    const ended = expect(wait).rejects.toThrow('the browser was closed');
    await globals.close();
    await ended;
  });
});
