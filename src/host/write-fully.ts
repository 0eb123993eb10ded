import { writeSync } from 'node:fs';

const NAP_MS = 1;

/**
 * Writes all bytes before it returns, waiting where a pipe is full. Gives up, and returns false, when the reader is gone
 * or takes nothing for `patienceMs`.
 */
export function writeFully(fd: number, bytes: Uint8Array, patienceMs: number): boolean {
  let naps = 0;
  for (let done = 0; done < bytes.byteLength; ) {
    try {
      done += writeSync(fd, bytes, done);
      naps = 0;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || naps * NAP_MS >= patienceMs) return false;
      naps += 1;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, NAP_MS);
    }
  }
  return true;
}
