import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
// The built files: the worker is a file of its own, which Node loads by its name.
import type { ExtensionSpec, LaunchOptions, TestBrowser } from '../../../dist/tools/testing/index.js';
import type { ExtensionApi } from '../../../src/browser/node.js';
import { makeFolder } from '../../fixtures/install-host.js';
import { launch as launchForTest } from './launch-for-test.js';

declare const chrome: ExtensionApi;
declare const document: {
  title: string;
  body: { textContent: string };
  querySelector(selector: string): { value: string; textContent: string } | null;
};

const ENGINES = ['chromium', 'firefox'] as const;
const PAGES = {
  'https://example.com/': '<title>Start</title><p>Hello</p><a href="/next?page=2">on</a><input><button>go</button>',
  'https://example.com/next': '<title>Next</title><script>globalThis.wasRun = true</script>',
};
const CONTENT: ExtensionSpec = {
  manifest: { name: 'content', host_permissions: ['https://example.com/*'], permissions: ['tabs'] },
  background: () => {
    chrome.runtime.onMessage.addListener(
      (message: unknown, sender: { tab?: { id: number }; url?: string }, reply: (answer: unknown) => void) =>
        reply({ message, tab: sender.tab?.id, url: sender.url }),
    );
  },
  contentScripts: [
    {
      matches: ['https://example.com/*'],
      js: () => {
        Object.assign(globalThis, { told: chrome.runtime.sendMessage(document.title) });
      },
    },
  ],
};

const launch = (from: string | ExtensionSpec, options: LaunchOptions = {}): Promise<TestBrowser> =>
  launchForTest(from, { pages: PAGES, ...options });

describe.each(ENGINES)('tabs in %s', (engine) => {
  it('a content script runs in its own world and speaks with the background', async () => {
    const browser = await launch(CONTENT, { engine });
    const tab = await browser.openTab('https://example.com/');
    expect(tab).toMatchObject({ url: 'https://example.com/', title: 'Start', isOpen: true, kind: 'web-page' });
    const script = tab.contentScript();
    expect(await script.evaluate('told')).toEqual({ message: 'Start', tab: tab.id, url: tab.url });
    expect(script).toMatchObject({ kind: 'content-script', url: tab.url, name: 'content-script' });
    expect(await tab.evaluate(() => 'told' in globalThis)).toBe(false);
    expect(await tab.evaluate(() => document.title)).toBe('Start');
    expect(browser.tabs.map(({ id }) => id)).toEqual([tab.id]);
  });

  it('goes on, back and forward; clicks and types', async () => {
    const browser = await launch(CONTENT, { engine });
    const tab = await browser.openTab('https://example.com/');
    await tab.type('input', 'hello');
    expect(await tab.evaluate(() => document.querySelector('input')?.value)).toBe('hello');
    await tab.evaluate(() => {
      const button = document.querySelector('button') as unknown as EventTarget;
      button.addEventListener('click', () => {
        document.title = 'Clicked';
      });
    });
    await tab.click('button');
    expect(await tab.evaluate(() => document.title)).toBe('Clicked');
    await expect(tab.click('table')).rejects.toMatchObject({ code: 'ELEMENT_MISSING' });

    await tab.click('a');
    await browser.next('tab.navigated', { url: 'https://example.com/next?page=2' });
    expect(await tab.evaluate('wasRun')).toBe(true);
    expect(await tab.back()).toBe(true);
    expect(tab.url).toBe('https://example.com/');
    expect(await tab.forward()).toBe(true);
    expect(await tab.forward()).toBe(false);
    await tab.navigate('/');
    await tab.waitFor('p');
    expect(await tab.html()).toContain('<p>Hello</p>');
    tab.close();
    expect(tab.isOpen).toBe(false);
    await expect(tab.evaluate('1')).rejects.toMatchObject({ code: 'CONTEXT_GONE' });
  });

  it('the background sends to a tab', async () => {
    const browser = await launch(
      {
        ...CONTENT,
        contentScripts: [
          {
            matches: ['https://example.com/*'],
            js: () => {
              chrome.runtime.onMessage.addListener(
                (message: unknown, _sender: unknown, reply: (answer: unknown) => void) =>
                  reply(['content got', message]),
              );
            },
          },
        ],
      },
      { engine },
    );
    const tab = await browser.openTab('https://example.com/');
    const send = (id: number) => Reflect.get(chrome, 'tabs').sendMessage(id, 'hello');
    expect(await browser.background.evaluate(send, tab.id)).toEqual(['content got', 'hello']);
    expect(await tab.contentScript().evaluate('chrome.runtime.id')).toBe(browser.extension.id);
  });

  it('pages of the extension: a popup, a tab', async () => {
    const browser = await launch(
      {
        manifest: { name: 'pages', action: { default_popup: 'popup.html' } },
        background: () => {
          chrome.runtime.onMessage.addListener((message: unknown, _sender: unknown, reply: (a: unknown) => void) =>
            reply({ got: message }),
          );
        },
        files: {
          'popup.html': '<title>Popup</title><button>ask</button><p></p><script src="popup.js"></script>',
          'popup.js':
            'document.querySelector("button").onclick = async () => {' +
            ' document.querySelector("p").textContent = JSON.stringify(await chrome.runtime.sendMessage("hello")); };',
        },
      },
      { engine },
    );
    const popup = await browser.extension.openPopup();
    expect(popup).toMatchObject({ kind: 'page', isOpen: true, url: `${browser.extension.baseUrl}popup.html` });
    await popup.click('button');
    await browser.nextMessage({ body: { got: 'hello' } });
    expect(await popup.evaluate(() => document.querySelector('p')?.textContent)).toBe('{"got":"hello"}');
    popup.close();
    expect(popup.isOpen).toBe(false);
    const tab = await browser.extension.openPage('popup.html');
    expect(await tab.evaluate(() => chrome.runtime.sendMessage('again'))).toEqual({ got: 'again' });
  });
});

