import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EngineName } from '../../../src/engines/index.js';
import { makeFolder } from '../../fixtures/install-host.js';
import { eventsOf, runToEnd, saidIn, startRun } from './start-run.js';

const ENGINES = ['chromium', 'firefox'] as const;
const SITE = 'https://site.example/';
const backgroundOf = (engine: EngineName): object =>
  engine === 'chromium' ? { service_worker: 'background.js' } : { scripts: ['background.js'] };

const CONTENT = { content_scripts: [{ matches: ['*://*.example/*'], js: ['content.js'], all_frames: true }] };
const GREETER = {
  'background.js': `
    chrome.runtime.onConnect.addListener((port) => {
      port.onMessage.addListener((message) => port.postMessage([message, port.sender.tab.id, port.sender.url]));
    });`,
  'content.js': `
    const port = chrome.runtime.connect();
    port.onMessage.addListener((message) => console.log(...message));
    port.postMessage(document.title);
    document.querySelector('button')?.addEventListener('click', () => port.postMessage('clicked'));`,
};
const PAGE = '<!doctype html><title>Page</title><button>Press</button>';

/** Files of a web site, in a folder of their own. */
function siteWith(files: Readonly<Record<string, string>>): string {
  const folder = makeFolder();
  onTestFinished(folder.remove);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder.path, name), text);
  return folder.path;
}

