// A service worker as its author wrote it against `@types/chrome`. Checked by the compiler, and run by types.test.ts.
import type { Answer, FromBackground, Request, Settings } from './messages.js';

const DEFAULTS: Settings = { language: 'en', enabled: true };

export function startBackground(chrome: typeof globalThis.chrome): void {
  /** The content scripts that are there, by tab. */
  const ports = new Map<number, chrome.runtime.Port>();

  chrome.runtime.onInstalled.addListener(async ({ reason, previousVersion }) => {
    if (reason !== chrome.runtime.OnInstalledReason.INSTALL) return console.log('updated from', previousVersion);
    await chrome.storage.local.set({ settings: DEFAULTS });
  });

  chrome.runtime.onConnect.addListener((port) => {
    const tabId = port.sender?.tab?.id;
    if (port.name !== 'content' || tabId === undefined) {
      port.disconnect();
      return;
    }
    ports.set(tabId, port);
    port.onMessage.addListener((message: Request, from: chrome.runtime.Port) => {
      void answer(message, from.sender).then((reply) => from.postMessage(reply));
    });
    port.onDisconnect.addListener((gone) => {
      if (chrome.runtime.lastError) console.warn(gone.name, chrome.runtime.lastError.message);
      ports.delete(tabId);
    });
  });

  // The old way: `true` keeps the channel open until `sendResponse` is called.
  chrome.runtime.onMessage.addListener(
    (message: Request, sender: chrome.runtime.MessageSender, sendResponse: (response: Answer) => void) => {
      answer(message, sender).then(sendResponse, (error: Error) => sendResponse({ ok: false, reason: error.message }));
      return true;
    },
  );

  async function answer(message: Request, sender?: chrome.runtime.MessageSender): Promise<Answer> {
    switch (message.type) {
      case 'translate': {
        const { settings } = await chrome.storage.local.get<{ settings: Settings }>({ settings: DEFAULTS });
        if (!settings.enabled) return { ok: false, reason: 'off' };
        return { ok: true, value: `${message.text} (${message.to ?? settings.language}) for ${sender?.url ?? '?'}` };
      }
      case 'settings':
        return { ok: true, value: (await chrome.storage.local.get('settings')).settings };
      case 'forget':
        await chrome.storage.local.remove(message.keys);
        return { ok: true, value: message.keys.length };
    }
  }

  chrome.storage.onChanged.addListener((changes, areaName) => {
    if (areaName !== 'local') return;
    for (const [key, { newValue }] of Object.entries(changes))
      broadcast({ type: 'highlight', words: [key, typeof newValue] });
  });

  const broadcast = (message: FromBackground): void => {
    for (const port of ports.values()) port.postMessage(message);
  };

  chrome.action.onClicked.addListener(async (tab: chrome.tabs.Tab) => {
    if (tab.id === undefined) return;
    try {
      const reply = await chrome.tabs.sendMessage<FromBackground, Answer>(tab.id, { type: 'clear' }, { frameId: 0 });
      console.log(reply.ok);
    } catch (error) {
      console.warn('no content script there:', error instanceof Error ? error.message : error);
      await chrome.scripting.executeScript({
        target: { tabId: tab.id, allFrames: true },
        func: (greeting: string) => document.title + greeting,
        args: ['!'],
      });
    }
  });

  chrome.tabs.onRemoved.addListener((tabId, { isWindowClosing }) => void (ports.delete(tabId) && isWindowClosing));
  chrome.tabs.onUpdated.addListener((tabId, change, tab) => {
    if (change.status === 'complete' && tab.active) ports.get(tabId)?.postMessage({ type: 'clear' });
  });
  chrome.runtime.onSuspend?.addListener(() => console.log('good night'));
}

/** Callbacks and promises, as both are found in the wild. */
export async function tellActiveTab(chrome: typeof globalThis.chrome, words: string[]): Promise<number> {
  const [active] = await chrome.tabs.query({ active: true, currentWindow: true });
  if (active?.id === undefined) {
    const created: chrome.tabs.Tab = await chrome.tabs.create({ url: 'https://example.org/', active: false });
    chrome.tabs.update(created.id ?? chrome.tabs.TAB_ID_NONE, { active: true }, (tab) => console.log(tab?.url));
    return 0;
  }
  chrome.tabs.sendMessage(active.id, { type: 'highlight', words } satisfies FromBackground, (reply?: Answer) => {
    if (chrome.runtime.lastError) console.log(chrome.runtime.lastError.message, reply);
  });
  const port = chrome.tabs.connect(active.id, { name: 'direct', frameId: 0 });
  port.postMessage({ type: 'highlight', words });
  const contexts = await chrome.runtime.getContexts({ contextTypes: [chrome.runtime.ContextType.POPUP] });
  const { installType } = await chrome.management.getSelf();
  await chrome.storage.session.set({ told: { tab: active.id, installType } });
  return contexts.length;
}
