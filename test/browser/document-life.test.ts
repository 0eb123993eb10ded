import { describe, expect, it } from 'vitest';
import type { BrowserTab } from '../../src/browser/node.js';
import type { EngineName } from '../../src/engines/index.js';
import { createSeveral, listenTo, OTHER, receive, settled } from './several-contexts.js';
import { ENGINE_NAMES } from './small-world.js';

const NO_RECEIVER = 'Could not establish connection. Receiving end does not exist.';
const CACHED =
  'The page keeping the extension port is moved into back/forward cache, so the message channel is closed.';
const PROMISED =
  'A listener indicated an asynchronous response by returning true, but the message channel closed before a response was received';

/**
 * A background, a content script in the frame of a tab, a port from each to the other, and a message of the background that
 * the content script has promised to answer.
 */
async function createTalk(engine: EngineName, { inFrame = false } = {}) {
  const world = await createSeveral(engine);
  const { browser, attach, tasks } = world;
  const tab = browser.openTab('https://example.com/');
  const frame = inFrame ? tab.mainFrame.addFrame('https://example.com/inner') : tab.mainFrame;
  const background = attach();
  const script = attach({ kind: 'content-script', frame });
  const atBackground = receive(background);
  const atScript = receive(script);
  script.chrome.runtime.onMessage.addListener(() => true);
  const byScript = script.chrome.runtime.connect({ name: 'by the script' });
  const byBackground = background.chrome.tabs.connect(tab.id, { name: 'by the background' });
  const heardByScript = listenTo(script, byScript);
  const heardByBackground = listenTo(background, byBackground);
  const pending = settled(background.chrome.tabs.sendMessage(tab.id, 'pending'));
  await tasks.run();
  const heard = () => ({
    background: [...(atBackground[0]?.heard ?? []), ...heardByBackground],
    script: [...heardByScript, ...(atScript[0]?.heard ?? [])],
  });
  return { ...world, tab, frame, background, script, byScript, byBackground, atBackground, atScript, pending, heard };
}

const ENDS: { when: string; end: (tab: BrowserTab, talk: Awaited<ReturnType<typeof createTalk>>) => void }[] = [
  { when: 'the tab goes elsewhere', end: (tab) => tab.navigate('https://example.com/next', { cached: false }) },
  { when: 'the tab goes elsewhere in place', end: (tab) => tab.navigate('/next', { cached: true, replaces: true }) },
  { when: 'the tab is loaded again', end: (tab) => tab.reload() },
  { when: '7.34: the tab is closed', end: (tab) => tab.close() },
  { when: 'the frame goes elsewhere', end: (_tab, { frame }) => frame.navigate('https://example.com/next') },
];

