// Measures messages to a content script from where extension code stands: once for each click of the action, one console line
// of JSON. The same file runs in the real browsers and in nativeport.
const SMALL = { id: 1, m: 'ping' };
const ONE_WAY = { m: 'ping', of: 'many' };
const RECORDS = {
  rows: Array.from({ length: 100 }, (_, n) => ({
    id: n,
    name: `record number ${n}`,
    tags: ['a', 'b'],
    at: n * 1.5,
    isNew: n % 2 === 0,
  })),
};
const TIMES = { few: 1000, many: 10_000, large: 500 };

/** The tab in which somebody answers. */
async function findTab() {
  for (const { id } of await chrome.tabs.query({})) {
    const answer = await chrome.tabs.sendMessage(id, SMALL).catch(() => undefined);
    if (answer) return id;
  }
  throw new Error('There is no tab with a content script.');
}

const perSecond = async (count, run) => {
  const start = performance.now();
  await run(count);
  return (count * 1000) / (performance.now() - start);
};

/** Sends without waiting; the answer to the last message says that all have arrived. */
const oneWay = (port, message) => (count) =>
  new Promise((resolve) => {
    const listener = (answer) => {
      if (answer.count === undefined) return;
      port.onMessage.removeListener(listener);
      resolve();
    };
    port.onMessage.addListener(listener);
    for (let n = 0; n < count; n += 1) port.postMessage(message);
    port.postMessage({ ask: true });
  });

/** There and back, with so many on their way at any time. */
const roundTrips = (port, deep) => (count) =>
  new Promise((resolve) => {
    let posted = 0;
    let received = 0;
    const listener = () => {
      received += 1;
      if (posted < count) {
        posted += 1;
        port.postMessage(SMALL);
      } else if (received === count) {
        port.onMessage.removeListener(listener);
        resolve();
      }
    };
    port.onMessage.addListener(listener);
    for (; posted < Math.min(deep, count); posted += 1) port.postMessage(SMALL);
  });

/** Messages that are answered, with so many on their way at any time. */
const answers = (tab, deep) => async (count) => {
  const one = async () => {
    for (let n = 0; n < count / deep; n += 1) await chrome.tabs.sendMessage(tab, SMALL);
  };
  await Promise.all(Array.from({ length: deep }, one));
};

chrome.action.onClicked.addListener(async () => {
  const tab = await findTab();
  const port = chrome.tabs.connect(tab);
  const measured = async (times, run) => {
    await run(times / 10); // the code is warm
    return await perSecond(times, run);
  };
  const result = {
    oneWay: await measured(TIMES.many, oneWay(port, ONE_WAY)),
    records: await measured(TIMES.large, oneWay(port, RECORDS)),
    oneDeep: await measured(TIMES.few, roundTrips(port, 1)),
    hundredDeep: await measured(TIMES.many, roundTrips(port, 100)),
    answers: await measured(TIMES.few, answers(tab, 1)),
    hundredAnswers: await measured(TIMES.many, answers(tab, 100)),
  };
  port.disconnect();
  console.log(JSON.stringify(result));
});
console.log('ready');
