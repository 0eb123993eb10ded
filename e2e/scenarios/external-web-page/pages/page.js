const OPEN = 'fkpimobifggdiaemdljhimmpgcpefllb';
const CLOSED = 'ncnllenomibfbloacndjlofgcndpnjmc'; // lets extensions in, but no pages
const UNKNOWN = 'abcdefghijklmnopabcdefghijklmnop';
const told = (error) => `${error.name}: ${error.message}`;
const say = (line) => console.log(`${location.host}: ${line}`);

async function attempt(title, call) {
  try {
    const result = call();
    const kind = result instanceof Promise ? 'resolves' : 'returns';
    const value = await result;
    say(`${title}: ${kind} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
  } catch (error) {
    say(`${title}: ${told(error)}`);
  }
}

async function connect(title, id) {
  const port = chrome.runtime.connect(id, { name: title });
  const heard = [];
  const over = new Promise((resolve) => {
    port.onDisconnect.addListener((same) => {
      heard.push(`onDisconnect ${same === port} ${chrome.runtime.lastError?.message}`);
      resolve();
    });
  });
  port.onMessage.addListener((message) => heard.push(JSON.stringify(message)));
  port.postMessage({ text: 'hello' });
  port.postMessage('please disconnect');
  await over;
  say(`${title}: ${heard.join(', ')}`);
}

async function run() {
  const { runtime } = chrome;
  say(`keys ${Object.keys(runtime).filter((key) => !/^[A-Z]/.test(key))}`);
  say(`browser ${typeof browser}, the same runtime ${browser.runtime === runtime}, id ${runtime.id}`);
  await attempt('connect()', () => runtime.connect());
  await attempt('connect({name})', () => runtime.connect({ name: 'x' }));
  await attempt("connect('')", () => runtime.connect(''));
  await attempt('connect(null)', () => runtime.connect(null));
  await attempt('connect(no id)', () => runtime.connect('no id'));
  await attempt('connect(5)', () => runtime.connect(5));
  await attempt('sendMessage()', () => runtime.sendMessage());
  await attempt('sendMessage(message)', () => runtime.sendMessage('hello'));
  await attempt('sendMessage(object)', () => runtime.sendMessage({ a: 1 }));
  await attempt('sendMessage(null, message)', () => runtime.sendMessage(null, 'hello'));
  await attempt("sendMessage('', message)", () => runtime.sendMessage('', 'hello'));
  await attempt('sendMessage(no id, message)', () => runtime.sendMessage('no id', 'hello'));
  for (const [name, id] of Object.entries({ open: OPEN, closed: CLOSED, unknown: UNKNOWN })) {
    await attempt(`message to ${name}`, () => runtime.sendMessage(id, 'hello'));
    await attempt(`a BigInt to ${name}`, () => runtime.sendMessage(id, 1n));
    await connect(`port to ${name}`, id);
    await new Promise((resolve) => {
      const returned = runtime.sendMessage(id, 'hello', (...args) => {
        say(`callback, ${name}: ${JSON.stringify(args)} ${runtime.lastError?.message}, returned ${returned}`);
        resolve();
      });
    });
  }
  for (const message of ['later', 'promise', 'silence', 'throw']) {
    await attempt(message, () => runtime.sendMessage(OPEN, message));
  }
  await attempt('options', () => runtime.sendMessage(OPEN, 'hello', { includeTlsChannelId: true }));
  await attempt('unknown options', () => runtime.sendMessage(OPEN, 'hello', { x: 1 }));
  await attempt('what the background heard', () => runtime.sendMessage(OPEN, 'report'));
}

addEventListener('load', async () => {
  say(`chrome ${typeof chrome}, runtime ${typeof globalThis.chrome?.runtime}`);
  if (globalThis.chrome?.runtime) await run();
  console.log(`${location.host} is over`);
});
