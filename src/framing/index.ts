export type { Wire, WireEvents } from './wire.js';
