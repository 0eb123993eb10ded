const frames = {};
const told = (error) => `${error.name}: ${error.message}`;
/** Ids differ from run to run. */
function shown(results) {
  return results
    .map((result) => {
      const frame = Object.keys(frames).find((name) => frames[name].documentId === result.documentId);
      const { error } = result;
      const value = 'result' in result ? JSON.stringify(result.result) : 'no result';
      const failed = 'error' in result ? `, error ${error instanceof Error ? told(error) : error}` : '';
      return `{${Object.keys(result)}} ${frame}: ${value}${failed}`;
    })
    .join(' | ');
}
async function execute(title, injection) {
  let call;
  try {
    call = chrome.scripting.executeScript(injection);
  } catch (error) {
    console.log(`${title}: throws ${told(error)}`);
    return;
  }
  await call.then(
    (results) => console.log(`${title}: ${shown(results) || 'no frame'}`),
    (error) => console.log(`${title}: rejects ${told(error).replace(new RegExp(`\\b${tabId}\\b`), '<tab>')}`),
  );
}
let tabId;

async function run() {
  tabId = frames.main.tabId;
  const target = { tabId };
  const inner = frames.inner;
  const func = () => document.title;
  await execute('a function', { target, func });
  await execute('with arguments', { target, func: (...args) => args, args: [1, 'x', { a: [null] }] });
  await execute('nothing', { target, func: () => undefined });
  await execute('null', { target, func: () => null });
  await execute('a promise', { target, func: async () => 'later' });
  await execute('it throws', { target, func: () => { throw new RangeError('thrown'); } }); // biome-ignore format: a table
  await execute('it rejects', { target, func: async () => { throw new RangeError('rejected'); } }); // biome-ignore format: a table
  await execute('a function as result', { target, func: () => () => undefined });
  await execute('a date and a map', { target, func: () => [new Date(0), new Map([[1, 2]])] });
  await execute('this', { target, func() { return 0; } }); // biome-ignore format: a table
  await execute('what it sees', { target, func: () => [typeof ofPage, ofContentScript, typeof chrome.runtime.id] });
  await execute('in the main world', {
    target,
    world: 'MAIN',
    func: () => [ofPage, typeof ofContentScript, typeof globalThis.chrome?.runtime],
  });
  await execute('files', { target, files: ['first.js', 'second.js'] });
  await execute('a file again', { target, files: ['/first.js'] });
  await execute('a file that is missing', { target, files: ['missing.js'] });
  await execute('the same file twice', { target, files: ['second.js', 'second.js'] });
  await execute('all frames', { target: { tabId, allFrames: true }, func });
  await execute('one frame', { target: { tabId, frameIds: [inner.frameId] }, func });
  await execute('two frames', { target: { tabId, frameIds: [inner.frameId, 0] }, func });
  await execute('a document', { target: { tabId, documentIds: [inner.documentId] }, func });
  await execute('no frame', { target: { tabId, frameIds: [] }, func });
  await execute('an unknown frame', { target: { tabId, frameIds: [987654] }, func });
  await execute('an unknown document', { target: { tabId, documentIds: ['0'.repeat(32)] }, func });
  await execute('a bad document', { target: { tabId, documentIds: ['x'] }, func });
  await execute('all frames and one', { target: { tabId, allFrames: true, frameIds: [0] }, func });
  await execute('frames and documents', { target: { tabId, frameIds: [0], documentIds: [inner.documentId] }, func });
  await execute('an unknown tab', { target: { tabId: 987654 }, func });
  await execute('a negative tab', { target: { tabId: -1 }, func });
  await execute('no injection');
  await execute('no target', { func });
  await execute('no tab', { target: {}, func });
  await execute('nothing to do', { target });
  await execute('no file', { target, files: [] });
  await execute('a function and files', { target, func, files: ['first.js'] });
  await execute('arguments for files', { target, files: ['first.js'], args: [1] });
  await execute('a text for a function', { target, func: 'x' });
  await execute('an unknown member', { target, func, x: 1 });
  await execute('an unknown world', { target, func, world: 'x' });
  await execute('an argument that is a BigInt', { target, func, args: [1n] });
  await execute('an argument that is undefined', { target, func: (a) => String(a), args: [undefined] });
  await new Promise((resolve) => {
    const returned = chrome.scripting.executeScript({ target, func }, (results) => {
      console.log(`callback: ${shown(results)}, ${chrome.runtime.lastError}, returned ${returned}`);
      resolve();
    });
  });
  await new Promise((resolve) => {
    chrome.scripting.executeScript({ target: { tabId: 987654 }, func }, (...args) => {
      console.log(`callback, unknown tab: ${args.length} arguments, ${chrome.runtime.lastError?.message}`);
      resolve();
    });
  });
  console.log('done');
}

chrome.runtime.onMessage.addListener(({ here }, sender) => {
  frames[here] = { frameId: sender.frameId, documentId: sender.documentId, tabId: sender.tab.id };
  if (frames.main && frames.inner) run();
});
console.log('background is ready');
