import { BrowserError } from '../../browser/index.js';
import { ManifestError } from '../../manifest/index.js';
import { RunnerError } from '../runner/index.js';
import { PageError } from '../runner/page/index.js';

/** What says that what was asked for cannot even begin: the extension that was named is none, or has nothing to run. */
const MISTAKES = [BrowserError, ManifestError, PageError, RunnerError];

export const isUsersMistake = (error: unknown): boolean => MISTAKES.some((Mistake) => error instanceof Mistake);
