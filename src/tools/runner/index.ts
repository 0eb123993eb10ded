export type { Evaluated, WorkerReport } from './background-setup.js';
export { BackgroundWorker } from './background-worker.js';
export type {
  BackgroundReport,
  RunningBackground,
} from './backgrounds.js';
export { RunnerError } from './errors.js';
export { NodeRenderers } from './renderers.js';
export { type ExtensionRun, type RunEnd, type RunOptions, runExtension } from './run.js';
export { TimeKeeper } from './time-keeper.js';
