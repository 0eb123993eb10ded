const port = chrome.runtime.connect();
port.onMessage.addListener((message) => console.log(message.echo));
port.postMessage({ echo: document.title });
