const told = (error) => `${error.name}: ${error.message}`;
(async () => {
  const port = chrome.runtime.connect({ name: 'values' });
  const lines = [];
  for (const [name, value] of Object.entries(VALUES)) {
    let byPort;
    let bySend;
    try {
      const answer = new Promise((resolve) => {
        port.onMessage.addListener(function listener(message) {
          port.onMessage.removeListener(listener);
          resolve(message);
        });
      });
      port.postMessage(value);
      const { shown, back } = await answer;
      byPort = `${shown}${show(back) === shown ? ', and comes back' : `, and comes back as ${show(back)}`}`;
    } catch (error) {
      byPort = told(error);
    }
    try {
      bySend = await chrome.runtime.sendMessage({ value });
    } catch (error) {
      bySend = told(error);
    }
    lines.push(`${name}: ${byPort}`, `  in a message: ${bySend}`);
  }
  port.disconnect();
  chrome.runtime.sendMessage({ lines });
})();
