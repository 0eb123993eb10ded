// A content script as its author wrote it against `@types/chrome`.
import type { Answer, FromBackground, Request } from './messages.js';

export function startContentScript(chrome: typeof globalThis.chrome, show: (text: string) => void): void {
  let port: chrome.runtime.Port | undefined;

  function connect(): void {
    port = chrome.runtime.connect({ name: 'content' });
    port.onMessage.addListener(onPortMessage);
    port.onDisconnect.addListener(() => {
      port?.onMessage.removeListener(onPortMessage);
      port = undefined;
    });
  }

  function onPortMessage(message: Answer | FromBackground): void {
    if ('ok' in message) show(message.ok ? String(message.value) : `refused: ${message.reason}`);
    else show(message.type === 'highlight' ? message.words.join(' ') : 'cleared');
  }

  chrome.runtime.onMessage.addListener((message: FromBackground, sender, sendResponse: (answer: Answer) => void) => {
    if (sender.id !== chrome.runtime.id) return;
    show(message.type);
    sendResponse({ ok: true, value: chrome.runtime.getURL('page.html') });
  });

  connect();
  port?.postMessage({ type: 'translate', text: 'hello' } satisfies Request);
}

export async function ask(chrome: typeof globalThis.chrome, request: Request): Promise<Answer> {
  try {
    return await chrome.runtime.sendMessage<Request, Answer>(request);
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

export const askWithCallback = (chrome: typeof globalThis.chrome, request: Request): Promise<Answer> =>
  new Promise((resolve, reject) => {
    chrome.runtime.sendMessage(request, (answer: Answer) => {
      if (chrome.runtime.lastError) reject(new Error(chrome.runtime.lastError.message));
      else resolve(answer);
    });
  });
