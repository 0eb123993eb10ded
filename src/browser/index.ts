export { BrowserCore } from './browser.js';
export { BrowserError } from './errors.js';
export type { HostEvent, NativeConnection, NativeConnections, NativeEnd, NativeRequest } from './native-connections.js';
export type { ConsoleLevel, TraceEvent } from './trace.js';
