chrome.runtime.onMessageExternal.addListener(() => console.log('never called'));
chrome.runtime.onConnectExternal.addListener(() => console.log('never called'));
