export type { ActivityCounts } from './activity.js';
export { BrowserCore, type BrowserCoreOptions } from './browser.js';
export type { AskUser, PermissionRequest } from './browser-parts.js';
export type { ContextLink } from './context-link.js';
export { BrowserError, type BrowserErrorCode, ConnectionError } from './errors.js';
export type { ContextLabel, ExtensionCore, ExtensionIdentity } from './extension.js';
export type { HostEvent, NativeConnection, NativeConnections, NativeEnd, NativeRequest } from './native-connections.js';
export { type ConsoleLevel, TRACE_VERSION, type TraceEvent, type TraceReason } from './trace.js';
