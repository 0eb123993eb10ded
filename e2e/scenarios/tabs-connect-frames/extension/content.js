const me = self === top ? 'main' : self.name;
const heard = [];
const ports = [];
chrome.runtime.onConnect.addListener((port) => {
  ports.push(port);
  port.onMessage.addListener((message) => {
    heard.push(`message ${message}`);
    if (message === `${me}, disconnect`) port.disconnect();
    else if (!message.endsWith('disconnect')) port.postMessage(`${me} heard ${message}`);
  });
  port.onDisconnect.addListener(() => heard.push(`onDisconnect of ${port.name}`));
  port.postMessage(`${me} has the port ${port.name === null ? 'null' : `"${port.name}"`}`);
});
chrome.runtime.onMessage.addListener((message, _sender, sendResponse) => {
  if (message === 'what have you heard') sendResponse(heard.splice(0));
  if (message === 'remove the inner frame' && me === 'main') {
    document.querySelector('[name=same]').remove();
    sendResponse('removed');
  }
});
chrome.runtime.sendMessage({ here: me });
