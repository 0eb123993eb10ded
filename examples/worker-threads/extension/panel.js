// @ts-check
// Asks the host, through the background, and leaves.

const port = chrome.runtime.connect({ name: 'panel' });

port.onMessage.addListener((answer) => {
  console.log(`The panel received "${answer}" from ${chrome.runtime.id}`);
  port.disconnect();
});

port.onDisconnect.addListener(() => console.log('The background is gone.'));

port.postMessage('ping');
