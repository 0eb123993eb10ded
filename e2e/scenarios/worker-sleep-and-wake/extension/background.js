console.log(`script starts, globals are ${globalThis.used ? 'old' : 'fresh'}`);
globalThis.used = true;
chrome.runtime.onInstalled.addListener(({ reason }) => console.log(`onInstalled ${reason}`));
chrome.runtime.onStartup.addListener(() => console.log('onStartup'));
chrome.runtime.onSuspend.addListener((...args) => console.log(`onSuspend, ${args.length} arguments`));
chrome.runtime.onSuspendCanceled.addListener(() => console.log('onSuspendCanceled'));
chrome.runtime.onConnect.addListener((port) => {
  console.log(`onConnect ${port.name}`);
  port.onMessage.addListener((message) => {
    console.log(`${port.name}: ${message}`);
    if (message === 3 || message === 4) port.postMessage('enough');
  });
  port.onDisconnect.addListener(() => console.log(`onDisconnect ${port.name}`));
});
chrome.runtime.onMessage.addListener((message, sender, sendResponse) => {
  console.log(`onMessage ${message}`);
  if (message !== 'hold') {
    sendResponse(`heard ${message}`);
    return undefined;
  }
  globalThis.held = sendResponse;
  const port = chrome.tabs.connect(sender.tab.id, { name: 'from the background' });
  port.onMessage.addListener(() => console.log('all is open'));
  return true;
});
chrome.storage.onChanged.addListener(() => console.log('storage.onChanged'));
chrome.action.onClicked.addListener(() => console.log('action.onClicked'));
Promise.resolve().then(() => console.log('first microtask'));
console.log('script ends');
