import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Browser, createBrowser, type Extension } from '../../src/browser/node.js';
import {
  type BrowserEnd,
  bridgeOverMessagePort,
  type ContextEnd,
  createContext,
  ENGINES,
  type ExtensionContext,
} from '../../src/context/index.js';
import type { EngineName } from '../../src/engines/index.js';
import { createChannelToRenderer, createMessageChannelMain, createUtilityProcess } from '../contract/electron-ports.js';
import { FakeConnections } from './fake-connections.js';
import { ENGINE_NAMES, thrownBy } from './small-world.js';

// A context elsewhere, as docs/embedding.md shows it: everything that crosses is on the port.
const PLACES: { place: string; ends: () => { browser: BrowserEnd; context: ContextEnd; cut(): void } }[] = [
  {
    place: 'over a MessagePort of Node',
    ends() {
      const { port1, port2 } = new MessageChannel();
      return { browser: bridgeOverMessagePort(port1), context: bridgeOverMessagePort(port2), cut: () => port2.close() };
    },
  },
  {
    place: 'in a renderer of Electron',
    ends() {
      const { main, page } = createChannelToRenderer();
      return { browser: bridgeOverMessagePort(main), context: bridgeOverMessagePort(page), cut: () => page.close() };
    },
  },
  {
    place: 'in the main process of Electron',
    ends() {
      const { port1, port2 } = createMessageChannelMain();
      return { browser: bridgeOverMessagePort(port1), context: bridgeOverMessagePort(port2), cut: () => port2.close() };
    },
  },
  {
    place: 'in a utility process of Electron',
    ends() {
      const { child, parentPort } = createUtilityProcess();
      return {
        browser: bridgeOverMessagePort(child),
        context: bridgeOverMessagePort(parentPort),
        cut: () => child.close(),
      };
    },
  },
];

const browserOf = new WeakMap<Extension, Browser>();

async function loadExtension(engine: EngineName): Promise<Extension> {
  const browser = createBrowser({ engine, connections: new FakeConnections() });
  onTestFinished(() => browser.close());
  const extension = await browser.loadExtension({
    manifest_version: 3,
    name: 'embedded',
    version: '1',
    optional_permissions: ['nativeMessaging'],
    host_permissions: ['*://*/*'],
  });
  browserOf.set(extension, browser);
  return extension;
}

describe.each(ENGINE_NAMES)('in %s, a context', (engine) => {
  describe.each(PLACES)('$place', ({ ends }) => {
    const start = async () => {
      const extension = await loadExtension(engine);
      const { browser, context: bridge, cut } = ends();
      const served = extension.attachOver(browser, { kind: 'page', url: 'panel.html' });
      const there: ExtensionContext = createContext({
        engine: ENGINES[engine],
        bridge,
        extension: extension.describe(),
      });
      return { extension, there, here: extension.attach(), served, cut };
    };

    it('talks to contexts in this thread, both ways', async () => {
      const { there, here, extension } = await start();
      here.chrome.runtime.onMessage.addListener(async (message, sender) => ({ message, from: sender.url }));
      there.chrome.runtime.onConnect.addListener((port) => {
        port.onMessage.addListener((message) => port.postMessage({ echo: message }));
      });
      const from = `${extension.baseUrl}panel.html`;
      expect(await there.chrome.runtime.sendMessage({ ask: 'é€🙂' })).toEqual({ message: { ask: 'é€🙂' }, from });
      const port = here.chrome.runtime.connect();
      const echoes = new Promise((resolve) => {
        const heard: unknown[] = [];
        port.onMessage.addListener((message) => heard.push(message) === 3 && resolve(heard));
      });
      for (const n of [1, 2, 3]) port.postMessage(n);
      expect(await echoes).toEqual([{ echo: 1 }, { echo: 2 }, { echo: 3 }]);
    });

    it('gets what a permission brings', async () => {
      const { there, extension } = await start();
      const added = new Promise((resolve) => there.chrome.permissions.onAdded.addListener(resolve));
      expect(there.chrome.runtime.connectNative).toBeUndefined();
      extension.grant('nativeMessaging');
      expect(await added).toMatchObject({ permissions: ['nativeMessaging'] });
      expect(there.chrome.runtime.connectNative).toBeTypeOf('function');
    });

    it.each(['its own dispose', 'the port that is cut'] as const)('is gone after %s', async (how) => {
      const { there, here, cut } = await start();
      here.chrome.runtime.onConnect.addListener(() => undefined);
      const gone = new Promise<void>((resolve) => {
        there.chrome.runtime.onConnect.addListener((port) => {
          port.postMessage('here');
        });
        const port = here.chrome.runtime.connect();
        port.onMessage.addListener(() => (how === 'its own dispose' ? there.dispose() : cut()));
        port.onDisconnect.addListener(() => resolve());
      });
      await gone;
      await expect(here.chrome.runtime.sendMessage('hello')).rejects.toThrow('Receiving end does not exist');
    });

    it('is over when this side closes it', async () => {
      const { there, served, here } = await start();
      here.chrome.runtime.onConnect.addListener(() => undefined);
      const port = there.chrome.runtime.connect();
      await there.chrome.permissions.getAll(); // the port was opened before
      served.close();
      const texts = {
        chromium: 'Extension context invalidated.',
        firefox: 'Attempt to postMessage on disconnected port',
      };
      await expect.poll(() => thrownBy(() => port.postMessage('on its way'))?.message).toBe(texts[engine]);
    });

    it('as a content script: it is found by its tab, and ends with its document', async () => {
      const extension = await loadExtension(engine);
      const { browser, context: bridge } = ends();
      const tab = browserOf.get(extension)?.openTab('https://example.org/');
      if (tab === undefined) throw new Error('There is no browser.');
      extension.attachOver(browser, { kind: 'content-script', frame: tab.mainFrame });
      const description = extension.describe('content-script');
      const there = createContext({ engine: ENGINES[engine], bridge, extension: description });
      const here = extension.attach();
      here.chrome.runtime.onMessage.addListener(async (_message, sender) => sender);
      there.chrome.runtime.onMessage.addListener(async (message) => ({ echo: message }));
      const sender = { tab: { id: tab.id }, url: 'https://example.org/', frameId: 0 };
      expect(await there.chrome.runtime.sendMessage('hello')).toMatchObject(sender);
      expect(await here.chrome.tabs?.sendMessage(tab.id, 'hello')).toEqual({ echo: 'hello' });
      tab.navigate('https://example.com/');
      await expect(here.chrome.tabs?.sendMessage(tab.id, 'hello')).rejects.toThrow('Receiving end does not exist');
    });

    it('as a content script: it may not call hosts, whatever it sends', async () => {
      const extension = await loadExtension(engine);
      extension.grant('nativeMessaging');
      const { browser, context: bridge } = ends();
      const tab = browserOf.get(extension)?.openTab('https://example.org/');
      if (tab === undefined) throw new Error('There is no browser.');
      extension.attachOver(browser, { kind: 'content-script', frame: tab.mainFrame });
      const heard = new Promise((resolve) => {
        bridge.listen({
          received: (message) => message.type === 'close' && resolve(message),
          closed: () => resolve('closed'),
        });
      });
      bridge.send({ type: 'open', channel: 1, api: 'connectNative', application: 'com.example.app' });
      expect(await heard).toMatchObject({ type: 'close', channel: 1, error: expect.any(String) });
      expect(browserOf.get(extension)?.activity.openPorts).toBe(0);
    });
  });
});
