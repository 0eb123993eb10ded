// The sources that the compiler accepts also run: the whole sample add-on, in tabs.
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBrowser } from '../../../src/browser/node.js';
import { FakeConnections } from '../../browser/fake-connections.js';
import { startBackground, tellAll } from './background.js';
import { askAnother, startContentScript } from './content-script.js';

const MANIFEST = {
  manifest_version: 3,
  name: 'sample',
  version: '1',
  permissions: ['storage', 'tabs', 'scripting', 'nativeMessaging'],
  host_permissions: ['*://*/*'],
  action: {},
};

describe('an add-on that was written against @types/firefox-webext-browser', () => {
  const start = async () => {
    const connections = new FakeConnections();
    const created = createBrowser({ engine: 'firefox', connections });
    onTestFinished(() => created.close());
    const extension = await created.loadExtension(MANIFEST);
    const background = extension.attach<typeof browser>();
    startBackground(background.browser);
    const openTab = (url: string, text: string) => {
      const tab = created.openTab(url, { title: 'A tab' });
      const { browser } = extension.attach<typeof globalThis.browser>({ kind: 'content-script', frame: tab.mainFrame });
      return { tab, browser, port: startContentScript(browser, text) };
    };
    return { created, extension, background: background.browser, openTab, connections };
  };

  it('a map and a date reach the background, which keeps a part of them', async () => {
    const { background, openTab } = await start();
    openTab('https://www.example.org/', 'one two one');
    await expect.poll(() => background.storage.local.get('visits')).toEqual({ visits: 1 });
    const { last } = await background.storage.local.get('last');
    expect(new Date(last).getTime()).toBeGreaterThan(0);
  });

  it('a port echoes a map', async () => {
    const { openTab } = await start();
    const { port } = openTab('https://www.example.org/', 'one two one');
    const heard = new Promise((resolve) => port.onMessage.addListener(resolve));
    const words = new Map([
      ['one', 2],
      ['two', 1],
    ]);
    expect(await heard).toEqual({ echo: { words } });
  });

  it('all tabs of a site are asked, and those without a script left out', async () => {
    const { background, openTab, extension } = await start();
    openTab('https://www.example.org/', 'a');
    openTab('https://example.org/', 'b');
    openTab('https://example.com/', 'c');
    const answer = `who: ${extension.id}`;
    const asked = tellAll(background, { kind: 'question', text: 'who' });
    await expect(asked).resolves.toEqual([answer, answer]);
  });

  it('an add-on that is not there', async () => {
    const { openTab } = await start();
    const { browser } = openTab('https://www.example.org/', 'a');
    await expect(askAnother(browser, 'another@example.org')).rejects.toThrow('Receiving end does not exist');
  });

  it('its host is called, and hears what it says', async () => {
    const { connections } = await start();
    expect(connections.last.request).toMatchObject({ application: 'com.example.app', api: 'connectNative' });
  });
});
