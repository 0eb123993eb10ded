const page = location.pathname.slice(1);
const port = chrome.runtime.connect({ name: 'tab' });
port.onMessage.addListener((message) => port.postMessage(`${page}: ${message}`));
