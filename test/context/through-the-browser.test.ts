import { describe, expect, it } from 'vitest';
import { settled } from '../browser/several-contexts.js';
import { createTabbed, OTHER, OWN } from './tabbed-browser.js';

const NO_RECEIVER = 'Could not establish connection. Receiving end does not exist.';
const OTHER_FORMAT = 'Could not establish connection. Receiving end uses different message serialization format.';

describe.each(['chromium', 'firefox'] as const)('a background and a content script, in %s', (engine) => {
  const meet = () => {
    const world = createTabbed(engine);
    const extension = world.load(OWN[engine]);
    const tab = world.open('http://one.test/');
    const background = world.attach(extension, 'background');
    const script = world.attach(extension, 'content-script', tab);
    return { ...world, tab, background, script };
  };

  it('R20, R24: a message of the content script, and its sender', async () => {
    const { background, script, tab, tasks } = meet();
    const senders: unknown[] = [];
    background.chrome.runtime.onMessage.addListener((message, sender, respond) => {
      senders.push(sender);
      respond([message]);
    });
    const answer = script.chrome.runtime.sendMessage('hello');
    await tasks.run();
    expect(await answer).toEqual(['hello']);
    expect(senders).toMatchObject([{ id: OWN[engine], url: tab.url, frameId: 0, tab: { id: tab.id } }]);
  });

  it('R24, R41, 9.15: tabs.sendMessage and tabs.connect reach it', async () => {
    const { background, script, tab, tasks } = meet();
    const heard: unknown[] = [];
    script.chrome.runtime.onMessage.addListener((message, _sender, respond) => respond(`script got ${message}`));
    script.chrome.runtime.onConnect.addListener((port) => {
      heard.push(port.name);
      port.onMessage.addListener((message) => port.postMessage([message]));
    });
    const answer = background.chrome.tabs.sendMessage(tab.id, 'm', { frameId: 0 });
    const port = background.chrome.tabs.connect(tab.id, { name: 'n' });
    port.onMessage.addListener((message) => heard.push(message));
    port.postMessage(1);
    await tasks.run();
    expect(await answer).toBe('script got m');
    expect(heard).toEqual(['n', [1]]);
  });

  it('R33, 9.30: the sender of what comes from the background is not in a tab', async () => {
    const { background, script, tab, tasks } = meet();
    const senders: object[] = [];
    script.chrome.runtime.onMessage.addListener((_message, sender) => senders.push(sender));
    void background.chrome.tabs.sendMessage(tab.id, 'm');
    await tasks.run();
    const keys =
      engine === 'chromium' ? ['id', 'url', 'origin'] : ['contextId', 'id', 'envType', 'url', 'documentId', 'origin'];
    expect(Object.keys(senders[0] ?? {})).toEqual(keys);
    expect(senders[0]).toMatchObject({ id: OWN[engine], origin: expect.stringMatching(/^(chrome|moz)-extension:/) });
  });

  it('R24, 9.9: runtime.sendMessage does not', async () => {
    const { background, script, tasks } = meet();
    script.chrome.runtime.onMessage.addListener(() => true);
    const sent = settled(background.chrome.runtime.sendMessage('m'));
    await tasks.run();
    expect(await sent).toEqual({ error: `Error: ${NO_RECEIVER}` });
  });
});

describe('native hosts from a content script, in Firefox', () => {
  const inScript = () => {
    const world = createTabbed('firefox');
    const extension = world.load(OWN.firefox, { permissions: ['nativeMessaging'] });
    return { ...world, script: world.attach(extension, 'content-script', world.open('http://one.test/')) };
  };

  it('7.31: a port that looks normal, and closes', async () => {
    const { script, tasks, connections } = inScript();
    const port = script.chrome.runtime.connectNative('a');
    port.postMessage(1);
    const errors: unknown[] = [];
    port.onDisconnect.addListener(({ error }) => errors.push(error?.message));
    await tasks.run();
    expect(errors).toEqual(['An unexpected error occurred']);
    expect(connections.hosts).toEqual([]);
  });

  it('8.11: sendNativeMessage is rejected', async () => {
    const { script, tasks, connections } = inScript();
    const sent = settled(script.chrome.runtime.sendNativeMessage('a', {}));
    await tasks.run();
    expect(await sent).toEqual({ error: 'Error: An unexpected error occurred' });
    expect(connections.hosts).toEqual([]);
  });
});

describe('message formats, in Chromium', () => {
  const CLONING = { message_serialization: 'structured_clone' };

  it.each([
    { own: {}, other: CLONING },
    { own: CLONING, other: {} },
  ])('S36, E11: $own cannot speak to $other', async ({ own, other }) => {
    const { load, attach, tasks } = createTabbed('chromium');
    const caller = attach(load(OWN.chromium, own), 'background');
    const receiver = attach(load(OTHER.chromium, other), 'background');
    const heard: unknown[] = [];
    receiver.chrome.runtime.onMessageExternal.addListener((message) => heard.push(message));
    receiver.chrome.runtime.onConnectExternal.addListener((port) => heard.push(port));
    const sent = settled(caller.chrome.runtime.sendMessage(OTHER.chromium, 'm'));
    caller.chrome.runtime.connect(OTHER.chromium).onDisconnect.addListener(() => {
      heard.push(caller.chrome.runtime.lastError?.message);
    });
    await tasks.run();
    expect(await sent).toEqual({ error: `Error: ${OTHER_FORMAT}` });
    expect(heard).toEqual([OTHER_FORMAT]);
  });

  it('S30, S31: two that clone can', async () => {
    const { load, attach, tasks } = createTabbed('chromium');
    const caller = attach(load(OWN.chromium, CLONING), 'background');
    const receiver = attach(load(OTHER.chromium, CLONING), 'background');
    receiver.chrome.runtime.onMessageExternal.addListener(async (message) => [message]);
    const sent = caller.chrome.runtime.sendMessage(OTHER.chromium, new Map([[1, 2n]]));
    await tasks.run();
    expect(await sent).toEqual([new Map([[1, 2n]])]);
  });

  it('S37, R35, R81, R87: a web page adapts to the extension that lets it in', async () => {
    const { load, attach, attachPage, open, tasks } = createTabbed('chromium');
    const external = { externally_connectable: { matches: ['http://one.test/*'] } };
    const [json, cloning] = [load(OWN.chromium, external), load(OTHER.chromium, { ...external, ...CLONING })];
    const seen: unknown[] = [];
    for (const extension of [json, cloning]) {
      attach(extension, 'background').chrome.runtime.onMessageExternal.addListener((message, sender, respond) => {
        seen.push('id' in sender);
        respond(message);
      });
    }
    const page = attachPage(open('http://one.test/'));
    const answers = [OWN.chromium, OTHER.chromium].map((id) => page?.chrome.runtime.sendMessage(id, new Map([[1, 2]])));
    await tasks.run();
    expect(await Promise.all(answers)).toEqual([{}, new Map([[1, 2]])]);
    expect(seen).toEqual([false, false]);
    expect(attachPage(open('http://two.test/'))).toBeUndefined();
  });
});
