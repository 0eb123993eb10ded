// Does what its first message says, in this order: frames with these bodies, a string as large as that, these raw bytes,
// a frame after them; then ends as it is told, or with its stdin.
import { closeSync, writeSync } from 'node:fs';
import { frame, onFrame } from './frames.mjs';

onFrame((body) => {
  const { frames = [], stringOfBytes, bytes = [], after, closeStdout, exit, kill } = JSON.parse(body);
  for (const text of frames) write(frame(text));
  if (stringOfBytes !== undefined) write(frame(`"${'x'.repeat(stringOfBytes - 2)}"`));
  write(Buffer.from(bytes));
  if (after !== undefined) write(frame(JSON.stringify(after)));
  if (closeStdout) closeSync(1);
  if (kill) process.kill(process.pid, kill);
  if (exit !== undefined) process.exit(exit);
});

// Blocking, so that nothing is left to write when the process ends. The browser may have closed its end.
function write(bytes) {
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(1, bytes, done);
  } catch (error) {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  }
}
