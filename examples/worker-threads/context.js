// The worker's side: makes `chrome` and `browser` of the port it was given, and runs one script of the extension.
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { bridgeOverMessagePort, createContext, ENGINES } from 'nativeport/context';

const { engine, extension, port, script } = workerData;
const { chrome, browser } = createContext({
  engine: ENGINES[engine],
  bridge: bridgeOverMessagePort(port),
  extension,
});
Object.assign(globalThis, { chrome, browser, self: globalThis });

await import(pathToFileURL(script).href);
parentPort?.postMessage('loaded');
