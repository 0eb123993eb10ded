import { causeText, NativePortError } from '../errors/index.js';

export type HostErrorCode =
  | 'REPLY_TOO_LARGE'
  | 'PORT_CLOSED'
  | 'READ_FAILED'
  | 'WRITE_FAILED'
  | 'UNCAUGHT_ERROR'
  | 'ALREADY_SERVING'
  | 'STDOUT_USED';

/** Something on the host's side of the wire is not as it must be. */
export class HostError extends NativePortError<HostErrorCode> {
  override readonly name = 'HostError';
}

export const replyTooLarge = (bytes: number, limitBytes: number, cause: unknown): HostError =>
  new HostError(
    'REPLY_TOO_LARGE',
    `The message has ${bytes} bytes as JSON, and a browser accepts ${limitBytes} from a host. Nothing was sent.`,
    'Send it in several smaller messages and join them in the extension; above the limit a browser ends the connection.',
    { cause },
  );

export const portClosed = (): HostError =>
  new HostError(
    'PORT_CLOSED',
    'The port is closed: the browser is gone, or disconnect() was called.',
    'Stop sending in onDisconnect.',
  );

export const readFailed = (cause: unknown): HostError =>
  new HostError(
    'READ_FAILED',
    `Reading from the browser failed: ${causeText(cause)}`,
    'Look whether another part of the program reads stdin or closes it.',
    { cause },
  );

export const writeFailed = (cause: unknown): HostError =>
  new HostError(
    'WRITE_FAILED',
    `Writing to the browser failed: ${causeText(cause)}`,
    'Look whether another part of the program closes stdout, or whether it leads to a full disk.',
    { cause },
  );

export const uncaughtError = (cause: unknown): HostError =>
  new HostError(
    'UNCAUGHT_ERROR',
    `The host ended with an uncaught error: ${causeText(cause)}`,
    'Catch the error where it is thrown; its stack is on stderr.',
    { cause },
  );

export const alreadyServing = (): HostError =>
  new HostError(
    'ALREADY_SERVING',
    'serve() was called a second time, and a process has one stdin and one stdout.',
    'Pass the port of the first call on.',
  );

export const stdoutUsed = (bytes: number): HostError =>
  new HostError(
    'STDOUT_USED',
    `${bytes} bytes were written to stdout before serve() was called; the browser reads them as a frame header and ends the connection.`,
    'Call serve() first, or log with console.error.',
  );
