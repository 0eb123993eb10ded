globalThis.ofContentScript = 'of the content script';
chrome.runtime.sendMessage({ here: self === top ? 'main' : 'inner' });
