import { constants } from 'node:buffer';
import type { NativePortError } from '../errors/index.js';
import {
  checkLimit,
  decodeMessage,
  encodeText,
  FrameError,
  FrameSplitter,
  MAX_BYTES_FROM_HOST,
  MAX_BYTES_TO_HOST,
} from '../framing/index.js';
import { type Caller, parseCaller } from './caller.js';
import {
  alreadyServing,
  portClosed,
  readFailed,
  replyTooLarge,
  stdoutUsed,
  uncaughtError,
  writeFailed,
} from './errors.js';
import { EventSource, throwLater } from './event.js';
import { Outbox } from './outbox.js';
import type { HostPort } from './port.js';
import { logError, logLine } from './stderr.js';
import { readStdin, type Stdin } from './stdin.js';

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

export interface ServeOptions {
  /** Largest message to the browser, in bytes of JSON. Default 1 MiB (1 048 576), the limit of Chromium and Firefox. */
  readonly replyLimitBytes?: number;

  /**
   * Largest message from the browser, in bytes of JSON; a header above it ends the port. Default 64 MiB, which is
   * Chromium's own limit; for a Firefox caller, which may send up to 4 GiB, what a string can hold (about 512 MiB).
   */
  readonly messageLimitBytes?: number;

  /**
   * Gets each frame that is no message (`FRAME_EMPTY`, `MESSAGE_NOT_JSON`), and its body, which is valid during the call.
   * The frames behind it are handled as ever. Default: a line on stderr.
   */
  readonly onInvalidMessage?: (error: FrameError, body: Uint8Array) => void;

  /**
   * Whether the process exits when the port has closed, the listeners of `onDisconnect` are done and everything is
   * written: with `process.exitCode`, else 0 after a peaceful end and 1 after an error. Default true, because the browser
   * kills a host that stays. False lets the event loop empty by itself.
   */
  readonly exitOnDisconnect?: boolean;
}

type MessageListener<Incoming, Outgoing> = (message: Incoming, port: HostPort<Incoming, Outgoing>) => unknown;

// On the process, not in this file: a program may have this package twice, and still has one stdin.
const SERVING = Symbol.for('nativeport/host is serving');
const marks: { [SERVING]?: true } = process as object;

/**
 * Makes this process a native messaging host and returns its port to the extension.
 *
 * Call it first, once. From then on stdin and stdout belong to the messages: what else prints to `process.stdout` lands on
 * stderr, with one warning. Reading starts in the next turn of the event loop, so listeners added in the same turn miss
 * nothing. Started in a terminal it explains itself and exits with 2.
 *
 * @throws {HostError} `ALREADY_SERVING`
 * @throws {FrameError} `LIMIT_INVALID`
 */
export function serve<Incoming = unknown, Outgoing = unknown>(options?: ServeOptions): HostPort<Incoming, Outgoing>;
/** The same, with the first listener of `onMessage`. */
export function serve<Incoming = unknown, Outgoing = unknown>(
  onMessage: MessageListener<Incoming, Outgoing>,
  options?: ServeOptions,
): HostPort<Incoming, Outgoing>;
export function serve<Incoming, Outgoing>(
  first?: MessageListener<Incoming, Outgoing> | ServeOptions,
  second?: ServeOptions,
): HostPort<Incoming, Outgoing> {
  if (marks[SERVING]) throw alreadyServing();
  const [onMessage, options = {}] = typeof first === 'function' ? [first, second] : [undefined, first];
  const port = new ServedPort<Incoming, Outgoing>(parseCaller(process.argv.slice(2)), options);
  marks[SERVING] = true;
  if (onMessage) port.onMessage.addListener(onMessage);
  return port;
}

class ServedPort<Incoming, Outgoing> implements HostPort<Incoming, Outgoing> {
  readonly caller: Caller;
  readonly #message = new EventSource<[Incoming, HostPort<Incoming, Outgoing>]>(() => this.#deliverWaiting());
  readonly #disconnect = new EventSource<[HostPort<Incoming, Outgoing>]>();
  readonly onMessage = this.#message.event;
  readonly onDisconnect = this.#disconnect.event;

  readonly #options: ServeOptions;
  readonly #replyLimitBytes: number;
  readonly #frames: FrameSplitter;
  readonly #outbox: Outbox;
  #stdin: Stdin | undefined;
  #waiting: Incoming[] = []; // for the first listener
  #isOpen = true;
  #error: NativePortError | undefined;

