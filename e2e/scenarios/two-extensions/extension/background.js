// Talks to another extension, whose id it finds by the browser it runs in.
const isChromium = chrome.runtime.getURL('').startsWith('chrome-extension:');
const SECOND = isChromium ? 'ncnllenomibfbloacndjlofgcndpnjmc' : 'second@nativeport.example';
const NOBODY = isChromium ? 'a'.repeat(32) : 'nobody@nativeport.example';
const told = (error) => (error ? `${error.name}: ${error.message}` : String(error));
const send = (...args) =>
  Promise.resolve(chrome.runtime.sendMessage(...args)).then(
    (answer) => `resolves ${JSON.stringify(answer)}`,
    (error) => `rejects ${told(error)}`,
  );
const notes = async () => {
  for (const line of await chrome.runtime.sendMessage(SECOND, 'notes')) console.log(line);
};
const attempt = async (name, run) => {
  try {
    console.log(`${name}: ${await run()}`);
  } catch (error) {
    console.log(`${name}: throws ${told(error)}`);
  }
};
const ended = (port) =>
  new Promise((resolve) => {
    port.onDisconnect.addListener((same) =>
      resolve(`onDisconnect, the port ${same === port}, ${chrome.runtime.lastError?.message}, ${told(port.error)}`),
    );
  });
const tell = (port) => {
  let lines = '';
  const from = port.onMessage;
  from.addListener((message) => {
    lines += ` ${JSON.stringify(message)}`;
  });
  return () => lines;
};

async function ports() {
  const port = chrome.runtime.connect(SECOND, { name: 'hello' });
  console.log(`port: name ${port.name}, sender ${port.sender}, keys ${Object.keys(port)}`);
  const heard = tell(port);
  for (const message of [1, { a: [true, null] }, 'text']) port.postMessage(message);
  port.postMessage('bye');
  console.log(`port: ${await ended(port)}, heard${heard()}`);
  await notes();
  try {
    port.postMessage('late');
  } catch (error) {
    console.log(`port: afterwards ${told(error)}`);
  }
  const brief = chrome.runtime.connect(SECOND, { name: 'brief' });
  brief.postMessage('only');
  brief.disconnect();
  await new Promise((resolve) => {
    chrome.runtime.onConnectExternal.addListener((back) => {
      console.log(`port: the second connects as ${JSON.stringify(back.name)}, id right ${back.sender.id === SECOND}`);
      back.onMessage.addListener((message) => {
        console.log(`port: ${JSON.stringify(message)}`);
        resolve();
      });
    });
  });
  await notes();
  const nobody = chrome.runtime.connect(NOBODY);
  nobody.postMessage('unheard');
  console.log(`port: nobody, ${await ended(nobody)}`);
  const own = chrome.runtime.connect({ name: 'own' });
  console.log(`port: own, ${await ended(own)}`);
}

async function messages() {
  for (const message of ['at once', 'late', 'promise', 'throw', 'nothing']) {
    console.log(`message ${message}: ${await send(SECOND, message)}`);
  }
  await notes();
  console.log(`message: with options ${await send(SECOND, 'at once', {})}`);
  console.log(`message: nobody ${await send(NOBODY, 'x')}`);
  console.log(`message: own ${await send('x')}`);
  console.log(`message: own by id ${await send(chrome.runtime.id, 'x')}`);
}

async function wrongArguments() {
  await notes();
  const { runtime } = chrome;
  for (const args of [
    ['short'],
    [5],
    [{ foo: 1 }],
    [{ name: 1 }],
    [{ name: 'x', includeTlsChannelId: 'yes' }],
    ['', { name: 'x' }],
    [null, { name: 'z' }],
    [{ name: 'x' }, 'y'],
    [SECOND, {}, 1],
    [true],
  ]) {
    await attempt(`connect(${args.map((each) => JSON.stringify(each)).join()})`, async () => {
      const port = runtime.connect(...args);
      return `a port ${JSON.stringify(port.name)}, ${await ended(port)}`;
    });
  }
  const none = () => undefined;
  for (const [name, ...args] of [
    ['nothing'],
    ['a callback', none],
    ['a message', 'x'],
    ['undefined', undefined],
    ['null', null],
    ['a message and undefined', 'x', undefined],
    ['a message and null', 'x', null],
    ['a message and {}', 'x', {}],
    ['an object and {}', { a: 1 }, {}],
    ['an object and an unknown option', { a: 1 }, { foo: 1 }],
    ['two texts', 'x', 'y'],
    ['a text and an object', 'x', { includeTlsChannelId: true }],
    ['null and a text', null, 'y'],
    ['undefined, a text and {}', undefined, 'y', {}],
    ['three, the last a text', SECOND, 'y', 'z'],
    ['three, the last an unknown option', SECOND, 'y', { foo: 1 }],
    ['four', SECOND, 'y', {}, 5],
    ['four, the last null', SECOND, 'nothing', {}, null],
    ['five', SECOND, 'y', {}, none, 1],
    ['a number as id', 5, 'y', {}],
    ['a function in between', SECOND, none, {}],
    ['a symbol', Symbol('s')],
    ['a function inside', { a: none }],
    ['a symbol inside', { a: Symbol('s') }],
    ['a cycle', isChromium ? Object.assign(none, {}) && cyclic() : new WeakMap()],
    ['a proxy', new Proxy({}, {})],
    [
      'a getter that throws',
      Object.defineProperty({}, 'a', {
        enumerable: true,
        get: () => {
          throw new RangeError('no');
        },
      }),
    ],
  ]) {
    await attempt(`sendMessage, ${name}`, async () => {
      const returned = runtime.sendMessage(...args);
      if (returned === undefined) return `returns undefined`;
      return returned.then(
        (answer) => `resolves ${JSON.stringify(answer)}`,
        (error) =>
          `rejects ${told(error)}, an Error ${error instanceof Error}, ${Object.prototype.toString.call(error)}`,
      );
    });
  }
  await notes();
  for (const [name, args] of [
    ['a text', ['x']],
    ['nothing', []],
    ['two', [none, 1]],
  ]) {
    for (const event of ['onConnect', 'onConnectExternal', 'onMessage', 'onMessageExternal']) {
      await attempt(`${event}.addListener, ${name}`, () => {
        runtime[event].addListener(...args);
        runtime[event].removeListener(none);
        return 'returns';
      });
    }
  }
  console.log(`onMessage: keys ${Object.keys(runtime.onMessage)}`);
}
const cyclic = () => {
  const object = {};
  object.self = object;
  return object;
};

async function run() {
  await ports();
  await messages();
  await wrongArguments();
  console.log('done');
}
run();
