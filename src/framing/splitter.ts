import { announcedTooLarge, type FrameError, frameCutShort } from './errors.js';
import { HEADER_BYTES } from './frame.js';
import { checkLimit } from './limits.js';

/**
 * Cuts chunks into frame bodies. A pipe keeps the order of bytes, never the borders of writes.
 *
 * The work is linear in the bytes, however they are cut: a body that lies whole in a chunk is not copied, one that comes
 * in pieces is copied once, into a buffer that is allocated once, after its length was checked.
 */
export class FrameSplitter {
  readonly #limitBytes: number;
  // The same four bytes twice: collected as bytes and read as a word, they are in machine byte order by themselves.
  readonly #header = new Uint8Array(HEADER_BYTES);
  readonly #length = new Uint32Array(this.#header.buffer);
  #headerBytes = 0; // how many bytes of the header are here; all of them: `#bodyBytes` holds
  #bodyBytes = 0;
  #body: Uint8Array | undefined; // only for a body in pieces
  #filledBytes = 0;
  #dead: FrameError | undefined;

  /**
   * `limitBytes` is the largest body allowed.
   * @throws {FrameError} `LIMIT_INVALID`
   */
  constructor(limitBytes: number) {
    this.#limitBytes = checkLimit(limitBytes);
  }

  /**
   * Yields the bodies that `chunk` completes, in order. Iterate to the end before the next `push`.
   *
   * A body that lies whole in `chunk` is a view of it, not a copy: when the caller fills its chunk anew, read the body
   * before. A body that came in pieces has memory of its own.
   *
   * @throws {FrameError} `FRAME_TOO_LARGE`, with `bytes` and `limitBytes`, while iterating, after the bodies before it.
   *   Nothing can be read after that: `push` and `end` throw the same error again.
   */
  *push(chunk: Uint8Array): Generator<Uint8Array, void, void> {
    if (this.#dead) throw this.#dead;
    let at = 0;
    while (at < chunk.byteLength) {
      if (this.#headerBytes < HEADER_BYTES) {
        at = this.#readHeader(chunk, at);
        if (this.#headerBytes < HEADER_BYTES) return;
      }
      const missing = this.#bodyBytes - this.#filledBytes;
      const end = at + missing;
      if (end > chunk.byteLength) {
        if (at < chunk.byteLength) this.#keep(chunk.subarray(at));
        return;
      }
      const piece = chunk.subarray(at, end);
      const body = this.#body ? this.#keep(piece) : piece;
      at = end;
      this.#startFrame();
      yield body;
    }
  }

  /** @throws {FrameError} `FRAME_CUT_SHORT`, unless the stream ended between two frames. */
  end(): void {
    if (this.#dead) throw this.#dead;
    if (this.#headerBytes === 0) return;
    if (this.#headerBytes < HEADER_BYTES) throw frameCutShort(this.#headerBytes, HEADER_BYTES, 'header');
    throw frameCutShort(this.#filledBytes, this.#bodyBytes, 'body');
  }

  #readHeader(chunk: Uint8Array, from: number): number {
    let at = from;
    while (this.#headerBytes < HEADER_BYTES && at < chunk.byteLength) {
      this.#header[this.#headerBytes] = chunk[at] ?? 0;
      this.#headerBytes += 1;
      at += 1;
    }
    if (this.#headerBytes === HEADER_BYTES) {
      this.#bodyBytes = this.#length[0] ?? 0;
      if (this.#bodyBytes > this.#limitBytes) {
        this.#dead = announcedTooLarge(this.#bodyBytes, this.#limitBytes);
        throw this.#dead;
      }
    }
    return at;
  }

  #keep(piece: Uint8Array): Uint8Array {
    this.#body ??= new Uint8Array(this.#bodyBytes);
    this.#body.set(piece, this.#filledBytes);
    this.#filledBytes += piece.byteLength;
    return this.#body;
  }

  #startFrame(): void {
    this.#headerBytes = 0;
    this.#filledBytes = 0;
    this.#body = undefined; // the body belongs to the caller now
  }
}
