// @ts-check
// Asks the library which books there are, in one message, and borrows them over a port.

const isFirefox = chrome.runtime.getURL('').startsWith('moz-extension:');
const LIBRARY = isFirefox ? 'library@example.org' : 'jamiallpflffcckfolblhjbnaclafkpo';

chrome.action.onClicked.addListener(async () => {
  const { books } = await chrome.runtime.sendMessage(LIBRARY, 'Which books are there?');
  console.log('There are', ...books);

  const port = chrome.runtime.connect(LIBRARY);
  let answers = 0;
  port.onMessage.addListener((answer) => {
    console.log(answer);
    answers += 1;
    if (answers === books.length) port.disconnect();
  });
  for (const book of books) port.postMessage(book);
});
