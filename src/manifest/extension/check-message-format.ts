import type { Family } from '../family.js';
import type { ExtensionFinding } from './extension-findings.js';
import { messageFormatUnknown } from './web-findings.js';

/** Firefox does not know the key. */
export function* findInMessageFormat(value: unknown, family: Family): Iterable<ExtensionFinding> {
  if (family === 'gecko' || value === undefined || value === 'json' || value === 'structured_clone') return;
  yield messageFormatUnknown(value);
}
