// A content script as its author wrote it against `@types/firefox-webext-browser`.
import type { Message, Visit } from './messages.js';

export function startContentScript(browser: typeof globalThis.browser, text: string): browser.runtime.Port {
  const words = new Map<string, number>();
  for (const word of text.split(' ')) words.set(word, (words.get(word) ?? 0) + 1);
  const visit: Visit = { kind: 'visit', at: new Date(), words };

  browser.runtime.sendMessage(visit).then(
    (reply: string) => console.log(reply),
    (error: Error) => console.warn(error.message),
  );
  browser.runtime.onMessage.addListener((message: Message) => {
    if (message.kind === 'question') return Promise.resolve(`${message.text}: ${browser.runtime.id ?? ''}`);
  });

  const port = browser.runtime.connect({ name: 'content' });
  port.onMessage.addListener((message) => console.log(message, port.sender?.frameId));
  port.postMessage({ words });
  return port;
}

/** An extension of somebody else. */
export const askAnother = (browser: typeof globalThis.browser, id: string): Promise<unknown> =>
  browser.runtime.sendMessage(id, { kind: 'question', text: 'you' } satisfies Message, {});