  constructor(caller: Caller, options: ServeOptions) {
    this.caller = caller;
    this.#options = options;
    this.#replyLimitBytes = checkLimit(options.replyLimitBytes ?? MAX_BYTES_FROM_HOST);
    this.#frames = new FrameSplitter(
      checkLimit(
        options.messageLimitBytes ?? (caller.family === 'gecko' ? constants.MAX_STRING_LENGTH : MAX_BYTES_TO_HOST),
        constants.MAX_STRING_LENGTH,
      ),
    );
    const { bytesWritten = 0 } = process.stdout as { bytesWritten?: number };
    if (bytesWritten > 0) logError(stdoutUsed(bytesWritten));
    this.#outbox = new Outbox(this.#replyLimitBytes, (error) => this.#end(error && writeFailed(error)));
    process.on('uncaughtExceptionMonitor', (error) => this.#crash(error));
    setImmediate(() => this.#read());
  }

  get error(): NativePortError | undefined {
    return this.#error;
  }

  postMessage(message: Outgoing): void {
    if (!this.#isOpen) throw portClosed();
    const text = encodeText(message);
    try {
      this.#outbox.add(text);
    } catch (error) {
      if (!(error instanceof FrameError) || error.bytes === undefined) throw error;
      throw replyTooLarge(error.bytes, this.#replyLimitBytes, error);
    }
  }

  flushed(): Promise<void> {
    return this.#outbox.flushed();
  }

  disconnect(): void {
    if (!this.#isOpen) return;
    this.#close(undefined);
    void this.#leave([]);
  }

  #read(): void {
    if (!this.#isOpen) return;
    try {
      this.#stdin = readStdin({
        chunk: (bytes) => this.#receive(bytes),
        end: () => this.#finish(),
        failed: (error) => this.#end(readFailed(error)),
        isTerminal: () => this.#explain(),
      });
    } catch (error) {
      this.#end(readFailed(error)); // EEXIST: something else reads stdin already
    }
  }

  #receive(chunk: Uint8Array): void {
    this.#outbox.hold();
    try {
      for (const body of this.#frames.push(chunk)) {
        this.#handle(body);
        if (!this.#isOpen) break;
      }
    } catch (error) {
      this.#end(error as FrameError);
    } finally {
      this.#outbox.release();
    }
  }

  #handle(body: Uint8Array): void {
    let message: Incoming;
    try {
      message = decodeMessage(body) as Incoming;
    } catch (error) {
      this.#reject(error as FrameError, body);
      return;
    }
    if (this.#message.hadListeners) {
      this.#message.emit(message, this);
    } else {
      this.#waiting.push(message);
      this.#stdin?.pause();
    }
  }

  #reject(error: FrameError, body: Uint8Array): void {
    const { onInvalidMessage } = this.#options;
    if (!onInvalidMessage) {
      logError(error);
      return;
    }
    try {
      onInvalidMessage(error, body);
    } catch (thrown) {
      throwLater(thrown);
    }
  }

  /** A turn later, so that the other listeners of this turn are there too. */
  #deliverWaiting(): void {
    if (this.#waiting.length === 0) return;
    setImmediate(() => {
      this.#outbox.hold();
      for (const message of this.#waiting.splice(0)) {
        if (this.#isOpen) this.#message.emit(message, this);
      }
      this.#outbox.release();
      if (this.#isOpen) this.#stdin?.resume();
    });
  }

  #finish(): void {
    try {
      this.#frames.end();
    } catch (error) {
      this.#end(error as FrameError);
      return;
    }
    this.#end();
  }

  /** The browser's side is over, in peace or by `reason`. */
  #end(reason?: NativePortError): void {
    if (!this.#isOpen) return;
    this.#close(reason);
    if (reason) logError(reason);
    void this.#leave(this.#disconnect.emit(this));
  }

  #close(reason: NativePortError | undefined): void {
    this.#isOpen = false;
    this.#error = reason;
    this.#stdin?.close();
  }

  async #leave(listeners: readonly unknown[]): Promise<void> {
    await Promise.all([...listeners, this.#outbox.flushed()]);
    if (this.#error) process.exitCode ??= EXIT_FAILURE;
    if (this.#options.exitOnDisconnect !== false) process.exit();
    this.#outbox.close();
  }

  /** Node prints the error, with its stack, and exits with 1, unless the program has a handler of its own. */
  #crash(error: unknown): void {
    if (!this.#isOpen || process.listenerCount('uncaughtException') > 0) return;
    this.#close(uncaughtError(error));
    this.#disconnect.emit(this);
  }

  #explain(): void {
    logLine(
      'This is a native messaging host. A browser starts it and speaks to it over stdin and stdout, so there is nothing ' +
        'to type here.\nTry it without a browser: npx nativeport call --help',
    );
    process.exit(EXIT_USAGE);
  }
}
