// Code written against `@types/chrome` must accept what nativeport gives it. Checked by the compiler, never run.
import {
  bridgeOverMessagePort,
  type ContextEnd,
  type ContextExtension,
  createContext,
  createMemoryBridge,
  ENGINES,
  type ExtensionContext,
} from '../src/context/index.js';

declare const extension: ContextExtension;
declare const bridge: ContextEnd;

/** Ordinary extension code, as its author wrote and checked it. */
function background(chrome: typeof globalThis.chrome): void {
  const port: chrome.runtime.Port = chrome.runtime.connectNative('com.my_company.my_application');
  port.onMessage.addListener((message: { text: string }, from) => from.postMessage({ reply: message.text }));
  port.onDisconnect.addListener(() => console.log(chrome.runtime.lastError?.message));
  chrome.runtime.sendNativeMessage('com.my_company.my_application', { text: 'Hello' }, (reply) => console.log(reply));
  chrome.action.onClicked.addListener(async (tab: chrome.tabs.Tab) => {
    const granted: boolean = await chrome.permissions.request({ permissions: ['nativeMessaging'] });
    console.log(tab.id, granted, chrome.runtime.getManifest().version, chrome.runtime.getURL('x'), chrome.runtime.id);
  });
}

const typed: ExtensionContext<typeof globalThis.chrome> = createContext<typeof globalThis.chrome>({
  engine: ENGINES.chromium,
  bridge,
  extension,
});
background(typed.chrome);
background(typed.browser);

/** Code that needs no types of a browser. */
async function plain(): Promise<void> {
  const { chrome } = createContext({ engine: ENGINES.firefox, bridge: createMemoryBridge().context, extension });
  const port = chrome.runtime.connectNative('a');
  port.onMessage.addListener((message: unknown, same) => same.postMessage(message));
  port.onDisconnect.addListener(({ error }) => console.log(error?.message));
  const reply: unknown = await chrome.runtime.sendNativeMessage('a', { ask: 1 });
  chrome.runtime.sendNativeMessage({ application: 'a' }, {}, () => console.log(chrome.runtime.lastError?.message));
  console.log(reply, await chrome.permissions.contains({ permissions: ['nativeMessaging'] }));
}
void plain;

// A page's ports and workers carry a bridge, and a page's window is a realm.
declare const channel: MessageChannel;
declare const worker: Worker;
declare const frame: { contentWindow: typeof globalThis };
createContext({
  engine: ENGINES.chromium,
  bridge: bridgeOverMessagePort(channel.port1),
  extension,
  realm: frame.contentWindow,
});
bridgeOverMessagePort(worker);

// What is wrong is found.
// @ts-expect-error: an engine has a name and facts
createContext({ engine: 'safari', bridge, extension });
// @ts-expect-error: a bridge carries messages
bridgeOverMessagePort({});