describe.each(ENGINE_NAMES)('contexts end with their document, in %s', (engine) => {
  it.each(ENDS)('T65, T67, 7.36: $when', async ({ end }) => {
    const talk = await createTalk(engine);
    const { tab, heard, tasks, pending, script, browser, trace } = talk;
    end(tab, talk);
    await tasks.run();
    expect(heard()).toEqual({ background: ['closed: in peace', 'closed: in peace'], script: [] });
    expect(await pending).toEqual({ error: `Error: ${engine === 'chromium' ? PROMISED : NO_RECEIVER}` });
    expect(browser.activity.contextPorts).toBe(0);
    expect(() => script.chrome.runtime.connect()).toThrow();
    expect(trace.filter(({ type }) => type === 'context.gone')).toEqual([
      expect.objectContaining({ context: 'content-script' }),
    ]);
  });

  it('7.34: a frame that is removed, with the frames in it', async () => {
    const { tab, frame, heard, tasks, attach, background, browser } = await createTalk(engine, { inFrame: true });
    const below = attach({ kind: 'content-script', frame: frame.addFrame('about:blank') });
    const main = attach({ kind: 'content-script', frame: tab.mainFrame });
    const heardFromBelow = receive(background);
    below.chrome.runtime.connect();
    const stays = main.chrome.runtime.connect();
    await tasks.run();
    frame.remove();
    await tasks.run();
    expect(heard().background).toEqual(['closed: in peace', 'closed: in peace']);
    expect(heardFromBelow.map(({ heard }) => heard)).toEqual([['closed: in peace'], []]);
    expect(() => stays.postMessage(1)).not.toThrow();
    expect(tab.frames.map(({ id }) => id)).toEqual([0]);
    expect(browser.activity.contextPorts).toBe(1);
  });

  it('T65, 7.30: one frame of several that goes', async () => {
    const { browser, attach, tasks } = await createSeveral(engine);
    const tab = browser.openTab('https://example.com/');
    const frame = tab.mainFrame.addFrame('/inner');
    const scripts = [tab.mainFrame, frame].map((each) => attach({ kind: 'content-script', frame: each }));
    const received = scripts.map((script) => receive(script));
    const background = attach();
    const heard = listenTo(background, background.chrome.tabs.connect(tab.id));
    await tasks.run();
    frame.remove();
    await tasks.run();
    const isOver = engine === 'firefox';
    expect(heard).toEqual(isOver ? ['closed: in peace'] : []);
    expect(received[0]?.[0]?.heard).toEqual(isOver ? ['closed: in peace'] : []);
    tab.close();
    await tasks.run();
    expect(heard).toEqual(['closed: in peace']);
  });

  it('a document that was attached to is gone: nothing more can be attached, and the code says so', async () => {
    const { tab, frame, attach } = await createTalk(engine, { inFrame: true });
    frame.remove();
    expect(() => attach({ kind: 'content-script', frame })).toThrow(expect.objectContaining({ code: 'DOCUMENT_GONE' }));
    expect(() => frame.addFrame()).toThrow(expect.objectContaining({ code: 'FRAME_GONE' }));
    tab.close();
    expect(() => tab.navigate('/x')).toThrow(expect.objectContaining({ code: 'TAB_GONE' }));
  });

  it('a message goes to the document that is there when it is sent', async () => {
    const { browser, attach, tasks } = await createSeveral(engine);
    const tab = browser.openTab('https://example.com/1');
    const background = attach();
    const heard: unknown[] = [];
    const listen = (name: string) =>
      attach({ kind: 'content-script', frame: tab.mainFrame }).chrome.runtime.onMessage.addListener((message) => {
        heard.push([name, message]);
      });
    listen('first');
    void background.chrome.tabs.sendMessage(tab.id, 1);
    await tasks.run();
    tab.navigate('/2');
    listen('second');
    void background.chrome.tabs.sendMessage(tab.id, 2);
    await tasks.run();
    expect(heard).toEqual([
      ['first', 1],
      ['second', 2],
    ]);
  });
});

