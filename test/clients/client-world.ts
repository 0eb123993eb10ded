import path from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { rolldown } from 'rolldown';
import { onTestFinished } from 'vitest';
import { type AttachOptions, bridgeOverMessagePort, createBrowser, type Extension } from '../../src/browser/node.js';
import type { FromContext, ToContext } from '../../src/context/index.js';
import type { EngineName } from '../../src/engines/index.js';
import { FakeConnections } from '../browser/fake-connections.js';

/** A script of an extension, bundled with the client it uses, in a worker thread with a `chrome` and a `browser` of its own. */
export interface ClientContext {
  /** Calls an export of the script. Rejects with what it threw, as `{ name, message }` or `{ value }`. */
  call(name: string, ...args: unknown[]): Promise<unknown>;
  /** What the script threw, or rejected, and nobody caught. */
  readonly uncaught: readonly string[];
  /** Ends the thread at once, as when its page is closed. */
  close(): Promise<void>;
}

type Place = Pick<AttachOptions, 'url' | 'frame'> & {
  readonly kind?: NonNullable<Parameters<Extension['describe']>[0]>;
  /** Which of the two objects the script finds. Default: both. */
  readonly names?: readonly ('chrome' | 'browser')[];
};

type FromWorker =
  | { type: 'ready' }
  | { type: 'uncaught'; thrown: string }
  | { type: 'returned'; call: number; value: unknown }
  | { type: 'threw'; call: number; thrown: unknown };

/** A browser with one extension, whose scripts are started one by one. All ends with the test. */
export async function createClientWorld(engine: EngineName, manifest: Readonly<Record<string, unknown>> = {}) {
  const browser = createBrowser({ engine, connections: new FakeConnections() });
  const extension = await browser.loadExtension({ manifest_version: 3, name: 'client', version: '1', ...manifest });
  onTestFinished(() => browser.close());
  return { browser, extension, start: (script: string, place: Place = {}) => start(engine, extension, script, place) };
}

/** Starts `script`, a file below `test/clients`; it has run when this resolves. */
async function start(
  engine: EngineName,
  extension: Extension,
  script: string,
  { names = ['chrome', 'browser'], ...label }: Place,
): Promise<ClientContext> {
  const code = await bundle(script);
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./context-worker.js', import.meta.url), {
    workerData: { engine, port: port2, extension: extension.describe(label.kind), names, code },
    transferList: [port2],
  });
  extension.attachOver(bridgeOverMessagePort<ToContext, FromContext>(port1), label);

  const uncaught: string[] = [];
  const calls: { resolve(value: unknown): void; reject(thrown: unknown): void }[] = [];
  const ready = new Promise<void>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => {
      for (const call of calls) call.reject(new Error('The context is gone.'));
    });
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'ready') resolve();
      else if (message.type === 'uncaught') uncaught.push(message.thrown);
      else if (message.type === 'returned') calls[message.call]?.resolve(message.value);
      else calls[message.call]?.reject(message.thrown);
    });
  });
  const close = async (): Promise<void> => void (await worker.terminate());
  onTestFinished(close);
  await ready;
  return {
    call: (name, ...args) =>
      new Promise((resolve, reject) => {
        worker.postMessage({ call: calls.push({ resolve, reject }) - 1, name, args });
      }),
    uncaught,
    close,
  };
}

const bundles = new Map<string, Promise<string>>();

/** The script and the packages it imports as one classic script, the way an extension's author ships it. */
export function bundle(script: string): Promise<string> {
  const known = bundles.get(script);
  if (known) return known;
  const made = (async () => {
    const built = await rolldown({ input: path.join(import.meta.dirname, script), platform: 'browser' });
    const { output } = await built.generate({ format: 'iife', name: 'client', exports: 'named' });
    await built.close();
    return output[0].code;
  })();
  bundles.set(script, made);
  return made;
}
