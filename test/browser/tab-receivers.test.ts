import { describe, expect, it } from 'vitest';
import { type AttachedContext, createMemoryBridge, type ExtensionApi } from '../../src/browser/node.js';
import type { EngineName } from '../../src/engines/index.js';
import { createSeveral, listenTo, OTHER, OWN, reasonsIn, receive, settled } from './several-contexts.js';
import { ENGINE_NAMES } from './small-world.js';

const NO_RECEIVER = 'Could not establish connection. Receiving end does not exist.';
const NOBODY = { error: `Error: ${NO_RECEIVER}` };

/** Answers every message with a name. */
const answer = ({ chrome }: AttachedContext<ExtensionApi>, name: string): void =>
  chrome.runtime.onMessage.addListener((_message, _sender, respond) => void respond(name));

/** A tab with two frames, the second one inside the first, and a content script in each document. */
async function createTab(engine: EngineName) {
  const world = await createSeveral(engine);
  const { browser, attach } = world;
  const tab = browser.openTab('https://example.com/');
  const child = tab.mainFrame.addFrame('https://example.com/child');
  const grandchild = child.addFrame('https://other.example/');
  const scripts = [tab.mainFrame, child, grandchild].map((frame) => attach({ kind: 'content-script', frame }));
  return { ...world, tab, child, grandchild, scripts, background: attach() };
}

