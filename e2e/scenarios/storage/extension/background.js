const told = (error) => `${error.name}: ${error.message}`;
const show = (value) => JSON.stringify(value, (_key, item) => (item === undefined ? '<undefined>' : item));
const pause = () => new Promise((resolve) => setTimeout(resolve, 150));
let sorted = []; // the answer of a call and its events keep no order: the lines of a call are sorted

const note = (line) => sorted.push(line);
chrome.storage.onChanged.addListener((...args) => note(`  storage.onChanged ${show(args)}`));
for (const area of ['local', 'session']) {
  chrome.storage[area].onChanged.addListener((...args) => note(`  ${area}.onChanged ${show(args)}`));
}

async function attempt(title, call) {
  try {
    const result = call();
    note(`${title}: resolves ${show(await result)}`);
  } catch (error) {
    note(`${title}: ${told(error)}`);
  }
  if (/set|remove|clear/.test(title)) await pause();
  for (const line of sorted.sort()) console.log(line);
  sorted = [];
}

async function tryArea(name) {
  const area = chrome.storage[name];
  const the = (call) => `${name}.${call}`;
  console.log(
    `${name}: ${Object.keys(area)
      .filter((key) => /^[a-z]/.test(key))
      .sort()}`,
  );
  await attempt(the('get()'), () => area.get());
  await attempt(the('set two'), () => area.set({ b: { c: [1, 2] }, a: 1 }));
  await attempt(the('get()'), () => area.get());
  await attempt(the('get(null)'), () => area.get(null));
  await attempt(the("get('a')"), () => area.get('a'));
  await attempt(the("get(['a', 'z'])"), () => area.get(['a', 'z']));
  await attempt(the('get({ a: 5, z: 6 })'), () => area.get({ a: 5, z: 6 }));
  await attempt(the('get([])'), () => area.get([]));
  await attempt(the('get({})'), () => area.get({}));
  await attempt(the('get(5)'), () => area.get(5));
  await attempt(the('getKeys()'), () => area.getKeys());
  await attempt(the('set, the same value'), () => area.set({ a: 1 }));
  await attempt(the('set, one of two changes'), () => area.set({ a: 2, b: { c: [1, 2] } }));
  await attempt(the('set, values of all kinds'), () => area.set({ n: null, t: 'é🙂', f: false, x: 1.5, l: [1, [2]] }));
  await attempt(the('get()'), () => area.get());
  await attempt(the('set, a function'), () => area.set({ g: () => undefined }));
  await attempt(the('set, undefined'), () => area.set({ u: undefined }));
  await attempt(the('set, not a number'), () => area.set({ nan: [Number.NaN] }));
  await attempt(the('set, a map'), () => area.set({ map: new Map([[1, 2]]) }));
  await attempt(the('get()'), () => area.get());
  await attempt(the('set()'), () => area.set());
  await attempt(the("set('x')"), () => area.set('x'));
  await attempt(the('set({})'), () => area.set({}));
  await attempt(the("remove('a')"), () => area.remove('a'));
  await attempt(the("remove('z')"), () => area.remove('z'));
  await attempt(the("remove(['b', 'n', 'z'])"), () => area.remove(['b', 'n', 'z']));
  await attempt(the('remove()'), () => area.remove());
  await attempt(the('clear()'), () => area.clear());
  await attempt(the('clear(), again'), () => area.clear());
  await new Promise((resolve) => {
    const returned = area.get('a', (...args) => {
      console.log(`${name}.get with a callback: ${show(args)}, ${chrome.runtime.lastError}, returned ${returned}`);
      resolve();
    });
  });
  await new Promise((resolve) => {
    area.set({}, (...args) => {
      console.log(`${name}.set with a callback: ${show(args)}`);
      resolve();
    });
  });
}

async function run() {
  await tryArea('local');
  await tryArea('session');
  console.log('next: content script');
}
chrome.runtime.onMessage.addListener(({ notes }) => {
  for (const line of notes) console.log(`content script: ${line}`);
  console.log('done');
});
run();
