import * as Comlink from 'comlink';

/** A port of an extension as the endpoint that comlink wants. */
function endpointOf(port) {
  const handlers = new Map();
  return {
    postMessage: (message) => port.postMessage(message),
    addEventListener(_type, listener) {
      const handler = (data) => listener({ data });
      handlers.set(listener, handler);
      port.onMessage.addListener(handler);
    },
    removeEventListener: (_type, listener) => port.onMessage.removeListener(handlers.get(listener)),
  };
}

const counter = {
  name: chrome.runtime.getManifest().name,
  count: 0,
  add(step) {
    this.count += step;
    return this.count;
  },
  list: async (length) => Array.from({ length }, (_, index) => ({ index })),
  fail(message) {
    throw new RangeError(message);
  },
};

let remote;
let ended;
function use(port) {
  const endpoint = endpointOf(port);
  remote = Comlink.wrap(endpoint);
  Comlink.expose(counter, endpoint);
  ended = new Promise((resolve) => port.onDisconnect.addListener(() => resolve('noticed')));
}

export const connected = new Promise((resolve) => {
  chrome.runtime.onConnect.addListener((port) => {
    use(port);
    resolve();
  });
});
export const whenConnected = () => connected;
export const connect = () => use(chrome.runtime.connect({ name: 'comlink' }));
export const add = (step) => remote.add(step);
export const count = () => remote.count;
export const setCount = async (value) => {
  remote.count = value;
  return remote.count;
};
export const list = (length) => remote.list(length);
export const fail = (message) => remote.fail(message);
export const whenEnded = () => ended;
