const told = (error) => (error ? `${error.name}: ${error.message}` : String(error));
const pause = () => new Promise((resolve) => setTimeout(resolve, 500));
const ports = {};
let answer;
function watch(title, port) {
  ports[title] = port;
  port.onMessage.addListener((message) => console.log(`${title}: message ${message}`));
  port.onDisconnect.addListener(() => {
    console.log(`${title}: onDisconnect, ${chrome.runtime.lastError?.message}, ${told(port.error)}`);
  });
}
async function secondIsThere(tabId) {
  await pause();
  for (const title of ['first.html', 'first.html, opened by the background']) {
    try {
      ports[title].postMessage('to the cached page');
      console.log(`${title}: took a message`);
    } catch (error) {
      console.log(`${title}: ${told(error)}`);
    }
  }
  try {
    answer('late answer');
    console.log('the answer for the cached page was taken');
  } catch (error) {
    console.log(`the answer for the cached page: ${told(error)}`);
  }
  console.log(`there is ${await chrome.tabs.sendMessage(tabId, 'who is there')}`);
  await pause();
  console.log('now back');
}
chrome.runtime.onConnect.addListener((port) => {
  watch(port.name, port);
  if (port.name === 'first.html again') port.postMessage('welcome back');
});
chrome.runtime.onMessage.addListener((message, sender, sendResponse) => {
  if (message.waits) {
    if (message.waits === 'first.html') answer = sendResponse;
    return message.waits === 'first.html';
  }
  if (message.notes) {
    for (const line of message.notes) console.log(`  page: ${line}`);
    console.log('done');
    return;
  }
  if (message.ready === 'second.html') {
    secondIsThere(sender.tab.id);
    return;
  }
  watch('first.html, opened by the background', chrome.tabs.connect(sender.tab.id));
  chrome.tabs.sendMessage(sender.tab.id, 'wait').then(
    (value) => console.log(`first.html: answer ${value}`),
    (error) => console.log(`first.html: ${told(error)}`),
  );
  pause().then(() => console.log('ready: first.html'));
});
console.log('background is ready');
