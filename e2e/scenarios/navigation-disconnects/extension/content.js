const name = location.pathname.slice(1) + location.search;
// The reloaded page says nothing.
if (performance.getEntriesByType('navigation')[0].type !== 'reload' && name !== 'frame.html') {
  const port = chrome.runtime.connect({ name });
  port.onDisconnect.addListener(() => console.log(`${name}: never seen`));
  chrome.runtime.connect({ name: `${name}, another` });
  chrome.runtime.onConnect.addListener((given) => given.onDisconnect.addListener(() => console.log('never seen')));
  chrome.runtime.onMessage.addListener((_message, _sender, sendResponse) => {
    globalThis.kept = sendResponse;
    return true;
  });
  addEventListener('pagehide', () => {
    port.postMessage('goodbye on the port');
    chrome.runtime.sendMessage({ goodbye: name });
  });
  chrome.runtime.sendMessage({ ready: name });
}
