import { readSync } from 'node:fs';
import { Socket, type SocketConstructorOpts, type TcpSocketConnectOpts } from 'node:net';
import type { Readable } from 'node:stream';

/** What is read from a pipe. `ended` or `failed` comes once and last. */
export interface PipeEvents {
  /** `chunk` is valid only during the call. */
  bytes(chunk: Uint8Array): void;
  ended(): void;
  failed(error: Error): void;
}

const BUFFER_BYTES = 64 * 1024; // what a pipe holds on Linux
// One buffer for all pipes: the platform fills it and calls back without letting anything else run in between.
const shared = Buffer.allocUnsafeSlow(BUFFER_BYTES);

/** How the pipes that Node makes end when the host leaves something unread. */
const LIKE_THE_END = new Set(['ECONNRESET', 'EPIPE']);

/** Our end of a pipe that a host writes to: a descriptor of our own, or the stream that Node made. */
export class PipeReader {
  readonly #stream: Readable;
  readonly #events: PipeEvents;
  readonly #descriptor: number | undefined;
  #isOver = false;

  constructor(source: number | Readable, events: PipeEvents) {
    this.#events = events;
    if (typeof source === 'number') {
      this.#descriptor = source;
      const options: SocketConstructorOpts & Pick<TcpSocketConnectOpts, 'onread'> = {
        fd: source,
        readable: true,
        writable: false,
        onread: {
          buffer: shared,
          callback: (bytesRead) => {
            this.#take(shared, bytesRead);
            return true;
          },
        },
      };
      this.#stream = new Socket(options);
    } else {
      this.#stream = source;
      source.on('data', (chunk: Buffer) => this.#take(chunk, chunk.byteLength));
    }
    this.#stream.on('end', () => this.#finish(() => this.#events.ended()));
    this.#stream.on('error', (error: NodeJS.ErrnoException) =>
      this.#finish(() => (LIKE_THE_END.has(error.code ?? '') ? this.#events.ended() : this.#events.failed(error))),
    );
  }

  /**
   * Reads what is in the pipe at this moment, without waiting. Calls `ended` when that reaches the end of the pipe.
   * Does nothing for a stream that Node made: its bytes come by themselves.
   */
  drain(): void {
    if (this.#descriptor === undefined) return;
    const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
    while (!this.#isOver) {
      let bytesRead: number;
      try {
        bytesRead = readSync(this.#descriptor, buffer);
      } catch {
        return; // EAGAIN: empty, and somebody holds the other end. Any other error comes again through the stream.
      }
      if (bytesRead > 0) this.#take(buffer, bytesRead);
      else this.#finish(() => this.#events.ended());
    }
  }

  /** Reads no more, and keeps the pipe open: a host that goes on writing gets stuck. */
  hold(): void {
    this.#stream.pause();
  }

  /** Closes our end: a host that goes on writing gets SIGPIPE or EPIPE. Nothing is reported any more. */
  close(): void {
    this.#finish(() => undefined);
  }

  /** The pipe no longer keeps the process of the caller running. */
  unref(): void {
    if (this.#stream instanceof Socket) this.#stream.unref();
  }

  #take(buffer: Uint8Array, bytes: number): void {
    if (!this.#isOver) this.#events.bytes(buffer.subarray(0, bytes));
  }

  #finish(report: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stream.destroy();
    report();
  }
}
