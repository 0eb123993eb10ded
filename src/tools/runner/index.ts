export type { Evaluated, WorkerReport } from './background-setup.js';
export { BackgroundWorker } from './background-worker.js';
export {
  type BackgroundReport,
  Backgrounds,
  type BackgroundsOptions,
  type RunningBackground,
} from './backgrounds.js';
export { RunnerError } from './errors.js';
export { type ExtensionRun, type RunEnd, type RunOptions, runExtension } from './run.js';
export { TimeKeeper } from './time-keeper.js';
