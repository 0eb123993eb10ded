import type { HostEvent } from '../browser/index.js';
import type { WireEvents } from '../framing/index.js';
import type { NativeError } from './errors.js';

/** What a connection reports. Messages are JSON texts; `''` is a frame without a body. */
export interface HostConnectionEvents extends WireEvents<string, NativeError> {
  host(event: HostEvent): void;
}
