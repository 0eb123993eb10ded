export { NativePortError } from './base.js';
export { nearestOf } from './nearest.js';
