// @ts-check
// Gives every panel that connects a native host of its own, and carries messages between the two.

chrome.runtime.onConnect.addListener((panel) => {
  const host = chrome.runtime.connectNative('ping_pong');
  panel.onMessage.addListener((message) => host.postMessage(message));
  host.onMessage.addListener((answer) => panel.postMessage(answer));
  panel.onDisconnect.addListener(() => host.disconnect());
  host.onDisconnect.addListener(() => {
    console.log('The host is gone:', chrome.runtime.lastError?.message ?? 'without a reason');
    panel.disconnect();
  });
});
