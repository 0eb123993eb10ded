import process from 'node:process';
import { setImmediate, setTimeout } from 'node:timers';
import { parentPort } from 'node:worker_threads';
import {
  bridgeOverMessagePort,
  createContext,
  type FromContext,
  type MessagePortLike,
  type ToContext,
} from '../../../context/index.js';
import { ENGINES } from '../../../engines/index.js';
import { NativePortError } from '../../../errors/index.js';
import { type BackgroundSetup, isEvaluation, isTime, type WorkerReport } from '../background-setup.js';
import { ExtensionFiles } from '../extension-files.js';
import { createConsole } from './console.js';
import { WORDS } from './engine-words.js';
import { evaluate } from './evaluate.js';
import { dropIdleConnections } from './extension-fetch.js';
import { HeldTime } from './held-time.js';
import { hideNode } from './hide-node.js';
import { Mail } from './mail.js';
import { allowsEval, refuseEval } from './refuse-eval.js';
import { reportOf, reportOfOurs, watchUncaught } from './report-error.js';
import { runBackground } from './run-background.js';
import { installScope } from './scope.js';
import { Scripts } from './scripts.js';

// One thread, one realm, one context: what is global here becomes the global scope of an extension's background.

await hideNode();
dropIdleConnections();
const setup = await new Promise<BackgroundSetup>((resolve) => parentPort?.once('message', resolve));
const { port, extension } = setup;
const words = WORDS[setup.engine];
const files = new ExtensionFiles(setup.directory, extension.baseUrl);
const held = setup.heldAt === undefined ? undefined : new HeldTime(setup.heldAt);

const mail = new Mail(port);
const report = (report: WorkerReport): void => mail.report(report);
const failed = (error: unknown): void =>
  report(error instanceof NativePortError ? reportOfOurs(error) : reportOf(error, 'Uncaught'));
const complain = (level: 'warn' | 'error', text: string): void =>
  report({ type: 'console', by: 'browser', level, args: [text] });

let received = 0;
port.on('message', () => {
  received += 1;
  port.unref(); // there is something to do; the event loop tells when it is done
});
process.on('beforeExit', () => {
  const nextDue = held?.nextDue;
  report({ type: 'idle', received, ...(nextDue !== undefined && { nextDue }) });
  port.ref(); // nothing to do but to wait for a message
});

/** Not for the bridge. */
const isForUs = (message: unknown): boolean => isEvaluation(message) || isTime(message);
const bridgePort: MessagePortLike = {
  postMessage: (message) => mail.send(message),
  on: (type, listener) => port.on(type, (message: unknown) => !isForUs(message) && listener(message)),
  off: (type, listener) => port.off(type, listener),
  once: (_type, listener) => port.once('close', listener),
  close() {
    mail.flush();
    port.close();
  },
};

const api = createContext({
  engine: ENGINES[setup.engine],
  extension,
  bridge: bridgeOverMessagePort<FromContext, ToContext>(bridgePort),
  tasks: { post: (task) => void setImmediate(task) },
  onUncaughtError: () => undefined, // the bridge has told the browser
});
port.unref();
const scope = installScope({
  setup,
  files,
  api,
  held,
  console: createConsole((level, args) => report({ type: 'console', by: 'extension', level, args })),
  refuseText: (name) =>
    complain('error', `${name}() with code as text is refused: the content security policy of extensions forbids it.`),
});
if (!allowsEval(extension.manifest)) refuseEval(words.evalRefused);
watchUncaught(scope.events, report);
const scripts = new Scripts({
  files,
  words,
  mayImport: setup.background.kind !== 'service-worker',
  notImported: (error) => complain('error', `${error.message} ${error.hint}`),
});
port.on('message', (message: unknown) => {
  if (isEvaluation(message)) setImmediate(() => void evaluate(message, report)); // a task like those of the bridge
  if (isTime(message)) held?.advanceTo(message.time);
});
await runBackground({
  setup,
  files,
  words,
  scope,
  scripts,
  failed,
  warn: (problem) => complain('error', `${problem.message} ${problem.hint}`),
});
// Timers of the start that are due run before the events that have waited for it. Seen in Chromium 156 and Firefox ESR 153.
held?.runDue();
await new Promise((resolve) => setTimeout(resolve, 1)); // Node's shortest: after all that were started with it before
report({ type: 'loaded' });
