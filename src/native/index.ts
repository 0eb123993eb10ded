export { launchCommand } from './command.js';
export type { HostConnection } from './connection.js';
export { createNativeConnections, type HostConnections, type NativeConnectionsOptions } from './connections.js';
export { NativeError } from './errors.js';
export { type FindOptions, findHost, readHost } from './find.js';
export type { FoundHost, LookedAt } from './found-host.js';
export { findNearName } from './near-name.js';
