// The sources that the compiler accepts also run: the whole sample extension, in tabs.
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBrowser } from '../../../src/browser/node.js';
import { FakeConnections } from '../../browser/fake-connections.js';
import { startBackground, tellActiveTab } from './background.js';
import { ask, askWithCallback, startContentScript } from './content-script.js';

const MANIFEST = {
  manifest_version: 3,
  name: 'sample',
  version: '1',
  permissions: ['storage', 'tabs', 'scripting', 'management'],
  host_permissions: ['*://*/*'],
  action: {},
};

describe('an extension that was written against @types/chrome', () => {
  const start = async () => {
    const browser = createBrowser({ engine: 'chromium', connections: new FakeConnections() });
    onTestFinished(() => browser.close());
    const extension = await browser.loadExtension(MANIFEST);
    const background = extension.attach<typeof chrome>();
    startBackground(background.chrome);
    const shown: string[] = [];
    const openTab = (url: string) => {
      const tab = browser.openTab(url);
      const { chrome } = extension.attach<typeof globalThis.chrome>({ kind: 'content-script', frame: tab.mainFrame });
      startContentScript(chrome, (text) => shown.push(text));
      return { tab, chrome };
    };
    return { browser, extension, background: background.chrome, openTab, shown };
  };

  it('a content script is answered over its port', async () => {
    const { openTab, shown } = await start();
    openTab('https://example.org/');
    await expect.poll(() => shown).toEqual(['hello (en) for https://example.org/']);
  });

  it('promises and callbacks of sendMessage; storage that changes is told to all', async () => {
    const { background, openTab, shown } = await start();
    const { chrome } = openTab('https://example.org/');
    await expect.poll(() => shown).toHaveLength(1);
    await background.storage.local.set({ settings: { language: 'fr', enabled: true } });
    await expect.poll(() => shown).toContain('settings object');
    const value = 'a (fr) for https://example.org/';
    expect(await ask(chrome, { type: 'translate', text: 'a' })).toEqual({ ok: true, value });
    expect(await askWithCallback(chrome, { type: 'forget', keys: ['settings'] })).toEqual({ ok: true, value: 1 });
    expect(await ask(chrome, { type: 'settings' })).toEqual({ ok: true }); // JSON has no undefined
  });

  it('the background speaks to the tab in front', async () => {
    const { browser, background, openTab, shown } = await start();
    openTab('https://example.org/');
    openTab('https://example.com/');
    await expect.poll(() => shown).toHaveLength(2);
    expect(await tellActiveTab(background, ['word'])).toBe(0);
    await expect.poll(() => shown.filter((text) => text === 'highlight')).toHaveLength(1);
    expect(browser.activeTab?.url).toBe('https://example.com/');
  });

  it('a click on its button clears the page of the tab', async () => {
    const { extension, openTab, shown } = await start();
    const { tab } = openTab('https://example.org/');
    extension.click({ id: tab.id });
    await expect.poll(() => shown).toContain('clear');
  });

  it('without a tab, one is opened', async () => {
    const { browser, background } = await start();
    expect(await tellActiveTab(background, [])).toBe(0);
    await expect.poll(() => browser.tabs.map(({ url }) => url)).toEqual(['https://example.org/']);
  });
});
