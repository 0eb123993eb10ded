import { describe, expect, it } from 'vitest';
import { type BrowserTab, createBrowser } from '../../src/browser/node.js';
import { ENGINES, type EngineName } from '../../src/engines/index.js';
import { NativePortError } from '../../src/errors/index.js';
import { HeldTasks } from './held-tasks.js';
import { PlayedDocuments } from './played-documents.js';
import { createSeveral, OTHER, OWN, receive } from './several-contexts.js';
import { ENGINE_NAMES } from './small-world.js';

class Failure extends NativePortError {}
const failure = (): Failure => new Failure('PAGE_MISSING', 'There is no page.', 'Write it.');

const SCRIPTS = {
  content_scripts: [
    { matches: ['https://example.com/*'], js: ['a.js', 'b.js'], css: ['a.css'], run_at: 'document_start' },
    { matches: ['https://*/*'], js: ['all.js'], all_frames: true, match_about_blank: true, world: 'MAIN' },
  ],
};

/** A browser whose documents are played by the test; the tests' own queue holds all tasks. */
async function createPlayed(engine: EngineName, manifests: Parameters<typeof createSeveral>[1] = {}) {
  const tasks = new HeldTasks();
  const documents = new PlayedDocuments(ENGINES[engine], tasks);
  const world = await createSeveral(engine, manifests, { renderers: documents });
  return { ...world, tasks, documents };
}