describe('a document in the back/forward cache', () => {
  it('T70, E14: in Chromium its ports are closed, and the other side is told why', async () => {
    const { tab, heard, pending, tasks, byBackground, trace, browser } = await createTalk('chromium');
    tab.navigate('/next', { cached: true });
    await tasks.run();
    expect(heard()).toEqual({ background: [`closed: ${CACHED}`, `closed: ${CACHED}`], script: [] });
    expect(await pending).toEqual({ error: `Error: ${CACHED}` });
    expect(() => byBackground.postMessage(1)).toThrow('Attempting to use a disconnected port object');
    const codes = trace.flatMap((event) => (event.type === 'port.closed' ? [event.reason?.code] : []));
    expect(codes).toEqual(['DOCUMENT_CACHED', 'DOCUMENT_CACHED', 'DOCUMENT_CACHED']);
    expect(browser.activity.contextPorts).toBe(0);
  });

  it('T71: the cached page thinks that its ports are open, also when it is back', async () => {
    const { tab, heard, tasks, byScript, script, atBackground } = await createTalk('chromium');
    tab.navigate('/next', { cached: true });
    byScript.postMessage('from the cache');
    expect(tab.back()).toBe(true);
    byScript.postMessage('back again');
    await tasks.run();
    expect(heard().script).toEqual([]);
    expect(atBackground[0]?.heard).toEqual([`closed: ${CACHED}`]);
    script.chrome.runtime.connect({ name: 'new' });
    await tasks.run();
    expect(atBackground.map(({ port }) => port.name)).toEqual(['by the script', 'new']);
  });

  it('T70: others that received the port keep it open', async () => {
    const { browser, attach, own, tasks } = await createSeveral('chromium');
    const tabs = [1, 2].map((n) => browser.openTab(`${own.baseUrl}${n}.html`));
    for (const tab of tabs) receive(attach({ kind: 'page', frame: tab.mainFrame }));
    const background = attach();
    const port = background.chrome.runtime.connect();
    const heard = listenTo(background, port);
    await tasks.run();
    tabs[0]?.navigate('https://example.com/', { cached: true });
    await tasks.run();
    port.postMessage('to the other');
    expect(heard).toEqual([]);
    tabs[1]?.navigate('https://example.com/', { cached: true });
    await tasks.run();
    expect(heard).toEqual([`closed: ${CACHED}`]);
  });

  it.each(ENGINE_NAMES)('what it has asked is never answered, in %s', async (engine) => {
    const { tab, tasks, background, script, byScript } = await createTalk(engine);
    let respond: ((answer: unknown) => void) | undefined;
    background.chrome.runtime.onMessage.addListener((_message, _sender, given) => {
      respond = given;
      return true;
    });
    const ends: unknown[] = [];
    void settled(script.chrome.runtime.sendMessage('?')).then((end) => ends.push(end));
    await tasks.run();
    tab.navigate('/next', { cached: true });
    await tasks.run();
    expect(respond?.('while it is away')).toBeUndefined();
    await tasks.run();
    tab.back();
    expect(byScript.disconnect()).toBeUndefined(); // T71
    await tasks.run();
    expect(ends).toEqual([]);
  });

  it('7.33: in Firefox its ports stay open; what is sent to it meanwhile is lost, and afterwards they work again', async () => {
    const { tab, heard, tasks, byBackground, byScript, browser } = await createTalk('firefox');
    tab.navigate('/next', { cached: true });
    byBackground.postMessage('lost');
    await tasks.run();
    expect(heard()).toEqual({ background: [], script: [] });
    tab.back();
    byBackground.postMessage('heard');
    byScript.postMessage('heard, too');
    await tasks.run();
    expect(heard()).toEqual({ background: ['heard, too'], script: ['heard'] });
    expect(browser.activity.contextPorts).toBe(3);
  });

  it('7.33: a port that the other side closes meanwhile is dead when the page comes back to Firefox, and nobody told it', async () => {
    const { tab, heard, tasks, byBackground, byScript, atScript, atBackground } = await createTalk('firefox');
    tab.navigate('/next', { cached: true });
    byBackground.disconnect();
    atBackground[0]?.port.disconnect();
    await tasks.run();
    tab.back();
    await tasks.run();
    for (const port of [byScript, atScript[0]?.port])
      expect(() => port?.postMessage(1)).toThrow('Attempt to postMessage on disconnected port');
    expect(heard()).toEqual({ background: [], script: [] });
  });

  it.each(ENGINE_NAMES)('T71, 7.33: it receives nothing, in %s', async (engine) => {
    const { tab, tasks, background, trace, attach } = await createTalk(engine);
    tab.navigate('/next', { cached: true });
    const sent = settled(background.chrome.tabs.sendMessage(tab.id, 'who'));
    await tasks.run();
    expect(await sent).toEqual({ error: `Error: ${NO_RECEIVER}` });
    const script = attach({ kind: 'content-script', frame: tab.mainFrame });
    script.chrome.runtime.onMessage.addListener((_message, _sender, respond) => void respond('next'));
    const again = settled(background.chrome.tabs.sendMessage(tab.id, 'who'));
    await tasks.run();
    expect(await again).toEqual({ value: 'next' });
    expect(trace.filter(({ type }) => type.startsWith('document.'))).toMatchObject([
      { type: 'document.cached', tab: tab.id, url: 'https://example.com/' },
    ]);
  });

  it.each(ENGINE_NAMES)('7.33: what is evicted ends as any document does, in %s', async (engine) => {
    const { tab, heard, tasks, trace } = await createTalk(engine);
    const limit = engine === 'chromium' ? 6 : 8;
    for (let page = 0; page <= limit; page += 1) tab.navigate(`/${page}`, { cached: true });
    await tasks.run();
    const isTold = engine === 'chromium' ? `closed: ${CACHED}` : 'closed: in peace';
    expect(heard().background).toEqual([isTold, isTold]);
    expect(trace.filter(({ type }) => type === 'context.gone')).toHaveLength(1);
    tab.go(-limit);
    expect(tab.document.lifecycle).toBe('active');
    expect(tab.url).toBe('https://example.com/0');
  });

  it.each(ENGINE_NAMES)('going back and elsewhere forgets what lay ahead, in %s', async (engine) => {
    const { tab, attach, tasks, trace } = await createTalk(engine);
    tab.navigate('/ahead', { cached: true });
    attach({ kind: 'content-script', frame: tab.mainFrame, name: 'ahead' });
    tab.back();
    await tasks.run();
    expect(trace.filter(({ type }) => type === 'context.gone')).toEqual([]);
    tab.navigate('/other', { cached: true });
    expect(trace.filter(({ type }) => type === 'context.gone')).toMatchObject([{ context: 'ahead' }]);
    expect(tab.forward()).toBe(false);
  });

  it.each(ENGINE_NAMES)('frames go with it and come back with it, in %s', async (engine) => {
    const { tab, frame, tasks, background } = await createTalk(engine, { inFrame: true });
    tab.navigate('/next', { cached: true });
    expect(frame.document.lifecycle).toBe('cached');
    expect(tab.frames).toHaveLength(1);
    expect(() => frame.addFrame()).toThrow(expect.objectContaining({ code: 'DOCUMENT_GONE' }));
    expect(() => frame.navigate('/x')).toThrow(expect.objectContaining({ code: 'DOCUMENT_GONE' }));
    tab.back();
    expect(frame.document.lifecycle).toBe('active');
    expect(tab.frames).toEqual([tab.mainFrame, frame]);
    const sent = settled(background.chrome.tabs.sendMessage(tab.id, 1, { frameId: frame.id }));
    tab.close();
    await tasks.run();
    expect(await sent).toMatchObject({ error: expect.any(String) });
  });

  it('permissions that change meanwhile are known when it comes back', async () => {
    const { browser, attach, own, tasks } = await createSeveral('chromium');
    const tab = browser.openTab(`${own.baseUrl}page.html`);
    const page = attach({ kind: 'page', frame: tab.mainFrame });
    tab.navigate('https://example.com/', { cached: true });
    own.grant('nativeMessaging');
    await tasks.run();
    expect('connectNative' in page.chrome.runtime).toBe(false);
    tab.back();
    await tasks.run();
    expect('connectNative' in page.chrome.runtime).toBe(true);
  });
});

