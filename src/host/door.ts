export { FrameError, type FrameErrorCode } from '../framing/index.js';
export { type Caller, parseCaller } from './caller.js';
export { HostError, type HostErrorCode } from './errors.js';
export type { Listener, PortEvent } from './event.js';
export type { HostPort } from './port.js';
export { type ServeOptions, serve } from './serve.js';
