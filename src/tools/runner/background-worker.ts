import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import type { BrowserEnd, ContextExtension, FromContext, MessagePortLike, ToContext } from '../../context/index.js';
import { bridgeOverMessagePort } from '../../context/index.js';
import {
  type BackgroundSetup,
  type Evaluated,
  type Evaluation,
  isReported,
  type TimeMessage,
  type WorkerReport,
} from './background-setup.js';
import { readyThreads, startThread } from './background-threads.js';

const LAST_TASK_MS = 100;

export interface BackgroundWorkerEvents {
  report(report: WorkerReport): void;
  /** The thread died by itself, for instance without memory. Nothing comes after it. */
  crashed(error: Error): void;
}

/** What a thread shall run. */
export interface BackgroundPlan extends Omit<BackgroundSetup, 'port' | 'extension'> {
  /** What its context must know; a function is handed the browser's end of the bridge first. */
  readonly extension: ContextExtension | ((bridge: BrowserEnd) => ContextExtension);
}

/** The thread that a background runs in, and the browser's end of its bridge. */
export class BackgroundWorker {
  readonly bridge: BrowserEnd;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  #sent = 0;
  #workedThrough = -1; // messages that the context had got when it last ran out of things to do
  #isEnding = false;
  #isOver = false;
  readonly #evaluations = new Map<number, (evaluated: Evaluated | undefined) => void>();
  #lastEvaluation = 0;

  #nextDue: number | undefined;

  constructor({ extension, ...setup }: BackgroundPlan, events: BackgroundWorkerEvents, memoryMiB?: number) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.bridge = bridgeOverMessagePort<ToContext, FromContext>(this.#withoutReports(events));
    this.#worker = memoryMiB === undefined ? readyThreads.take() : startThread(memoryMiB);
    const known = typeof extension === 'function' ? extension(this.bridge) : extension;
    this.#worker.postMessage({ ...setup, extension: known, port: port2 } satisfies BackgroundSetup, [port2]);
    const crash = (error: Error): void => {
      if (this.#isOver) return;
      this.#isOver = true;
      this.#forgetEvaluations();
      if (!this.#isEnding) events.crashed(error);
    };
    this.#worker.once('error', crash);
    this.#worker.once('exit', (code) => crash(new Error(`its thread ended with code ${code}`)));
  }

  /** Whether the context has worked through everything that was sent to it, and has nothing left to do by itself. */
  get isIdle(): boolean {
    return this.#workedThrough === this.#sent;
  }

  /** When its next timer is due, in held time; undefined: there is none. It counts while it is idle. */
  get nextDue(): number | undefined {
    return this.#nextDue;
  }

  /** Lets the held time go on, to a moment in milliseconds since the Unix epoch; timers that are due run. */
  advanceTo(time: number): void {
    if (this.#isOver) return;
    this.#port.postMessage({ time } satisfies TimeMessage);
    this.#sent += 1;
  }

  /**
   * Runs code in the global scope of the context, after what was sent to it before; a promise is awaited. `args`: `source`
   * is a function, and is called with them. Resolves with undefined when the context ends before the code does.
   *
   * @throws {DOMException} `DataCloneError` for arguments that a structured clone cannot hold
   */
  async evaluate(source: string, args?: readonly unknown[]): Promise<Evaluated | undefined> {
    if (this.#isOver) return undefined;
    this.#lastEvaluation += 1;
    const id = this.#lastEvaluation;
    this.#port.postMessage({ evaluate: id, source, ...(args && { args }) } satisfies Evaluation);
    this.#sent += 1;
    return new Promise((resolve) => this.#evaluations.set(id, resolve));
  }

  /** Ends the thread, whose bridge is closed already: the task that runs comes to its end, unless that takes too long. */
  async end(): Promise<void> {
    if (this.#isOver) return this.terminate();
    this.#isEnding = true;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LAST_TASK_MS);
      this.#port.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    await this.terminate();
  }

  /** Ends the thread at once, whatever it does. */
  async terminate(): Promise<void> {
    this.#isOver = true;
    this.#forgetEvaluations();
    await this.#worker.terminate();
    this.#port.close();
  }

  #forgetEvaluations(): void {
    for (const resolve of this.#evaluations.values()) resolve(undefined);
    this.#evaluations.clear();
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
            if (message.report.type === 'idle') {
              this.#workedThrough = message.report.received;
              this.#nextDue = message.report.nextDue;
            }
            if (message.report.type === 'evaluated') {
              this.#evaluations.get(message.report.id)?.(message.report);
              this.#evaluations.delete(message.report.id);
            }
            report(message.report);
          }
        }),
      once: (_type, listener) => port.once('close', listener),
    };
  }
}
