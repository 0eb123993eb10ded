import type { Family } from '../family.js';
import { chromiumCovers, chromiumMatchesOrigin, compileChromiumPath, readChromiumPattern } from './chromium-pattern.js';
import { compileGeckoPath, geckoCovers, geckoMatchesOrigin, readGeckoPattern } from './gecko-pattern.js';
import { type PatternParts, type ReadPattern, readUrl, type UrlPieces } from './pattern-parts.js';

/**
 * Where a pattern stands, which decides the schemes that it may name: `scripts` in `content_scripts`, `hosts` in
 * permissions, `any` in `externally_connectable`, `web_accessible_resources` and API calls such as `tabs.query`.
 */
export type PatternUse = 'scripts' | 'hosts' | 'any';

/** A match pattern of a manifest or an API call, such as `https://*.example.com/*`. */
export interface MatchPattern {
  /** As it was written. */
  readonly text: string;
  readonly parts: PatternParts;
  /** Whether the whole address matches: scheme, host, port, path and query. What follows `#` never counts. */
  matches(url: string): boolean;
  /** The same without path and query, as host permissions are compared. */
  matchesOrigin(url: string): boolean;
  /** Whether every origin of the other pattern is one of this; paths do not count. This is what `permissions.contains` asks. */
  covers(other: MatchPattern): boolean;
}

/** A pattern, or why the browser refuses it, in its own words. */
export type ParsedPattern = { readonly pattern: MatchPattern } | { readonly refused: string };

interface Dialect {
  read(text: string, use: PatternUse): ReadPattern;
  matchesOrigin(pattern: PatternParts, url: UrlPieces): boolean;
  compilePath(pattern: PatternParts): (path: string) => boolean;
  covers(outer: PatternParts, inner: PatternParts): boolean;
}

// Sources: Chromium, user_script.h and permissions_parser.cc. Without flags nothing may be injected into chrome: pages.
const SCRIPT_SCHEMES = new Set(['http', 'https', 'file', 'ftp', 'uuid-in-package']);
const CHROMIUM_SCHEMES: Record<PatternUse, ReadonlySet<string> | 'any'> = {
  scripts: SCRIPT_SCHEMES,
  hosts: new Set([...SCRIPT_SCHEMES, 'ws', 'wss']),
  any: 'any',
};

const DIALECTS: Record<Family, Dialect> = {
  chromium: {
    read: (text, use) => readChromiumPattern(text, CHROMIUM_SCHEMES[use]),
    matchesOrigin: chromiumMatchesOrigin,
    compilePath: compileChromiumPath,
    covers: chromiumCovers,
  },
  gecko: {
    read: (text, use) => readGeckoPattern(text, use === 'any' ? 'any' : 'web'),
    matchesOrigin: geckoMatchesOrigin,
    compilePath: compileGeckoPath,
    covers: geckoCovers,
  },
};

/**
 * Reads a match pattern as a browser of `family` does at the place that `use` names (default `hosts`). Never throws: a
 * refusal holds the browser's own words. Addresses without a host of their own (`about:`, `data:`, `blob:`) match only
 * patterns that name their scheme, and `<all_urls>` where the family says so.
 */
export function parseMatchPattern(text: string, family: Family, use: PatternUse = 'hosts'): ParsedPattern {
  const dialect = DIALECTS[family];
  const { parts, refused } = dialect.read(text, use);
  if (parts === undefined) return { refused };
  const hasPath = dialect.compilePath(parts);
  const test = (url: string, isMatch: (pieces: UrlPieces) => boolean): boolean => {
    const pieces = readUrl(url);
    return pieces !== undefined && isMatch(pieces);
  };
  return {
    pattern: {
      text,
      parts,
      matches: (url) => test(url, (pieces) => dialect.matchesOrigin(parts, pieces) && hasPath(pieces.path)),
      matchesOrigin: (url) => test(url, (pieces) => dialect.matchesOrigin(parts, pieces)),
      covers: (other) => dialect.covers(parts, other.parts),
    },
  };
}
