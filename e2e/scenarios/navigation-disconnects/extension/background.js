const told = (error) => (error ? `${error.name}: ${error.message}` : String(error));
// Channels keep no order among each other when a page goes: the lines are sorted.
const lines = [];
const note = (line) => lines.push(line);
function watch(title, port) {
  port.onMessage.addListener((message) => note(`${title}: message ${message}`));
  port.onDisconnect.addListener((same) => {
    const { lastError } = chrome.runtime;
    note(`${title}: onDisconnect, the port ${same === port}, lastError ${lastError?.message}, ${told(port.error)}`);
    try {
      port.postMessage('late');
    } catch (error) {
      note(`${title}: after it, ${told(error)}`);
    }
  });
}
chrome.runtime.onConnect.addListener((port) => watch(port.name, port));
chrome.runtime.onMessage.addListener(({ ready, goodbye }, sender) => {
  if (goodbye) {
    note(`${goodbye}: says goodbye`);
    return;
  }
  const { frameId } = sender;
  watch(`${ready}, opened by the background`, chrome.tabs.connect(sender.tab.id, { frameId }));
  chrome.tabs.sendMessage(sender.tab.id, 'wait', { frameId }).then(
    (answer) => note(`${ready}: answer ${answer}`),
    (error) => {
      note(`${ready}: ${told(error)}`);
      setTimeout(() => {
        for (const line of lines.splice(0).sort()) console.log(line);
        console.log(ready === 'inner.html' ? 'done' : `over: ${ready}`);
      }, 500);
    },
  );
  setTimeout(() => console.log(`ready: ${ready}`), 300);
});
console.log('background is ready');
