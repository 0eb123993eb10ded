export { NativePortError } from './base.js';
export { nearestOf } from './nearest.js';
export { causeText, type ErrorParts, partsOf } from './parts.js';
