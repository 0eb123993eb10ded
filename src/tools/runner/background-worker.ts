import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { BrowserEnd, FromContext, MessagePortLike, ToContext } from '../../context/index.js';
import { bridgeOverMessagePort } from '../../context/index.js';
import { type BackgroundSetup, isReported, type WorkerReport } from './background-setup.js';

export interface BackgroundWorkerEvents {
  report(report: WorkerReport): void;
  /** The thread died by itself, for instance without memory. Nothing comes after it. */
  crashed(error: Error): void;
}

/** The thread that a background runs in, and the browser's end of its bridge. */
export class BackgroundWorker {
  readonly bridge: BrowserEnd;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  #sent = 0;
  #workedThrough = -1; // messages that the context had got when it last ran out of things to do
  #isOver = false;

  constructor(setup: Omit<BackgroundSetup, 'port'>, events: BackgroundWorkerEvents, memoryMiB?: number) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.bridge = bridgeOverMessagePort<ToContext, FromContext>(this.#withoutReports(events));
    this.#worker = new Worker(new URL('./worker/main.js', import.meta.url), {
      workerData: { ...setup, port: port2 } satisfies BackgroundSetup,
      transferList: [port2],
      execArgv: ['--experimental-vm-modules', '--no-warnings'], // modules are linked and run by us
      stdout: true, // this process's stdout belongs to others
      name: setup.url,
      ...(memoryMiB !== undefined && { resourceLimits: { maxOldGenerationSizeMb: memoryMiB } }),
    });
    const crash = (error: Error): void => {
      if (this.#isOver) return;
      this.#isOver = true;
      events.crashed(error);
    };
    this.#worker.once('error', crash);
    this.#worker.once('exit', (code) => crash(new Error(`its thread ended with code ${code}`)));
  }

  /** Whether the context has worked through everything that was sent to it, and has nothing left to do by itself. */
  get isIdle(): boolean {
    return this.#workedThrough === this.#sent;
  }

  /** Ends the thread at once, whatever it does. */
  async terminate(): Promise<void> {
    this.#isOver = true;
    await this.#worker.terminate();
    this.#port.close();
  }

  /** The port as the bridge sees it: without reports, and counting. */
  #withoutReports({ report }: BackgroundWorkerEvents): MessagePortLike {
    const port = this.#port;
    return {
      postMessage: (message) => {
        this.#sent += 1;
        port.postMessage(message);
      },
      on: (_type, listener) =>
        port.on('message', (message: unknown) => {
          if (Array.isArray(message)) for (const each of message) listener(each);
          else if (isReported(message) && !this.#isOver) {
            if (message.report.type === 'idle') this.#workedThrough = message.report.received;
            report(message.report);
          }
        }),
      once: (_type, listener) => port.once('close', listener),
    };
  }
}
