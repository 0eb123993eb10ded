const FRAMES = ['blank', 'cross', 'main', 'same'];
const frames = {};
const told = (error) => `${error.name}: ${error.message}`;
let tabId;

async function send(title, message, ...options) {
  let line;
  try {
    const answer = await chrome.tabs.sendMessage(tabId, message, ...options);
    line = `resolves ${answer === undefined ? 'undefined' : JSON.stringify(answer)}`;
  } catch (error) {
    line = `rejects ${told(error)}`;
  }
  const heard = [];
  for (const name of FRAMES) {
    const { frameId } = frames[name];
    const notes = await chrome.tabs.sendMessage(tabId, 'what have you heard', { frameId });
    if (notes.length > 0) heard.push(`${name} ${notes}`);
  }
  console.log(`${title}: ${line}; heard by ${heard.join(', ') || 'nobody'}`);
}

async function run() {
  const main = { frameId: 0 };
  const inner = { frameId: frames.same.frameId };
  await send('to the main frame', 'at once', main);
  await send('to an inner frame', 'at once', inner);
  await send('to a frame of another site', 'at once', { frameId: frames.cross.frameId });
  await send('to an empty frame', 'at once', { frameId: frames.blank.frameId });
  await send('to a document', 'at once', { documentId: frames.same.documentId });
  await send('to a document and its frame', 'at once', { ...inner, documentId: frames.same.documentId });
  await send('to a document and another frame', 'at once', { frameId: 0, documentId: frames.same.documentId });
  await send('to an unknown frame', 'at once', { frameId: 987654 });
  await send('to an unknown document', 'at once', { documentId: '00000000000000000000000000000000' });
  await send('later', 'later', main);
  await send('a promise', 'promise', main);
  await send('no answer', 'silence', main);
  await send('a listener throws', 'throw', main);
  await send('to all frames, one answers', 'only the inner frame answers');
  await send('to all frames, nobody answers', 'silence');
  await send('options null', 'only the inner frame answers', null);
  await send('options empty', 'only the inner frame answers', {});
  await send('frame null', 'only the inner frame answers', { frameId: null });
  await send('undefined', undefined, main);
  await send('a value', { a: [1, null, 'x'] }, main);
  const there = tabId;
  await new Promise((resolve) => {
    const returned = chrome.tabs.sendMessage(there, 'at once', main, (...args) => {
      console.log(`callback: ${JSON.stringify(args)} ${chrome.runtime.lastError}`);
      resolve();
    });
    console.log(`with a callback, returns ${returned}`);
  });
  await new Promise((resolve) => {
    chrome.tabs.sendMessage(there, 'silence', main, (...args) => {
      console.log(`callback, no answer: ${args.length} arguments, ${chrome.runtime.lastError?.message}`);
      resolve();
    });
  });
  await new Promise((resolve) => {
    chrome.tabs.sendMessage(987654, 'at once', (...args) => {
      console.log(`callback, unknown tab: ${args.length} arguments, ${chrome.runtime.lastError?.message}`);
      resolve();
    });
  });
  await chrome.tabs.sendMessage(987654, 'at once').catch((error) => console.log(`unknown tab: ${told(error)}`));
  console.log('done');
}

chrome.runtime.onMessage.addListener((message, sender) => {
  frames[message.here] = { frameId: sender.frameId, documentId: sender.documentId };
  tabId = sender.tab.id;
  if (Object.keys(frames).length === FRAMES.length) run();
});
console.log('background is ready');
