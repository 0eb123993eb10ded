import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
// The built files: the worker is a file of its own, which Node loads by its name.
import { fakeHost, launchExtension, type TestBrowser } from '../../../dist/tools/testing/index.js';
import type { ExtensionApi } from '../../../src/browser/node.js';
import { makeFolder } from '../../fixtures/install-host.js';
import { launch } from './launch-for-test.js';

declare const chrome: ExtensionApi;

const NAME = 'com.example.app';

/** Its background says on the console what it is asked to. */
const parrot = (): void => {
  chrome.action?.onClicked.addListener(() => console.log('clicked'));
  Object.assign(globalThis, { say: (text: string, ms = 0) => setTimeout(() => console.log(text), ms) });
};
const say = (browser: TestBrowser, text: string, ms = 0): Promise<unknown> =>
  browser.background.evaluate((line, after) => void Reflect.get(globalThis, 'say')(line, after), text, ms);

describe('what shall not come', () => {
  it('a wait for nothing ends when things are quiet', async () => {
    const browser = await launch({ background: parrot }, { silenceMs: 1e6, timeoutMs: 1e6 });
    await say(browser, 'one');
    await browser.expectNo('console', 'two');
    await browser.expectNo('message');
    expect(browser.consoleLines()).toEqual(['one']); // it was waited for
  });

  // biome-ignore format: a table reads best in columns
  it.each([
    { when: 'has come before',            before: 'one', after: undefined, options: {},                        filter: 'one',              comes: true },
    { when: 'comes while it waits',       before: 'two', after: 'one',     options: {},                        filter: 'one',              comes: true },
    { when: 'matches a pattern',          before: 'two', after: 'one',     options: {},                        filter: /^o/,               comes: true },
    { when: 'has the fields',             before: 'two', after: 'one',     options: {},                        filter: { args: ['one'] },  comes: true },
    { when: 'comes after it has begun',   before: 'two', after: 'one',     options: { since: 'now' } as const, filter: 'one',              comes: true },
    { when: 'came before it has begun',   before: 'one', after: 'two',     options: { since: 'now' } as const, filter: 'one',              comes: false },
  ])('a line that $when: $comes', async ({ before, after, options, filter, comes }) => {
    const browser = await launch({ background: parrot });
    await say(browser, before);
    await browser.whenQuiet();
    const nothing = browser.expectNo('console', filter, options);
    if (after !== undefined) await say(browser, after, 20);
    const story = { code: 'DID_COME', message: expect.stringMatching(/one came:\n {2}background console\.log: one\n/) };
    if (comes) await expect(nothing).rejects.toMatchObject(story);
    else await nothing;
  });

  it('what a wait has returned counts no more', async () => {
    const browser = await launch({ background: parrot });
    await say(browser, 'one');
    await browser.nextConsole('one');
    await browser.expectNo('console');
  });
});

describe("waits with { since: 'now' }", () => {
  it('pass over what came before, and leave it to others', async () => {
    const app = fakeHost((message) => message);
    const browser = await launch({ background: parrot }, { hosts: { [NAME]: app } });
    await say(browser, 'one 1');
    await browser.whenQuiet();
    const next = browser.nextConsole('one', { since: 'now' });
    await say(browser, 'one 2');
    expect((await next).args).toEqual(['one 2']);
    expect((await browser.nextConsole('one')).args).toEqual(['one 1']);
    await browser.background.evaluate((name) => chrome.runtime.sendNativeMessage(name, { n: 1 }), NAME);
    const second = app.nextMessage(undefined, { since: 'now' });
    await browser.background.evaluate((name) => chrome.runtime.sendNativeMessage(name, { n: 2 }), NAME);
    expect(await second).toEqual({ n: 2 });
  });
});

describe('a click on the button', () => {
  it.each(['awake', 'asleep'])('resolves when the background, which is %s, has got it', async (state) => {
    const browser = await launch({ background: parrot });
    if (state === 'asleep') await browser.background.suspend();
    await browser.extension.clickAction();
    expect(browser.consoleLines()).toEqual(['clicked']);
  });

  it('leaves a background asleep that does not listen', async () => {
    const browser = await launch({ background: '0' });
    await browser.background.suspend();
    await browser.extension.clickAction();
    expect(browser.background.isOpen).toBe(false);
  });

  it('throws at once where there is nothing to click', async () => {
    const browser = await launch({ manifest: { action: undefined } });
    expect(() => browser.extension.clickAction()).toThrow(expect.objectContaining({ code: 'ACTION_MISSING' }));
  });
});

