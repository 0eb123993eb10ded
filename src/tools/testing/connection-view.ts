import type { NativeRequest } from '../../browser/index.js';
import type { Fault } from './faults.js';

/** What a test sees of one connection to a host, and can do to it. */
export interface HostConnection {
  /** Counted from 1, for each host. */
  readonly number: number;
  readonly application: string;
  readonly api: NativeRequest['api'];
  /** Id of the extension, as the engine has it. */
  readonly callerId: string;
  /** Whether messages can still pass. */
  readonly isOpen: boolean;
  /** What the host got, in order. */
  readonly received: readonly unknown[];
  /** What the host sent, in order; with a fault, not all of it arrives. */
  readonly sent: readonly unknown[];
  /**
   * Sends a message to the extension, as if the host had.
   *
   * @throws {TestingError} `HOST_NOT_CONNECTED`
   * @throws {FrameError} `MESSAGE_NOT_SERIALISABLE`
   */
  send(message: unknown): void;
  /**
   * Makes something go wrong. `after` and `afterReceived` count from the first message of this connection.
   *
   * @throws {TestingError} `HOST_NOT_CONNECTED`, `FAULT_NOT_FOR_PROCESSES`
   */
  inject(fault: Fault): void;
  /** The host reads again, after a fault `stop-reading`. */
  resumeReading(): void;
}
