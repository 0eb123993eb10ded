const heard = [];
chrome.runtime.onConnectExternal.addListener((port) =>
  heard.push([`onConnectExternal from ${port.name}`, port.sender]),
);
chrome.runtime.onMessageExternal.addListener((message, sender, sendResponse) => {
  heard.push([`onMessageExternal from ${message.from ?? 'the background'}`, sender]);
  if (message.report) sendResponse(heard);
});
