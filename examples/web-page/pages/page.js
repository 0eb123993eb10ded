// @ts-check
// A web page that asks an extension, where it may.

const EXTENSION = 'bgckoljdjoaijinddmhageodcaekfcif';
const answer = /** @type {HTMLOutputElement} */ (document.querySelector('output'));
const button = /** @type {HTMLButtonElement} */ (document.querySelector('button'));

/** @type {(message: string) => void} */
const show = (message) => {
  answer.textContent = message;
  console.log(message);
};

/** Opens a line to the extension. Undefined: there is none for this page. */
function connect() {
  // Chromium gives this to pages that externally_connectable of some extension lets in.
  if (globalThis.chrome?.runtime) {
    const port = chrome.runtime.connect(EXTENSION, { name: 'page' });
    port.onMessage.addListener(show);
    return port;
  }
  // Elsewhere a content script of the extension listens.
  if (document.documentElement.dataset.relay === undefined) return undefined;
  window.addEventListener('message', ({ source, data }) => {
    if (source === window && data?.from === 'extension') show(data.message);
  });
  /** @param {string} message */
  const postMessage = (message) => window.postMessage({ to: 'extension', message }, location.origin);
  return { postMessage };
}

const line = connect();
button.addEventListener('click', () => {
  if (line) line.postMessage('What time is it?');
  else show('No extension listens to this page.');
});
