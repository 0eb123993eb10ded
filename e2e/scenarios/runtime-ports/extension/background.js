// The opener of most ports. Only it logs, so that the lines have one order; pages tell it what happened to them.
const told = (error) => (error ? `${error.name}: ${error.message}` : String(error));
const controls = {};
const next = (port) =>
  new Promise((resolve) => {
    const listener = (message) => {
      port.onMessage.removeListener(listener);
      resolve(message);
    };
    port.onMessage.addListener(listener);
  });
async function ask(page, question) {
  const answer = next(controls[page]);
  controls[page].postMessage(question);
  for (const line of await answer) console.log(line);
}
/** Logs the notes of both pages, each when a line of it has this text. Different ports keep no order among each other. */
async function notes(last) {
  for (const page of ['one', 'two']) {
    const lines = [];
    do {
      const answer = next(controls[page]);
      controls[page].postMessage({ ask: 'notes' });
      lines.push(...(await answer));
    } while (last && !lines.some((line) => line.startsWith(`${page}: ${last}`)));
    for (const line of lines) console.log(line);
  }
}

async function broadcast() {
  const port = chrome.runtime.connect({ name: 'broadcast' });
  const heard = [];
  const both = new Promise((resolve) => {
    port.onMessage.addListener((message) => heard.push(message) === 2 && resolve());
  });
  port.onDisconnect.addListener((same) =>
    console.log(`broadcast: over, the port ${same === port}, ${chrome.runtime.lastError?.message} ${told(port.error)}`),
  );
  port.postMessage('who');
  await both;
  console.log(`broadcast: heard ${heard.sort()}`);
  await notes('the second listener');
  const over = new Promise((resolve) => port.onDisconnect.addListener(resolve));
  port.postMessage('one disconnects');
  await over;
  await notes('broadcast says');
  await ask('two', { ask: 'post', name: 'broadcast' });
  await ask('one', { ask: 'post', name: 'broadcast' });
}

async function brief() {
  const port = chrome.runtime.connect({ name: 'brief' });
  port.onDisconnect.addListener(() => console.log('brief: onDisconnect'));
  for (const message of [1, { two: 2 }, 'three']) port.postMessage(message);
  port.disconnect();
  try {
    port.postMessage('late');
  } catch (error) {
    console.log(`brief: ${told(error)}`);
  }
  await notes('brief Error');
}

async function fromPage() {
  const come = new Promise((resolve) => {
    chrome.runtime.onConnect.addListener(function once(port) {
      chrome.runtime.onConnect.removeListener(once);
      resolve(port);
    });
  });
  const answer = next(controls.one);
  controls.one.postMessage({ ask: 'connect', name: 'from one' });
  const port = await come;
  console.log(`from page: ${port.name}, keys ${Object.keys(port)}, ${port.sender.url.endsWith('/one.html')}`);
  const over = new Promise((resolve) => port.onDisconnect.addListener(resolve));
  port.postMessage('first and');
  for (const line of await answer) console.log(line);
  port.postMessage('last');
  await over;
  console.log('from page: over');
  await notes();
}

async function messages() {
  for (const name of [
    'one answers',
    'nobody answers',
    'one never, two at once',
    'two later',
    'one throws',
    'one rejects later',
  ]) {
    const line = await chrome.runtime.sendMessage(name).then(
      (answer) => `resolves ${JSON.stringify(answer)}`,
      (error) => `rejects ${told(error)}`,
    );
    console.log(`${name}: ${line}`);
  }
}

const holes = [1, undefined];
holes.length = 3;
class Point {
  x = 1;
}
const cycle = {};
cycle.self = cycle;

async function values() {
  const port = chrome.runtime.connect({ name: 'values' });
  for (const [name, value] of Object.entries({
    undefined: undefined,
    null: null,
    'a text': 'é€🙂',
    'a lone surrogate': '\ud800',
    NaN: Number.NaN,
    Infinity: Number.POSITIVE_INFINITY,
    '-0': -0,
    'a BigInt': 123n,
    'a list with holes': holes,
    'members without a value': { a: 1, b: undefined },
    'a date': new Date(0),
    'a map': new Map([[1, { a: [2] }]]),
    'a set': new Set([1, 'x']),
    'a pattern': /a+/gi,
    'an error': new RangeError('no'),
    bytes: new Uint8Array([1, 2, 3]),
    'a buffer': new ArrayBuffer(4),
    'an instance': new Point(),
    'a boxed number': Object(5),
    'a cycle': cycle,
    'toJSON gives something else': new (class {
      toJSON() {
        return 'from toJSON';
      }
    })(),
    'its own toJSON': { toJSON: () => 'from toJSON' },
    'a function': () => undefined,
    'a function inside': { a: () => undefined },
    'a symbol': Symbol('s'),
    'a symbol inside': { a: Symbol('s') },
    'a promise': Promise.resolve(1),
    'a weak map': new WeakMap(),
    'a proxy': new Proxy({}, {}),
    'a class': Point,
    'a getter that throws': {
      get a() {
        throw new RangeError('no');
      },
    },
  })) {
    try {
      const heard = [];
      const both = new Promise((resolve) => {
        port.onMessage.addListener(function listener(message) {
          if (heard.push(message) < 2) return;
          port.onMessage.removeListener(listener);
          resolve();
        });
      });
      port.postMessage(value);
      await both;
      console.log(`${name}: ${[...new Set(heard)].join(' or ')}`);
    } catch (error) {
      console.log(
        `${name}: throws ${told(error)}, ${Object.prototype.toString.call(error)}, ${error instanceof Error}`,
      );
    }
  }
  try {
    console.log(`no argument: ${port.postMessage()}`);
  } catch (error) {
    console.log(`no argument: throws ${told(error)}`);
  }
  port.disconnect();
  await notes('values Error');
}

async function run() {
  await notes();
  await broadcast();
  await brief();
  await fromPage();
  await messages();
  await values();
  console.log('done');
}
chrome.runtime.onConnect.addListener((port) => {
  if (port.name !== 'one' && port.name !== 'two') return;
  controls[port.name] = port;
  if (port.name === 'one') console.log('one is here');
  else run();
});
console.log('background is ready');
