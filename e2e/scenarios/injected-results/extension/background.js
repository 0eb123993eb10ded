const told = (error) =>
  error instanceof Error ? `${error.name}: ${error.message}` : `${typeof error} ${JSON.stringify(error)}`;
const show = ({ result, error }) =>
  `${result === undefined ? 'undefined' : JSON.stringify(result)}${error === undefined ? '' : `, error ${told(error)}`}`;

async function attempt(title, what) {
  const [{ id: tabId }] = await chrome.tabs.query({ url: 'http://one.test/*' });
  try {
    const results = await chrome.scripting.executeScript({ target: { tabId }, ...what });
    console.log(`${title}: ${results.map(show).join()}`);
  } catch (error) {
    console.log(`${title}: rejects ${told(error).replace(chrome.runtime.getURL(''), '<own>/')}`);
  }
}

async function run() {
  await attempt('a value', { func: () => [1, 'two', null] });
  await attempt('nothing', { func: () => undefined });
  await attempt('a promise', { func: async () => 'later' });
  await attempt('throws', {
    func: () => {
      throw new Error('at once');
    },
  });
  await attempt('rejects', {
    func: async () => {
      throw new Error('later');
    },
  });
  await attempt('throws an error of another kind', {
    func: () => {
      throw new RangeError('too far');
    },
  });
  await attempt('rejects with an object', { func: () => Promise.reject({ a: 1 }) });
  await attempt('rejects with a text', { func: () => Promise.reject('text') });
  await attempt('an element', { func: () => document.body });
  await attempt('a function', { func: () => () => 1 });
  await attempt('a big integer', { func: () => 1n });
  await attempt('a circle', {
    func: () => {
      const a = {};
      a.a = a;
      return a;
    },
  });
  await attempt('two files', { files: ['first.js', 'second.js'] });
  await attempt('two files, the first throws', { files: ['throws.js', 'second.js'] });
  await attempt('two files, the last is a promise', { files: ['second.js', 'first.js'] });
  await attempt('which of them ran', { func: () => globalThis.ran.join() });
  await attempt('a file that throws', { files: ['throws.js'] });
  await attempt('a file that is not there', { files: ['nowhere.js'] });
  await attempt('one of two files is not there', { files: ['first.js', 'nowhere.js'] });
  await attempt('which of them ran in the end', { func: () => globalThis.ran.join() });
  console.log('done');
}

chrome.tabs.onUpdated.addListener(function listener(_id, { status }, { url }) {
  if (status !== 'complete' || url !== 'http://one.test/page.html') return;
  chrome.tabs.onUpdated.removeListener(listener);
  console.log('complete');
  run();
});
chrome.runtime.onMessage.addListener((_message, _sender, _reply) => true); // never answered
console.log('background is ready');
