// Answers from another extension.
const plain = ({ contextId, documentId, ...rest }) => JSON.stringify(rest);
chrome.runtime.onConnect.addListener(() => console.log('second: onConnect'));
chrome.runtime.onMessage.addListener(() => console.log('second: onMessage'));
chrome.runtime.onConnectExternal.addListener((port) => {
  console.log(`second: a port ${JSON.stringify(port.name)} from ${plain(port.sender)}, keys ${Object.keys(port.sender)}`);
  console.log(`second: context id ${typeof port.sender.contextId}, document id ${typeof port.sender.documentId}`);
  port.onMessage.addListener((message) => {
    console.log(`second: heard ${JSON.stringify(message)}`);
    if (message === 'bye') port.disconnect();
    else port.postMessage({ echo: message });
  });
  port.onDisconnect.addListener(() => {
    console.log(`second: disconnected, ${chrome.runtime.lastError?.message} ${port.error}`);
    const back = chrome.runtime.connect(port.sender.id, { name: 'back' });
    back.postMessage('from the second');
  });
  port.postMessage('welcome');
});
chrome.runtime.onMessageExternal.addListener((message, sender, respond) => {
  console.log(`second: message ${JSON.stringify(message)} from ${plain(sender)}`);
  switch (message) {
    case 'at once':
      respond('now');
      return;
    case 'late':
      setTimeout(() => respond('late'), 20);
      return true;
    case 'promise':
      return Promise.resolve('promised');
    case 'throw':
      throw new Error('thrown');
    case 'late without true':
      setTimeout(() => respond('late'), 20);
  }
});
