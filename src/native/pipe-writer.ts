import { closeSync, writeSync, writevSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';

const MOST_FRAMES_AT_ONCE = 512; // systems take at least 1,024 pieces in one call

/**
 * Our end of a pipe that a host reads: a descriptor of our own, or the stream that Node made.
 *
 * A descriptor is written directly as far as the pipe has room, which is faster than a stream and tells how far it got;
 * only the rest of a frame that did not fit waits in a stream.
 */
export class PipeWriter {
  readonly #descriptor: number | undefined;
  #stream: Writable | undefined;
  #isClosed = false;

  constructor(target: number | Writable) {
    if (typeof target === 'number') this.#descriptor = target;
    else {
      this.#stream = target;
      target.on('error', () => undefined); // reported to the write it belongs to
    }
  }

  /**
   * Writes frames from the front of `frames` and returns how many it took: all that the pipe has room for, and the one
   * that it has no room for. `done` comes once, never before `write` returned, when all of these are written.
   */
  write(frames: readonly Uint8Array[], done: (error?: Error | null) => void): number {
    const first = frames[0];
    if (first === undefined || this.#isClosed) return 0;
    if (this.#descriptor === undefined) {
      this.#stream?.write(first, done);
      return 1;
    }
    let bytes: number;
    try {
      bytes =
        frames.length === 1
          ? writeSync(this.#descriptor, first)
          : writevSync(this.#descriptor, frames.slice(0, MOST_FRAMES_AT_ONCE));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
        setImmediate(done, error as Error);
        return 1;
      }
      bytes = 0;
    }
    let taken = 0;
    for (const frame of frames) {
      if (bytes < frame.byteLength) break;
      bytes -= frame.byteLength;
      taken += 1;
    }
    const cut = frames[taken];
    if (cut === undefined || (bytes === 0 && taken > 0)) setImmediate(done);
    else {
      this.#waiting(this.#descriptor).write(bytes === 0 ? cut : cut.subarray(bytes), done);
      taken += 1;
    }
    return taken;
  }

  /** Closes the pipe; what `write` has not finished is lost. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#stream !== undefined) this.#stream.destroy();
    else if (this.#descriptor !== undefined) closeSync(this.#descriptor);
  }

  #waiting(descriptor: number): Writable {
    if (this.#stream === undefined) {
      this.#stream = new Socket({ fd: descriptor, readable: false, writable: true });
      this.#stream.on('error', () => undefined); // reported to the write it belongs to
    }
    return this.#stream;
  }
}
