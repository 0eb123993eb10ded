const told = (error) => `${error.name}: ${error.message}`;
const show = (value) => (value === undefined ? 'undefined' : JSON.stringify(value));
async function attempt(title, call) {
  let result;
  try {
    result = call();
  } catch (error) {
    console.log(`${title}: throws ${told(error)}`);
    return;
  }
  try {
    console.log(`${title}: resolves ${show(await result)}`);
  } catch (error) {
    console.log(`${title}: rejects ${told(error)}`);
  }
}
const complete = (tabId) =>
  new Promise((resolve) => {
    chrome.tabs.onUpdated.addListener(function listener(id, { status }, { url }) {
      if (id !== tabId || status !== 'complete' || url === 'about:blank') return;
      chrome.tabs.onUpdated.removeListener(listener);
      resolve();
    });
  });
const urls = (tabs) => tabs.map(({ url }) => url.replace(chrome.runtime.getURL(''), '<own>/')).sort();

async function run(first) {
  const { tabs, windows } = chrome;
  await attempt('get', async () => Object.keys(await tabs.get(first)).filter((key) => key !== 'openerTabId'));
  await attempt('get, url', async () => (await tabs.get(first)).url);
  await attempt('get, unknown', () => tabs.get(987654));
  await attempt('get, negative', () => tabs.get(-1));
  await attempt('get, text', () => tabs.get('1'));
  await attempt('get, fraction', () => tabs.get(1.5));
  await attempt('get, nothing', () => tabs.get());
  await attempt('getCurrent', () => tabs.getCurrent());
  await attempt('query, all', async () => urls(await tabs.query({})));
  await attempt('query, active', async () => urls(await tabs.query({ active: true, currentWindow: true })));
  await attempt('query, one site', async () => urls(await tabs.query({ url: 'http://one.test/*' })));
  await attempt('query, two sites', async () =>
    urls(await tabs.query({ url: ['http://one.test/*', 'http://two.test/*'] })),
  );
  await attempt('query, title', async () => urls(await tabs.query({ title: 'Pa*' })));
  await attempt('query, no such window', () => tabs.query({ windowId: 987654 }));
  await attempt(
    'query, this window',
    async () => urls(await tabs.query({ windowId: windows.WINDOW_ID_CURRENT })).length,
  );
  await attempt('query, bad pattern', () => tabs.query({ url: 'nonsense' }));
  await attempt('query, unknown member', () => tabs.query({ x: 1 }));
  await attempt('query, wrong type', () => tabs.query({ active: 'yes' }));
  await attempt('query, unknown status', () => tabs.query({ status: 'x' }));
  await attempt('query, nothing', () => tabs.query());
  await attempt('query, text', () => tabs.query('x'));

  const other = await tabs.create({ url: 'http://two.test/other.html', active: false });
  console.log(`create: active ${other.active}, index ${other.index}, ${typeof other.id}`);
  await complete(other.id);
  await attempt('created', async () => (await tabs.get(other.id)).url);
  const own = await tabs.create({ url: 'own.html', active: false });
  await complete(own.id);
  await attempt('created, own page', async () => urls([await tabs.get(own.id)]));
  await attempt('create, bad address', () => tabs.create({ url: 'http://' }));
  await attempt('create, unknown member', () => tabs.create({ x: 1 }));
  await attempt('create, text', () => tabs.create('x'));
  await attempt('create, nothing', () => tabs.create());
  await attempt('create, no such window', () => tabs.create({ windowId: 987654 }));
  await attempt('create, wrong type', () => tabs.create({ index: 'x' }));
  await attempt('query, all', async () => urls(await tabs.query({})));

  const updated = complete(other.id);
  await attempt(
    'update',
    async () => (await tabs.update(other.id, { url: 'http://one.test/other.html' })).id === other.id,
  );
  await updated;
  await attempt('updated', async () => (await tabs.get(other.id)).url);
  await attempt('update, unknown', () => tabs.update(987654, { active: true }));
  await attempt('update, negative', () => tabs.update(-1, {}));
  await attempt('update, text', () => tabs.update('x', {}));
  await attempt('update, nothing', () => tabs.update());
  await attempt('update, unknown member', () => tabs.update(other.id, { x: 1 }));
  await attempt('update, bad address', () => tabs.update(other.id, { url: 'http://' }));
  await attempt('reload, unknown', () => tabs.reload(987654));

  await attempt('remove, unknown', () => tabs.remove(987654));
  await attempt('remove, text', () => tabs.remove('x'));
  await attempt('remove, nothing', () => tabs.remove());
  await attempt('remove, none', () => tabs.remove([]));
  await attempt('remove, one known and one not', () => tabs.remove([own.id, 987654]));
  await attempt('is the known one there', async () => (await tabs.query({})).some(({ id }) => id === own.id));
  const removed = new Promise((resolve) => {
    tabs.onRemoved.addListener(
      (id, info) => id === other.id && resolve([Object.keys(info).sort(), info.isWindowClosing]),
    );
  });
  await attempt('remove', () => tabs.remove(other.id));
  console.log(`onRemoved: ${show(await removed)}`);

  const { sendMessage, connect } = tabs;
  for (const [title, args] of [
    ['nothing', []],
    ['a tab', [first]],
    ['text for a tab', ['x', 'm']],
    ['a negative tab', [-1, 'm']],
    ['a negative frame', [first, 'm', { frameId: -1 }]],
    ['text for a frame', [first, 'm', { frameId: '0' }]],
    ['a number for a document', [first, 'm', { documentId: 5 }]],
    ['an unknown option', [first, 'm', { x: 1 }]],
    ['text for options', [first, 'm', 'x']],
    ['no receiver', [first, 'm']],
    ['an unknown tab', [987654, 'm']],
  ]) {
    await attempt(`sendMessage, ${title}`, () => sendMessage(...args));
  }
  for (const [title, args] of [
    ['nothing', []],
    ['text for a tab', ['x']],
    ['a negative tab', [-1]],
    ['a negative frame', [first, { frameId: -1 }]],
    ['an unknown member', [first, { x: 1 }]],
    ['a number for a name', [first, { name: 5 }]],
    ['includeTlsChannelId', [first, { includeTlsChannelId: true }]],
    ['text for all of it', [first, 'x']],
  ]) {
    await attempt(`connect, ${title}`, () => typeof connect(...args));
  }
  await new Promise((resolve) => {
    const returned = tabs.get(987654, (...args) => {
      console.log(`callback: ${args.length} arguments, ${chrome.runtime.lastError?.message}, returned ${returned}`);
      resolve();
    });
  });
  console.log('done');
}

chrome.tabs.onUpdated.addListener(function listener(id, { status }, { url }) {
  if (status !== 'complete' || url !== 'http://one.test/page.html') return;
  chrome.tabs.onUpdated.removeListener(listener);
  run(id);
});
console.log('background is ready');
