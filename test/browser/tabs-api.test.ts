import { describe, expect, it } from 'vitest';
import type { AttachedContext, ExtensionApi } from '../../src/browser/node.js';
import type { EngineName } from '../../src/engines/index.js';
import { createSeveral } from './several-contexts.js';
import { ENGINE_NAMES } from './small-world.js';

/** Three tabs of the web and one of the extension itself; the last is in front. */
async function createTabs(engine: EngineName, manifest: Record<string, unknown> = {}) {
  const world = await createSeveral(engine, { own: { permissions: ['tabs'], ...manifest } });
  const { browser, own, attach, ask } = world;
  browser.openTab('https://example.com/one', { title: 'One' });
  browser.openTab('https://example.com/two', { title: 'Two' });
  browser.openTab('https://other.example/', { title: 'Other' });
  browser.openTab(`${own.baseUrl}page.html`, { title: 'Own' });
  const background = attach();
  const { tabs } = background.chrome;
  /** What a call comes to: its value, or the text of its failure. */
  const asked = async (promise: Promise<unknown>): Promise<unknown> => {
    const outcome = Object(await ask(promise));
    return 'error' in outcome ? outcome.error : outcome.value;
  };
  return { ...world, background, tabs, asked };
}

const titlesOf = (found: unknown): unknown => (Array.isArray(found) ? found.map(({ title }) => title) : found);

describe.each(ENGINE_NAMES)('tabs.query in %s', (engine) => {
  it.each([
    { query: {}, found: ['One', 'Two', 'Other', 'Own'] },
    { query: { active: true, currentWindow: true }, found: ['Own'] },
    { query: { active: true, lastFocusedWindow: true }, found: ['Own'] },
    { query: { url: 'https://example.com/*' }, found: ['One', 'Two'] },
    { query: { url: ['https://example.com/one', 'https://other.example/*'] }, found: ['One', 'Other'] },
    { query: { title: 'T*' }, found: ['Two'] },
    { query: { title: 'O*', url: '*://*/*' }, found: ['One', 'Other'] },
    { query: { status: 'complete', index: 1 }, found: ['Two'] },
    { query: { status: 'loading' }, found: [] },
    { query: { windowId: 1 }, found: ['One', 'Two', 'Other', 'Own'] },
    { query: { windowId: -2, pinned: false, muted: false }, found: ['One', 'Two', 'Other', 'Own'] },
    { query: { windowId: 4242 }, found: [] },
    { query: { highlighted: true }, found: ['Own'] },
    { query: { audible: true }, found: [] },
  ])('$query', async ({ query, found }) => {
    const { tabs, asked } = await createTabs(engine);
    expect(titlesOf(await asked(tabs.query(query)))).toEqual(found);
  });

  it('a pattern that is none', async () => {
    const { tabs, asked } = await createTabs(engine);
    const text = engine === 'chromium' ? "Invalid url pattern 'nonsense'" : 'Invalid url pattern: nonsense';
    expect(await asked(tabs.query({ url: 'nonsense' }))).toBe(`Error: ${text}`);
  });

  it.each([
    { rights: 'without rights', manifest: {}, seen: ['Own'] },
    { rights: 'with the permission tabs', manifest: { permissions: ['tabs'] }, seen: ['One', 'Two', 'Other', 'Own'] },
    {
      rights: 'with a host permission',
      manifest: { host_permissions: ['https://example.com/*'] },
      seen: ['One', 'Two', 'Own'],
    },
    {
      rights: 'with a content script, which counts in Firefox alone',
      manifest: { content_scripts: [{ matches: ['https://other.example/*'], js: ['x.js'] }] },
      seen: engine === 'firefox' ? ['Other', 'Own'] : ['Own'],
    },
  ])('$rights it sees address and title of $seen', async ({ manifest, seen }) => {
    const { tabs, asked } = await createTabs(engine, { permissions: [], ...manifest });
    const all = await asked(tabs.query({}));
    const shown = Array.isArray(all) ? all.filter((tab) => 'url' in tab) : [];
    expect(titlesOf(shown)).toEqual(seen);
    expect(Array.isArray(all) && all.filter((tab) => 'title' in tab)).toEqual(shown);
    const web = seen.filter((title) => title !== 'Own');
    expect(titlesOf(await asked(tabs.query({ url: 'https://*/*' })))).toEqual(web);
  });
});

