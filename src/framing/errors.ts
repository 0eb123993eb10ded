import { causeText, NativePortError } from '../errors/index.js';

export type FrameErrorCode =
  | 'FRAME_TOO_LARGE'
  | 'FRAME_CUT_SHORT'
  | 'FRAME_EMPTY'
  | 'MESSAGE_NOT_JSON'
  | 'MESSAGE_NOT_SERIALISABLE'
  | 'LIMIT_INVALID';

/**
 * Bytes that do not form a message, or a message that cannot become bytes.
 *
 * `FRAME_TOO_LARGE` (with `bytes` and `limitBytes`) and `FRAME_CUT_SHORT` end a stream: nothing after them can be read.
 * The others concern one message; the stream goes on behind it.
 */
export class FrameError extends NativePortError<FrameErrorCode> {
  override readonly name = 'FrameError';
  /** Body length that the header announced or the message would have, with `FRAME_TOO_LARGE`. */
  readonly bytes: number | undefined;
  /** Largest body length allowed here, with `FRAME_TOO_LARGE`. */
  readonly limitBytes: number | undefined;

  constructor(
    code: FrameErrorCode,
    message: string,
    hint: string,
    details: { bytes?: number; limitBytes?: number; cause?: unknown } = {},
  ) {
    super(code, message, hint, 'cause' in details ? { cause: details.cause } : undefined);
    this.bytes = details.bytes;
    this.limitBytes = details.limitBytes;
  }
}

export const messageTooLarge = (bytes: number, limitBytes: number): FrameError =>
  new FrameError(
    'FRAME_TOO_LARGE',
    `The message has ${bytes} bytes as JSON; ${limitBytes} bytes are the limit.`,
    'Send it in several smaller messages, or keep the data in a file and send its path.',
    { bytes, limitBytes },
  );

export const announcedTooLarge = (bytes: number, limitBytes: number): FrameError =>
  new FrameError(
    'FRAME_TOO_LARGE',
    `A frame header announces ${bytes} bytes; ${limitBytes} bytes are the limit.${asText(bytes) || swapped(bytes, limitBytes)}`,
    'Look for text that was printed to stdout between the frames, or for a length that is not the number of bytes in the byte order of this machine.',
    { bytes, limitBytes },
  );

export const frameCutShort = (gotBytes: number, expectedBytes: number, part: 'header' | 'body'): FrameError =>
  new FrameError(
    'FRAME_CUT_SHORT',
    `The stream ended after ${gotBytes} of ${expectedBytes} bytes of a frame's ${part}.`,
    'Read the exit code and stderr of the process that was writing.',
  );

export const frameEmpty = (): FrameError =>
  new FrameError(
    'FRAME_EMPTY',
    'The frame has a body of 0 bytes, which is no JSON value.',
    'Send a value that JSON can hold; undefined and functions become nothing.',
  );

export const messageNotJson = (bytes: number, cause: unknown): FrameError =>
  new FrameError(
    'MESSAGE_NOT_JSON',
    `The body of ${bytes} bytes is not JSON: ${causeText(cause)}`,
    'Send exactly one JSON value per frame, as UTF-8, with its length in bytes.',
    { cause },
  );

export const messageNotText = (bytes: number, cause: unknown): FrameError =>
  new FrameError(
    'MESSAGE_NOT_JSON',
    `The body of ${bytes} bytes cannot be held as text: ${causeText(cause)}`,
    'Set the limit to what a string of this platform can hold, and send less at once.',
    { cause },
  );

export const valueNotSerialisable = (kind: string): FrameError =>
  new FrameError(
    'MESSAGE_NOT_SERIALISABLE',
    `JSON has no text for a value of type ${kind}.`,
    'Send null, a boolean, a number, a string, an array or an object.',
  );

export const messageNotSerialisable = (cause: unknown): FrameError =>
  new FrameError(
    'MESSAGE_NOT_SERIALISABLE',
    `The message cannot be written as JSON: ${causeText(cause)}`,
    'Remove cycles and BigInt values, or give the object a toJSON method.',
    { cause },
  );

export const limitInvalid = (limitBytes: unknown, ceilingBytes: number): FrameError =>
  new FrameError(
    'LIMIT_INVALID',
    `A frame limit of ${String(limitBytes)} bytes is not a whole number from 1 to ${ceilingBytes}.`,
    `Choose at most ${ceilingBytes} bytes: more does not fit a 32-bit length or a string of this platform.`,
  );

/** ASCII text read as a length gives a huge number: show the four characters it came from. */
function asText(bytes: number): string {
  const characters = String.fromCharCode(...new Uint8Array(new Uint32Array([bytes]).buffer));
  return /^[\t\n\r\x20-\x7e]{4}$/.test(characters)
    ? ` As text these four bytes read ${JSON.stringify(characters)}.`
    : '';
}

/** A length in network byte order is the usual slip. */
function swapped(bytes: number, limitBytes: number): string {
  const order = new DataView(new ArrayBuffer(4));
  order.setUint32(0, bytes, true);
  const other = order.getUint32(0, false);
  return other <= limitBytes ? ` In the other byte order they are ${other}.` : '';
}