describe.each(ENGINE_NAMES)('who receives what is sent to a tab, in %s', (engine) => {
  it.each([
    { when: 'R41, 9.15: without a frame every frame', to: {}, heard: [1, 1, 1] },
    { when: 'R41: frame 0 is the main frame', to: { frameId: 0 }, heard: [1, 0, 0] },
    { when: 'R41: another frame', to: { frameId: 'child' }, heard: [0, 1, 0] },
    { when: 'R41: one document', to: { documentId: 'grandchild' }, heard: [0, 0, 1] },
    { when: 'R41: a frame and its document', to: { frameId: 'child', documentId: 'child' }, heard: [0, 1, 0] },
  ])('$when', async ({ to, heard }) => {
    const { tab, child, grandchild, scripts, background, tasks } = await createTab(engine);
    const named = { child, grandchild };
    const options = Object.fromEntries(
      Object.entries(to).map(([key, value]) => {
        const frame = named[value as keyof typeof named];
        if (frame === undefined) return [key, value];
        return [key, key === 'frameId' ? frame.id : frame.document.id];
      }),
    );
    const received = scripts.map((script) => receive(script));
    background.chrome.tabs.connect(tab.id, options);
    await tasks.run();
    expect(received.map(({ length }) => length)).toEqual(heard);
  });

  it.each([
    { when: 'R40, 9.16: an unknown tab', tabId: 99, to: {}, code: 'TAB_MISSING' },
    { when: 'R40, 9.16: an unknown frame', tabId: 1, to: { frameId: 4242 }, code: 'FRAME_MISSING' },
    { when: 'R40: an unknown document', tabId: 1, to: { documentId: 'x' }, code: 'DOCUMENT_MISSING' },
    { when: 'R22, 9.16, 9.19: a tab in which nobody listens', tabId: 1, to: {}, code: 'NOBODY_LISTENS' },
  ])('$when: nobody, and the trace says why', async ({ tabId, to, code }) => {
    const { background, ask, tasks, trace } = await createTab(engine);
    const heard = listenTo(background, background.chrome.tabs.connect(tabId, to));
    await tasks.run();
    expect(heard).toEqual([`closed: ${NO_RECEIVER}`]);
    expect(await ask(background.chrome.tabs.sendMessage(tabId, 1, to))).toEqual(NOBODY);
    expect(reasonsIn(trace)).toEqual([code, code]);
  });

  it('R24: content scripts and own pages in the tab; neither the other extension nor user scripts', async () => {
    const { browser, attach, own, other, tasks } = await createSeveral(engine);
    const tab = browser.openTab(`${own.baseUrl}page.html`);
    const frame = tab.mainFrame.addFrame('https://example.com/');
    const page = receive(attach({ kind: 'page', frame: tab.mainFrame }));
    const script = receive(attach({ kind: 'content-script', frame }));
    const stranger = receive(attach({ kind: 'content-script', frame }, other));
    const userScript: unknown[] = []; // whatever crosses: in Firefox it has no events
    const bridge = createMemoryBridge();
    own.attachOver(bridge.browser, { kind: 'user-script', frame, worldId: 'w' });
    bridge.context.listen({ received: (message) => userScript.push(message), closed: () => undefined });
    const popup = receive(attach({ kind: 'page', url: 'popup.html' }));
    attach().chrome.tabs.connect(tab.id);
    await tasks.run();
    expect([page, script, stranger, userScript, popup].map(({ length }) => length)).toEqual([1, 1, 0, 0, 0]);
  });

  it('R23, T61, 9.15: a page that sends to its own tab hears itself in Firefox alone', async () => {
    const { browser, attach, own, ask, tasks } = await createSeveral(engine);
    const tab = browser.openTab(`${own.baseUrl}page.html`);
    const inner = tab.mainFrame.addFrame(`${own.baseUrl}inner.html`);
    const page = attach({ kind: 'page', frame: tab.mainFrame });
    const isFirefox = engine === 'firefox';
    const port = page.chrome.tabs.connect(tab.id, { name: 'alone' });
    const heard = listenTo(page, port);
    await tasks.run();
    expect(heard).toEqual([`closed: ${NO_RECEIVER}`]);
    const received = [page, attach({ kind: 'page', frame: inner })].map((context) => receive(context));
    const again = page.chrome.tabs.connect(tab.id);
    const heardAgain = listenTo(page, again);
    again.postMessage('to all');
    await tasks.run();
    expect(received.map((ports) => ports.map((each) => each.heard))).toEqual([
      isFirefox ? [['to all']] : [],
      [['to all']],
    ]);
    received[0]?.[0]?.port.postMessage('to myself');
    await tasks.run();
    expect(heardAgain).toEqual(isFirefox ? ['to myself'] : []);
    again.disconnect();
    answer(page, 'myself');
    const sent = await ask(page.chrome.tabs.sendMessage(tab.id, 'who', { frameId: 0 }));
    expect(sent).toEqual(isFirefox ? { value: 'myself' } : NOBODY);
    expect(received[0]?.[0]?.heard).toEqual(isFirefox ? ['to all', 'closed: in peace'] : undefined);
  });

  it('7.29, T62: the opener speaks to all frames, each of them to the opener alone', async () => {
    const { tab, scripts, background, tasks } = await createTab(engine);
    const received = scripts.map((script) => receive(script));
    const port = background.chrome.tabs.connect(tab.id, { name: 'all' });
    const heard = listenTo(background, port);
    port.postMessage('to all');
    await tasks.run();
    for (const [index, ports] of received.entries()) ports[0]?.port.postMessage(index);
    await tasks.run();
    expect(received.map((ports) => ports[0]?.heard)).toEqual([['to all'], ['to all'], ['to all']]);
    expect(heard).toEqual([0, 1, 2]);
  });

  it('R55, 9.25: the first answer of all frames counts', async () => {
    const { tab, scripts, background, ask } = await createTab(engine);
    for (const [index, script] of scripts.entries()) answer(script, `frame ${index}`);
    expect(await ask(background.chrome.tabs.sendMessage(tab.id, 'who'))).toEqual({ value: 'frame 0' });
  });
});

describe('a frame and a document that do not belong together', () => {
  it.each([
    { engine: 'chromium', spec: 'R40: Chromium finds nobody', answers: NOBODY, codes: ['PLACES_DIFFER'] },
    { engine: 'firefox', spec: '9.15: Firefox asks for the document alone', answers: { value: 'child' }, codes: [] },
  ] as const)('$spec', async ({ engine, answers, codes }) => {
    const { tab, child, scripts, background, ask, trace } = await createTab(engine);
    const [, script] = scripts;
    if (script) answer(script, 'child');
    const to = { frameId: 0, documentId: child.document.id };
    expect(await ask(background.chrome.tabs.sendMessage(tab.id, 'who', to))).toEqual(answers);
    expect(reasonsIn(trace)).toEqual(codes);
  });
});

