// Numbers and ids differ from run to run: their kind is told.
const KINDS = {
  documentId: (id) => (/^[0-9A-F]{32}$/.test(id) ? '32 digits' : id.replace(/[0-9a-f]+/g, (digits) => digits.length)),
  contextId: (id) => typeof id,
  frameId: (id) => (id > 0 ? 'inner' : id),
  tab: (tab) =>
    Object.keys(tab)
      .filter((key) => !['favIconUrl', 'openerTabId', 'status', 'title'].includes(key))
      .join(),
};
const kindOf = (sender) =>
  Object.entries(sender)
    .map(([key, value]) => `${key}=${KINDS[key]?.(value) ?? value}`)
    .join(' ');

const lines = new Map();
let waiting = () => undefined;
function note(title, sender) {
  lines.set(title, kindOf(sender));
  waiting();
}
/** Frames and contexts keep no order among each other: the lines are sorted. */
async function tell(title, count) {
  while (lines.size < count) {
    await new Promise((resolve) => {
      waiting = resolve;
    });
  }
  console.log(`${title}:`);
  for (const line of [...lines].sort()) console.log(`  ${line.join(': ')}`);
  lines.clear();
}

let tabId;
chrome.runtime.onMessage.addListener((message, sender) => {
  if (message.told) note(...message.told);
  else note(`onMessage from ${message.from}`, sender);
  tabId ??= sender.tab?.id;
});
chrome.runtime.onConnect.addListener((port) => note(`onConnect from ${port.name}`, port.sender));

async function run() {
  await tell('content scripts', 12);
  chrome.tabs.sendMessage(tabId, 'tabs.sendMessage', { frameId: 0 });
  chrome.tabs.connect(tabId, { frameId: 0, name: 'tabs.connect' });
  await tell('to a content script', 2);
  console.log('next: page');
  await tell('pages', 4);
  chrome.runtime.sendMessage('background speaks');
  await tell('to pages', 2);
  const heard = await toSecond({ report: true });
  for (const [title, sender] of heard) note(`second extension, ${title}`, sender);
  await tell('another extension', 3);
  console.log('done');
}
/** One of the two ids is that of the second extension, in each family of browsers. */
async function toSecond(message) {
  for (const id of ['ncnllenomibfbloacndjlofgcndpnjmc', 'second@nativeport.example']) {
    try {
      return await chrome.runtime.sendMessage(id, message);
    } catch {
      // not an id here
    }
  }
}
run();
console.log('background is ready');
