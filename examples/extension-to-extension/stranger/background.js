// @ts-check
// Asks the library, which does not know it. In Chromium nobody seems to be there; in Firefox it gets an answer: no.

const isFirefox = chrome.runtime.getURL('').startsWith('moz-extension:');
const LIBRARY = isFirefox ? 'library@example.org' : 'jamiallpflffcckfolblhjbnaclafkpo';

chrome.action.onClicked.addListener(async () => {
  try {
    console.log('answered:', await chrome.runtime.sendMessage(LIBRARY, 'Which books are there?'));
  } catch (error) {
    console.log('not answered:', error instanceof Error ? error.message : error);
  }
  const port = chrome.runtime.connect(LIBRARY);
  port.onDisconnect.addListener(() => {
    console.log('disconnected:', chrome.runtime.lastError?.message ?? 'without a reason');
  });
});
