import type { NativePortError } from '../errors/index.js';
import type { Caller } from './caller.js';
import type { PortEvent } from './event.js';

/**
 * The host's end of the conversation: the same events as the port that `runtime.connectNative` gave the extension.
 *
 * It is open when `serve` returns and closes once: when the browser leaves, by `disconnect`, or by an error.
 */
export interface HostPort<Incoming = unknown, Outgoing = unknown> {
  /** Who started this host. */
  readonly caller: Caller;

  /**
   * Each message of the extension, in order. Listeners get the message and this port; what they return is ignored. One
   * that throws does not silence the next; its error is an uncaught error of the process, as in any Node event.
   *
   * Reading starts in the turn after `serve`. Messages that come before the first listener ever was added wait for it.
   */
  readonly onMessage: PortEvent<[message: Incoming, port: HostPort<Incoming, Outgoing>]>;

  /**
   * The end, once and last: the browser closed the connection or died, or an error ended it (`error` says which). Not
   * called after the host's own `disconnect`. The process exits when the listeners, and the promises they returned, are
   * done; be quick, the browser kills a host that stays: Chromium after 2 seconds, Firefox after 3.
   */
  readonly onDisconnect: PortEvent<[port: HostPort<Incoming, Outgoing>]>;

  /** Why the port closed; undefined while it is open and when it closed in peace. */
  readonly error: NativePortError | undefined;

  /**
   * Sends a message, after all before it. Never waits: what the browser does not take yet is kept in memory (see
   * `flushed`). What is posted in one turn leaves in one write, and it leaves even when `process.exit()` is next.
   *
   * @throws {HostError} `REPLY_TOO_LARGE`, with the sizes, before a byte is written; `PORT_CLOSED`.
   * @throws {FrameError} `MESSAGE_NOT_SERIALISABLE`, for what JSON cannot hold.
   */
  postMessage(message: Outgoing): void;

  /**
   * Resolves when the operating system has taken everything posted so far, or the port is closed. Await it between many or
   * large messages, so that they wait with the sender and not in memory.
   */
  flushed(): Promise<void>;

  /** Ends the conversation: what was posted is still written, then the process exits. Again, it does nothing. */
  disconnect(): void;
}
