chrome.runtime.sendMessage('loading').then(() => undefined);
Promise.reject(new Error('of nobody'));
