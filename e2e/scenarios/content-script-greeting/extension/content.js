const port = chrome.runtime.connect({ name: 'greeting' });
port.onMessage.addListener((message) => port.postMessage({ heard: message }));
port.postMessage({ text: `hello, background, from ${document.title}` });
document.querySelector('button').addEventListener('click', () => port.postMessage({ text: 'hello again, on a click' }));
