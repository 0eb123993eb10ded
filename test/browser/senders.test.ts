import { describe, expect, it } from 'vitest';
import type { AttachedContext, ExtensionApi, MessageSender } from '../../src/browser/node.js';
import type { EngineName } from '../../src/engines/index.js';
import { createSeveral, OTHER, OWN } from './several-contexts.js';
import { ENGINE_NAMES } from './small-world.js';

const TAB = {
  chromium: {
    active: true,
    audible: false,
    autoDiscardable: true,
    discarded: false,
    frozen: false,
    groupId: -1,
    height: 720,
    highlighted: true,
    id: 1,
    incognito: false,
    index: 0,
    lastAccessed: expect.any(Number),
    mutedInfo: { muted: false },
    pinned: false,
    selected: true,
    splitViewId: -1,
    status: 'complete',
    title: 'Top',
    url: 'https://example.com/top?a#b',
    width: 1280,
    windowId: 1,
  },
  firefox: {
    id: 1,
    index: 0,
    windowId: 1,
    highlighted: true,
    active: true,
    attention: false,
    pinned: false,
    status: 'complete',
    hidden: false,
    discarded: false,
    incognito: false,
    width: 1280,
    height: 720,
    lastAccessed: expect.any(Number),
    audible: false,
    autoDiscardable: true,
    mutedInfo: { muted: false },
    isArticle: undefined,
    isInReaderMode: false,
    sharingState: { camera: false, microphone: false, screen: undefined },
    successorTabId: -1,
    groupId: -1,
    splitViewId: -1,
    cookieStoreId: 'firefox-default',
    url: 'https://example.com/top?a#b',
    title: 'Top',
  },
} as const;

/** What a listener is told of who sends, by message and by port; both must be the same. */
async function senderOf(
  engine: EngineName,
  from: (world: Awaited<ReturnType<typeof createPlaces>>) => AttachedContext<ExtensionApi> | undefined,
  manifests: Parameters<typeof createSeveral>[1] = {},
): Promise<MessageSender | undefined> {
  const world = await createPlaces(engine, manifests);
  const senders: (MessageSender | undefined)[] = [];
  const { runtime } = world.background.chrome;
  runtime.onMessage.addListener((_message, sender) => senders.push(sender));
  runtime.onMessageExternal.addListener((_message, sender) => senders.push(sender));
  runtime.onConnect.addListener(({ sender }) => senders.push(sender));
  runtime.onConnectExternal.addListener(({ sender }) => senders.push(sender));
  const sender = from(world);
  void Promise.resolve(sender?.chrome.runtime.sendMessage(OWN[engine], 1)).catch(() => undefined);
  sender?.chrome.runtime.connect(OWN[engine]);
  await world.tasks.run();
  expect(senders).toHaveLength(2);
  expect(senders[0]).toEqual(senders[1]); // R37, 9.35
  return senders[0];
}

async function createPlaces(engine: EngineName, manifests: Parameters<typeof createSeveral>[1]) {
  const content_scripts = [{ matches: ['https://example.com/*'], js: ['content.js'] }];
  const world = await createSeveral(engine, { ...manifests, own: { content_scripts, ...manifests?.own } });
  const tab = world.browser.openTab('https://example.com/top?a#b', { title: 'Top' });
  return { ...world, tab, background: world.attach() };
}

const without = (sender: object | undefined, ...keys: string[]): object =>
  Object.fromEntries(Object.entries(sender ?? {}).filter(([key]) => !keys.includes(key)));

