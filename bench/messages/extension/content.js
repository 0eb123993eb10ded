// Sends back what it gets; counts what has no `id`, and tells the count when it is asked.
chrome.runtime.onConnect.addListener((port) => {
  let count = 0;
  port.onMessage.addListener((message) => {
    if (message.id !== undefined) port.postMessage(message);
    else if (message.ask) port.postMessage({ count });
    else count += 1;
  });
});
chrome.runtime.onMessage.addListener((message, _sender, respond) => respond(message));
console.log('ready');