describe.each(ENGINE_NAMES)('who receives what is sent to an extension, in %s', (engine) => {
  it('T60, R23, R24, 9.9: every background and page of it, tabs and popups, but never content scripts or the sender', async () => {
    const { browser, attach, own, tasks } = await createSeveral(engine);
    const tab = browser.openTab('https://example.com/');
    const ownTab = browser.openTab(`${own.baseUrl}page.html`);
    const script = attach({ kind: 'content-script', frame: tab.mainFrame });
    const contexts = [
      attach(),
      attach({ kind: 'page', url: 'popup.html' }),
      attach({ kind: 'page', frame: ownTab.mainFrame }),
      script,
      attach({ kind: 'content-script', frame: tab.mainFrame.addFrame('https://example.com/inner') }),
    ];
    const received = contexts.map((context) => receive(context));
    script.chrome.runtime.connect();
    await tasks.run();
    expect(received.map(({ length }) => length)).toEqual([1, 1, 1, 0, 0]);
    contexts[0]?.chrome.runtime.connect();
    await tasks.run();
    expect(received.map(({ length }) => length)).toEqual([1, 2, 2, 0, 0]);
  });

  it('9.10: a page reaches an own page in a frame of its own', async () => {
    const { browser, attach, own, tasks } = await createSeveral(engine);
    const tab = browser.openTab(`${own.baseUrl}page.html`);
    const inner = receive(attach({ kind: 'page', frame: tab.mainFrame.addFrame('inner.html') }));
    const page = attach({ kind: 'page', frame: tab.mainFrame });
    const itself = receive(page);
    page.chrome.runtime.connect();
    await tasks.run();
    expect([inner.length, itself.length]).toEqual([1, 0]);
  });

  it('R20, R83, 9.12, 9.14: a content script is external to another extension, and at home in its own', async () => {
    const { browser, attach, other, tasks } = await createSeveral(engine);
    const tab = browser.openTab('https://example.com/');
    const script = attach({ kind: 'content-script', frame: tab.mainFrame });
    const [home, stranger] = [attach(), attach({}, other)];
    const received = [receive(home), receive(stranger), receive(stranger, 'onConnectExternal')];
    script.chrome.runtime.connect();
    script.chrome.runtime.connect(OTHER[engine]);
    await tasks.run();
    expect(received.map(({ length }) => length)).toEqual([1, 0, 1]);
  });

  it('an extension that is disabled is not there, and the trace says why', async () => {
    const { attach, own, other, tasks, trace } = await createSeveral(engine);
    const background = attach();
    await other.disable();
    expect([own.isEnabled, other.isEnabled]).toEqual([true, false]);
    const heard = listenTo(background, background.chrome.runtime.connect(OTHER[engine]));
    await tasks.run();
    expect(heard).toEqual([`closed: ${NO_RECEIVER}`]);
    expect(reasonsIn(trace)).toEqual(['EXTENSION_DISABLED']);
    other.enable();
    const received = receive(attach({}, other), 'onConnectExternal');
    background.chrome.runtime.connect(OTHER[engine]);
    await tasks.run();
    expect(received).toHaveLength(1);
  });
});

describe('user scripts', () => {
  it.each(ENGINE_NAMES)('R20, 9.35: have events of their own, in %s', async (engine) => {
    const { browser, attach, tasks } = await createSeveral(engine, { own: { permissions: ['userScripts'] } });
    const tab = browser.openTab('https://example.com/');
    const background = attach();
    const received = [receive(background), receive(background, 'onUserScriptConnect')];
    const script = attach({ kind: 'user-script', frame: tab.mainFrame, worldId: 'mine' });
    script.chrome.runtime.connect();
    await tasks.run();
    expect(received.map(({ length }) => length)).toEqual([0, 1]);
  });

  it('R5: may not reach another extension, also when their context does not know that', async () => {
    const { browser, other, own, tasks, trace } = await createSeveral('chromium');
    const tab = browser.openTab('https://example.com/');
    const sent: unknown[] = [];
    const bridge = createMemoryBridge();
    own.attachOver(bridge.browser, { kind: 'user-script', frame: tab.mainFrame });
    bridge.context.listen({ received: (message) => sent.push(message), closed: () => undefined });
    bridge.context.send({ type: 'open', channel: 1, api: 'connect', extension: other.id, name: '' });
    await tasks.run();
    expect(sent).toEqual([{ type: 'close', channel: 1, error: NO_RECEIVER }]);
    expect(reasonsIn(trace)).toEqual(['ONLY_OWN_EXTENSION']);
  });
});