describe('the sender in Chromium', () => {
  it('R30, R31: a content script of the main frame', async () => {
    const sender = await senderOf('chromium', ({ attach, tab }) =>
      attach({ kind: 'content-script', frame: tab.mainFrame }),
    );
    expect(Object.keys(sender ?? {})).toEqual([
      'id',
      'url',
      'origin',
      'frameId',
      'documentId',
      'documentLifecycle',
      'tab',
    ]);
    expect(sender).toEqual({
      id: OWN.chromium,
      url: 'https://example.com/top?a#b',
      origin: 'https://example.com',
      frameId: 0,
      documentId: expect.stringMatching(/^[\dA-F]{32}$/),
      documentLifecycle: 'active',
      tab: TAB.chromium,
    });
    expect(Object.keys(Object(sender?.tab))).toEqual(Object.keys(TAB.chromium));
  });

  it.each([
    {
      when: 'R31: a frame',
      at: 'https://other.example/x',
      how: {},
      url: 'https://other.example/x',
      origin: 'https://other.example',
    },
    {
      when: 'R31: about:blank has the origin that made it',
      at: undefined,
      how: {},
      url: 'about:blank',
      origin: 'https://example.com',
    },
    {
      when: 'R31: srcdoc, too',
      at: 'about:srcdoc',
      how: { html: 'x' },
      url: 'about:srcdoc',
      origin: 'https://example.com',
    },
    { when: 'R32: a sandbox', at: '/s', how: { isSandboxed: true }, url: 'https://example.com/s', origin: 'null' },
  ] as const)('$when', async ({ at, how, url, origin }) => {
    const sender = await senderOf('chromium', ({ attach, tab }) =>
      attach({ kind: 'content-script', frame: tab.mainFrame.addFrame(at, how) }),
    );
    expect(without(sender, 'documentId', 'frameId')).toEqual({
      id: OWN.chromium,
      url,
      origin,
      documentLifecycle: 'active',
      tab: TAB.chromium,
    });
    expect(sender?.frameId).toBeGreaterThan(0);
  });

  it('R31: an extension page in a tab', async () => {
    const sender = await senderOf('chromium', ({ attach, browser, own }) =>
      attach({ kind: 'page', frame: browser.openTab(`${own.baseUrl}page.html?q`).mainFrame }),
    );
    expect(without(sender, 'documentId', 'tab')).toEqual({
      id: OWN.chromium,
      url: `chrome-extension://${OWN.chromium}/page.html?q`,
      origin: `chrome-extension://${OWN.chromium}`,
      frameId: 0,
      documentLifecycle: 'active',
    });
    expect(sender?.tab).toMatchObject({ id: 2, index: 1, favIconUrl: '' });
  });

  it('R31: a popup is in no tab', async () => {
    const sender = await senderOf(
      'chromium',
      ({ attach, own }) => attach({ kind: 'page', frame: own.openPopup().frame }),
      { own: { action: { default_popup: 'popup.html' } } },
    );
    expect(sender).toEqual({
      id: OWN.chromium,
      url: `chrome-extension://${OWN.chromium}/popup.html`,
      origin: `chrome-extension://${OWN.chromium}`,
    });
  });

  it('R34: the worker of another extension', async () => {
    const sender = await senderOf('chromium', ({ attach, other }) => attach({ url: 'worker.js' }, other));
    expect(sender).toEqual({ id: OTHER.chromium, url: `chrome-extension://${OTHER.chromium}/worker.js` });
  });

  it('R83: a content script of another extension counts as that', async () => {
    const sender = await senderOf('chromium', ({ attach, tab, other }) =>
      attach({ kind: 'content-script', frame: tab.mainFrame }, other),
    );
    expect(sender).toMatchObject({ id: OTHER.chromium, frameId: 0, tab: TAB.chromium });
  });

  it('R35, R36: a web page has no id; its TLS channel has none either', async () => {
    const sender = await senderOf(
      'chromium',
      ({ browser, tab, tasks }) => browser.attachWebPage({ frame: tab.mainFrame, tasks }),
      { own: { externally_connectable: { matches: ['https://example.com/*'], accepts_tls_channel_id: true } } },
    );
    expect(Object.keys(sender ?? {})).toEqual([
      'url',
      'origin',
      'frameId',
      'documentId',
      'documentLifecycle',
      'tab',
      'tlsChannelId',
    ]);
    expect(sender).toMatchObject({ origin: 'https://example.com', tlsChannelId: '' });
  });

  it.each([
    { from: 'background', label: { url: 'worker.js' }, path: 'worker.js' },
    { from: 'page in a tab', label: undefined, path: 'page.html' },
  ])('R33: what a $from sends to a tab tells no place', async ({ label, path }) => {
    const { attach, browser, own, tab, tasks } = await createPlaces('chromium', {});
    const senders: unknown[] = [];
    attach({ kind: 'content-script', frame: tab.mainFrame }).chrome.runtime.onMessage.addListener((_message, sender) =>
      senders.push(sender),
    );
    const page = { kind: 'page', frame: browser.openTab(`${own.baseUrl}page.html`).mainFrame } as const;
    void attach(label ?? page).chrome.tabs.sendMessage(tab.id, 1);
    await tasks.run();
    const base = `chrome-extension://${OWN.chromium}`;
    expect(senders).toEqual([{ id: OWN.chromium, url: `${base}/${path}`, origin: base }]);
  });
});

