import { clearTimeout, setTimeout } from 'node:timers';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { BrowserEnd, FromContext, MessagePortLike, ToContext } from '../../../context/index.js';
import { bridgeOverMessagePort } from '../../../context/index.js';
import type { FromThread, ThreadSetup, ThreadUse, ToThread } from './protocol.js';

/** Whose documents a thread shows. */
export interface ThreadUser extends ThreadUse {
  /** What the thread tells, except what belongs to a bridge. */
  received(message: Exclude<FromThread, { type: 'bridge' }>): void;
  /** The thread died by itself. Nothing comes after it. */
  crashed(error: Error): void;
}

type BridgeListener = (message: unknown) => void;

/** The thread in which the documents of one tab live, and everything that crosses to it. */
export class TabThread {
  /** Where it looks for the DOM library besides the folder of this file. */
  readonly folder: string = process.cwd();
  /** It has loaded the DOM library, and looks at what it is sent. */
  isReady = false;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #bridges = new Map<number, BridgeListener>();
  #user: ThreadUser | undefined;
  #lastContext = 0;
  #sent = 0;
  #workedThrough = -1; // messages that the thread had got when it last ran out of things to do
  #nextDue: number | undefined;
  #isOver = false;
  #changed: () => void = () => undefined;

  constructor(memoryMiB: number | undefined) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(new URL('./worker/main.js', import.meta.url), {
      workerData: { port: port2, folder: this.folder } satisfies ThreadSetup,
      transferList: [port2],
      execArgv: ['--experimental-vm-modules', '--no-warnings'], // modules are linked and run by us
      stdout: true, // this process's stdout belongs to others
      name: 'tab',
      ...(memoryMiB !== undefined && { resourceLimits: { maxOldGenerationSizeMb: memoryMiB } }),
    });
    port1.on('message', (messages: readonly FromThread[]) => {
      for (const message of messages) if (!this.#isOver) this.#received(message);
    });
    const crash = (error: Error): void => {
      if (this.#isOver) return;
      this.#isOver = true;
      this.#changed();
      this.#user?.crashed(error);
    };
    this.#worker.once('error', crash);
    this.#worker.once('exit', (code) => crash(new Error(`its thread ended with code ${code}`)));
    this.rest();
  }

  /** It is somebody's from here on. */
  begin(user: ThreadUser): void {
    this.#user = user;
    const { engine, heldAt } = user;
    this.send({ type: 'begin', use: { engine, heldAt } });
  }

  /** Whether the thread has worked through everything that was sent to it, and has nothing left to do by itself. */
  get isIdle(): boolean {
    return this.#workedThrough === this.#sent;
  }

  /** It has ended, or died. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** When its next timer is due, in held time; undefined: there is none. It counts while it is idle. */
  get nextDue(): number | undefined {
    return this.#nextDue;
  }

  send(message: ToThread): void {
    if (this.#isOver) return;
    this.#sent += 1;
    this.#port.postMessage(message);
  }

  /** The browser's end of a bridge to a context in the thread, which knows it by the number. */
  openBridge(): { readonly context: number; readonly bridge: BrowserEnd; forget(): void } {
    this.#lastContext += 1;
    const context = this.#lastContext;
    const port: MessagePortLike = {
      postMessage: (message) => this.send({ type: 'bridge', context, message: message as ToContext }),
      on: (_type, listener) => this.#bridges.set(context, listener),
      off: () => this.#bridges.delete(context),
    };
    const bridge = bridgeOverMessagePort<ToContext, FromContext>(port);
    return { context, bridge, forget: () => this.#bridges.delete(context) };
  }

  /** The process may end while only this thread is left: it shows nothing. */
  rest(): void {
    this.#worker.unref();
    this.#port.unref();
  }

  /** It shows something. */
  work(): void {
    this.#worker.ref();
    this.#port.ref();
  }

  /** It is nobody's from here on. True: so many milliseconds later at the latest nothing was left to do in it. */
  async leave(withinMs: number): Promise<boolean> {
    this.#user = undefined;
    this.#bridges.clear();
    this.work();
    const isLeft = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), withinMs);
      this.#changed = () => {
        if (!this.isIdle && !this.#isOver) return;
        clearTimeout(timer);
        resolve(!this.#isOver);
      };
      this.#changed();
    });
    this.#changed = () => undefined;
    this.rest();
    return isLeft;
  }

  /** Kills the thread, which then has died by itself. */
  async kill(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Ends the thread at once, whatever it does. */
  async terminate(): Promise<void> {
    this.#isOver = true;
    await this.#worker.terminate();
    this.#port.close();
  }

  #received(message: FromThread): void {
    if (message.type === 'bridge') {
      this.#bridges.get(message.context)?.(message.message);
      return;
    }
    if (message.type === 'ready') this.isReady = true;
    if (message.type === 'idle') {
      this.#workedThrough = message.received;
      this.#nextDue = message.nextDue;
      this.#changed();
    }
    this.#user?.received(message);
  }
}
