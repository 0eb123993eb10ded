// @ts-check
// Answers the pages of one site. In Chromium they connect themselves; in Firefox the content script does it for them.

/** @param {chrome.runtime.Port} port */
function serve(port) {
  console.log(`${port.sender?.url} connects ${port.name}`);
  port.onMessage.addListener((question) => port.postMessage(`You asked: ${question}`));
}

chrome.runtime.onConnectExternal.addListener(serve); // a page
chrome.runtime.onConnect.addListener(serve); // the relay, for a page
