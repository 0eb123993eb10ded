import type { Family } from '../family.js';
import { type MatchPattern, type PatternUse, parseMatchPattern } from './match-pattern.js';

/** Several patterns, of which one must match. */
export interface PatternSet {
  readonly patterns: readonly MatchPattern[];
  matches(url: string): boolean;
  matchesOrigin(url: string): boolean;
  /** Whether one of the patterns alone covers the other. Both browsers ask each for itself, so two halves are no whole. */
  covers(pattern: MatchPattern): boolean;
}

/** The patterns among `texts`; what the browser refuses is left out, as browsers do with host permissions. */
export function patternSet(texts: readonly string[], family: Family, use: PatternUse = 'hosts'): PatternSet {
  const patterns = texts.flatMap((text) => {
    const read = parseMatchPattern(text, family, use);
    return 'pattern' in read ? [read.pattern] : [];
  });
  return {
    patterns,
    matches: (url) => patterns.some((pattern) => pattern.matches(url)),
    matchesOrigin: (url) => patterns.some((pattern) => pattern.matchesOrigin(url)),
    covers: (other) => patterns.some((pattern) => pattern.covers(other)),
  };
}
