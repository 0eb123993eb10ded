export { type Clock, systemClock } from './clock.js';
export { type LaunchCommand, type LaunchCommandRequest, launchCommand } from './command.js';
export type { HostConnection } from './connection.js';
export { createNativeConnections, type HostConnections, type NativeConnectionsOptions } from './connections.js';
export { NativeError } from './errors.js';
export { type FindOptions, findHost, type HostRequest, type ReadHostOptions, readHost } from './find.js';
export type { FoundHost, LookedAt } from './found-host.js';
export type { HostConnectionEvents, HostEvent } from './host-events.js';
export type { NativeMessagingPolicies } from './policies.js';
