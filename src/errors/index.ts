export { NativePortError } from './base.js';
