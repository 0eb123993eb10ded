export type { Evaluated } from './background-setup.js';
export type {
  BackgroundReport,
  RunningBackground,
} from './backgrounds.js';
export { RunnerError } from './errors.js';
export { NodeRenderers } from './renderers.js';
export { type ExtensionRun, type RunEnd, type RunOptions, runExtension } from './run.js';
export { TimeKeeper } from './time-keeper.js';
