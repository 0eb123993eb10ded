import type { Clock } from '../clock/index.js';
import type { Engine } from '../engines/index.js';
import { decodeText, encodeFrame, FrameError, FrameSplitter, type Wire } from '../framing/index.js';
import {
  cannotRun,
  failedUnexpectedly,
  frameEmpty,
  frameTooLarge,
  hostExited,
  NativeError,
  RAN_IN_SHELL,
  readFailed,
  writeFailed,
} from './errors.js';
import { findEnvObstacle, findLaunchObstacle } from './executable.js';
import type { FoundHost } from './found-host.js';
import { FrameQueue } from './frame-queue.js';
import type { HostConnectionEvents } from './host-events.js';
import { type LaunchedHost, type LaunchOptions, launchHost } from './launch.js';
import { PipeReader } from './pipe-reader.js';
import { PipeWriter } from './pipe-writer.js';
import { StderrLines } from './stderr-lines.js';
import { hasExited, kill, stopHost } from './stop.js';

/**
 * A connection to a host; messages are JSON texts. `send` never waits and never fails for a host that cannot be reached:
 * what it cannot deliver is dropped. It throws `FrameError` `FRAME_TOO_LARGE` for more than the engine lets out.
 */
export interface HostConnection extends Wire<string> {
  /** `failure`: because of what the host said. Nothing more is read, so a host that goes on writing gets stuck in Firefox. */
  close(failure?: 'MESSAGE_NOT_JSON'): void;
  /** Resolves when the process has ended and was reaped, or was never started. */
  readonly gone: Promise<void>;
}

export interface ConnectionOptions extends LaunchOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Largest bodies, in bytes. */
  readonly maxBytesFromHost: number;
  readonly maxBytesToHost: number;
}

// A process that dies closes its stdin a moment before its stdout. So long we wait for the end of stdout after a failed
// write, so that a host that exited is reported as such.
const SETTLE_MS = 20;

/** One host process, from its launch to its end. */
export class RunningConnection implements HostConnection {
  readonly gone: Promise<void>;
  /** Called once, when neither a process nor a pipe is left. */
  readonly #finished: () => void;
  readonly #options: ConnectionOptions;
  readonly #events: HostConnectionEvents;
  readonly #application: string;
  readonly #splitter: FrameSplitter;
  readonly #queue: FrameQueue;
  #host: LaunchedHost | undefined;
  #stdout: PipeReader | undefined;
  #stderr: PipeReader | undefined;
  #exitPipe: PipeReader | undefined;
  #hasSpoken = false;
  #isOver = false; // closed by us or reported as closed
  #isAbandoned = false; // nobody waits for the launch any more
  #settle: (() => void) | undefined;

  /** `finding` may still be under way; messages wait for it. Nothing is reported before the constructor has returned. */
  constructor(
    application: string,
    finding: Promise<FoundHost>,
    events: HostConnectionEvents,
    options: ConnectionOptions,
    finished: () => void,
  ) {
    this.#application = application;
    this.#finished = finished;
    this.#events = events;
    this.#options = options;
    this.#splitter = new FrameSplitter(options.maxBytesFromHost);
    this.#queue = new FrameQueue((error) => this.#writeFailed(error));
    this.gone = this.#run(finding);
  }

  send(text: string): void {
    if (this.#isOver) return;
    this.#queue.push(encodeFrame(text, this.#options.maxBytesToHost));
  }

  close(failure?: 'MESSAGE_NOT_JSON'): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (failure) this.#stdout?.hold();
    const { firstMessageSurvivesEarlyDisconnect } = this.#options.engine.native;
    this.#part(this.#host === undefined && firstMessageSurvivesEarlyDisconnect ? 1 : 0);
  }

  /** Closes, and does not even start a host that does not run yet. */
  abandon(): void {
    this.#isAbandoned = true;
    this.close();
  }

  /** Closes the pipes and lets the process be: no signals, nobody waits. */
  leave(): void {
    this.#isOver = true;
    this.#isAbandoned = true;
    this.#closePipes();
    this.#host?.child.unref();
    this.letGo();
  }

  /** Closes what children of the host may still hold open. */
  letGo(): void {
    this.#stderr?.close();
    this.#stderr = undefined;
  }

  async #run(finding: Promise<FoundHost>): Promise<void> {
    try {
      const found = await finding;
      if (this.#isAbandoned) this.#finished();
      else await this.#attend(await launchHost(found, this.#options), found);
    } catch (error) {
      this.#finished();
      this.#end(error instanceof NativeError ? error : failedUnexpectedly(this.#application, error));
    }
  }