describe('hosts', () => {
  it.each(
    ENGINE_NAMES.flatMap((engine) => (['content-script', 'user-script'] as const).map((kind) => ({ engine, kind }))),
  )('7.31: are not for a $kind, whatever its context sends, in $engine', async ({ engine, kind }) => {
    const permissions = ['nativeMessaging', 'userScripts'];
    const { browser, own, tasks, trace, connections } = await createSeveral(engine, { own: { permissions } });
    const bridge = createMemoryBridge();
    own.attachOver(bridge.browser, { kind, frame: browser.openTab('https://example.com/').mainFrame });
    const sent: unknown[] = [];
    bridge.context.listen({ received: (message) => sent.push(message), closed: () => undefined });
    bridge.context.send({ type: 'open', channel: 1, api: 'connectNative', application: 'a' });
    await tasks.run();
    expect(sent).toEqual([{ type: 'close', channel: 1, error: expect.any(String) }]);
    expect(connections.hosts).toEqual([]);
    expect(reasonsIn(trace)).toEqual(['CALLER_IS_CONTENT_SCRIPT']);
  });
});

describe('web pages', () => {
  const CONNECTABLE = { externally_connectable: { matches: ['https://example.com/*'] } };

  it.each([
    {
      when: 'R81, R87: a page that matches has the API',
      engine: 'chromium',
      url: 'https://example.com/a',
      hasApi: true,
    },
    { when: 'R87: one that does not has none', engine: 'chromium', url: 'https://other.example/', hasApi: false },
    { when: '9.13: in Firefox none has', engine: 'firefox', url: 'https://example.com/a', hasApi: false },
  ] as const)('$when', async ({ engine, url, hasApi }) => {
    const { browser } = await createSeveral(engine, { own: CONNECTABLE });
    const tab = browser.openTab(url);
    expect(browser.attachWebPage({ frame: tab.mainFrame }) !== undefined).toBe(hasApi);
  });

  it.each([
    {
      when: 'R81: its own address lets it in',
      from: 'https://other.example/',
      at: 'https://example.com/in',
      how: {},
      hasApi: true,
    },
    {
      when: 'R81: also in a sandbox',
      from: 'https://example.com/',
      at: '/in',
      how: { isSandboxed: true },
      hasApi: true,
    },
    {
      when: 'R87: that of the page around it does not',
      from: 'https://example.com/',
      at: 'https://other.example/',
      how: {},
      hasApi: false,
    },
    {
      when: 'R87: nor does it when it has none',
      from: 'https://example.com/',
      at: 'about:srcdoc',
      how: {},
      hasApi: false,
    },
  ])('a frame: $when', async ({ from, at, how, hasApi }) => {
    const { browser, attach, tasks } = await createSeveral('chromium', { own: CONNECTABLE });
    const senders: unknown[] = [];
    attach().chrome.runtime.onConnectExternal.addListener(({ sender }) => senders.push(sender));
    const frame = browser.openTab(from).mainFrame.addFrame(at, how);
    const page = browser.attachWebPage({ frame, tasks });
    expect(page !== undefined).toBe(hasApi);
    page?.chrome.runtime.connect(OWN.chromium);
    await tasks.run();
    const { isSandboxed = false } = { ...how } as { isSandboxed?: boolean };
    const expected = { frameId: frame.id, origin: isSandboxed ? 'null' : 'https://example.com', tab: { url: from } };
    expect(senders).toMatchObject(hasApi ? [expected] : []);
  });

  it('R80: without the key no page may', async () => {
    const { browser } = await createSeveral('chromium', { own: {}, other: { externally_connectable: { ids: ['*'] } } });
    expect(browser.attachWebPage({ frame: browser.openTab('https://example.com/').mainFrame })).toBeUndefined();
  });

  it.each([
    {
      when: 'R20, R81: the extension that lets it in hears it by the external events',
      to: OWN.chromium,
      count: 1,
      codes: [],
    },
    { when: 'R82: one that does not is not there', to: OTHER.chromium, count: 0, codes: ['PAGE_NOT_CONNECTABLE'] },
    { when: 'R82: one that is not loaded, too', to: 'c'.repeat(32), count: 0, codes: ['EXTENSION_MISSING'] },
  ])('$when', async ({ to, count, codes }) => {
    const { browser, attach, tasks, trace } = await createSeveral('chromium', { own: CONNECTABLE });
    const background = attach();
    const received = [receive(background), receive(background, 'onConnectExternal')];
    const page = browser.attachWebPage({ frame: browser.openTab('https://example.com/').mainFrame, tasks });
    if (page === undefined) throw new Error('The page has no API.');
    const heard = listenTo(page, page.chrome.runtime.connect(to));
    await tasks.run();
    expect(received.map(({ length }) => length)).toEqual([0, count]);
    expect(heard).toEqual(count === 1 ? [] : [`closed: ${NO_RECEIVER}`]);
    expect(reasonsIn(trace)).toEqual(codes);
  });
});

