// @ts-check
// Carries messages between the page and the background, for browsers in which a page has no chrome.runtime. Anything in the
// page can post a message here: what comes is a question of that site, and nothing more.

/** @type {chrome.runtime.Port | undefined} */
let port;

function connect() {
  const opened = chrome.runtime.connect({ name: 'for a page' });
  opened.onMessage.addListener((message) => window.postMessage({ from: 'extension', message }, location.origin));
  opened.onDisconnect.addListener(() => {
    port = undefined; // the background fell asleep; the next message wakes it
  });
  return opened;
}

window.addEventListener('message', ({ source, data }) => {
  if (source !== window || data?.to !== 'extension') return;
  port ??= connect();
  port.postMessage(data.message);
});

document.documentElement.dataset.relay = 'there'; // before the first script of the page runs
