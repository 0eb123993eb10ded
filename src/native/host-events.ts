import type { WireEvents } from '../framing/index.js';
import type { NativeError } from './errors.js';

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

/** What a connection reports. Messages are JSON texts; `''` is a frame without a body. */
export interface HostConnectionEvents extends WireEvents<string, NativeError> {
  host(event: HostEvent): void;
}
