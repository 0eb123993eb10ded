import { logLine } from './stderr.js';

type Write = typeof process.stdout.write;

/**
 * Takes stdout for the wire: from now on, whatever else writes to `process.stdout`, also through a reference from before,
 * writes to stderr, with one warning. Returns the real `write`.
 *
 * Not in reach: `fs.writeSync(1, …)`, native code, and child processes that inherit stdout.
 */
export function takeStdout(): Write {
  const stdout = process.stdout;
  const write = stdout.write.bind(stdout) as Write;
  let warned = false;

  const writeToStderr = ((...args: Parameters<Write>) => {
    if (!warned) {
      warned = true;
      process.stderr.on('error', () => {}); // nobody reads the log any more: no reason to end
      logLine(
        `Something was printed to stdout${placeOfCaller()}. stdout carries the messages to the browser, so the text goes to ` +
          'stderr instead. Print with console.error; this warning comes once.',
      );
    }
    return process.stderr.write(...args);
  }) as Write;

  stdout.write = writeToStderr;
  stdout.end = ((...args: unknown[]) => {
    const last = args.at(0);
    if (typeof last === 'string' || last instanceof Uint8Array) writeToStderr(last);
    return stdout;
  }) as typeof stdout.end;
  return write;
}

function placeOfCaller(): string {
  const frames = new Error().stack?.split('\n').slice(1) ?? [];
  const own = import.meta.url;
  const place = frames.find((frame) => !frame.includes(own) && !/\bnode:/.test(frame));
  return place === undefined ? '' : ` (${place.trim()})`;
}
