if (globalThis.importScripts) importScripts('values.js');
const told = (error) => `${error.name}: ${error.message}`;
const SECOND = { chromium: 'ncnllenomibfbloacndjlofgcndpnjmc', firefox: 'second@nativeport.example' };
const second = chrome.runtime.getURL('').startsWith('chrome') ? SECOND.chromium : SECOND.firefox;

chrome.runtime.onConnect.addListener((port) => {
  port.onMessage.addListener((message) => port.postMessage({ shown: show(message), back: message }));
});
chrome.runtime.onMessage.addListener((message, _sender, sendResponse) => {
  if (message.lines) {
    for (const line of message.lines) console.log(line);
    others();
    return;
  }
  sendResponse(show(message.value));
});
chrome.runtime.onMessageExternal.addListener((message, _sender, sendResponse) => sendResponse(`got ${show(message)}`));
chrome.runtime.onConnectExternal.addListener((port) => {
  port.onMessage.addListener((message) => port.postMessage(`got ${show(message)}`));
});

async function others() {
  const answer = (call) => call.then(show, told);
  console.log(`message to the second: ${await answer(chrome.runtime.sendMessage(second, 'hello', {}))}`);
  await new Promise((resolve) => {
    chrome.runtime.sendMessage(second, 'hello', {}, (...args) => {
      console.log(`with a callback: ${args.length} arguments, ${chrome.runtime.lastError?.message}`);
      resolve();
    });
  });
  const port = chrome.runtime.connect(second, { name: 'to the second' });
  const heard = await new Promise((resolve) => {
    port.onMessage.addListener((message) => resolve(show(message)));
    port.onDisconnect.addListener(() => resolve(`onDisconnect ${chrome.runtime.lastError?.message}`));
    port.postMessage(new Map([[1, 2]]));
  });
  console.log(`port to the second: ${heard}`);
  console.log('next: web page');
}
console.log('background is ready');
