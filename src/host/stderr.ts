import type { NativePortError } from '../errors/index.js';
import { writeFully } from './write-fully.js';

const STDERR = 2;
const PATIENCE_MS = 100; // a log that nobody drains must not hold the host up

/** Writes a line to stderr at once. Where nobody reads stderr any more, it is lost. */
export function logLine(text: string): void {
  writeFully(STDERR, Buffer.from(`nativeport: ${text}\n`), PATIENCE_MS);
}

export function logError({ code, message, hint }: NativePortError): void {
  logLine(`${message} ${hint} [${code}]`);
}
