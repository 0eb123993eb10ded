import type { PipeWriter } from './pipe-writer.js';

/**
 * Frames on their way to a host, in order. One write is outstanding at a time: a frame that finds the pipe idle is
 * written at once, frames that come meanwhile wait and go together. The queue has no limit and pushes nothing back.
 *
 * Sources: Chromium, native_message_process_host.cc; Firefox, NativeMessaging.sys.mjs.
 */
export class FrameQueue {
  readonly #frames: Uint8Array[] = [];
  readonly #failed: (error: Error) => void;
  #pipe: PipeWriter | undefined;
  #isBusy = false;
  #isClosing = false;

  /** `failed` comes at most once, not after `close`. */
  constructor(failed: (error: Error) => void) {
    this.#failed = failed;
  }

  push(frame: Uint8Array): void {
    if (this.#isClosing) return;
    this.#frames.push(frame);
    if (!this.#isBusy) this.#writeNext();
  }

  /** The host runs: what waited is written. */
  start(pipe: PipeWriter): void {
    this.#pipe = pipe;
    this.#writeNext();
  }

  /** Drops what waits, except the first `keep` frames, lets the write in progress finish, then closes the pipe. */
  close(keep = 0): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#frames.splice(keep);
    if (!this.#isBusy) this.#writeNext();
  }

  /** Closes the pipe at once. */
  abandon(): void {
    this.#isClosing = true;
    this.#frames.length = 0;
    this.#pipe?.close();
  }

  #writeNext(): void {
    if (this.#pipe === undefined) return;
    if (this.#frames.length === 0) {
      this.#isBusy = false;
      if (this.#isClosing) this.#pipe.close();
      return;
    }
    this.#isBusy = true;
    this.#frames.splice(0, this.#pipe.write(this.#frames, this.#written));
  }

  readonly #written = (error?: Error | null): void => {
    if (!error) {
      this.#writeNext();
      return;
    }
    const wasClosing = this.#isClosing;
    this.abandon();
    if (!wasClosing) this.#failed(error);
  };
}
