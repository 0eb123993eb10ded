// Measures native messaging from where extension code stands: once for each click of the action, one console line of JSON.
// The same file runs in Chromium and in nativeport.
const HOST = 'org.nativeport.bench';
const MESSAGE = { id: 1, m: 'ping' };

/** Milliseconds from `connectNative` to the first echo, a new process each time. */
async function connectMs(times) {
  const all = [];
  for (let n = 0; n < times; n += 1) {
    const start = performance.now();
    const port = chrome.runtime.connectNative(HOST);
    await new Promise((resolve) => {
      port.onMessage.addListener(resolve);
      port.postMessage(MESSAGE);
    });
    all.push(performance.now() - start);
    port.disconnect();
  }
  return all;
}

/** Round trips per second, with so many messages on their way at any time. */
async function roundTripsPerSecond(count, deep) {
  const port = chrome.runtime.connectNative(HOST);
  let posted = 0;
  let received = 0;
  const trips = (target) =>
    new Promise((resolve) => {
      posted = 0;
      received = 0;
      const listener = () => {
        received += 1;
        if (posted < target) {
          posted += 1;
          port.postMessage(MESSAGE);
        } else if (received === target) {
          port.onMessage.removeListener(listener);
          resolve();
        }
      };
      port.onMessage.addListener(listener);
      for (; posted < Math.min(deep, target); posted += 1) port.postMessage(MESSAGE);
    });
  await trips(Math.ceil(count / 10)); // the process is up, the code is warm
  const start = performance.now();
  await trips(count);
  const seconds = (performance.now() - start) / 1000;
  port.disconnect();
  return count / seconds;
}

chrome.action.onClicked.addListener(async () => {
  const connects = await connectMs(15);
  const oneDeep = await roundTripsPerSecond(2000, 1);
  const hundredDeep = await roundTripsPerSecond(10_000, 100);
  console.log(JSON.stringify({ connects, oneDeep, hundredDeep }));
});
console.log('ready');
