import { type OnReadOpts, Socket } from 'node:net';

const STDIN = 0;
const BUFFER_BYTES = 64 * 1024; // libuv reads at most this much at a time

export interface StdinEvents {
  /** The chunk is filled anew after the call. */
  chunk(bytes: Uint8Array): void;
  end(): void;
  failed(error: Error): void;
  /** Stdin is a keyboard: somebody started the host by hand. */
  isTerminal(): void;
}

export interface Stdin {
  pause(): void;
  resume(): void;
  /** Reads nothing more, so that the event loop can empty. */
  close(): void;
}

/** Reads stdin from now on. A pipe or a socket is read into one buffer, again and again; a file as a stream. */
export function readStdin(events: StdinEvents): Stdin {
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  const onread: OnReadOpts = {
    buffer,
    callback: (bytes: number): boolean => {
      events.chunk(bytes === BUFFER_BYTES ? buffer : buffer.subarray(0, bytes));
      return true;
    },
  };
  const stream = openPipe(onread) ?? openOther(events);
  stream.on('end', () => events.end());
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET')
      events.end(); // a socket whose other end died
    else events.failed(error);
  });
  return {
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
    close: () => void stream.destroy(),
  };
}

function openPipe(onread: OnReadOpts): Socket | undefined {
  try {
    // @ts-expect-error: Node takes `onread` here, as its documentation says; the types know it for `connect` only.
    return new Socket({ fd: STDIN, readable: true, writable: false, onread });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_INVALID_FD_TYPE') return undefined;
    throw error;
  }
}

/** A file, the null device or a terminal. */
function openOther(events: StdinEvents): typeof process.stdin {
  const { stdin } = process;
  if (stdin.isTTY) events.isTerminal();
  else stdin.on('data', (bytes: Uint8Array) => events.chunk(bytes));
  return stdin;
}
