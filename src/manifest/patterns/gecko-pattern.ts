import { hasScheme, hasSchemesOf, type PatternParts, type ReadPattern, type UrlPieces } from './pattern-parts.js';
import { compileWildcards } from './wildcards.js';

// What the schema of a manifest admits. Source: Firefox, schemas/manifest.json, MatchPattern.
const WEB = /^(https?|wss?|file|ftp|\*):\/\/(\*|\*\.[^*/]+|[^*/]+)\/.*$/;
const FILE = /^file:\/\/\/.*$/;
/** Passes the schema of a manifest; then the extension does not start. */
const PRIVILEGED = /^resource:\/\/(\*|\*\.[^*/]+|[^*/]+)\/.*$|^about:/;

const ALL_URLS = new Set(['http', 'https', 'ws', 'wss', 'file', 'ftp', 'data']);
const WILDCARD_SCHEMES = new Set(['http', 'https', 'ws', 'wss']);

/** Firefox's own words for a pattern that its schema refuses. */
const refusalOf = (text: string): string =>
  `Value ${JSON.stringify(text)} must either: be one of ["<all_urls>"], must either [match the pattern ${WEB}, or match the pattern ${FILE}], or match the pattern ${PRIVILEGED}`;

/** Source: Firefox, MatchPattern.cpp; seen in ESR 153. `any`: a pattern that is no permission may have any scheme. */
export function readGeckoPattern(text: string, schemes: 'web' | 'any'): ReadPattern {
  const all = { isAllUrls: true, schemes: ALL_URLS, host: '', subdomains: true, port: '*', path: '*' };
  if (text === '<all_urls>') return { parts: all };
  if (schemes === 'web' && !WEB.test(text) && !FILE.test(text)) return { refused: refusalOf(text) };
  const colon = text.indexOf(':');
  const scheme = text.slice(0, colon);
  const parts = { ...all, isAllUrls: false, schemes: scheme === '*' ? WILDCARD_SCHEMES : new Set([scheme]) };
  if (colon <= 0) return { refused: refusalOf(text) };
  if (scheme === 'about' || scheme === 'data') {
    // They have no host.
    return { parts: { ...parts, path: text.slice(colon + 1) } };
  }
  const slash = text.indexOf('/', colon + 3);
  if (!text.startsWith('://', colon) || slash < 0) return { refused: refusalOf(text) };
  const host = text.slice(colon + 3, slash);
  if (host === '' && scheme !== 'file') return { refused: refusalOf(text) };
  const path = text.slice(slash);
  if (host === '*') return { parts: { ...parts, path } };
  const subdomains = host.startsWith('*.');
  return { parts: { ...parts, host: subdomains ? host.slice(2) : host, subdomains, path } };
}

/** Firefox compares hosts letter by letter as they are written, and addresses have no upper case and no port there. */
export const geckoMatchesOrigin = (pattern: PatternParts, { scheme, host }: UrlPieces): boolean =>
  hasScheme(pattern, scheme) && hasHost(pattern, host);

/** A test of the path and the query. `?` means itself. */
export const compileGeckoPath = ({ path }: PatternParts): ((path: string) => boolean) =>
  compileWildcards(path, { question: 'literal', escapes: false });

/** Whether `outer` has all origins of `inner`; paths do not count. */
export function geckoCovers(outer: PatternParts, inner: PatternParts): boolean {
  if (!hasSchemesOf(outer, inner)) return false;
  if (!outer.subdomains && inner.subdomains && outer.host === inner.host) return false;
  return hasHost(outer, inner.host);
}

const hasHost = ({ host, subdomains }: PatternParts, name: string): boolean =>
  (subdomains && host === '') || name === host || (subdomains && name.endsWith(`.${host}`));

/** Whether no address can match: Firefox takes such a pattern without a word. */
export function geckoNeverMatches({ host }: PatternParts): 'port' | 'host' | undefined {
  if (/:[^\]]*$/.test(host)) return 'port';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII starts with them
  return /[A-Z]|[^\x00-\x7f]/.test(host) ? 'host' : undefined;
}
