import type { NativeApi } from '../context/index.js';
import type { NativeFailure } from '../engines/index.js';
import type { NativePortError } from '../errors/index.js';
import type { Wire, WireEvents } from '../framing/index.js';

/** Why a native connection ended: for the extension through the engine, for people through message and hint. */
export type NativeEnd = NativePortError & NativeFailure;

export interface NativeRequest {
  readonly application: string;
  readonly api: NativeApi;
  /** The extension's id, as the engine has it. */
  readonly callerId: string;
}

/** What happens to a host process, for the log. Goes on after the connection closed, until the process is gone. */
export type HostEvent =
  | {
      readonly type: 'started';
      readonly pid: number;
      /** As the host sees it. */
      readonly argv: readonly string[];
      readonly cwd: string;
      /** `''` for a host that was started without a manifest. */
      readonly manifestPath: string;
    }
  /** A line without its end; a line of more than 64 KiB comes in pieces. */
  | { readonly type: 'stderr'; readonly line: string }
  | { readonly type: 'exited'; readonly exitCode: number | null; readonly signal: string | null };

/** A connection to a host: messages are JSON texts. `gone` resolves when the process has ended and was reaped. */
export interface NativeConnection extends Wire<string> {
  readonly gone: Promise<void>;
  /** `failure`: the host's message was none, and ends the connection as a frame does that is too large. */
  close(failure?: 'MESSAGE_NOT_JSON'): void;
}

/**
 * Opens connections to native hosts. The browser's core does not know how: Node launches processes, a test answers from
 * a function. Nothing is reported before `connect` has returned.
 */
export interface NativeConnections {
  connect(
    request: NativeRequest,
    events: WireEvents<string, NativeEnd> & { host(event: HostEvent): void },
  ): NativeConnection;
  /** The browser quits: the engine's way of parting with the hosts. Resolves when no host of ours is left. */
  close(): Promise<void>;
}
