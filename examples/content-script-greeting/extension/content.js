// @ts-check
// Greets the background when the page is there, and again on every click in it.

/** @type {chrome.runtime.Port | undefined} */
let port;

/** @param {string} greeting */
function greet(greeting) {
  port ??= connect();
  port.postMessage(greeting);
}

function connect() {
  const opened = chrome.runtime.connect({ name: 'greeting' });
  opened.onMessage.addListener((answer) => console.log(`The background says: ${answer}`));
  // The background falls asleep when nothing happens for a while, and the port closes. The next greeting wakes it.
  opened.onDisconnect.addListener(() => {
    port = undefined;
  });
  return opened;
}

document.addEventListener('click', () => greet('Hello again'));
greet(`Hello from "${document.title}"`);