describe.each(ENGINES)('tabs and pages in a run, as %s', (engine) => {
  const manifest = { ...CONTENT, background: backgroundOf(engine), action: {} };

  it('a content script and the background greet each other, again on a click, and the run ends by itself', async () => {
    const { said, end, run } = await runToEnd(GREETER, {
      engine,
      manifest,
      steps: [
        { do: 'open-tab', url: SITE, shows: { html: PAGE } },
        { do: 'click', selector: 'button' },
      ],
    });
    const id = eventsOf(run.events, 'tab.opened')[0]?.tab;
    expect(said).toEqual([
      ['Page', id, SITE],
      ['clicked', id, SITE],
    ]);
    expect(end).toEqual({ exitCode: 0, why: 'nothing was left to happen' });
    expect(await run.opened).toBe(true);
  });

  it('a file brings what lies beside it: frames, scripts, other pages', async () => {
    const folder = siteWith({
      'page.html': '<title>Outer</title><script src="own.js"></script><iframe src="sub.html"></iframe>',
      'own.js': 'document.title += " changed"',
      'sub.html': '<title>Inner</title>',
    });
    const { said } = await runToEnd(GREETER, {
      engine,
      manifest,
      steps: [{ do: 'open-tab', url: `${SITE}a/`, shows: { file: path.join(folder, 'page.html') } }],
    });
    expect(said.map(([title, , url]) => [title, url]).sort()).toEqual([
      ['Inner', `${SITE}a/sub.html`],
      ['Outer changed', `${SITE}a/`],
    ]);
  });

  it('each step comes after those before it; a click is for what was opened last', async () => {
    const tells = (name: string): string => `<title>${name}</title><button>Press</button>`;
    const { said } = await runToEnd(
      {
        'background.js': `chrome.runtime.onMessage.addListener((text, { tab }) => console.log(text, tab?.id !== undefined));
          (chrome.action ?? chrome.browserAction).onClicked.addListener((tab) => console.log('action', tab.url ?? 'unknown'));`,
        'content.js': `chrome.runtime.sendMessage(document.title + ' is there');
          document.querySelector('button').onclick = () => chrome.runtime.sendMessage(document.title + ' is clicked');`,
        'page.html': '<title>Own</title><button>Press</button><script src="content.js"></script>',
      },
      {
        engine,
        manifest: { ...manifest, permissions: ['tabs'] },
        steps: [
          { do: 'open-tab', url: SITE, shows: { html: tells('One') } },
          { do: 'click', selector: 'button' },
          { do: 'click-action' },
          { do: 'open-tab', url: 'https://two.example/', shows: { html: tells('Two') } },
          { do: 'click', selector: 'button' },
          { do: 'open-popup', file: 'page.html' },
          { do: 'click', selector: 'button' },
          { do: 'open-page', file: 'page.html' },
          { do: 'click', selector: 'button' },
        ],
      },
    );
    expect(said).toEqual([
      ['One is there', true],
      ['One is clicked', true],
      ['action', SITE],
      ['Two is there', true],
      ['Two is clicked', true],
      ['Own is there', false],
      ['Own is clicked', false],
      ['Own is there', true],
      ['Own is clicked', true],
    ]);
  });

  it('a tab that is opened after a click waits until things have settled', async () => {
    const { said, events } = await runToEnd(
      {
        'background.js': `chrome.runtime.onMessage.addListener((text, sender, reply) => {
          setTimeout(() => { console.log('answers', text); reply(); }, 300);
          return true;
        });`,
        'content.js': `console.log(document.title);
          document.querySelector('button').onclick = () => chrome.runtime.sendMessage('click');`,
      },
      {
        engine,
        manifest,
        steps: [
          { do: 'open-tab', url: SITE, shows: { html: PAGE } },
          { do: 'click', selector: 'button' },
          { do: 'open-tab', url: 'https://two.example/', shows: { html: PAGE } },
        ],
      },
    );
    expect(said).toEqual([['Page'], ['answers', 'click'], ['Page']]);
    const [{ tab } = {}] = eventsOf(events, 'tab.opened');
    expect(eventsOf(events, 'element.clicked')).toMatchObject([{ tab, frameId: 0, url: SITE, selector: 'button' }]);
  });

  it('popup and options are those of the manifest; the button opens its popup', async () => {
    const { said, events } = await runToEnd(
      {
        'background.js':
          'chrome.runtime.onMessage.addListener((text, { tab }) => console.log(text, tab !== undefined))',
        'popup.html': '<script src="tell.js"></script>',
        'options.html': '<script src="tell.js"></script>',
        'tell.js': 'chrome.runtime.sendMessage(location.pathname)',
      },
      {
        engine,
        manifest: {
          ...manifest,
          content_scripts: undefined,
          action: { default_popup: 'popup.html' },
          options_ui: { page: 'options.html' },
        },
        steps: [{ do: 'open-popup' }, { do: 'open-options' }, { do: 'click-action' }],
      },
    );
    expect(said).toEqual([
      ['/popup.html', false],
      ['/options.html', true],
      ['/popup.html', false],
    ]);
    expect(eventsOf(events, 'context.created').map(({ kind }) => kind)).toEqual(['background', 'page', 'page', 'page']);
  });

  it('an extension without a background runs', async () => {
    const { said, end } = await runToEnd(
      { 'content.js': 'console.log(chrome.runtime.id.length > 0, document.title)' },
      {
        engine,
        manifest: { ...CONTENT, background: undefined },
        steps: [{ do: 'open-tab', url: SITE, shows: { html: PAGE } }],
      },
    );
    expect(said).toEqual([[true, 'Page']]);
    expect(end.exitCode).toBe(0);
  });

  it('a page of the web comes from the network when nothing stands in for it', async () => {
    const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(PAGE));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    const { said } = await runToEnd(
      { 'content.js': 'console.log(document.title)' },
      {
        engine,
        manifest: { content_scripts: [{ matches: ['http://127.0.0.1/*'], js: ['content.js'] }], background: undefined },
        steps: [{ do: 'open-tab', url: `http://127.0.0.1:${address.port}/` }],
      },
    );
    expect(said).toEqual([['Page']]);
  });

  it('another extension is loaded beside it, and both have their scripts in the same page', async () => {
    const other = siteWith({
      'manifest.json': JSON.stringify({
        manifest_version: 3,
        name: 'other',
        version: '1',
        ...CONTENT,
        browser_specific_settings: { gecko: { id: 'other@example.org' } },
      }),
      'content.js': 'console.log("other", typeof chrome.runtime.connect)',
    });
    const { said, run } = await runToEnd(
      { 'content.js': 'console.log("first", typeof chrome.runtime.connect)' },
      {
        engine,
        manifest: { ...CONTENT, background: undefined },
        beside: [other],
        steps: [{ do: 'open-tab', url: SITE, shows: { html: PAGE } }],
      },
    );
    expect(said.map(([who]) => who).sort()).toEqual(['first', 'other']);
    expect(run.running.extensions.map(({ name }) => name)).toEqual(['test', 'other']);
  });

  it('a reload brings the files as they are now, and loads the tabs again', async () => {
    const files = { 'background.js': '', 'content.js': 'console.log("first", document.title)' };
    const run = await startRun(files, {
      engine,
      manifest,
      stays: true,
      steps: [{ do: 'open-tab', url: SITE, shows: { html: PAGE } }],
    });
    expect(await run.opened).toBe(true);
    writeFileSync(path.join(run.extension, 'content.js'), 'console.log("second", document.title)');
    await run.reload();
    await run.when('console', ({ args }) => args[0] === 'second');
    expect(saidIn(run.events).filter(([what]) => what === 'first')).toEqual([['first', 'Page']]);
  });
});

