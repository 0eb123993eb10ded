import browser from 'webextension-polyfill';

const heard = [];
browser.runtime.onMessage.addListener((message, sender) => {
  heard.push(message);
  if (message.fail) return Promise.reject(new RangeError(message.fail));
  return message.ask ? Promise.resolve({ answer: message.ask * 2, from: sender.id === browser.runtime.id }) : undefined;
});

const ports = [];
browser.runtime.onConnect.addListener((port) => {
  const log = [port.name];
  ports.push(log);
  port.onMessage.addListener((message) => {
    log.push(message);
    port.postMessage({ echo: message });
  });
  port.onDisconnect.addListener(() => log.push('disconnected'));
});

export const isWrapped = () => browser !== globalThis.browser;
export const ask = (message) => browser.runtime.sendMessage(message);
export const received = () => heard;

let port;
/** Opens a port, posts, and resolves with the first answer. */
export const converse = (name, message) =>
  new Promise((resolve) => {
    port = browser.runtime.connect({ name });
    port.onMessage.addListener(resolve);
    port.postMessage(message);
  });

/** Resolves when the other side of the port of `converse` is gone. */
export const whenDisconnected = () => new Promise((resolve) => port.onDisconnect.addListener(() => resolve('noticed')));

export const portLogs = () => ports;

// Only where there are `tabs` and `storage`.
export const askTab = (tabId, message, options) => browser.tabs.sendMessage(tabId, message, options);
export const tabAddresses = async () => (await browser.tabs.query({})).map(({ url }) => url);
export const keep = async (items) => {
  await browser.storage.local.set(items);
  return browser.storage.local.get(Object.keys(items));
};
export const keepTooMuch = () => browser.storage.local.set();
