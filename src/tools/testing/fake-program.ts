import { setImmediate } from 'node:timers'; // a test may replace the global one
import type { Clock } from '../../clock/index.js';
import type { Engine } from '../../engines/index.js';
import {
  decodeMessage,
  encodeFrame,
  encodeText,
  type FrameError,
  FrameSplitter,
  MAX_BYTES,
} from '../../framing/index.js';
import { type Caller, type HostPort, parseCaller } from '../../host/index.js';
import { ByteLine } from './byte-line.js';
import { fakePortClosed, hostFailed } from './errors.js';
import { EventSource } from './event-source.js';
import type { HostProgram, ProgramEnd, ProgramEvents } from './program.js';

/** What a fake host does. Every function may be async; what it throws ends the host, as it would end a process. */
export interface FakeBehaviour {
  /** The host was started; add listeners to its port, or send first. */
  readonly onConnect?: (port: HostPort) => unknown;
  /** What it returns is sent as the answer; undefined: there is none. */
  readonly onMessage?: (message: unknown, port: HostPort) => unknown;
  /** The extension has left. Until a promise that it returns is done, the host is still there. */
  readonly onDisconnect?: (port: HostPort) => unknown;
}

export interface FakeProgramParts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly application: string;
  readonly callerId: string;
  readonly behaviour: FakeBehaviour;
  /** The fake host itself threw. */
  failed(error: unknown): void;
}

/** A host that is functions of a test. It starts a turn after it was asked for, as a process takes its time, too. */
export class FakeProgram implements HostProgram, HostPort {
  readonly isProcess = false;
  readonly caller: Caller;
  readonly gone: Promise<void>;
  readonly error = undefined;
  readonly #parts: FakeProgramParts;
  readonly #args: readonly string[];
  readonly #manifestPath: string;
  readonly #message = new EventSource<[unknown, HostPort]>();
  readonly #disconnect = new EventSource<[HostPort]>();
  readonly onMessage = this.#message.event;
  readonly onDisconnect = this.#disconnect.event;
  readonly #frames = new FrameSplitter(MAX_BYTES);
  readonly #stdin: ByteLine;
  #events: ProgramEvents | undefined;
  #resolveGone: () => void = () => undefined;
  #hasStarted = false;
  #isReading = true;
  #isOpen = true; // may still post
  #isGone = false;
  #working = 0; // functions of the test that have not come to their end
  #cancelGrace: () => void = () => undefined;

  constructor(parts: FakeProgramParts) {
    this.#parts = parts;
    const { engine, clock, application, callerId } = parts;
    this.#manifestPath = `${application}.json`;
    this.#args = engine.native.argumentsFor({ manifestPath: this.#manifestPath, callerId, platform: 'linux' });
    this.caller = parseCaller(this.#args);
    this.#stdin = new ByteLine(
      clock,
      (bytes) => this.#read(bytes),
      () => void this.#inputEnded(),
    );
    this.#stdin.pause(); // until it runs
    this.gone = new Promise((resolve) => {
      this.#resolveGone = resolve;
    });
  }

  start(events: ProgramEvents): void {
    this.#events = events;
    setImmediate(() => this.#run());
  }

  get isIdle(): boolean {
    return this.#isGone || (this.#hasStarted && this.#working === 0 && this.#stdin.isIdle);
  }

  send(text: string): void {
    this.#stdin.write(encodeFrame(text, this.#parts.engine.native.maxBytesToHost));
  }

  close(): void {
    const { grace, firstMessageSurvivesEarlyDisconnect } = this.#parts.engine.native;
    if (!this.#hasStarted) this.#stdin.keep(firstMessageSurvivesEarlyDisconnect ? 1 : 0);
    this.#stdin.end();
    let afterMs = 0;
    for (const step of grace) afterMs += step.afterMs;
    if (!this.#isGone)
      this.#cancelGrace = this.#parts.clock.after(afterMs, () => this.end({ exitCode: null, signal: 'SIGKILL' }));
  }

  end(how: ProgramEnd): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#isOpen = false;
    this.#stdin.destroy();
    this.#cancelGrace();
    this.#events?.host({ type: 'exited', ...how });
    this.#resolveGone();
  }

  pauseReading(): void {
    this.#isReading = false;
    this.#stdin.pause();
  }

  resumeReading(): void {
    this.#isReading = true;
    if (this.#hasStarted) this.#stdin.resume();
  }

  postMessage(message: unknown): void {
    if (!this.#isOpen) throw fakePortClosed();
    this.#events?.wrote(encodeText(message));
  }

  async flushed(): Promise<void> {
    // Bytes in memory are taken at once.
  }

  disconnect(): void {
    if (this.#isOpen) this.#leave(0);
  }

  #run(): void {
    if (this.#isGone) return;
    this.#hasStarted = true;
    this.#events?.host({
      type: 'started',
      pid: process.pid,
      argv: [this.#parts.application, ...this.#args],
      cwd: process.cwd(),
      manifestPath: this.#manifestPath,
    });
    const { onConnect } = this.#parts.behaviour;
    if (onConnect) this.#call(() => onConnect(this));
    if (this.#isReading) this.#stdin.resume();
  }

  #read(bytes: Uint8Array): void {
    for (const body of this.#frames.push(bytes)) {
      if (this.#isGone) return;
      this.#handle(body);
    }
  }

  #handle(body: Uint8Array): void {
    let message: unknown;
    try {
      message = decodeMessage(body);
    } catch (error) {
      this.#events?.host({ type: 'stderr', line: (error as FrameError).message });
      return;
    }
    this.#events?.got(message);
    if (this.#isGone) return; // a fault
    const { onMessage } = this.#parts.behaviour;
    if (onMessage)
      this.#call(
        () => onMessage(message, this),
        (reply) => this.#reply(reply),
      );
    this.#message.emit((listener) => this.#call(() => listener(message, this)));
  }

  #reply(reply: unknown): void {
    if (reply !== undefined && this.#isOpen) this.postMessage(reply);
  }

  async #inputEnded(): Promise<void> {
    this.#isOpen = false;
    const { onDisconnect } = this.#parts.behaviour;
    const ends: Promise<void>[] = [];
    if (onDisconnect) ends.push(this.#call(() => onDisconnect(this)));
    this.#disconnect.emit((listener) => ends.push(this.#call(() => listener(this))));
    await Promise.all(ends);
    this.#leave(0);
  }

  /** Runs a function of the test; what goes wrong in it ends the host. */
  async #call(run: () => unknown, done: (result: unknown) => void = () => undefined): Promise<void> {
    this.#working += 1;
    try {
      const result = run();
      done(isThenable(result) ? await result : result);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#working -= 1;
    }
  }

  #fail(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    for (const line of text.split('\n')) this.#events?.host({ type: 'stderr', line });
    this.#parts.failed(hostFailed(this.#parts.application, error));
    this.#leave(1);
  }

  /** It exits by itself: what it has written still arrives. */
  #leave(exitCode: number): void {
    if (this.#isGone) return;
    this.#isOpen = false;
    this.end({ exitCode, signal: null });
    this.#events?.ended();
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
