// One row of the account, in a process of its own: `node --expose-gc account.js '{"engine":"chromium","extensions":1,…}'`.
// Opens tabs, a content script of each extension in each; then ports from them to their backgrounds, in turn; sends one
// message over each, forth and back; asks with one-time messages while all is open; closes the ports, then the tabs. Prints
// nanoseconds and bytes as JSON.
import { startHere } from './here.js';

const { engine, extensions, tabs, ports, repeats, asks } = JSON.parse(process.argv[2]);
const MESSAGE = { id: 1, m: 'ping' };

const backgrounds = new Map(); // extension id -> chrome
const scripts = []; // { tab, chrome }, in the order they came
const heard = { connects: 0, messages: 0, answers: 0, ends: 0 };
const accepted = [];

/** Resolves when so much has been heard of one kind. */
let wanted;
const hears = (kind, count) =>
  new Promise((resolve) => {
    if (heard[kind] === count) resolve();
    else wanted = { kind, count, resolve };
  });
const hear = (kind) => {
  heard[kind] += 1;
  if (wanted?.kind === kind && wanted.count === heard[kind]) wanted.resolve();
};
const forget = () => {
  for (const kind of Object.keys(heard)) heard[kind] = 0;
};

const browser = await startHere(engine, extensions, {
  started(extension, chrome) {
    backgrounds.set(extension, chrome);
    chrome.runtime.onConnect.addListener((port) => {
      accepted.push(port);
      port.onMessage.addListener(() => hear('messages'));
      port.onDisconnect.addListener(() => hear('ends'));
      hear('connects');
    });
    chrome.runtime.onMessage.addListener((message, _sender, respond) => respond(message));
  },
  injected(tab, extension, chrome) {
    chrome.runtime.onMessage.addListener((message, _sender, respond) => respond(message));
    scripts.push({ tab, extension, chrome });
  },
});

/** What is in use once everything that ended is gone. */
const used = async () => {
  for (let n = 0; n < 3; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    global.gc();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
};
const timed = async (run) => {
  const start = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - start);
};

/** Everything once. `weighs`: also what it takes of memory, which costs time between the clocks. */
async function pass({ tabs, ports, asks }, weighs) {
  const weight = async () => (weighs ? used() : { heap: 0, rss: 0 });
  const ns = {};
  forget();
  const before = await weight();
  const opened = [];
  ns.open = await timed(async () => {
    for (let n = 0; n < tabs; n += 1) opened.push(browser.openTab(`http://site-${n % 100}.example/`));
    await Promise.all(opened.map((tab) => tab.loaded()));
  });
  const withContexts = await weight();

  const own = [];
  ns.connect = await timed(async () => {
    for (let n = 0; n < ports; n += 1) {
      const port = scripts[n % scripts.length].chrome.runtime.connect({ name: 'bench' });
      port.onMessage.addListener(() => hear('answers'));
      own.push(port);
    }
    await hears('connects', ports);
  });
  const withPorts = await weight();

  ns.post = await timed(async () => {
    for (const port of own) port.postMessage(MESSAGE);
    await hears('messages', ports);
  });
  ns.postBack = await timed(async () => {
    for (const port of accepted) port.postMessage(MESSAGE);
    await hears('answers', ports);
  });

  ns.ask = await timed(async () => {
    for (let n = 0; n < asks; n += 1) await scripts[n % scripts.length].chrome.runtime.sendMessage(MESSAGE);
  });
  ns.askTab = await timed(async () => {
    for (let n = 0; n < asks; n += 1) {
      const { tab, extension } = scripts[n % scripts.length];
      await backgrounds.get(extension).tabs.sendMessage(tab, MESSAGE);
    }
  });

  ns.disconnect = await timed(async () => {
    for (const port of own) port.disconnect();
    await hears('ends', ports);
  });
  own.length = 0;
  accepted.length = 0;
  const withoutPorts = await weight();
  ns.close = await timed(async () => {
    for (const tab of opened) tab.close();
  });
  opened.length = 0;
  scripts.length = 0;
  const after = await weight();
  return {
    ns,
    bytes: {
      contexts: withContexts.heap - before.heap,
      contextsRss: withContexts.rss - before.rss,
      ports: withPorts.heap - withContexts.heap,
      portsRss: withPorts.rss - withContexts.rss,
      leftByPorts: withoutPorts.heap - withContexts.heap,
      left: after.heap - before.heap,
    },
  };
}

const WARM = { tabs: 50, ports: 2000, asks: 500 };
for (let n = 0; n < 3; n += 1) await pass(WARM, false);
const weighed = await pass({ tabs, ports, asks: 0 }, true);
const passes = [];
for (let n = 0; n < repeats; n += 1) passes.push((await pass({ tabs, ports, asks }, false)).ns);
console.log(JSON.stringify({ bytes: weighed.bytes, passes }));
process.exit(0);