describe.each(ENGINE_NAMES)('documents that are loaded, in %s', (engine) => {
  it('a tab loads its document, and is complete when that says so', async () => {
    const { browser, documents } = await createPlayed(engine);
    documents.completesAtOnce = false;
    const tab = browser.openTab('https://example.com/', { html: '<p>hello' });
    expect(documents.last.site).toMatchObject({
      url: 'https://example.com/',
      html: '<p>hello',
      frameId: 0,
      tab: tab.id,
      parent: undefined,
      extension: undefined,
      documentId: tab.document.id,
    });
    expect(tab.status).toBe('loading');
    const loaded = tab.loaded();
    documents.last.site.events.titled('Hello');
    documents.last.site.events.became('interactive');
    expect(tab.document.readyState).toBe('interactive');
    documents.last.site.events.became('complete');
    await loaded;
    expect([tab.status, tab.title]).toEqual(['complete', 'Hello']);
    await tab.loaded();
  });

  it('the content scripts that match are handed over, extension by extension', async () => {
    const { browser, documents } = await createPlayed(engine, {
      own: SCRIPTS,
      other: { content_scripts: [{ matches: ['https://example.com/*'], js: ['other.js'] }] },
    });
    const tab = browser.openTab('https://example.com/');
    expect(documents.last.site.injections).toEqual([
      {
        extension: OWN[engine],
        world: 'isolated',
        runAt: 'document_start',
        css: ['a.css'],
        scripts: [{ file: 'a.js' }, { file: 'b.js' }],
      },
      { extension: OWN[engine], world: 'main', runAt: 'document_idle', css: [], scripts: [{ file: 'all.js' }] },
      { extension: OTHER[engine], world: 'isolated', runAt: 'document_idle', css: [], scripts: [{ file: 'other.js' }] },
    ]);
    const filesIn = () => documents.last.site.injections.flatMap(({ scripts }) => scripts);
    tab.mainFrame.addFrame('https://other.example/');
    expect(filesIn()).toEqual([{ file: 'all.js' }]);
    tab.mainFrame.addFrame('about:blank');
    expect(filesIn()).toEqual([{ file: 'all.js' }]);
    tab.navigate('http://example.com/');
    await tab.loaded();
    expect(filesIn()).toEqual([]);
  });

  it('an extension is found by its id and, while it is on, by its addresses', async () => {
    const { browser, documents, own: extension } = await createPlayed(engine);
    browser.openTab('https://example.com/');
    const { site } = documents.last;
    const address = `${extension.baseUrl}any/file.html`;
    expect(site.extensionOf(extension.id)?.baseUrl).toBe(extension.baseUrl);
    expect(site.extensionAt(address)?.id).toBe(extension.id);
    expect(site.extensionAt('https://example.com/')).toBeUndefined();
    await extension.disable();
    expect(site.extensionAt(address)).toBeUndefined();
  });

  it('the renderers hear of each extension that is on, after its background was started', async () => {
    const heard: string[] = [];
    const browser = createBrowser({
      engine,
      renderers: {
        startBackground: ({ extension }) => {
          heard.push(`background of ${extension.manifest.name}`);
          return { end: async () => undefined };
        },
        extensionStarted: ({ manifest }) => heard.push(String(manifest.name)),
        loadDocument: () => {
          throw new Error('Nothing loads a document.');
        },
        close: async () => undefined,
      },
    });
    const background = { service_worker: 'a.js', scripts: ['a.js'] };
    const manifest = { manifest_version: 3, version: '1' };
    const alone = await browser.loadExtension({ ...manifest, name: 'alone' });
    await browser.loadExtension({ ...manifest, name: 'other', background });
    await alone.disable();
    alone.enable();
    expect(heard).toEqual(['alone', 'background of other', 'other', 'alone']);
  });

  it('what a document tells is done: frames, addresses, the history, tabs', async () => {
    const { browser, documents } = await createPlayed(engine);
    const tab = browser.openTab('https://example.com/');
    const main = documents.last;
    const { frameId } = main.site.events.frameAdded({ url: 'about:srcdoc', html: '<p>' });
    const child = documents.last;
    expect(child.site).toMatchObject({ url: 'about:srcdoc', html: '<p>', frameId, parent: main.site.documentId });
    expect(tab.frames.map(({ id }) => id)).toEqual([0, frameId]);
    main.site.events.navigate('https://example.com/in', { frameId });
    expect([child.state, documents.last.site.frameId, tab.url]).toEqual(['ended', frameId, 'https://example.com/']);
    main.site.events.moved('https://example.com/pushed');
    expect([tab.url, tab.document.id]).toEqual(['https://example.com/pushed', main.site.documentId]);
    documents.last.site.events.reload();
    main.site.events.frameRemoved(frameId);
    expect([tab.frames.length, documents.last.state]).toEqual([1, 'ended']);
    main.site.events.opened('https://example.com/popup');
    expect(browser.tabs.map(({ url, opener }) => [url, opener?.id])).toEqual([
      ['https://example.com/pushed', undefined],
      ['https://example.com/popup', tab.id],
    ]);
    await tab.loaded();
    main.site.events.navigate('https://example.com/next');
    expect([tab.url, main.state]).toEqual(['https://example.com/next', 'frozen']);
    documents.last.site.events.go(-1);
    expect([tab.url, main.state]).toEqual(['https://example.com/pushed', 'running']);
    main.site.events.close();
    expect([tab.isOpen, main.state]).toEqual([false, 'ended']);
  });

  it('a document that is gone, or in the cache, has nothing to tell and no contexts to serve', async () => {
    const { browser, documents, own } = await createPlayed(engine);
    const tab = browser.openTab('https://example.com/');
    const first = documents.last;
    await tab.loaded();
    tab.navigate('/next');
    expect(first.state).toBe('frozen');
    for (const document of [first, documents.last]) {
      if (document !== first) tab.reload();
      const { events } = document.site;
      events.navigate('https://example.com/never');
      events.titled('never');
      events.close();
      events.moved('https://example.com/never');
      expect(events.frameAdded({ url: 'about:blank' })).toEqual({ frameId: -1 });
      expect(documents.contextIn(document, 'content-script', own.id)).toBeUndefined();
    }
    expect([tab.url, tab.isOpen, tab.frames.length]).toEqual(['https://example.com/next', true, 1]);
  });

  it('scripts ask for their context: one for each world of each extension, where it may be', async () => {
    const { browser, documents, own, other } = await createPlayed(engine, {
      own: { externally_connectable: { matches: ['https://example.com/*'] } },
    });
    const tab = browser.openTab('https://example.com/');
    const contextIn = (
      ...args: Parameters<PlayedDocuments['contextIn']> extends [unknown, ...infer Rest] ? Rest : never
    ) => documents.contextIn(documents.last, ...args)?.name;
    expect(contextIn('content-script', own.id)).toBe('content-script');
    expect(contextIn('content-script', own.id)).toBeUndefined();
    expect(contextIn('content-script', other.id)).toBe('content-script-2');
    expect(contextIn('user-script', own.id, 'a')).toBe('user-script');
    expect(contextIn('user-script', own.id, 'b')).toBe('user-script-2');
    expect(contextIn('page', own.id)).toBeUndefined();
    expect(contextIn('web-page')).toBe(engine === 'chromium' ? 'web-page' : undefined);
    expect(contextIn('content-script', 'c'.repeat(32))).toBeUndefined();
    tab.navigate(`${own.baseUrl}page.html`);
    await tab.loaded();
    expect(documents.last.site.extension).toMatchObject({ id: own.id, baseUrl: own.baseUrl });
    expect(contextIn('content-script', other.id)).toBeUndefined();
    expect(contextIn('page', own.id)).toBe('page');
  });

  it('messages travel between what they serve', async () => {
    const { browser, documents, own, attach, tasks } = await createPlayed(engine);
    browser.openTab('https://example.com/');
    const script = documents.contextIn(documents.last, 'content-script', own.id);
    const received = receive(attach({ kind: 'page', tasks }));
    script?.chrome.runtime.connect();
    await tasks.run();
    expect(received[0]?.port.sender).toMatchObject({ url: 'https://example.com/', frameId: 0, tab: { id: 1 } });
  });

  it.each([
    { how: 'goes elsewhere', leave: (tab: BrowserTab) => void tab.navigate('/next', { cached: false }) },
    { how: 'is loaded again', leave: (tab: BrowserTab) => void tab.reload() },
    { how: 'is closed', leave: (tab: BrowserTab) => tab.close() },
  ])('what scripts say when they hear that the tab $how still arrives', async ({ leave }) => {
    const { browser, documents, own, attach, tasks } = await createPlayed(engine);
    const tab = browser.openTab('https://example.com/');
    await tab.loaded();
    const before = documents.last;
    const { runtime } = documents.contextIn(before, 'content-script', own.id)?.chrome ?? expect.fail('no context');
    const received = receive(attach({ kind: 'page', tasks }));
    const port = runtime.connect();
    await tasks.run();
    documents.lastWords = () => port.postMessage('goodbye');
    leave(tab);
    expect(documents.last).toBe(before); // the next one waits for it
    await new Promise((resolve) => setImmediate(resolve));
    await tasks.run();
    expect(received[0]?.heard).toEqual(['goodbye', 'closed: in peace']);
    expect([before.state, documents.last === before]).toEqual(['ended', !tab.isOpen]);
  });

  it('a document knows how its frame came to it', async () => {
    const { browser, documents } = await createPlayed(engine);
    const tab = browser.openTab('https://example.com/');
    const ways = [];
    for (const go of [() => tab.reload(), () => tab.navigate('/next', { cached: false }), () => tab.back()]) {
      await tab.loaded();
      go();
    }
    await tab.loaded();
    for (const { site } of documents.all) ways.push(site.navigation);
    expect(ways).toEqual(['navigate', 'reload', 'navigate', 'back_forward']);
  });

  it('X84: a crash takes every document of the tab with it; the tab stays', async () => {
    const { browser, documents, own, attach, tasks, trace } = await createPlayed(engine);
    const tab = browser.openTab('https://example.com/');
    const main = documents.last;
    await tab.loaded();
    tab.navigate('/cached');
    tab.mainFrame.addFrame('/inner');
    const inner = documents.last;
    const received = receive(attach({ kind: 'page', tasks }));
    documents.contextIn(inner, 'content-script', own.id)?.chrome.runtime.connect();
    await tasks.run();
    inner.site.events.crashed(failure());
    await tasks.run();
    expect(received[0]?.heard).toEqual(['closed: in peace']);
    expect(documents.all.map(({ state }) => state)).toEqual(['ended', 'ended', 'ended']);
    expect(main.state).toBe('ended');
    expect([tab.isOpen, tab.url]).toEqual([true, 'https://example.com/cached']);
    expect(trace.find(({ type }) => type === 'error')).toMatchObject({ code: 'PAGE_MISSING' });
    const { id } = tab.document;
    tab.navigate('#part');
    expect([tab.document.id === id, documents.last.state]).toEqual([false, 'running']); // nothing is there to stay in
  });

  it('a document that cannot be loaded fails who waits for it', async () => {
    const { browser, documents } = await createPlayed(engine);
    documents.completesAtOnce = false;
    const tab = browser.openTab('https://example.com/');
    const loaded = tab.loaded();
    documents.last.site.events.failed(failure());
    await expect(loaded).rejects.toMatchObject({ code: 'PAGE_MISSING' });
    await expect(tab.mainFrame.loaded()).rejects.toMatchObject({ code: 'PAGE_MISSING' });
    const frame = tab.mainFrame.addFrame('/inner');
    const inner = frame.loaded();
    frame.remove();
    await expect(inner).rejects.toMatchObject({ code: 'DOCUMENT_GONE' });
    const again = tab.navigate('/again') && tab.loaded();
    tab.close();
    await expect(again).rejects.toMatchObject({ code: 'TAB_GONE' });
    await expect(tab.loaded()).rejects.toMatchObject({ code: 'TAB_GONE' });
  });

  it('whenIdle waits for documents that load', async () => {
    const { browser, documents, tasks } = await createPlayed(engine);
    documents.completesAtOnce = false;
    browser.openTab('https://example.com/');
    let isIdle = false;
    const idle = browser.whenIdle().then(() => {
      isIdle = true;
    });
    await tasks.run();
    expect([isIdle, browser.activity.loadingDocuments]).toEqual([false, 1]);
    documents.last.site.events.became('complete');
    await idle;
    expect(browser.activity.loadingDocuments).toBe(0);
  });

  it('a popup loads, and closes itself', async () => {
    const { documents, own } = await createPlayed(engine, { own: { action: { default_popup: 'popup.html?x' } } });
    const popup = own.openPopup();
    await popup.loaded();
    expect(popup.url).toBe(`${own.baseUrl}popup.html?x`);
    expect(documents.last.site).toMatchObject({ tab: undefined, frameId: 0, extension: { id: own.id } });
    documents.last.site.events.close();
    expect([popup.isOpen, documents.last.state]).toEqual([false, 'ended']);
  });

  it('closing the browser ends all documents, then the renderers', async () => {
    const { browser, documents } = await createPlayed(engine);
    browser.openTab('https://example.com/');
    await browser.close();
    expect([documents.last.state, documents.isClosed]).toEqual(['ended', true]);
    expect(() => browser.openTab()).toThrow(expect.objectContaining({ code: 'BROWSER_CLOSED' }));
  });

  it(`content scripts run in what is open when an extension starts: ${engine === 'firefox'}`, async () => {
    const { browser, documents, own } = await createPlayed(engine, { own: SCRIPTS });
    browser.openTab('https://example.com/');
    await own.reload();
    await own.disable();
    own.enable();
    expect(documents.last.injected.map(({ world }) => world)).toEqual(
      engine === 'firefox' ? ['isolated', 'main', 'isolated', 'main'] : [],
    );
  });
});

describe('the order of content scripts', () => {
  it.each([
    { engine: 'chromium', order: ['a', 'b'] },
    { engine: 'firefox', order: ['b', 'a'] },
  ] as const)('of several extensions in $engine: $order', async ({ engine, order }) => {
    const { browser, documents } = await createPlayed(engine);
    const script = { content_scripts: [{ matches: ['https://example.com/*'], js: ['x.js'] }] };
    const idOf = (letter: string): string =>
      engine === 'chromium' ? `d${letter.repeat(31)}` : `${letter}@loaded.example`;
    for (const letter of ['b', 'a']) {
      await browser.loadExtension({ manifest_version: 3, name: letter, version: '1', ...script }, { id: idOf(letter) });
    }
    browser.openTab('https://example.com/');
    expect(documents.last.site.injections.map(({ extension }) => extension)).toEqual(order.map(idOf));
  });
});