describe('an extension that goes', () => {
  it('7.34, T76: in Chromium its content scripts hear how their ports close, then they are orphans (T23)', async () => {
    const { own, heard, tasks, script, byScript, tab } = await createTalk('chromium');
    const gone = own.unload();
    await tasks.run();
    await gone;
    expect(heard().script).toEqual(['closed: in peace', 'closed: in peace']);
    expect(() => script.chrome.runtime.getURL('x')).toThrow('Extension context invalidated.');
    expect(() => byScript.postMessage(1)).toThrow('Extension context invalidated.');
    expect(script.chrome.runtime.id).toBeUndefined();
    expect(tab.isOpen).toBe(true);
  });

  it('7.34: in Firefox they hear nothing', async () => {
    const { own, heard, tasks } = await createTalk('firefox');
    await own.unload();
    await tasks.run();
    expect(heard().script).toEqual([]);
  });

  it.each(ENGINE_NAMES)(
    'its pages are closed, in tabs and popups; tabs with its content scripts stay, in %s',
    async (engine) => {
      const { browser, attach, own, tasks, trace } = await createSeveral(engine, {
        own: { action: { default_popup: 'popup.html' } },
      });
      const web = browser.openTab('https://example.com/');
      const ownTab = browser.openTab(`${own.baseUrl}page.html`);
      const popup = own.openPopup();
      const panel = own.openPopup('panel.html?a');
      expect([popup.url, panel.url]).toEqual([`${own.baseUrl}popup.html`, `${own.baseUrl}panel.html?a`]);
      expect(() => own.openPopup('https://example.com/')).toThrow(
        expect.objectContaining({ code: 'ADDRESS_NOT_ALLOWED' }),
      );
      attach({ kind: 'content-script', frame: web.mainFrame });
      attach({ kind: 'page', frame: ownTab.mainFrame });
      attach({ kind: 'page', frame: popup.frame });
      const disabled = own.disable();
      await tasks.run();
      await disabled;
      expect([web, ownTab, popup, panel].map(({ isOpen }) => isOpen)).toEqual([true, false, false, false]);
      expect(trace.filter(({ type }) => type === 'context.gone')).toHaveLength(3);
      expect(() => own.attach()).toThrow(expect.objectContaining({ code: 'EXTENSION_DISABLED' }));
    },
  );

  it.each(ENGINE_NAMES)('what the user has granted is still held after a reload, in %s', async (engine) => {
    const { own, ask, attach } = await createSeveral(engine, { own: { optional_permissions: ['tabs'] } });
    own.grant('tabs');
    await own.reload();
    expect(await ask(attach().chrome.permissions.contains({ permissions: ['tabs'] }))).toEqual({ value: true });
  });

  it.each(ENGINE_NAMES)('a reload makes it anew: other contexts, the same id, in %s', async (engine) => {
    const { own, attach, tasks, other } = await createSeveral(engine);
    const before = attach();
    await own.reload();
    expect(own.isEnabled).toBe(true);
    expect(() => before.chrome.runtime.connect()).toThrow();
    const received = receive(attach(), 'onConnectExternal');
    attach({}, other).chrome.runtime.connect(own.id);
    await tasks.run();
    expect(received).toHaveLength(1);
    expect(other.id).toBe(OTHER[engine]);
  });
});