describe.each(ENGINE_NAMES)('tabs in %s', (engine) => {
  const noTab = (id: number): string =>
    engine === 'chromium' ? `Error: No tab with id: ${id}.` : `Error: Invalid tab ID: ${id}`;

  it('get, getCurrent', async () => {
    const { tabs, asked, attach, browser } = await createTabs(engine);
    expect(await asked(tabs.get(2))).toMatchObject({ id: 2, index: 1, title: 'Two', active: false, windowId: 1 });
    expect(await asked(tabs.get(99))).toBe(noTab(99));
    expect(await asked(tabs.getCurrent())).toBeUndefined();
    const own = browser.tabs.at(-1);
    const page = own && attach({ kind: 'page', frame: own.mainFrame });
    const inner = own && attach({ kind: 'page', frame: own.mainFrame.addFrame('inner.html') });
    for (const context of [page, inner]) {
      expect(await asked(Promise.resolve(context?.chrome.tabs.getCurrent()))).toMatchObject({ id: 4, title: 'Own' });
    }
  });

  it('create: the answer shows what the engine shows before anything has come', async () => {
    const { tabs, asked, browser, own } = await createTabs(engine);
    const made = await asked(tabs.create({ url: 'https://example.com/new', active: false, index: 1 }));
    expect(made).toMatchObject(
      engine === 'chromium'
        ? { id: 5, index: 1, status: 'loading', url: '', title: '', pendingUrl: 'https://example.com/new' }
        : { id: 5, index: 1, status: 'complete', url: 'about:blank', title: 'example.com/new' },
    );
    expect(browser.tabs.map(({ id }) => id)).toEqual([1, 5, 2, 3, 4]);
    expect(browser.activeTab?.id).toBe(4);
    await asked(tabs.create({ url: 'page.html' }));
    expect(browser.activeTab?.url).toBe(`${own.baseUrl}page.html`);
    expect(await asked(tabs.create({ url: 'http://' }))).toBe(
      `Error: ${engine === 'chromium' ? 'Invalid url: "http://".' : 'Illegal URL: http://'}`,
    );
    expect(await asked(tabs.create({ windowId: 4242 }))).toBe(
      `Error: ${engine === 'chromium' ? 'No window with id: 4242.' : 'Invalid window ID: 4242'}`,
    );
    await asked(tabs.create({}));
    expect(browser.activeTab?.url).toBe('about:blank');
  });

  it('update: address, front, pin, sound', async () => {
    const { tabs, asked, browser, own } = await createTabs(engine);
    expect(await asked(tabs.update(2, { url: 'https://example.com/later' }))).toMatchObject(
      engine === 'chromium'
        ? { url: 'https://example.com/two', status: 'loading', pendingUrl: 'https://example.com/later' }
        : { url: 'https://example.com/two', status: 'complete' },
    );
    expect(browser.tab(2)?.url).toBe('https://example.com/later');
    const mutedInfo = { muted: true, reason: 'extension', extensionId: own.id };
    expect(await asked(tabs.update(2, { pinned: true, muted: true }))).toMatchObject({
      pinned: true,
      index: 0,
      mutedInfo,
    });
    await asked(tabs.update(3, { active: true }));
    expect(browser.activeTab?.id).toBe(3);
    expect(await asked(tabs.update({ url: 'https://example.com/front' }))).toMatchObject({ id: 3 });
    expect(browser.tab(3)?.url).toBe('https://example.com/front');
    expect(await asked(tabs.update(99, { active: true }))).toBe(noTab(99));
  });

  it('remove: with an unknown id Chromium has removed those before it, Firefox none', async () => {
    const { tabs, asked, browser } = await createTabs(engine);
    expect(await asked(tabs.remove([1, 99, 2]))).toBe(noTab(99));
    expect(browser.tabs.map(({ id }) => id)).toEqual(engine === 'chromium' ? [2, 3, 4] : [1, 2, 3, 4]);
    expect(await asked(tabs.remove(2))).toBeUndefined();
    expect(browser.tab(2)).toBeUndefined();
  });

  it('reload, goBack, goForward', async () => {
    const { tabs, asked, browser } = await createTabs(engine);
    const tab = browser.tab(1);
    const before = tab?.document.id;
    await asked(tabs.reload(1));
    expect(tab?.document.id).not.toBe(before);
    tab?.navigate('/further');
    await asked(tabs.goBack(1));
    expect(tab?.url).toBe('https://example.com/one');
    await asked(tabs.goForward(1));
    expect(tab?.url).toBe('https://example.com/further');
    const nowhere = engine === 'chromium' ? 'Error: Cannot find a next page in history.' : undefined;
    expect(await asked(tabs.goForward(1))).toBe(nowhere);
  });

  it('R10, 9.5: a function that content scripts do not have is not answered either', async () => {
    const { browser, attach, own } = await createTabs(engine);
    const frame = browser.tab(1)?.mainFrame;
    if (frame === undefined) throw new Error('There is no tab 1.');
    const script = attach({ kind: 'content-script', frame });
    expect('tabs' in script.chrome).toBe(false);
    expect(own.isEnabled).toBe(true);
  });
});

