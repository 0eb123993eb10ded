const heard = [];
const keysOf = (sender) => Object.keys(sender).join();
chrome.runtime.onMessage.addListener(() => heard.push('onMessage, which is never called'));
chrome.runtime.onMessageExternal.addListener((message, sender, sendResponse) => {
  if (heard.length === 0) heard.push(`${sender.url} ${sender.origin} frame ${sender.frameId} ${keysOf(sender)}`);
  switch (message) {
    case 'later':
      setTimeout(() => sendResponse('it is later'), 0);
      return true;
    case 'promise':
      return Promise.resolve('promised');
    case 'silence':
      return undefined;
    case 'throw':
      throw new RangeError('thrown');
    case 'report':
      sendResponse(heard);
      return undefined;
    default:
      sendResponse({ heard: message });
      return undefined;
  }
});
chrome.runtime.onConnectExternal.addListener((port) => {
  heard.push(`onConnectExternal ${port.name} ${port.sender.url} ${keysOf(port.sender)}`);
  port.onMessage.addListener((message) => {
    if (message === 'please disconnect') port.disconnect();
    else port.postMessage({ heard: message });
  });
});
console.log('background is ready');
