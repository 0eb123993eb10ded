// Answers from another extension, and keeps notes until the first one asks for them.
const notes = [];
const note = (text) => notes.push(`second: ${text}`);
const plain = ({ contextId, documentId, ...rest }) => JSON.stringify(rest);
chrome.runtime.onConnect.addListener(() => note('onConnect'));
chrome.runtime.onMessage.addListener(() => note('onMessage'));
chrome.runtime.onConnectExternal.addListener((port) => {
  note(`second: a port ${JSON.stringify(port.name)} from ${plain(port.sender)}, keys ${Object.keys(port.sender)}`);
  note(`context id ${typeof port.sender.contextId}, document id ${typeof port.sender.documentId}`);
  port.onMessage.addListener((message) => {
    note(`heard ${JSON.stringify(message)}`);
    if (message === 'bye') port.disconnect();
    else port.postMessage({ echo: message });
  });
  port.onDisconnect.addListener(() => {
    note(`disconnected, ${chrome.runtime.lastError?.message} ${port.error}`);
    const back = chrome.runtime.connect(port.sender.id, { name: 'back' });
    back.postMessage('from the second');
  });
  port.postMessage('welcome');
});
chrome.runtime.onMessageExternal.addListener((message, sender, respond) => {
  if (message === 'notes') {
    respond(notes.splice(0));
    return;
  }
  note(`message ${JSON.stringify(message)} from ${plain(sender)}`);
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
