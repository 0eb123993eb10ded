const ports = new Map(); // by tab
const open = () => [...ports.values()].map(({ sender }) => sender.url).join(', ');
let isClosing = false;
let shown = [];

chrome.runtime.onConnect.addListener((port) => {
  const tab = port.sender.tab.id;
  ports.set(tab, port);
  console.log(`${port.sender.url} has connected, open: ${open()}`);
  port.onMessage.addListener((message) => {
    shown.push(message);
    if (shown.length < ports.size) return;
    console.log(`shown: ${shown.sort().join(', ')}`);
    if (message === 'other.html: click 3') console.log('done');
  });
  port.onDisconnect.addListener((same) => {
    if (ports.get(tab) !== port) return; // the next document was faster
    ports.delete(tab);
    if (isClosing)
      console.log(
        `${same === port} ${port.sender.url} is gone, error ${chrome.runtime.lastError?.message}, open: ${open()}`,
      );
  });
});

let clicks = 0;
chrome.action.onClicked.addListener((tab) => {
  clicks += 1;
  shown = [];
  isClosing = clicks === 1;
  console.log(`click ${clicks}, the tab in front has a port: ${ports.has(tab.id)}`);
  for (const port of ports.values()) port.postMessage(`click ${clicks}`);
});

console.log('background is ready');