  /** Connects the pipes, and resolves when the process is gone. */
  #attend(host: LaunchedHost, found: FoundHost): Promise<void> {
    this.#host = host;
    this.#events.host({
      type: 'started',
      pid: host.pid,
      argv: [found.path, ...found.args],
      cwd: found.cwd,
      manifestPath: found.manifestPath,
    });
    this.#stdout = new PipeReader(host.stdout, {
      bytes: (chunk) => this.#received(chunk),
      ended: () => this.#end(this.#exitReason(found)),
      failed: (error) => this.#end(readFailed(this.#application, error)),
    });
    this.#stderr = this.#readStderr(host);
    if (host.exitPipe !== undefined) {
      const written = () => {
        if (!hasExited(host.child)) kill(host.child, 'SIGKILL');
      };
      this.#exitPipe = new PipeReader(host.exitPipe, {
        bytes: written,
        ended: () => undefined,
        failed: () => undefined,
      });
    }
    this.#queue.start(new PipeWriter(host.stdin));
    if (this.#isOver) this.#part(0);
    return new Promise((resolve) => {
      host.child.once('exit', (exitCode, signal) => {
        this.#stderr?.drain();
        this.#stderr?.unref(); // a child of the host may hold it for long
        this.#events.host({ type: 'exited', exitCode, signal });
        if (this.#isOver) this.#closePipes();
        resolve();
      });
    });
  }

  #readStderr({ stderr }: LaunchedHost): PipeReader | undefined {
    if (stderr === undefined) return undefined;
    const lines = new StderrLines((line) => this.#events.host({ type: 'stderr', line }));
    const ended = () => {
      lines.end();
      this.#stderr = undefined;
      this.#checkFinished();
    };
    return new PipeReader(stderr, { bytes: (chunk) => lines.push(chunk), ended, failed: ended });
  }

  #received(chunk: Uint8Array): void {
    this.#hasSpoken = true;
    if (this.#isOver) return;
    const bodies = this.#splitter.push(chunk);
    for (;;) {
      const text = this.#nextText(bodies);
      if (text === undefined) return;
      try {
        this.#events.received(text);
      } catch (error) {
        void Promise.reject(error); // reported as unhandled, while the frames behind this one go on
      }
      if (this.#isOver) return;
    }
  }

  /** undefined: no more in this chunk, or the connection has ended with a frame that cannot be read. */
  #nextText(bodies: Iterator<Uint8Array, void>): string | undefined {
    const { emptyFrame, skipsByteOrderMark } = this.#options.engine.native;
    try {
      const body = bodies.next().value;
      if (body === undefined) return undefined;
      if (body.byteLength > 0 || emptyFrame === 'message') {
        return decodeText(body, { skipByteOrderMark: skipsByteOrderMark });
      }
      this.#endHolding(frameEmpty(this.#application));
    } catch (error) {
      const isTooLarge = error instanceof FrameError;
      this.#endHolding(
        isTooLarge ? frameTooLarge(this.#application, error) : readFailed(this.#application, error as Error),
      );
    }
    return undefined;
  }

  /** A frame that ends the connection: nothing after it is read. */
  #endHolding(reason: NativeError): void {
    this.#stdout?.hold();
    this.#end(reason);
  }

  #exitReason({ path }: FoundHost): NativeError {
    try {
      this.#splitter.end();
      if (this.#hasSpoken) return hostExited(this.#application);
      const obstacle = findLaunchObstacle(path, this.#options.platform) ?? findEnvObstacle(path, this.#options);
      if (obstacle === undefined) return hostExited(this.#application);
      if (obstacle.kind === 'plain-text') return hostExited(this.#application, RAN_IN_SHELL);
      // A program for another machine is handed to a shell where the engine does that, and the shell cannot read it.
      return cannotRun('HOST_EXITED', this.#application, path, obstacle);
    } catch (error) {
      return hostExited(this.#application, (error as Error).message);
    }
  }

  /** What can be read counts: a host that has exited is reported as that, with all it said before. */
  #writeFailed(error: Error): void {
    this.#settle = this.#options.clock.after(SETTLE_MS, () => {
      this.#stdout?.drain();
      this.#end(writeFailed(this.#application, error));
    });
  }

  #end(reason: NativeError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#part(0);
    this.#events.closed(reason);
  }

  /** The connection is over: pipes first, then the engine's patience with the process. */
  #part(keep: number): void {
    this.#settle?.();
    this.#queue.close(keep);
    const host = this.#host;
    if (host === undefined) return;
    const { grace, stdoutAtEnd } = this.#options.engine.native;
    if (hasExited(host.child)) {
      this.#closePipes();
      return;
    }
    if (stdoutAtEnd === 'closed') this.#stdout?.close();
    stopHost(host.child, grace, this.#options.clock);
  }

  #closePipes(): void {
    this.#settle?.();
    this.#queue.abandon();
    this.#stdout?.close();
    this.#exitPipe?.close();
    this.#checkFinished();
  }

  #checkFinished(): void {
    if (this.#isOver && this.#stderr === undefined && this.#host && hasExited(this.#host.child)) this.#finished();
  }
}