describe('a lastError that nobody reads', () => {
  const BACKGROUND = 'chrome.runtime.sendNativeMessage("org.example.none", {}, () => {});';
  // biome-ignore format: a table reads best in columns
  it.each([
    { engine: 'chromium', unchecked: 'throw',  background: BACKGROUND,                                         code: 'LAST_ERROR_UNCHECKED' },
    { engine: 'firefox',  unchecked: 'throw',  background: BACKGROUND,                                         code: 'LAST_ERROR_UNCHECKED' },
    { engine: 'chromium', unchecked: 'ignore', background: BACKGROUND,                                         code: undefined },
    { engine: 'chromium', unchecked: undefined, background: BACKGROUND,                                        code: undefined },
    { engine: 'chromium', unchecked: 'throw',  background: BACKGROUND.replace('=> {}', '=> chrome.runtime.lastError'), code: undefined },
    { engine: 'chromium', unchecked: 'throw',  background: 'console.error("Unchecked runtime.lastError: no")', code: undefined },
  ] as const)('in $engine with unchecked $unchecked: $code', async ({ engine, unchecked, background, code }) => {
    const browser = await launchExtension({ background }, { engine, ...(unchecked && { unchecked }) });
    await browser.whenQuiet();
    if (code === undefined) await browser.close();
    else await expect(browser.close()).rejects.toMatchObject({ code, message: expect.stringContaining('background: Unchecked') });
  });
});

it('a click in a tab, in a frame of it and in a popup is an event', async () => {
  const popup = { action: { default_popup: 'popup.html' } };
  const pages = { 'https://example.com/': '<button>Press</button><iframe srcdoc="<b>Press</b>"></iframe>' };
  const browser = await launch({ manifest: popup, files: { 'popup.html': '<i>Press</i>' } }, { pages });
  const tab = await browser.openTab('https://example.com/');
  const [frame] = tab.frames;
  await tab.click('button');
  await frame?.click('b');
  await (await browser.extension.openPopup()).click('i');
  expect(browser.events.filter(({ type }) => type === 'element.clicked').map(({ time, ...event }) => event)).toEqual([
    { type: 'element.clicked', tab: tab.id, frameId: 0, url: 'https://example.com/', selector: 'button' },
    { type: 'element.clicked', tab: tab.id, frameId: frame?.id, url: 'about:srcdoc', selector: 'b' },
    { type: 'element.clicked', frameId: 0, url: `${browser.extension.baseUrl}popup.html`, selector: 'i' },
  ]);
});

it('a call for a host without the permission is told', async () => {
  const background = 'chrome.runtime.connectNative("org.example.none")';
  const browser = await launchExtension({ manifest: { permissions: [] }, background }, { uncaught: 'ignore' });
  expect(await browser.next('warning')).toMatchObject({ code: 'PERMISSION_MISSING' });
  await browser.close();
});

describe('files and folders may be URLs', () => {
  it('the folder of an extension', async () => {
    const folder = makeFolder();
    onTestFinished(folder.remove);
    const manifest = { manifest_version: 3, name: 'in a folder', version: '1' };
    writeFileSync(path.join(folder.path, 'manifest.json'), JSON.stringify(manifest));
    const browser = await launch(pathToFileURL(folder.path));
    expect(browser.extension.manifest.name).toBe('in a folder');
  });

  it('a page of the web', async () => {
    const folder = makeFolder();
    onTestFinished(folder.remove);
    writeFileSync(path.join(folder.path, 'a page.html'), '<title>From a file</title>');
    const file = new URL('a page.html', `${pathToFileURL(folder.path)}/`);
    const browser = await launch({}, { pages: { 'https://example.com/': { file } } });
    expect((await browser.openTab('https://example.com/')).title).toBe('From a file');
  });

  it('one that is no file is told', async () => {
    const url = new URL('https://example.com/');
    await expect(launchExtension(url)).rejects.toMatchObject({ code: 'URL_NOT_FILE' });
    const pages = { 'https://example.com/': { file: url } };
    await expect(launchExtension({}, { pages })).rejects.toMatchObject({ code: 'URL_NOT_FILE' });
  });
});