describe('a run with pages ends', () => {
  it.each(['open-popup', 'open-page'] as const)('when a page closes itself while it loads: %s', async (what) => {
    const { end, events } = await runToEnd(
      { 'page.html': '<script src="page.js"></script>', 'page.js': 'window.close()' },
      { manifest: { background: undefined }, steps: [{ do: what, file: 'page.html' }] },
    );
    expect(eventsOf(events, 'error')).toEqual([]);
    expect(end).toEqual({ exitCode: 0, why: 'nothing was left to happen' });
  });

  it('when only a script that was injected waits, for what never comes', async () => {
    const { end } = await runToEnd(
      {
        'background.js': `chrome.tabs.onUpdated.addListener((tabId, { status }) => {
          const func = () => new Promise(() => undefined);
          if (status === 'complete') chrome.scripting.executeScript({ target: { tabId }, func });
        });`,
      },
      {
        manifest: { permissions: ['scripting'], host_permissions: ['*://*.example/*'] },
        steps: [{ do: 'open-tab', url: SITE, shows: { html: PAGE } }],
      },
    );
    expect(end).toEqual({ exitCode: 0, why: 'nothing was left to happen' });
  });

  it('with 1 when its time is over before all is done', async () => {
    const { end, events } = await runToEnd(
      { 'content.js': 'for (;;);' },
      {
        manifest: { ...CONTENT, background: undefined },
        forMs: 1000,
        steps: [
          { do: 'open-tab', url: SITE, shows: { html: PAGE } },
          { do: 'click', selector: 'button' },
        ],
      },
    );
    expect(eventsOf(events, 'error')).toMatchObject([
      { code: 'STEPS_LEFT', message: 'The time was over when 2 of 2 steps had not been done.' },
    ]);
    expect(end).toEqual({ exitCode: 1, why: 'the time was over' });
  });
});

