// @ts-check
// Keeps the port of each tab, and says something on all of them when the extension's button is clicked.

/** @type {Map<number, chrome.runtime.Port>} */
const ports = new Map();

chrome.runtime.onConnect.addListener((port) => {
  const tab = port.sender?.tab?.id;
  if (tab === undefined) return; // a page of the extension in no tab, such as a popup
  ports.set(tab, port);
  console.log(`tab ${tab} has a port`);

  port.onDisconnect.addListener(() => {
    const why = chrome.runtime.lastError?.message ?? 'it is closed'; // Chromium complains where nobody reads lastError
    // The next document of the tab may have connected before the port of the last one closes.
    if (ports.get(tab) !== port) return;
    ports.delete(tab);
    console.log(`tab ${tab} has left: ${why}`);
  });
});

chrome.action.onClicked.addListener((clicked) => {
  for (const [tab, port] of ports) port.postMessage({ to: tab, clicked: clicked.id });
});
