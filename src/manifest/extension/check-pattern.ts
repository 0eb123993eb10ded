import type { Finding } from '../finding.js';
import { geckoNeverMatches } from '../patterns/gecko-pattern.js';
import { parseMatchPattern } from '../patterns/match-pattern.js';
import type { ExtensionFinding, Step } from './extension-findings.js';
import { patternInvalid, patternNeverMatches } from './web-findings.js';

/** What Firefox says of a pattern in a manifest, and what it should have said of one that it takes. */
export function* findInPattern(
  severity: Finding['severity'],
  at: readonly Step[],
  text: string,
): Iterable<ExtensionFinding> {
  const read = parseMatchPattern(text, 'gecko');
  if ('pattern' in read) {
    const reason = geckoNeverMatches(read.pattern.parts);
    if (reason !== undefined) yield patternNeverMatches(at, text, reason);
    return;
  }
  // These two pass the schema; what Firefox says when it cannot start the extension is an exception of its own code.
  const isPrivileged = /^(?:about|resource):/.test(text);
  const words = `Error processing ${at.join('.')}: ${read.refused}`;
  const key = at[0];
  const spoken = severity === 'error' ? words : `Warning processing ${key}: ${words}`;
  yield patternInvalid(severity, at, text, isPrivileged ? undefined : spoken);
}
