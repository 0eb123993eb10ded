/** No UTF-16 unit takes more bytes in UTF-8: a surrogate pair takes 4 for two units, a lone one becomes U+FFFD. */
export const MAX_BYTES_PER_UNIT = 3;

const LOOP_UNITS = 48; // up to here counting in JavaScript is faster than a call into the encoder
const SCRATCH_UNITS = 8 * 1024;

const encoder = new TextEncoder();
const keepsMark = new TextDecoder('utf-8', { ignoreBOM: true });
const skipsMark = new TextDecoder('utf-8', { ignoreBOM: false });
let scratch: Uint8Array | undefined;

const isHighSurrogate = (unit: number): boolean => (unit & 0xfc00) === 0xd800;
const isLowSurrogate = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;

/**
 * How many bytes `text` takes as UTF-8, exactly; a lone surrogate counts the 3 bytes of U+FFFD. Allocates nothing that
 * grows with the text.
 */
export function utf8Bytes(text: string): number {
  if (text.length <= LOOP_UNITS) return countInLoop(text);
  scratch ??= new Uint8Array(SCRATCH_UNITS * MAX_BYTES_PER_UNIT);
  let bytes = 0;
  for (let start = 0; start < text.length; ) {
    const piece = writeUtf8Piece(text, start, scratch, SCRATCH_UNITS);
    bytes += piece.written;
    start += piece.read;
  }
  return bytes;
}

/**
 * Writes `text` from unit `start` on, at most `maxUnits` of it, as far as `target` has room for whole characters. Returns
 * how many units were read and how many bytes were written.
 */
export function writeUtf8Piece(
  text: string,
  start: number,
  target: Uint8Array,
  maxUnits: number = target.byteLength,
): { read: number; written: number } {
  let end = Math.min(start + maxUnits, text.length);
  if (end < text.length && end - start > 1 && isHighSurrogate(text.charCodeAt(end - 1))) end -= 1; // a pair stays together
  return encoder.encodeInto(start === 0 && end === text.length ? text : text.slice(start, end), target);
}

function countInLoop(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else {
      bytes += 2;
      if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(index + 1))) index += 1; // 4 bytes for 2 units
    }
  }
  return bytes;
}

/** Writes `text` as UTF-8 from the start of `target`, which has room for it, and returns how many bytes it took. */
export function writeUtf8(text: string, target: Uint8Array): number {
  return encoder.encodeInto(text, target).written;
}

/**
 * UTF-8 as a string. Each invalid sequence becomes U+FFFD, as in both browsers. A byte order mark stays (Chromium) or is
 * left out (Firefox).
 */
export function readUtf8(bytes: Uint8Array, skipByteOrderMark: boolean): string {
  return (skipByteOrderMark ? skipsMark : keepsMark).decode(bytes);
}
