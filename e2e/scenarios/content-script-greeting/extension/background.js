chrome.runtime.onConnect.addListener((port) => {
  console.log(`connected: ${port.name}, ${port.sender.url}, frame ${port.sender.frameId}, ${port.sender.tab.title}`);
  port.onMessage.addListener((message, same) => {
    if (message.heard !== undefined) {
      console.log(`content script heard: ${message.heard}`);
      if (message.heard === 'goodbye') console.log('done');
      return;
    }
    console.log(`background heard: ${message.text}, on the same port ${same === port}`);
    port.postMessage(message.text.includes('again') ? 'goodbye' : 'hello, content script');
  });
});
console.log('background is ready');
