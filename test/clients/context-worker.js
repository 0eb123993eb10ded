// A worker thread that is one context of an extension: `chrome` and `browser` over a bridge, then one classic script, whose
// exports the test calls by name.
import process from 'node:process';
import { runInThisContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { bridgeOverMessagePort, createContext, ENGINES } from '../../dist/context/index.js';

const { engine, port, extension, names, code } = workerData;
const post = (message) => parentPort.postMessage(message);

const context = createContext({ engine: ENGINES[engine], bridge: bridgeOverMessagePort(port), extension });
globalThis.self = globalThis; // as a service worker and a page have it
for (const name of names) globalThis[name] = context[name];
// In a browser these are lines of the console, and the context goes on.
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (thrown) => post({ type: 'uncaught', thrown: String(thrown) }));
}

// A bundle is `var client = (function () { … })()`.
runInThisContext(code);

parentPort.on('message', async ({ call, name, args }) => {
  try {
    post({ type: 'returned', call, value: await globalThis.client[name](...args) });
  } catch (error) {
    const thrown = error instanceof Error ? { name: error.name, message: error.message } : { value: error };
    post({ type: 'threw', call, thrown });
  }
});
post({ type: 'ready' });