/** Hears all events of tabs in a context, in order. */
function hear({ chrome }: AttachedContext<ExtensionApi>): unknown[][] {
  const heard: unknown[][] = [];
  const { onCreated, onUpdated, onActivated, onRemoved } = chrome.tabs;
  onCreated.addListener((tab) => heard.push(['created', tab.id, tab.url]));
  onUpdated.addListener((id, change, tab) => heard.push(['updated', id, change, tab.url]));
  onActivated.addListener((info) => heard.push(['activated', info]));
  onRemoved.addListener((id, info) => heard.push(['removed', id, info]));
  return heard;
}

describe('events of tabs', () => {
  const PAGE = 'https://example.com/';
  const PART = `${PAGE}#part`;

  it.each([
    {
      engine: 'chromium',
      heard: [
        ['created', 1, ''],
        ['activated', { tabId: 1, windowId: 1 }],
        ['updated', 1, { status: 'loading', url: PAGE }, PAGE],
        ['updated', 1, { status: 'complete' }, PAGE],
        ['updated', 1, { status: 'loading', url: PART }, PART],
        ['updated', 1, { status: 'complete' }, PART],
        ['removed', 1, { isWindowClosing: false, windowId: 1 }],
      ],
    },
    {
      engine: 'firefox',
      heard: [
        ['created', 1, 'about:blank'],
        ['activated', { tabId: 1, windowId: 1 }],
        ['updated', 1, { status: 'loading' }, PAGE],
        ['updated', 1, { status: 'loading', url: PAGE }, PAGE],
        ['updated', 1, { status: 'complete' }, PAGE],
        ['updated', 1, { status: 'complete', url: PART }, PART],
        ['removed', 1, { windowId: 1, isWindowClosing: false }],
      ],
    },
  ] as const)('tell what happens, with the permission tabs, in $engine', async ({ engine, heard }) => {
    const { browser, attach, tasks } = await createSeveral(engine, { own: { permissions: ['tabs'] } });
    const events = hear(attach());
    await tasks.run();
    const tab = browser.openTab(PAGE);
    tab.navigate('#part');
    tab.close();
    await tasks.run();
    expect(events).toEqual(heard);
  });

  it.each(ENGINE_NAMES)('tell neither address nor title without rights, in %s', async (engine) => {
    const { browser, attach, tasks } = await createSeveral(engine);
    const events = hear(attach());
    await tasks.run();
    browser.openTab(PAGE).navigate('/next');
    await tasks.run();
    expect(JSON.stringify(events)).not.toContain('example.com');
    expect(events.filter(([type]) => type === 'updated').map(([, , change]) => change)).toContainEqual({
      status: 'complete',
    });
  });

  it.each([
    { engine: 'chromium', how: 'load', heard: ['loading', 'onDisconnect', 'complete'] },
    { engine: 'chromium', how: 'reload', heard: ['onDisconnect', 'loading', 'complete'] },
    { engine: 'firefox', how: 'load', heard: ['loading', 'onDisconnect', 'loading', 'complete'] },
    { engine: 'firefox', how: 'reload', heard: ['loading', 'onDisconnect', 'loading', 'complete'] },
  ] as const)('the order of onUpdated and the ports of the document that leaves, at a $how in $engine', async (row) => {
    const { browser, attach, tasks } = await createSeveral(row.engine, { own: { permissions: ['tabs'] } });
    const background = attach();
    const heard: unknown[] = [];
    background.chrome.runtime.onConnect.addListener((port) => {
      port.onDisconnect.addListener(() => heard.push('onDisconnect'));
    });
    const tab = browser.openTab(PAGE);
    attach({ kind: 'content-script', frame: tab.mainFrame }).chrome.runtime.connect();
    background.chrome.tabs.onUpdated.addListener((_id, { status }) => heard.push(status));
    await tasks.run();
    if (row.how === 'load') tab.navigate('/next');
    else tab.reload();
    await tasks.run();
    expect(heard).toEqual(row.heard);
  });

  it.each(ENGINE_NAMES)('the order of onRemoved and the ports of the tab, in %s', async (engine) => {
    const { browser, attach, tasks } = await createSeveral(engine);
    const background = attach();
    const heard: string[] = [];
    background.chrome.tabs.onRemoved.addListener(() => heard.push('onRemoved'));
    background.chrome.runtime.onConnect.addListener((port) => {
      port.onDisconnect.addListener(() => heard.push('onDisconnect'));
    });
    const tab = browser.openTab(PAGE);
    attach({ kind: 'content-script', frame: tab.mainFrame }).chrome.runtime.connect();
    await tasks.run();
    tab.close();
    await tasks.run();
    expect(heard).toEqual(engine === 'chromium' ? ['onDisconnect', 'onRemoved'] : ['onRemoved', 'onDisconnect']);
  });
});

