const frames = {};
let tabId;
const pause = () => new Promise((resolve) => setTimeout(resolve, 300));

/** A port, and what happened to it. Frames have no order among each other. */
function open(title, ...connectInfo) {
  const port = chrome.tabs.connect(tabId, ...connectInfo);
  const heard = [];
  port.onMessage.addListener((message) => heard.push(message));
  port.onDisconnect.addListener(() => {
    heard.push(`onDisconnect ${chrome.runtime.lastError?.message} ${port.error?.message}`);
  });
  const tell = () => console.log(`${title}: ${heard.splice(0).sort().join(', ') || 'nothing'}`);
  return { port, tell };
}
async function once(title, ...connectInfo) {
  const { port, tell } = open(title, ...connectInfo);
  await pause();
  tell();
  port.disconnect();
}
async function framesTell(names) {
  await pause();
  for (const name of names) {
    const notes = await chrome.tabs.sendMessage(tabId, 'what have you heard', { frameId: frames[name].frameId });
    console.log(`  ${name}: ${notes.join(', ') || 'nothing'}`);
  }
}

async function run() {
  const all = ['blank', 'cross', 'main', 'same'];
  await once('all frames');
  await once('all frames, named', { name: 'n' });
  await once('nothing but null', null);
  await once('the main frame', { name: 'n', frameId: 0 });
  await once('a frame without a name for the port', { frameId: 0 });
  await once('an inner frame', { name: 'n', frameId: frames.same.frameId });
  await once('a document', { name: 'n', documentId: frames.cross.documentId });
  await once('a document and another frame', { name: 'n', frameId: 0, documentId: frames.cross.documentId });
  await once('an unknown frame', { name: 'n', frameId: 987654 });
  await once('an unknown document', { name: 'n', documentId: '00000000000000000000000000000000' });
  await framesTell(all);

  const { port, tell } = open('one frame disconnects', { name: 'one' });
  await pause();
  tell();
  port.postMessage('to all');
  await pause();
  tell();
  port.postMessage('same, disconnect');
  await pause();
  tell();
  await framesTell(all);

  const left = open('one frame is removed', { name: 'two' });
  await pause();
  left.tell();
  await chrome.tabs.sendMessage(tabId, 'remove the inner frame', { frameId: 0 });
  await pause();
  left.tell();
  try {
    left.port.postMessage('to the others');
  } catch (error) {
    console.log(`post: ${error.message}`);
  }
  await pause();
  left.tell();
  await framesTell(['blank', 'cross', 'main']);
  console.log('done');
}

chrome.runtime.onMessage.addListener((message, sender) => {
  frames[message.here] = { frameId: sender.frameId, documentId: sender.documentId };
  tabId = sender.tab.id;
  if (Object.keys(frames).length === 4) run();
});
console.log('background is ready');