describe('message_serialization', () => {
  const CLONES = { message_serialization: 'structured_clone' };
  const DIFFERS = 'Could not establish connection. Receiving end uses different message serialization format.';

  it.each([
    { from: {}, to: CLONES, differ: true },
    { from: CLONES, to: {}, differ: true },
    { from: CLONES, to: CLONES, differ: false },
    { from: {}, to: {}, differ: false },
  ])('S36: from $from to $to, formats differ: $differ', async ({ from, to, differ }) => {
    const { attach, other, ask, tasks, trace } = await createSeveral('chromium', { own: from, other: to });
    const stranger = attach({}, other);
    const received = receive(stranger, 'onConnectExternal');
    stranger.chrome.runtime.onMessageExternal.addListener((_message, _sender, respond) => void respond('hello'));
    const background = attach();
    const heard = listenTo(background, background.chrome.runtime.connect(OTHER.chromium));
    await tasks.run();
    expect([received.length, heard]).toEqual(differ ? [0, [`closed: ${DIFFERS}`]] : [1, []]);
    const sent = await ask(background.chrome.runtime.sendMessage(OTHER.chromium, 1));
    expect(sent).toEqual(differ ? { error: `Error: ${DIFFERS}` } : { value: 'hello' });
    expect(reasonsIn(trace)).toEqual(differ ? ['FORMATS_DIFFER', 'FORMATS_DIFFER'] : []);
  });

  it('S31, S33: contexts of such an extension exchange clones, content scripts too', async () => {
    const { browser, attach, tasks, trace } = await createSeveral('chromium', { own: CLONES });
    const script = attach({ kind: 'content-script', frame: browser.openTab('https://example.com/').mainFrame });
    const [received] = [receive(script)];
    const port = attach().chrome.tabs.connect(1);
    port.postMessage(new Map([[1n, new Set(['a'])]]));
    await tasks.run();
    expect(received[0]?.heard).toEqual([new Map([[1n, new Set(['a'])]])]);
    expect(trace.find(({ type }) => type === 'message')).toMatchObject({ body: { Map: [['1n', { Set: ['a'] }]] } });
  });

  it('S37: a page speaks the format of the extension that lets it in, and JSON to all others', async () => {
    const { browser, attach, tasks, trace } = await createSeveral('chromium', {
      own: { ...CLONES, externally_connectable: { matches: ['https://example.com/*'] } },
      other: CLONES,
    });
    const received = receive(attach(), 'onConnectExternal');
    const page = browser.attachWebPage({ frame: browser.openTab('https://example.com/').mainFrame, tasks });
    page?.chrome.runtime.connect(OWN.chromium).postMessage(1n);
    expect(() => page?.chrome.runtime.connect(OTHER.chromium).postMessage(1n)).toThrow('Could not serialize message.');
    void settled(page?.chrome.runtime.sendMessage(OTHER.chromium, { as: new Map() }));
    expect(trace.findLast(({ type }) => type === 'message')).toMatchObject({ body: { as: {} } });
    await tasks.run();
    expect(received[0]?.heard).toEqual([1n]);
  });
});