describe.each(ENGINE_NAMES)('runtime and windows in %s', (engine) => {
  it('runtime.getContexts tells of backgrounds, pages in tabs and popups, and filters them', async () => {
    const { asked, background, attach, browser, own } = await createTabs(engine, {
      action: { default_popup: 'popup.html' },
    });
    const page = browser.tabs.at(-1)?.mainFrame;
    if (page === undefined) throw new Error('There is no page.');
    attach({ kind: 'page', frame: page });
    attach({ kind: 'page', frame: page.addFrame('inner.html') });
    attach({ kind: 'page', frame: own.openPopup().frame });
    const { runtime } = background.chrome;
    const all = await asked(runtime.getContexts({}));
    const keys = Array.isArray(all) ? all.map((context) => Object.keys(context).join()) : [];
    const [first, second] =
      engine === 'chromium'
        ? [
            'contextId,contextType,frameId,incognito,tabId,windowId',
            'contextId,contextType,documentId,documentOrigin,documentUrl,frameId,incognito,tabId,windowId',
          ]
        : [
            'contextId,contextType,documentId,documentOrigin,documentUrl,incognito,frameId,tabId,windowId',
            'contextId,contextType,documentId,documentOrigin,documentUrl,incognito,frameId,tabId,windowId',
          ];
    expect(keys).toEqual([first, second, second, second]);
    expect(all).toMatchObject([
      { contextType: 'BACKGROUND', tabId: -1, windowId: -1, frameId: engine === 'chromium' ? -1 : 0 },
      { contextType: 'TAB', tabId: 4, windowId: 1, frameId: 0, documentUrl: `${own.baseUrl}page.html` },
      { contextType: 'TAB', tabId: 4, documentUrl: `${own.baseUrl}inner.html` },
      { contextType: 'POPUP', tabId: -1, documentUrl: `${own.baseUrl}popup.html` },
    ]);
    const typesFor = async (filter: object): Promise<unknown> => {
      const found = await asked(runtime.getContexts(filter));
      return Array.isArray(found) ? found.map(({ contextType }) => contextType) : found;
    };
    expect(await typesFor({ contextTypes: ['POPUP', 'BACKGROUND'] })).toEqual(['BACKGROUND', 'POPUP']);
    expect(await typesFor({ tabIds: [4], frameIds: [0] })).toEqual(['TAB']);
    expect(await typesFor({ documentUrls: [`${own.baseUrl}popup.html`] })).toEqual(['POPUP']);
  });

  it('runtime.openOptionsPage opens the page in a tab', async () => {
    const { asked, background, browser, own } = await createTabs(engine, { options_ui: { page: 'options.html' } });
    expect(await asked(background.chrome.runtime.openOptionsPage())).toBeUndefined();
    expect(browser.activeTab?.url).toBe(`${own.baseUrl}options.html`);
    expect(own.openOptions().url).toBe(`${own.baseUrl}options.html`);
  });

  it('runtime.reload ends the context that calls it, and the extension is there again', async () => {
    const { background, own, tasks, trace } = await createTabs(engine);
    background.chrome.runtime.reload();
    await tasks.run();
    expect(own.isEnabled).toBe(true);
    expect(trace.filter(({ type }) => type === 'context.gone')).toMatchObject([{ context: 'background' }]);
    expect(own.attach().name).toBe('background-2');
  });

  it('windows: there is one', async () => {
    const { asked, background } = await createTabs(engine);
    const { windows } = background.chrome;
    expect(await asked(windows.getAll({ populate: true }))).toMatchObject([
      { id: 1, focused: true, type: 'normal', tabs: [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }] },
    ]);
    expect(await asked(windows.getCurrent())).toMatchObject({ id: 1 });
    expect(await asked(windows.get(7))).toContain('7');
  });
});

describe.each(ENGINE_NAMES)('a click on the button, in %s', (engine) => {
  it('brings the tab in front, with address and title where activeTab allows it', async () => {
    const manifest = { permissions: ['activeTab'], action: {} };
    const { own, background, browser, tasks } = await createTabs(engine, manifest);
    const clicked: unknown[] = [];
    background.chrome.action?.onClicked.addListener((tab) => clicked.push(tab));
    browser.tab(2)?.activate();
    own.click();
    own.click({ id: 9, url: 'https://made.up/' });
    await tasks.run();
    expect(clicked).toMatchObject([
      { id: 2, index: 1, url: 'https://example.com/two', title: 'Two' },
      { id: 9, url: 'https://made.up/' },
    ]);
  });
});
