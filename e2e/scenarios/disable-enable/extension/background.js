// What happens while the extension starts keeps no order: it is told together, once nothing more comes.
const lines = [];
chrome.runtime.onInstalled.addListener(({ reason }) => lines.push(`onInstalled ${reason}`));
chrome.runtime.onStartup.addListener(() => lines.push('onStartup'));
chrome.runtime.onConnect.addListener((port) => lines.push(`onConnect ${port.name}`));
chrome.runtime.onMessage.addListener((message, _sender, sendResponse) => {
  lines.push(`onMessage ${message}`);
  if (message === 'wait') return true;
  sendResponse('heard');
});
async function run() {
  const { starts = 0, kept } = await chrome.storage.local.get();
  await chrome.storage.local.set({ starts: starts + 1, kept: 'kept' });
  await chrome.storage.session.set({ [`start ${starts}`]: true });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const session = await chrome.storage.session.get();
  const tabs = await chrome.tabs.query({});
  console.log(`start ${starts}: ${lines.splice(0).sort().join('; ')}`);
  console.log(`storage: ${kept}, session ${Object.keys(session)}; ${tabs.length} tabs`);
  console.log(`settled ${starts}`);
}
run();
