import { describe, expect, it } from 'vitest';
// The built files: the worker is a file of its own, which Node loads by its name.
import type { ExtensionSpec, LaunchOptions, TestBrowser } from '../../../dist/tools/testing/index.js';
import type { ExtensionApi } from '../../../src/browser/node.js';
import { launch as launchForTest } from './launch-for-test.js';

declare const chrome: ExtensionApi;

const NAME = 'com.example.app';
const START_MS = Date.UTC(2030, 0, 1);
const ENGINES = ['chromium', 'firefox'] as const;

const launch = (from: ExtensionSpec, options: LaunchOptions = {}): Promise<TestBrowser> =>
  launchForTest(from, { time: 'held', startMs: START_MS, ...options });

describe('held time', () => {
  it('stands still until the test lets it go on; each timer comes at its own time', async () => {
    const browser = await launch({
      background: () => {
        const seconds = (): number => (Date.now() - 1_893_456_000_000) / 1000;
        const say = (what: string): void => console.log(what, seconds(), new Date().toISOString(), performance.now());
        say('start');
        setTimeout(() => say('late'), 90_000);
        setTimeout(() => {
          say('early');
          setTimeout(() => say('after early'), 500);
        }, 1000);
        const interval = setInterval(() => {
          say('tick');
          if (seconds() >= 20) clearInterval(interval);
        }, 10_000);
        clearTimeout(setTimeout(() => say('never'), 5));
      },
    });
    const said = (): unknown[] => browser.consoleLines().map((line) => line.split(' ').slice(0, -2).join(' '));
    expect(browser.consoleLines()).toEqual(['start 0 2030-01-01T00:00:00.000Z 0']);
    await browser.time.advance(999);
    expect(said()).toEqual(['start 0']);
    await browser.time.advance(1);
    expect(said()).toEqual(['start 0', 'early 1']);
    await browser.time.advance(20_000);
    expect(said()).toEqual(['start 0', 'early 1', 'after early 1.5', 'tick 10', 'tick 20']);
    expect(browser.time.now).toBe(START_MS + 21_000);
  });

  it('an error when the time is not held, or never ends', async () => {
    const real = await launch({ background: '0' }, { time: 'real' });
    await expect(real.time.advance(1)).rejects.toMatchObject({ code: 'TIME_NOT_HELD' });
    const held = await launch({
      manifest: { manifest_version: 2, background: { scripts: ['background.js'] } },
      background: 'setInterval(() => {}, 1000)',
    });
    await expect(held.time.runToIdle({ withinMs: 5000 })).rejects.toMatchObject({ code: 'TIME_NEVER_IDLE' });
  });

  it('holds what a host says late', async () => {
    const hosts = { [NAME]: { onConnect: (port: { postMessage(message: unknown): void }) => port.postMessage('hi') } };
    const browser = await launch(
      { background: () => chrome.runtime.connectNative?.('com.example.app') },
      { hosts: { [NAME]: hosts[NAME] } },
    );
    await browser.nextMessage({ body: 'hi' }).catch(() => undefined);
    browser.host(NAME).delayNext(5000);
    browser.host(NAME).send('late');
    await expect(browser.nextMessage({ body: 'late' })).rejects.toMatchObject({ code: 'DID_NOT_COME' });
    await browser.time.advance(5000);
    expect((await browser.nextMessage({ body: 'late' })).time).toBe(START_MS + 5000);
  });
});

describe.each(ENGINES)('a background that sleeps in %s', (engine) => {
  const counts: ExtensionSpec = {
    background: () => {
      console.log('started');
      chrome.runtime.onMessage.addListener((message: unknown, _sender: unknown, reply: (answer: unknown) => void) =>
        reply(message),
      );
    },
    files: { 'page.html': '<script src="page.js"></script>', 'page.js': '' },
  };

  it('falls asleep after its idle time, and is woken by a message', async () => {
    const browser = await launch(counts, { engine });
    await browser.nextConsole('started');
    await browser.time.advance(29_000);
    expect(browser.background.isOpen).toBe(true);
    await browser.time.advance(60_000);
    expect(browser.background.isOpen).toBe(false);
    const page = await browser.extension.openPage('page.html');
    expect(await page.evaluate(() => chrome.runtime.sendMessage('wake up'))).toBe('wake up');
    await browser.nextConsole('started');
    expect(browser.background).toMatchObject({ isOpen: true, name: 'background-2' });
  });

  it('is put to sleep and woken by hand; evaluate wakes it, too', async () => {
    const browser = await launch(counts, { engine });
    await browser.background.evaluate('globalThis.kept = 1');
    await browser.background.suspend();
    expect(browser.background.isOpen).toBe(false);
    expect(await browser.background.evaluate('globalThis.kept')).toBeUndefined();
    await browser.background.suspend();
    await browser.background.wake();
    expect(browser.consoleLines()).toEqual(['started', 'started', 'started']);
  });

  it('stays awake while a port to a host is open', async () => {
    const browser = await launch(
      { background: () => Object.assign(globalThis, { port: chrome.runtime.connectNative?.('com.example.app') }) },
      { engine, hosts: { [NAME]: () => undefined } },
    );
    await browser.time.advance(600_000);
    expect(browser.background.isOpen).toBe(true);
    await browser.background.evaluate(() => Reflect.get(globalThis, 'port').disconnect());
    await browser.time.runToIdle();
    expect(browser.background.isOpen).toBe(false);
  });
});
