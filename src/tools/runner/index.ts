export { RunnerError } from './errors.js';
export { type ExtensionRun, type RunEnd, type RunOptions, runExtension } from './run.js';
