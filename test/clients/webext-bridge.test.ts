import { describe, expect, it } from 'vitest';
import type { BrowserFrame, BrowserTab } from '../../src/browser/node.js';
import { ENGINE_NAMES } from '../browser/small-world.js';
import { createClientWorld } from './client-world.js';

const POPUP = { kind: 'page', url: 'popup.html' } as const;

describe.each(ENGINE_NAMES)('webext-bridge between background and popup, in %s', (engine) => {
  const startTwo = async () => {
    const { start } = await createClientWorld(engine);
    const background = await start('webext-bridge/background.js');
    return { background, popup: await start('webext-bridge/popup.js', POPUP) };
  };

  it('messages are answered, both ways', async () => {
    const { background, popup } = await startTwo();
    expect(await popup.call('send', 'double', { n: 21 }, 'background')).toMatchObject({ doubled: 42, asked: 'popup' });
    expect(await background.call('send', 'double', { n: 4 }, 'popup')).toMatchObject({
      doubled: 8,
      asked: 'background',
    });
  });

  it('what a listener throws is thrown at the sender, with its class', async () => {
    const { background, popup } = await startTwo();
    const failure = { name: 'RangeError', message: 'too far' };
    await expect(popup.call('send', 'fail', { message: 'too far' }, 'background')).rejects.toEqual(failure);
    await expect(background.call('send', 'fail', { message: 'too far' }, 'popup')).rejects.toEqual(failure);
    // The client throws once more where the listener is, for the console: nothing but `undefined`.
    await popup.call('whatWasStreamed'); // a task later
    expect([background.uncaught, popup.uncaught]).toEqual([['undefined'], ['undefined']]);
  });

  it('a stream, both ways', async () => {
    const { background, popup } = await startTwo();
    expect(await popup.call('stream', 'background', [1, 2, 3])).toEqual([{ seen: 1 }, { seen: 2 }, { seen: 3 }]);
    await popup.call('send', 'double', { n: 1 }, 'background'); // after the end of the stream
    expect(await background.call('whatWasStreamed')).toEqual([1, 2, 3, 'closed']);
  });

  it('a popup that goes before it has answered', async () => {
    const { background, popup } = await startTwo();
    const sent = expect(background.call('send', 'never', {}, 'popup')).rejects.toEqual({
      value: 'Transaction was ended before it could complete',
    });
    await background.call('send', 'double', { n: 1 }, 'popup'); // the first has arrived
    await popup.close();
    await sent;
  });

  it('a message to a popup that is not open waits for it', async () => {
    const { start } = await createClientWorld(engine);
    const background = await start('webext-bridge/background.js');
    const sent = background.call('send', 'double', { n: 1 }, 'popup');
    await start('webext-bridge/popup.js', POPUP);
    expect(await sent).toMatchObject({ doubled: 2, by: 'popup' });
  });
});

const WEB = 'https://example.org/';

describe.each(ENGINE_NAMES)('webext-bridge and content scripts in %s', (engine) => {
  const startWithTabs = async () => {
    const { browser, start } = await createClientWorld(engine, {
      host_permissions: ['*://*/*'],
      permissions: ['tabs'],
    });
    const background = await start('webext-bridge/background.js');
    const openTab = async (url = WEB) => {
      const tab = browser.openTab(url);
      return { tab, script: await startIn(tab.mainFrame) };
    };
    const startIn = (frame: BrowserFrame) =>
      start('webext-bridge/content-script.js', { kind: 'content-script', frame });
    return { background, openTab, startIn, start };
  };

  it('a content script and the background, both ways, each tab for itself', async () => {
    const { background, openTab } = await startWithTabs();
    const tabs = [await openTab(), await openTab()];
    for (const { tab, script } of tabs) {
      const asked = { doubled: 42, by: 'background', asked: 'content-script', tab: tab.id };
      expect(await script.call('send', 'double', { n: 21 }, 'background')).toEqual(asked);
      const there = await background.call('send', 'double', { n: 4 }, `content-script@${tab.id}`);
      expect(there).toMatchObject({ doubled: 8, by: 'content-script', asked: 'background' });
    }
  });

  it('errors cross, both ways', async () => {
    const { background, openTab } = await startWithTabs();
    const { tab, script } = await openTab();
    const failure = { name: 'RangeError', message: 'too far' };
    await expect(script.call('send', 'fail', { message: 'too far' }, 'background')).rejects.toEqual(failure);
    const there = `content-script@${tab.id}`;
    await expect(background.call('send', 'fail', { message: 'too far' }, there)).rejects.toEqual(failure);
  });

  it('a popup reaches a content script through the background, and back', async () => {
    const { openTab, start } = await startWithTabs();
    const { tab, script } = await openTab();
    const popup = await start('webext-bridge/popup.js', POPUP);
    const there = `content-script@${tab.id}`;
    expect(await popup.call('send', 'double', { n: 3 }, there)).toMatchObject({ doubled: 6, asked: 'popup' });
    expect(await script.call('send', 'double', { n: 5 }, 'popup')).toMatchObject({ doubled: 10, tab: tab.id });
    expect(await popup.call('stream', there, ['a', 'b'])).toEqual([{ seen: 'a' }, { seen: 'b' }]);
  });

  it('a frame in the tab is reached by its own number', async () => {
    const { background, openTab, startIn } = await startWithTabs();
    const { tab } = await openTab();
    const frame = tab.mainFrame.addFrame(`${WEB}frame.html`);
    const inFrame = await startIn(frame);
    expect(frame.id).toBeGreaterThan(0);
    const there = `content-script@${tab.id}.${frame.id}`;
    expect(await background.call('send', 'double', { n: 2 }, there)).toMatchObject({ doubled: 4 });
    expect(await inFrame.call('send', 'double', { n: 2 }, 'background')).toMatchObject({ doubled: 4, tab: tab.id });
  });

  it.each([
    { how: 'the tab goes elsewhere', leave: (tab: BrowserTab) => void tab.navigate('https://example.com/') },
    { how: 'the tab is closed', leave: (tab: BrowserTab) => tab.close() },
  ])('$how before its content script has answered', async ({ leave }) => {
    const { background, openTab } = await startWithTabs();
    const { tab } = await openTab();
    const there = `content-script@${tab.id}`;
    const sent = expect(background.call('send', 'never', {}, there)).rejects.toEqual({
      value: 'Transaction was ended before it could complete',
    });
    await background.call('send', 'double', { n: 1 }, there); // the first has arrived
    leave(tab);
    await sent;
  });
});
