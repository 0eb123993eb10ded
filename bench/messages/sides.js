// Where the extension of this folder runs: in nativeport in three ways, in a real browser, and what there is of it in
// @webext-core/fake-browser. Each side measures once for each call and closes.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';

const EXTENSION = path.join(import.meta.dirname, 'extension');
const PAGES = path.join(import.meta.dirname, 'pages');
const ADDRESS = 'http://one.test/page.html';
const CONTENT = path.join(EXTENSION, 'content.js');
const door = () => import('../../dist/browser/node.js'); // is built before this runs

/** Background and content script in this thread, as an embedder or a unit test has them. */
export async function startInOneThread(engine) {
  const side = await startBackgroundHere(engine);
  const { extension, frame } = side;
  await runCode(CONTENT, extension.attach({ kind: 'content-script', frame }).chrome, () => undefined);
  return side;
}

/** The background in this thread, the content script in another one. */
export async function startOverMessagePort(engine) {
  const side = await startBackgroundHere(engine);
  const { bridgeOverMessagePort } = await door();
  const { port1, port2 } = new MessageChannel();
  const { extension, frame } = side;
  extension.attachOver(bridgeOverMessagePort(port1), { kind: 'content-script', frame });
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: { engine, extension: extension.describe('content-script'), port: port2, script: CONTENT },
    transferList: [port2],
  });
  await once(worker, 'message');
  return {
    ...side,
    async close() {
      await side.close();
      await worker.terminate();
    },
  };
}

async function startBackgroundHere(engine) {
  const { createBrowser } = await door();
  const browser = createBrowser({ engine });
  const extension = await browser.loadExtension(EXTENSION);
  const lines = lineByLine();
  await runCode(path.join(EXTENSION, 'background.js'), extension.attach().chrome, lines.heard);
  const frame = browser.openTab(ADDRESS).mainFrame;
  return { extension, frame, measure: () => lines.after(() => extension.click()), close: () => browser.close() };
}

async function runCode(file, chrome, log) {
  new Function('chrome', 'console', await readFile(file, 'utf8'))(chrome, { log });
}

/** As `nativeport run` and `nativeport/testing` have it: the background in a thread, the page with its DOM in another one. */
export async function startInThreads(engine) {
  const { createBrowser } = await door();
  const { NodeRenderers } = await import('../../dist/tools/runner/index.js');
  const lines = lineByLine();
  const renderers = new NodeRenderers({
    engine,
    pages: () => ({ file: path.join(PAGES, 'page.html') }),
    onReport: ({ report }) => {
      if (report.type === 'console') lines.heard(report.args.join(' '));
      else if (report.type === 'error') lines.failed(new Error(report.message));
    },
  });
  const browser = createBrowser({ engine, renderers });
  const extension = await browser.loadExtension(EXTENSION);
  await extension.wakeBackground();
  await browser.openTab(ADDRESS).loaded();
  return { measure: () => lines.after(() => extension.click()), close: () => browser.close() };
}

/** A real browser, headless. */
export async function startReal(driver) {
  const lines = lineByLine();
  driver.servePages(PAGES);
  const bothReady = lines.count('ready', 2);
  const extension = await driver.load(EXTENSION, ({ text }) => lines.heard(text));
  await driver.openTab(ADDRESS);
  await bothReady;
  return {
    name: driver.name,
    measure: () => lines.after(() => extension.clickAction()),
    close: () => driver.close(),
  };
}

/** It has one context, which hears its own messages; no ports, no tabs that hear. Messages are not copied. */
export async function startFake() {
  const { fakeBrowser } = await import('@webext-core/fake-browser');
  fakeBrowser.runtime.onMessage.addListener((message, _sender, respond) => {
    respond(message);
    return true;
  });
  const ask = async (count) => {
    for (let n = 0; n < count; n += 1) await fakeBrowser.runtime.sendMessage({ id: 1, m: 'ping' });
  };
  const askDeep = (count) => Promise.all(Array.from({ length: 100 }, () => ask(count / 100)));
  const perSecond = async (count, run) => {
    await run(count / 10);
    const start = performance.now();
    await run(count);
    return (count * 1000) / (performance.now() - start);
  };
  return {
    measure: async () => ({ answers: await perSecond(1000, ask), hundredAnswers: await perSecond(10_000, askDeep) }),
    close: async () => undefined,
  };
}

/** Console lines, as they are waited for. */
function lineByLine() {
  let listener = () => undefined;
  let reject = (error) => console.error(error);
  return {
    heard: (text) => listener(text),
    failed: (error) => reject(error),
    /** Resolves with the JSON that comes after `act`. */
    after: (act) =>
      new Promise((resolve, fail) => {
        reject = fail;
        listener = (text) => {
          if (text.startsWith('{')) resolve(JSON.parse(text));
        };
        Promise.resolve(act()).catch(fail);
      }),
    count: (wanted, times) =>
      new Promise((resolve) => {
        let left = times;
        listener = (text) => {
          if (text === wanted) left -= 1;
          if (left === 0) resolve();
        };
      }),
  };
}