describe('waiting for an element', () => {
  it('goes on after a navigation', async () => {
    const pages = {
      ...PAGES,
      'https://example.com/next':
        '<script>setTimeout(() => document.body.append(document.createElement("table")), 20)</script>',
    };
    const browser = await launch(CONTENT, { pages });
    const tab = await browser.openTab('https://example.com/');
    const found = tab.waitFor('table');
    await tab.click('a');
    await found;
    expect(tab.url).toBe('https://example.com/next?page=2');
    expect(await tab.html()).toContain('<table>');
  });

  it.each([
    { when: 'nothing is left that could happen', what: 'table', code: 'DID_NOT_COME' },
    { when: 'it is no selector', what: '<', code: 'SELECTOR_INVALID' },
  ])('ends with an error when $when', async ({ what, code }) => {
    const browser = await launch(CONTENT);
    const tab = await browser.openTab('https://example.com/');
    await expect(tab.waitFor(what)).rejects.toMatchObject({ code, message: expect.stringContaining(what) });
  });

  it('ends with an error when the tab is closed', async () => {
    const browser = await launch(CONTENT);
    const tab = await browser.openTab('https://example.com/');
    const found = tab.waitFor('table');
    tab.close();
    await expect(found).rejects.toMatchObject({ code: 'CONTEXT_GONE' });
  });
});

describe('pages of the web', () => {
  it('a page that never loads is told when its time is over, and everything ends', async () => {
    const pages = { 'https://example.com/': '<script>for (;;);</script>' };
    const browser = await launch({ background: '0' }, { pages, timeoutMs: 3000 });
    await expect(browser.openTab('https://example.com/')).rejects.toMatchObject({ code: 'PAGE_NOT_LOADED' });
    await browser.close();
  });

  it.each([
    {
      what: 'a file',
      open: (browser: TestBrowser) => browser.openTab('https://example.com/'),
      code: 'PAGE_UNREACHABLE',
    },
    {
      what: 'a page of the extension',
      open: (browser: TestBrowser) => browser.extension.openPage('no.html'),
      code: 'FILE_MISSING',
    },
  ])('$what that is not there is told to who opens it, and to nobody else', async ({ open, code }) => {
    const browser = await launch({ background: '0' }, { pages: { 'https://example.com/': { file: 'no/page.html' } } });
    await expect(open(browser)).rejects.toMatchObject({ code });
    await browser.close();
  });

  it('come from the test alone: an address that it does not have is an error', async () => {
    const browser = await launch(CONTENT);
    const error = { code: 'PAGE_UNKNOWN', message: expect.stringContaining('https://example.com/next') };
    await expect(browser.openTab('https://example.org/')).rejects.toMatchObject(error);
    const tab = await browser.openTab('https://example.com/');
    await expect(tab.navigate('/nowhere')).rejects.toMatchObject(error);
  });

  it('may be a file, with what lies beside it', async () => {
    const folder = makeFolder();
    onTestFinished(() => folder.remove());
    mkdirSync(path.join(folder.path, 'site'));
    writeFileSync(path.join(folder.path, 'site/index.html'), '<script src="page.js"></script>');
    writeFileSync(path.join(folder.path, 'site/page.js'), 'document.title = "from a file";');
    const file = path.join(folder.path, 'site/index.html');
    const browser = await launch(CONTENT, { pages: { 'https://example.com/': { file } } });
    const tab = await browser.openTab('https://example.com/');
    expect(tab.title).toBe('from a file');
  });

  it('have frames, each by itself', async () => {
    const pages = {
      ...PAGES,
      'https://example.com/frames': '<title>Outer</title><iframe src="https://example.com/next"></iframe>',
    };
    const browser = await launch(CONTENT, { pages });
    const tab = await browser.openTab('https://example.com/frames');
    const [frame] = tab.frames;
    expect(await frame?.evaluate(() => document.title)).toBe('Next');
    expect(await tab.mainFrame.evaluate(() => document.title)).toBe('Outer');
  });
});

describe('content scripts in TypeScript', () => {
  it('are bundled, too', async () => {
    const browser = await launch({
      manifest: {
        name: 'typed content',
        content_scripts: [{ matches: ['https://example.com/*'], js: ['content.ts'] }],
      },
      files: {
        'content.ts': 'import { title } from "./title.js"; Object.assign(globalThis, { seen: title(document) });',
        'title.ts': 'export const title = (from: Document): string => from.title.toUpperCase();',
      },
    });
    const tab = await browser.openTab('https://example.com/');
    expect(await tab.contentScript().evaluate('seen')).toBe('START');
  });
});

describe('held time in pages', () => {
  it('their timers come when the test lets time go on, each at its own time', async () => {
    const say = '(what) => { document.title += " " + what + " " + (Date.now() - 1893456000000) / 1000; }';
    const html = `<script>const say = ${say}; setTimeout(() => { say("one"); setTimeout(say, 500, "two"); }, 60000);</script>`;
    const browser = await launch(CONTENT, {
      pages: { 'https://example.com/': html },
      time: 'held',
      startMs: Date.UTC(2030, 0, 1),
    });
    const tab = await browser.openTab('https://example.com/');
    await browser.time.advance(59_000);
    expect(await tab.evaluate(() => document.title)).toBe('');
    await browser.time.advance(2000);
    expect((await tab.evaluate(() => document.title)).trim()).toBe('one 60 two 60.5');
  });
});
