// @ts-check
// Lends books to the extension "Reader". In Chromium the manifest keeps others out (externally_connectable.ids). Firefox does
// not know that key and lets every extension in, so the sender is asked here, too.

const READERS = ['jamaeeilppajlocohppbombkbdflkmlk', 'reader@example.org']; // in Chromium, in Firefox
const BOOKS = ['Emma', 'Persuasion'];

/** @param {chrome.runtime.MessageSender | undefined} sender */
const isReader = (sender) => READERS.includes(sender?.id ?? '');

chrome.runtime.onMessageExternal.addListener((message, sender, sendResponse) => {
  console.log(`${sender.id} asks: ${message}`);
  sendResponse(isReader(sender) ? { books: BOOKS } : { error: 'You are no reader' });
});

chrome.runtime.onConnectExternal.addListener((port) => {
  console.log(`${port.sender?.id} connects`);
  if (!isReader(port.sender)) {
    port.disconnect();
    return;
  }
  port.onMessage.addListener((book) => port.postMessage(BOOKS.includes(book) ? `Here is ${book}` : `No ${book} here`));
  port.onDisconnect.addListener(() => console.log(`${port.sender?.id} has left`));
});
