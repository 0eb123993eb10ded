import { BrowserError } from '../../browser/index.js';
import { ManifestError } from '../../manifest/index.js';
import { RunnerError } from '../runner/index.js';

/** Whether what was asked for cannot even begin: the extension that was named is none, or has nothing to run. */
export const isUsersMistake = (error: unknown): boolean =>
  error instanceof BrowserError || error instanceof ManifestError || error instanceof RunnerError;
