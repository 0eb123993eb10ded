import { frameEmpty, messageNotJson, messageNotSerialisable, messageNotText, valueNotSerialisable } from './errors.js';
import { encodeFrame } from './frame.js';
import { readUtf8 } from './utf8.js';

export interface DecodeOptions {
  /** Whether a byte order mark at the start is left out. Firefox leaves it out; kept (the default), it is not JSON. */
  readonly skipByteOrderMark?: boolean;
}

/**
 * The JSON text of a message. What JSON leaves out is left out here: functions and undefined in objects, for one.
 *
 * @throws {FrameError} `MESSAGE_NOT_SERIALISABLE` for undefined, a function or a symbol, for a cycle or a BigInt, and
 *   for what a `toJSON` throws (as its cause).
 */
export function encodeText(message: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(message);
  } catch (cause) {
    throw messageNotSerialisable(cause);
  }
  if (text === undefined) throw valueNotSerialisable(typeof message);
  return text;
}

/**
 * One frame that holds `message` as JSON.
 *
 * @throws {FrameError} `MESSAGE_NOT_SERIALISABLE`, as `encodeText` does; `FRAME_TOO_LARGE`.
 */
export function encodeMessage(message: unknown, limitBytes: number): Uint8Array {
  return encodeFrame(encodeText(message), limitBytes);
}

/** The text of a body. Each invalid UTF-8 sequence becomes U+FFFD, as in both browsers. */
export function decodeText(body: Uint8Array, options: DecodeOptions = {}): string {
  return readUtf8(body, options.skipByteOrderMark === true);
}

/**
 * The message in a body: any JSON value. Of a key that comes twice the last one counts; `__proto__` becomes a property
 * like any other. The body can be let go afterwards.
 *
 * @throws {FrameError} `FRAME_EMPTY` or `MESSAGE_NOT_JSON`. Neither ends the stream: the next frame can be read.
 */
export function decodeMessage(body: Uint8Array, options: DecodeOptions = {}): unknown {
  if (body.byteLength === 0) throw frameEmpty();
  return parseText(textOf(body, options), body.byteLength);
}

function textOf(body: Uint8Array, options: DecodeOptions): string {
  try {
    return decodeText(body, options);
  } catch (cause) {
    throw messageNotText(body.byteLength, cause); // longer than a string can be
  }
}

function parseText(text: string, bytes: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw messageNotJson(bytes, cause);
  }
}
