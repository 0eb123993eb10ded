export type { Evaluated } from './background-setup.js';
export type {
  BackgroundReport,
  RunningBackground,
} from './backgrounds.js';
export { RunnerError } from './errors.js';
export type {
  ExtensionRun,
  RunEnd,
  RunningExtension,
  RunOptions,
} from './extension-run.js';
export { NativeAbsence } from './native-absence.js';
export { NodeRenderers } from './renderers.js';
export { runExtension } from './run.js';
export type { RunStep } from './run-steps.js';
export { TimeKeeper } from './time-keeper.js';
