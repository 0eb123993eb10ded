const me = self === top ? 'main' : self.name;
const heard = [];
chrome.runtime.onMessage.addListener((message, _sender, sendResponse) => {
  if (message === 'what have you heard') {
    sendResponse(heard.splice(0));
    return undefined;
  }
  heard.push(message === undefined ? 'undefined' : JSON.stringify(message));
  switch (message) {
    case 'at once':
      sendResponse(`${me} at once`);
      return undefined;
    case 'later':
      setTimeout(() => sendResponse(`${me} later`), 0);
      return true;
    case 'promise':
      return Promise.resolve(`${me} promised`);
    case 'throw':
      throw new RangeError(`thrown in ${me}`);
    case 'only the inner frame answers':
      if (me === 'same') sendResponse('it is me');
      return undefined;
    default:
      return undefined;
  }
});
chrome.runtime.sendMessage({ here: me });