describe('what goes wrong in pages', () => {
  const steps = [{ do: 'open-tab', url: SITE, shows: { html: PAGE } }] as const;
  it.each([
    {
      what: 'an element that is not there; what comes after is left out',
      steps: [...steps, { do: 'click', selector: '#prss' }, { do: 'click', selector: 'button' }] as const,
      page: '<button id="press">',
      error: { code: 'ELEMENT_MISSING', message: /no element #prss in https:\/\/site\.example\/\. Near to it: #press/ },
    },
    {
      what: 'a selector that is none',
      steps: [...steps, { do: 'click', selector: '<b>' }] as const,
      error: { code: 'SELECTOR_INVALID', message: /<b> is not a CSS selector/ },
    },
    {
      what: 'an address where nobody answers',
      steps: [
        { do: 'open-tab', url: 'http://127.0.0.1:1/' },
        { do: 'click', selector: 'button' },
      ] as const,
      error: { code: 'PAGE_UNREACHABLE', message: /http:\/\/127\.0\.0\.1:1\/ cannot be loaded/ },
    },
    {
      what: 'a content script with a missing file',
      steps,
      files: { 'contents.js': '' },
      error: { code: 'FILE_MISSING', message: /There is no content\.js.* Did you mean contents\.js\?/ },
    },
    {
      what: 'a page of the extension with a script that is missing',
      steps: [{ do: 'open-popup', file: 'popup.html' }] as const,
      files: { 'content.js': '', 'popup.html': '<script src="popup.js"></script>' },
      error: { code: 'FILE_MISSING', message: /There is no popup\.js, which .*popup\.html names/ },
    },
    {
      what: 'a content script with a syntax error',
      steps,
      files: { 'content.js': 'let a =' },
      error: { code: 'SCRIPT_SYNTAX', message: /content\.js/ },
    },
    {
      what: 'a content script that throws',
      steps,
      files: { 'content.js': 'null.x' },
      error: { code: undefined, message: /^Uncaught TypeError: Cannot read properties of null/ },
    },
    {
      what: 'a listener in a content script that throws',
      steps: [...steps, { do: 'click', selector: 'button' }] as const,
      files: { 'content.js': 'document.querySelector("button").onclick = () => null.x' },
      error: { code: undefined, message: /^Uncaught TypeError: Cannot read properties of null/ },
    },
  ])('$what: one error, and the run ends with 1', async ({ steps, files = { 'content.js': '' }, page, error }) => {
    const shown = steps.map((step) =>
      step.do === 'open-tab' && page !== undefined ? { ...step, shows: { html: page } } : step,
    );
    const { end, events } = await runToEnd(files as Record<string, string>, {
      manifest: { ...CONTENT, background: undefined },
      steps: shown,
    });
    const errors = eventsOf(events, 'error');
    expect(errors.map(({ code }) => code)).toEqual([error.code]);
    expect(errors[0]?.message).toMatch(error.message);
    expect(`${errors[0]?.message}${errors[0]?.stack}`).not.toMatch(/node:|\/dist\/|jsdom/);
    expect(end).toEqual({ exitCode: 1, why: 'nothing was left to happen' });
  });

  it('a frame of a web page that cannot be loaded is a warning, and no content script runs in it', async () => {
    const { end, events, said } = await runToEnd(
      { 'content.js': 'console.log(location.href)' },
      {
        manifest: {
          content_scripts: [{ matches: ['<all_urls>'], js: ['content.js'], all_frames: true }],
          background: undefined,
        },
        steps: [{ do: 'open-tab', url: SITE, shows: { html: '<iframe src="http://127.0.0.1:1/"></iframe>' } }],
      },
    );
    expect(eventsOf(events, 'error')).toEqual([]);
    expect(eventsOf(events, 'warning')).toMatchObject([{ code: 'PAGE_UNREACHABLE' }]);
    expect(said).toEqual([[SITE]]);
    expect(end.exitCode).toBe(0);
  });

  it('what goes wrong in the scripts of a web page is on its console, and no failure of the run', async () => {
    const { end, events } = await runToEnd(
      { 'content.js': '' },
      {
        manifest: { ...CONTENT, background: undefined },
        steps: [{ do: 'open-tab', url: SITE, shows: { html: '<p>\n<script>oops()</script>' } }],
      },
    );
    expect(eventsOf(events, 'error')).toEqual([]);
    expect(eventsOf(events, 'console')).toMatchObject([
      {
        context: SITE,
        by: 'browser',
        level: 'error',
        args: [expect.stringMatching(/oops is not defined\n {4}at https:\/\/site\.example\/:2:9$/)],
      },
    ]);
    expect(end.exitCode).toBe(0);
  });
});

describe('what cannot begin is an error of the caller, without any event', () => {
  it.each([
    { what: 'a manifest with nothing that runs', manifest: {}, steps: [], code: 'BACKGROUND_NONE' },
    {
      what: 'a popup that the manifest does not name',
      manifest: CONTENT,
      steps: [{ do: 'open-popup' }],
      code: 'POPUP_NONE',
    },
    {
      what: 'a popup whose file is missing',
      manifest: { action: { default_popup: 'pop.html' } },
      steps: [{ do: 'open-popup' }],
      code: 'FILE_MISSING',
      message: 'There is no pop.html, which manifest.json names',
    },
    {
      what: 'options that the manifest does not name',
      manifest: CONTENT,
      steps: [{ do: 'open-options' }],
      code: 'OPTIONS_NONE',
    },
    {
      what: 'a page with a slip',
      manifest: CONTENT,
      steps: [{ do: 'open-popup', file: 'pgae.html' }],
      code: 'FILE_MISSING',
      message: 'Did you mean page.html?',
    },
    {
      what: 'a page outside of the folder',
      manifest: CONTENT,
      steps: [{ do: 'open-page', file: '%2e%2e/page.html' }],
      code: 'FILE_MISSING',
    },
  ] as const)('$what', async ({ manifest, steps, code, ...row }) => {
    const events: unknown[] = [];
    const started = startRun(
      { 'content.js': '', 'page.html': '' },
      {
        manifest: { background: undefined, action: undefined, ...manifest },
        steps,
        onTrace: (event) => events.push(event),
      },
    );
    const message = 'message' in row ? row.message : '';
    await expect(started).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect(events).toEqual([]);
  });
});

it('a page may be named by its path from here', async () => {
  const files = {
    'pages/own.html': '<script src="own.js"></script>',
    'pages/own.js': 'console.log(location.pathname)',
  };
  const run = await startRun(files, {
    manifest: { background: undefined, action: { default_popup: 'pages/own.html' } },
    stays: true,
  });
  await run.running.extension.openPopup(path.relative(process.cwd(), path.join(run.extension, 'pages/own.html')));
  expect((await run.when('console')).args).toEqual(['/pages/own.html']);
});

it('an extension of which nothing is opened is warned of', async () => {
  const { events, end } = await runToEnd({ 'content.js': '' }, { manifest: { ...CONTENT, background: undefined } });
  expect(eventsOf(events, 'warning')).toMatchObject([
    { code: 'NOTHING_OPENED', hint: expect.stringContaining('--tab') },
  ]);
  expect(end).toEqual({ exitCode: 0, why: 'nothing was left to happen' });
});

it('a page that does not load is warned of, and does not hold the end up', async () => {
  const run = await startRun(
    { 'content.js': '' },
    {
      manifest: { ...CONTENT, background: undefined },
      busyMs: 300,
      steps: [{ do: 'open-tab', url: SITE, shows: { html: '<script>for (;;);</script>' } }],
    },
  );
  const { code, message } = await run.when('warning');
  expect({ code, message }).toEqual({ code: 'PAGE_BUSY', message: `After 0.3 seconds ${SITE} has not loaded.` });
  run.stop('seen');
  expect((await run.ended).exitCode).toBe(0);
});

it('an extension that reloads itself goes on', async () => {
  const { said, end } = await runToEnd(
    {
      'background.js': `chrome.runtime.onInstalled.addListener(({ reason }) => {
        console.log(reason);
        if (reason === 'install') chrome.runtime.reload();
      })`,
    },
    { manifest: { background: { service_worker: 'background.js' } } },
  );
  expect(said).toEqual([['install'], ['update']]);
  expect(end).toEqual({ exitCode: 0, why: 'nothing was left to happen' });
});

describe('when things have settled', () => {
  it.each([
    { what: 'a timer in a page', page: '<script>setInterval(() => undefined, 20)</script>', background: '' },
    {
      what: 'a background that writes a line again and again',
      page: '',
      background: 'setInterval(() => console.log("tick"), 200)',
    },
  ])('$what does not hold a click up for ever', async ({ page, background }) => {
    const run = await startRun(
      {
        'background.js': background,
        'content.js': 'document.querySelector("button").onclick = () => console.log("clicked")',
      },
      {
        manifest: { ...CONTENT, background: { service_worker: 'background.js' } },
        steps: [
          { do: 'open-tab', url: SITE, shows: { html: `${page}<button>Press</button>` } },
          { do: 'click', selector: 'button' },
        ],
      },
    );
    await run.when('console', ({ args }) => args[0] === 'clicked');
  });

  it('a timer in a page keeps the run going; what was asked for ends it', async () => {
    const { end } = await runToEnd(
      { 'content.js': 'setInterval(() => undefined, 20)' },
      {
        manifest: { ...CONTENT, background: undefined },
        steps: [{ do: 'open-tab', url: SITE, shows: { html: PAGE } }],
        untilQuiet: true,
      },
    );
    expect(end).toEqual({ exitCode: 0, why: 'everything had settled' });
  });

  it('a page that closes its tab ends the run', async () => {
    const { end, events } = await runToEnd(
      {
        'page.html': '<script src="page.js"></script>',
        'page.js': 'addEventListener("load", () => setTimeout(() => window.close(), 10))',
      },
      { manifest: { background: undefined, action: { default_popup: 'page.html' } }, steps: [{ do: 'open-popup' }] },
    );
    expect(eventsOf(events, 'context.gone')).toHaveLength(1);
    expect(end).toEqual({ exitCode: 0, why: 'nothing was left to happen' });
  });
});
