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
  const contexts: chrome.runtime.Port = chrome.runtime.connect({ name: 'to the others' });
  chrome.runtime.connect('another-extension', { name: 'abroad' }).postMessage({ from: contexts.name });
  chrome.runtime.onConnect.addListener((opened) => opened.postMessage(opened.sender?.url));
  chrome.runtime.onConnectExternal.addListener((opened: chrome.runtime.Port) => opened.disconnect());
  chrome.runtime.sendMessage({ ask: 1 }).then((answer: { reply: string }) => console.log(answer.reply));
  chrome.runtime.sendMessage('another-extension', { ask: 1 }, (answer?: string) => console.log(answer));
  chrome.runtime.onMessage.addListener((message: { ask: number }, sender: chrome.runtime.MessageSender, respond) => {
    respond(message.ask + (sender.id?.length ?? 0));
    return true;
  });
  chrome.runtime.onMessageExternal.addListener((_message, sender) => console.log(sender.origin));
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
  const contexts = chrome.runtime.connect({ name: 'a' });
  chrome.runtime.connect('another', { name: 'a' }).postMessage(contexts.sender?.url);
  chrome.runtime.onConnect.addListener((opened) => opened.onMessage.addListener((message) => console.log(message)));
  chrome.runtime.onMessage.addListener(async (message, sender) => ({ message, from: sender.id }));
  chrome.runtime.onMessageExternal.addListener((message, { origin }, respond) => {
    respond([message, origin]);
    return true;
  });
  const answer: unknown = await chrome.runtime.sendMessage('another', { ask: 1 });
  chrome.runtime.sendMessage({ ask: 1 }, (given?: unknown) => console.log(given, answer));
  const reply: unknown = await chrome.runtime.sendNativeMessage('a', { ask: 1 });
  chrome.runtime.sendNativeMessage({ application: 'a' }, {}, () => console.log(chrome.runtime.lastError?.message));
  console.log(reply, await chrome.permissions.contains({ permissions: ['nativeMessaging'] }));
  const [tab] = await chrome.tabs.query({ active: true });
  chrome.tabs.get(1, ({ url, status }) => console.log(url, status, chrome.tabs.TAB_ID_NONE));
  chrome.tabs.connect(tab?.id ?? 0, { name: 'a', frameId: 0 }).postMessage(await chrome.tabs.getCurrent());
  chrome.tabs.sendMessage(1, 'm', { documentId: 'd' }, (given?: unknown) => console.log(given));
  chrome.tabs.onRemoved.addListener((tabId, { isWindowClosing }) => console.log(tabId, isWindowClosing));
  const [first] = await chrome.scripting.executeScript({
    target: { tabId: 1 },
    func: (a: number, b: number) => a + b,
    args: [1, 2],
  });
  await chrome.storage.local.set({ result: first?.result });
  const { result } = await chrome.storage.local.get(['result']);
  chrome.storage.onChanged.addListener((changes, area) => console.log(changes[area]?.newValue, result));
  chrome.runtime.onInstalled.addListener(({ reason }) =>
    console.log(reason === chrome.runtime.OnInstalledReason.INSTALL),
  );
  await chrome.tabs.reload();
  chrome.runtime.reload();
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
