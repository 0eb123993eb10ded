// An event page as its author wrote it against `@types/firefox-webext-browser`.
import { isMessage, type Message } from './messages.js';

export function startBackground(browser: typeof globalThis.browser): void {
  const ports: browser.runtime.Port[] = [];

  // A promise is the answer; undefined leaves it to other listeners.
  browser.runtime.onMessage.addListener(
    (message: unknown, sender: browser.runtime.MessageSender): Promise<string> | undefined => {
      if (!isMessage(message)) return undefined;
      return answer(message, sender.tab);
    },
  );

  async function answer(message: Message, tab: browser.tabs.Tab | undefined): Promise<string> {
    if (message.kind === 'question') return `${message.text}?`;
    const stored = await browser.storage.local.get({ visits: 0 });
    await browser.storage.local.set({ visits: Number(stored.visits) + 1, last: message.at.toISOString() });
    return `${tab?.title ?? 'nowhere'}: ${[...message.words.keys()].join(', ')}`;
  }

  browser.runtime.onConnect.addListener((port) => {
    ports.push(port);
    port.onMessage.addListener((message: object) => port.postMessage({ echo: message }));
    port.onDisconnect.addListener((gone) => {
      if (gone.error) console.error(gone.error.message);
      ports.splice(ports.indexOf(gone), 1);
    });
  });

  browser.runtime.onInstalled.addListener(async ({ reason, temporary }) => {
    if (reason === 'install' && !temporary) await browser.tabs.create({ url: browser.runtime.getURL('welcome.html') });
  });

  browser.storage.onChanged.addListener((changes, area) => {
    if (area === 'local') for (const port of ports) port.postMessage(Object.keys(changes));
  });

  browser.action.onClicked.addListener((tab, info) => {
    if (info?.button === 1 || tab.id === undefined) return;
    browser.tabs
      .sendMessage(tab.id, { kind: 'question', text: 'who' }, { frameId: 0 })
      .then((reply: string) => console.log(reply.length))
      .catch((error: Error) => console.error(`${error.message}`));
  });

  const native: browser.runtime.Port = browser.runtime.connectNative('com.example.app');
  native.onDisconnect.addListener((port) => console.log(port.error?.message ?? 'in peace'));
  native.postMessage({ hello: 'host' });
}

export async function tellAll(browser: typeof globalThis.browser, message: Message): Promise<string[]> {
  const tabs = await browser.tabs.query({ url: '*://*.example.org/*', windowId: browser.windows.WINDOW_ID_CURRENT });
  const replies = await Promise.allSettled(
    tabs.flatMap(({ id }) => (id === undefined ? [] : [browser.tabs.sendMessage(id, message) as Promise<string>])),
  );
  const [first] = tabs;
  if (first?.id !== undefined) {
    const results = await browser.scripting
      .executeScript({ target: { tabId: first.id }, files: ['content.js'] })
      .catch((): browser.scripting.InjectionResult[] => []); // there are pages that let no script in
    console.log(results.map(({ frameId, result, error }) => [frameId, result, error]));
    browser.tabs.connect(first.id, { name: 'direct' }).disconnect();
  }
  return replies.flatMap((reply) => (reply.status === 'fulfilled' ? [reply.value] : []));
}
