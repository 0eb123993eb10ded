// One line for each thing; those that happen while the extension starts keep no order, so they are told together.
const lines = [];
let answer;
chrome.runtime.onInstalled.addListener((details) => lines.push(`onInstalled ${JSON.stringify(details)}`));
chrome.runtime.onStartup.addListener(() => lines.push('onStartup'));
chrome.runtime.onConnect.addListener((port) => lines.push(`onConnect ${port.name}`));
chrome.runtime.onMessage.addListener((message, _sender, sendResponse) => {
  lines.push(`onMessage ${message}`);
  if (message !== 'wait') return undefined;
  answer = sendResponse;
  setTimeout(async () => {
    const { reloaded } = await chrome.storage.local.get('reloaded');
    if (reloaded) return;
    await chrome.storage.local.set({ reloaded: true });
    console.log(`before the reload: ${lines.sort().join('; ')}`);
    console.log(`reload() returns ${chrome.runtime.reload()}`);
  }, 300);
  return true;
});
setTimeout(() => {
  console.log(`after the start: ${lines.splice(0).sort().join('; ')}`);
  console.log('settled');
}, 1000);
console.log(`background starts, ${answer}`);
