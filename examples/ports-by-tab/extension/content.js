// @ts-check
// Connects the document to the background, and shows what it says.

function connect() {
  if (!chrome.runtime?.id) return; // the extension was removed or loaded again; this script is of the old one
  const port = chrome.runtime.connect({ name: 'tab' });
  port.onMessage.addListener(show);
  // The background fell asleep and has forgotten its ports. The next one wakes it.
  port.onDisconnect.addListener(connect);
}

/** @param {{ to: number, clicked?: number }} message */
function show({ to, clicked }) {
  const line = document.createElement('p');
  line.textContent = to === clicked ? 'The button was clicked here' : `The button was clicked in tab ${clicked}`;
  document.body.append(line);
}

// A document that comes back from the back/forward cache has lost its port in Chromium; in Firefox it gets one more.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) connect();
});

connect();
