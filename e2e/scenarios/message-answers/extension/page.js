const textOf = (value) => (value === undefined ? 'undefined' : JSON.stringify(value));
const told = (error) => `${error?.name}: ${error?.message}, an Error ${error instanceof Error}`;

const control = chrome.runtime.connect();
const next = () =>
  new Promise((resolve) => {
    const listener = (message) => {
      control.onMessage.removeListener(listener);
      resolve(message);
    };
    control.onMessage.addListener(listener);
  });
async function setUp(name) {
  const ready = next();
  control.postMessage(name);
  for (const note of await ready) console.log(note);
}
const asPromise = (message) =>
  Promise.resolve(chrome.runtime.sendMessage(message)).then(
    (answer) => `resolves ${textOf(answer)}`,
    (error) => `rejects ${told(error)}`,
  );
const asCallback = (message) =>
  new Promise((resolve) => {
    const returned = chrome.runtime.sendMessage(message, (...args) => {
      const { lastError } = chrome.runtime;
      resolve(
        `calls back with ${args.length}: ${textOf(args[0])}, lastError ${lastError?.message}, returned ${returned}`,
      );
    });
  });

async function run() {
  const names = await next();
  for (const name of names) {
    await setUp(name);
    console.log(`${name}: ${await asPromise({ name })}`);
    await setUp(name);
    console.log(`${name}: ${await asCallback({ name })}`);
  }
  await setUp('returns a promise');
  const promise = chrome.runtime.sendMessage(1);
  console.log(`a promise: ${promise instanceof Promise}, ${JSON.stringify(await promise)}`);
  console.log('done');
}
run();
