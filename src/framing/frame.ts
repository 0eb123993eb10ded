// One frame is | body length: uint32, machine byte order | body: UTF-8 JSON |
// Sources: Chrome, "Native messaging protocol"; MDN, "Native messaging".
import { messageTooLarge } from './errors.js';
import { MAX_BYTES_PER_UNIT, utf8Bytes, writeUtf8 } from './utf8.js';

export const HEADER_BYTES = 4;

// The same four bytes twice: written as bytes and read as a word, they are in machine byte order by themselves.
const header = new Uint8Array(HEADER_BYTES);
const length = new Uint32Array(header.buffer);

const SCRATCH_BYTES = 16 * 1024;
let scratch: Uint8Array | undefined;

/**
 * One frame around `jsonText`, header and body, in a buffer of its own. `''` gives a frame of 4 bytes with an empty body.
 * A lone surrogate in the text becomes U+FFFD.
 *
 * @throws {FrameError} `FRAME_TOO_LARGE`, with the size and the limit, before the frame is allocated.
 */
export function encodeFrame(jsonText: string, limitBytes: number): Uint8Array {
  if (HEADER_BYTES + jsonText.length * MAX_BYTES_PER_UNIT <= SCRATCH_BYTES) {
    scratch ??= new Uint8Array(SCRATCH_BYTES); // small: encoding and copying is faster than counting and encoding
    return scratch.slice(0, encodeFrameInto(jsonText, scratch, 0, limitBytes));
  }
  const bytes = utf8Bytes(jsonText);
  if (bytes > limitBytes) throw messageTooLarge(bytes, limitBytes);
  const frame = new Uint8Array(HEADER_BYTES + bytes);
  writeUtf8(jsonText, frame.subarray(HEADER_BYTES));
  writeHeader(bytes, frame, 0);
  return frame;
}

/**
 * Writes one frame into `target` from `offset` and returns the offset behind it: for a writer that gathers frames in a
 * buffer it owns. `target` must have room for `maxFrameBytes(jsonText)`; what lies behind the frame may be overwritten.
 *
 * @throws {FrameError} `FRAME_TOO_LARGE`; the bytes from `offset` on are then of no meaning.
 */
export function encodeFrameInto(jsonText: string, target: Uint8Array, offset: number, limitBytes: number): number {
  const bytes = writeUtf8(jsonText, target.subarray(offset + HEADER_BYTES));
  if (bytes > limitBytes) throw messageTooLarge(bytes, limitBytes);
  writeHeader(bytes, target, offset);
  return offset + HEADER_BYTES + bytes;
}

/** No frame around `jsonText` has more bytes; costs no look at the text. */
export function maxFrameBytes(jsonText: string): number {
  return HEADER_BYTES + jsonText.length * MAX_BYTES_PER_UNIT;
}

/** Writes the header of a body of `bytes` bytes. */
export function writeHeader(bytes: number, target: Uint8Array, offset: number): void {
  length[0] = bytes;
  target.set(header, offset);
}
