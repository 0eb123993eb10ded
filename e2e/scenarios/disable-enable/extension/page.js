chrome.runtime.connect({ name: 'page' }).onDisconnect.addListener(() => console.log('page: never seen'));
setTimeout(() => console.log('page is there'), 300);
