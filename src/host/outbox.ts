import { closeSync, openSync, writeSync } from 'node:fs';
import { FrameJoiner } from '../framing/index.js';
import { takeStdout } from './stdout-guard.js';
import { writeFully } from './write-fully.js';

const STDOUT = 1;
const BUFFER_BYTES = 128 * 1024; // twice what a pipe holds on Linux: a reply of 64 KiB is one piece
const EXIT_PATIENCE_MS = 2000; // Chromium kills a host 2 seconds after it closed the pipes

// Windows: a pipe may be opened for overlapped writes, which only libuv knows to do; there Node's own writes wait.
const CAN_WRITE_DIRECTLY = process.platform !== 'win32';

/**
 * What waits to be written to the browser, in order. Frames posted in one turn leave in one write; one buffer serves all.
 */
export class Outbox {
  readonly #frames: FrameJoiner;
  readonly #buffer: Uint8Array = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  readonly #write: ReturnType<typeof takeStdout>;
  readonly #onBroken: (error?: NodeJS.ErrnoException) => void;
  #inFlight: Uint8Array | undefined; // the part of the buffer that Node is writing
  #isHeld = false;
  #isScheduled = false;
  #isBroken = false;
  #waiters: (() => void)[] = [];

  /** `onBroken` is called once, when nothing can be written any more: the browser is gone, or there is an error. */
  constructor(limitBytes: number, onBroken: (error?: NodeJS.ErrnoException) => void) {
    this.#frames = new FrameJoiner(limitBytes);
    this.#onBroken = onBroken;
    this.#write = takeStdout();
    process.stdout.on('error', (error) => this.#break(error));
    process.on('exit', () => this.#finish());
  }

  /** @throws {FrameError} `FRAME_TOO_LARGE`, before a byte is written. */
  add(jsonText: string): void {
    this.#frames.add(jsonText);
    if (this.#isHeld || this.#isScheduled || this.#inFlight) return;
    this.#isScheduled = true;
    process.nextTick(this.#flushScheduled);
  }

  readonly #flushScheduled = (): void => {
    this.#isScheduled = false;
    this.#flush();
  };

  /** Until `release`, frames are gathered. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    this.#flush();
  }

  /** Resolves when the operating system has everything that was added so far, or the browser is gone. */
  flushed(): Promise<void> {
    if (this.#isBroken || (!this.#inFlight && !this.#frames.hasBytes)) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** Shows the browser the end, for a process that stays. Everything is flushed; descriptor 1 leads nowhere from now on. */
  close(): void {
    if (this.#isBroken || !CAN_WRITE_DIRECTLY) return;
    this.#isBroken = true;
    closeSync(STDOUT);
    openSync('/dev/null', 'w'); // takes the number that has just become free, so that no other file gets it
  }

  #flush(): void {
    while (!this.#inFlight && !this.#isBroken) {
      const bytes = this.#frames.fill(this.#buffer);
      if (bytes === 0) break;
      const done = CAN_WRITE_DIRECTLY ? this.#writeDirectly(bytes) : 0;
      if (done < bytes && !this.#isBroken) this.#writeLater(this.#buffer.subarray(done, bytes));
    }
    if (this.#inFlight || this.#waiters.length === 0) return;
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  /** Writes what the pipe takes right now. A direct call costs a third of a stream's write. */
  #writeDirectly(bytes: number): number {
    try {
      return writeSync(STDOUT, this.#buffer, 0, bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') this.#break(error as NodeJS.ErrnoException);
      return 0;
    }
  }

  #writeLater(rest: Uint8Array): void {
    this.#inFlight = rest;
    this.#write(rest, (error) => {
      if (error) return; // the stream's error event reports it
      this.#inFlight = undefined;
      this.#flush();
    });
  }

  #break(error: NodeJS.ErrnoException): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#inFlight = undefined;
    for (const resolve of this.#waiters.splice(0)) resolve();
    this.#onBroken(isGone(error) ? undefined : error);
  }

  /** The process exits now, and asynchronous writes with it: what is left goes out here, or the browser is gone. */
  #finish(): void {
    if (this.#isBroken) return;
    const left = unwrittenBytes();
    let isOpen = !this.#inFlight || left === 0 || this.#writeNow(this.#inFlight.subarray(-left));
    while (isOpen && this.#frames.hasBytes) {
      isOpen = this.#writeNow(this.#buffer.subarray(0, this.#frames.fill(this.#buffer)));
    }
  }

  #writeNow(bytes: Uint8Array): boolean {
    if (CAN_WRITE_DIRECTLY) return writeFully(STDOUT, bytes, EXIT_PATIENCE_MS);
    this.#write(bytes); // Windows: Node waits for pipes
    return true;
  }
}

const isGone = ({ code }: NodeJS.ErrnoException): boolean => code === 'EPIPE' || code === 'ECONNRESET';

/** How much of the write in flight libuv has not yet handed to the operating system. */
function unwrittenBytes(): number {
  const { _handle } = process.stdout as typeof process.stdout & { _handle?: { writeQueueSize?: number } };
  return _handle?.writeQueueSize ?? 0;
}
