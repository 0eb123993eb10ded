// It keeps to JSON, as extensions do that say nothing.
chrome.runtime.onMessageExternal.addListener((_message, _sender, sendResponse) => sendResponse('the second answers'));
chrome.runtime.onConnectExternal.addListener((port) => {
  port.onMessage.addListener((message) =>
    port.postMessage(`the second got ${Object.prototype.toString.call(message)}`),
  );
});
