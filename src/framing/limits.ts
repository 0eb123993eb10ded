import { limitInvalid } from './errors.js';

/** Largest body a host may send, in bytes. Chromium and Firefox both close the connection above it. */
export const MAX_BYTES_FROM_HOST: number = 1024 * 1024;

/** Largest body a Chromium extension may send, in bytes. Seen in Chromium 156; Firefox stops at `MAX_BYTES` only. */
export const MAX_BYTES_TO_HOST: number = 64 * 1024 * 1024;

/** Largest body that a frame can have at all, in bytes: the header is a 32-bit length. */
export const MAX_BYTES = 0xffff_ffff;

/**
 * Gives `limitBytes` back when it can be a limit: a whole number from 1 to `ceilingBytes`.
 *
 * The ceiling is `MAX_BYTES` unless the caller's platform holds less; for text on Node that is
 * `buffer.constants.MAX_STRING_LENGTH`, about 512 MiB.
 *
 * @throws {FrameError} `LIMIT_INVALID`, with the ceiling.
 */
export function checkLimit(limitBytes: number, ceilingBytes: number = MAX_BYTES): number {
  const ceiling = Math.min(ceilingBytes, MAX_BYTES);
  if (!Number.isInteger(limitBytes) || limitBytes < 1 || limitBytes > ceiling) throw limitInvalid(limitBytes, ceiling);
  return limitBytes;
}