describe('the sender in Firefox', () => {
  it.each([
    { when: 'permitted', permissions: ['tabs'], url: 'https://example.com/top?a#b', title: 'Top' },
    { when: 'not permitted', permissions: [], url: undefined, title: undefined },
  ])('tells of its tab what the receiver may know: $when', async ({ permissions, url, title }) => {
    const sender = await senderOf(
      'firefox',
      (world) => world.attach({ kind: 'content-script', frame: world.tab.mainFrame }, world.other),
      { own: { permissions, content_scripts: [] } },
    );
    expect(sender).toMatchObject({ id: OTHER.firefox, url: 'https://example.com/top?a#b' });
    const tab = Object(sender?.tab);
    expect([tab.url, tab.title]).toEqual([url, title]);
  });

  it('9.30-9.36: a content script of the main frame', async () => {
    const sender = await senderOf('firefox', ({ attach, tab }) =>
      attach({ kind: 'content-script', frame: tab.mainFrame }),
    );
    expect(Object.keys(sender ?? {})).toEqual([
      'contextId',
      'id',
      'envType',
      'url',
      'tab',
      'frameId',
      'documentId',
      'origin',
    ]);
    expect(sender).toEqual({
      contextId: expect.any(Number),
      id: OWN.firefox,
      envType: 'content_child',
      url: 'https://example.com/top?a#b',
      tab: TAB.firefox,
      frameId: 0,
      documentId: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
      origin: 'https://example.com',
    });
    expect(Object.keys(Object(sender?.tab))).toEqual(Object.keys(TAB.firefox));
  });

  it.each([
    { when: 'about:blank', at: undefined, how: {}, url: 'about:blank', origin: 'https://example.com' },
    {
      when: 'another origin',
      at: 'https://other.example/x?q#h',
      how: {},
      url: 'https://other.example/x?q#h',
      origin: 'https://other.example',
    },
    { when: 'a sandbox', at: '/s', how: { isSandboxed: true }, url: 'https://example.com/s', origin: 'null' },
  ] as const)('9.31: a frame with $when', async ({ at, how, url, origin }) => {
    const sender = await senderOf('firefox', ({ attach, tab }) =>
      attach({ kind: 'content-script', frame: tab.mainFrame.addFrame(at, how) }),
    );
    expect(sender).toMatchObject({ id: OWN.firefox, url, origin, tab: { url: 'https://example.com/top?a#b' } });
  });

  it('9.35: a content script of another extension looks the same', async () => {
    const sender = await senderOf('firefox', ({ attach, tab, other }) =>
      attach({ kind: 'content-script', frame: tab.mainFrame }, other),
    );
    expect(Object.keys(sender ?? {})).toEqual([
      'contextId',
      'id',
      'envType',
      'url',
      'tab',
      'frameId',
      'documentId',
      'origin',
    ]);
    expect(sender).toMatchObject({ id: OTHER.firefox, envType: 'content_child', tab: TAB.firefox });
  });

  it('9.30-9.34: an extension page in a tab, and in a popup, which is in none', async () => {
    const inTab = await senderOf('firefox', ({ attach, browser, own }) =>
      attach({ kind: 'page', frame: browser.openTab(`${own.baseUrl}page.html?q`).mainFrame }),
    );
    expect(inTab).toMatchObject({ envType: 'addon_child', url: expect.stringMatching(/page\.html\?q$/), frameId: 0 });
    const inPopup = await senderOf('firefox', ({ attach, own }) =>
      attach({ kind: 'page', frame: own.openPopup('popup.html').frame }),
    );
    expect(Object.keys(inPopup ?? {})).toEqual(['contextId', 'id', 'envType', 'url', 'documentId', 'origin']);
  });

  it('9.33: the id of a frame is large', async () => {
    const sender = await senderOf('firefox', ({ attach, tab }) =>
      attach({ kind: 'content-script', frame: tab.mainFrame.addFrame('/inner') }),
    );
    expect(sender?.frameId).toBeGreaterThan(2 ** 32);
    expect(sender?.tab).toMatchObject({ url: 'https://example.com/top?a#b' });
  });

  it('9.31, 9.32, 9.34: a background has neither tab nor frame', async () => {
    const sender = await senderOf('firefox', ({ attach, other }) => attach({}, other));
    expect(Object.keys(sender ?? {})).toEqual(['contextId', 'id', 'envType', 'url', 'documentId', 'origin']);
    expect(sender).toMatchObject({ id: OTHER.firefox, envType: 'addon_child' });
  });

  it('9.35: a user script tells its world', async () => {
    const { browser, attach, background, tasks } = await createPlaces('firefox', {
      own: { permissions: ['userScripts'] },
    });
    const senders: MessageSender[] = [];
    background.chrome.runtime.onUserScriptMessage.addListener((_message, sender) => senders.push(sender));
    const frame = browser.openTab('https://example.com/').mainFrame;
    void attach({ kind: 'user-script', frame, worldId: 'mine' }).chrome.runtime.sendMessage(1);
    await tasks.run();
    expect(senders).toMatchObject([{ envType: 'content_child', userScriptWorldId: 'mine' }]);
  });
});

describe.each(ENGINE_NAMES)('the sender of a document that moves, in %s', (engine) => {
  it('R30, 9.31: tells the address of the moment, the tab as it is', async () => {
    const { attach, background, tab, tasks } = await createPlaces(engine, {});
    const senders: MessageSender[] = [];
    background.chrome.runtime.onMessage.addListener((_message, sender) => senders.push(sender));
    const script = attach({ kind: 'content-script', frame: tab.mainFrame });
    tab.navigate('#later');
    void script.chrome.runtime.sendMessage(1);
    await tasks.run();
    const url = 'https://example.com/top?a#later';
    expect(senders).toMatchObject([{ url, tab: { url, title: 'Top' } }]);
  });
});
