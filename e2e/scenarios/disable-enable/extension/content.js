const notes = [];
const port = chrome.runtime.connect({ name: 'content script' });
port.onDisconnect.addListener(() => notes.push('onDisconnect'));
chrome.runtime.sendMessage('wait').then(
  (answer) => notes.push(`answer ${answer}`),
  (error) => notes.push(error.message),
);
chrome.runtime.sendMessage('hello').then(() => console.log('content script is there'));
document.querySelector('button').addEventListener('click', async () => {
  let line;
  try {
    line = await chrome.runtime.sendMessage('clicked');
  } catch (error) {
    line = `${error.name}: ${error.message}`;
  }
  console.log(`content script: ${notes.sort().join('; ') || 'nothing'}; sendMessage: ${line}`);
  console.log(`done`);
});
