// A content script in a thread of its own, without a DOM: its context is at the other end of a MessagePort.
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { bridgeOverMessagePort, createContext, ENGINES } from '../../dist/context/index.js';

const { engine, extension, port, script } = workerData;
const { chrome } = createContext({ engine: ENGINES[engine], bridge: bridgeOverMessagePort(port), extension });
new Function('chrome', 'console', await readFile(script, 'utf8'))(chrome, { log: () => undefined });
parentPort.postMessage('ready');
