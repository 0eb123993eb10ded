import { canonicalHost, isIpAddress, withoutDot } from './canonical-host.js';
import { hasScheme, hasSchemesOf, type PatternParts, type ReadPattern, type UrlPieces } from './pattern-parts.js';
import { compileWildcards } from './wildcards.js';

/** Why Chromium refuses a match pattern, in its words. Source: Chromium, extensions/common/url_pattern.cc. */
export type PatternReason =
  | 'Missing scheme separator.'
  | 'Invalid scheme.'
  | 'Wrong scheme type.'
  | 'Host can not be empty.'
  | 'Invalid host wildcard.'
  | 'Empty path.'
  | 'Invalid port.'
  | 'Invalid host.';

/** Ports of the schemes that have one; the others take no port but `*`. */
const DEFAULT_PORT: Readonly<Record<string, string>> = { http: '80', https: '443', ws: '80', wss: '443', ftp: '21' };

/** Schemes that stand before `://`; all others stand before `:`. */
const STANDARD = new Set([
  '*',
  ...Object.keys(DEFAULT_PORT),
  'file',
  'filesystem',
  'chrome',
  'chrome-extension',
  'chrome-untrusted',
  'chrome-search',
  'devtools',
  'isolated-app',
]);

/** What `*` before `://` stands for. */
const WILDCARD_SCHEMES = ['http', 'https'];

/** In Chromium's order of checks. `schemes` are those that the place of the pattern admits. */
export function readChromiumPattern(text: string, schemes: ReadonlySet<string> | 'any'): ReadPattern<PatternReason> {
  const all = { isAllUrls: true, schemes, host: '', subdomains: true, port: '*', path: '/*' };
  if (text === '<all_urls>') return { parts: all };
  const separator = text.includes('://') ? '://' : ':';
  const schemeEnd = text.indexOf(separator);
  if (schemeEnd < 0) return { refused: 'Missing scheme separator.' };
  const scheme = text.slice(0, schemeEnd);
  if (scheme !== '*' && schemes !== 'any' && !schemes.has(scheme)) return { refused: 'Invalid scheme.' };
  if (STANDARD.has(scheme) !== (separator === '://')) return { refused: 'Wrong scheme type.' };
  const named = scheme === '*' ? WILDCARD_SCHEMES.filter((name) => schemes === 'any' || schemes.has(name)) : [scheme];

  const start = schemeEnd + separator.length;
  if (start >= text.length) return { refused: 'Host can not be empty.' };
  const parts = { ...all, isAllUrls: false, schemes: new Set(named), subdomains: false };
  if (!STANDARD.has(scheme)) return { parts: { ...parts, path: escapeNonAscii(text.slice(start)) } };
  const slash = text.indexOf('/', start);
  if (scheme === 'file') {
    // Its host is passed over, and may be missing together with the slash: `file://x` is `file:///x`.
    return { parts: { ...parts, path: escapeNonAscii(text.slice(slash < 0 ? start - 1 : slash)) } };
  }
  if (slash === start) return { refused: 'Host can not be empty.' };
  if (slash < 0) return { refused: 'Empty path.' };
  const place = readHostAndPort(text.slice(start, slash), scheme);
  return 'refused' in place ? place : { parts: { ...parts, ...place, path: escapeNonAscii(text.slice(slash)) } };
}

type Place = Pick<PatternParts, 'host' | 'subdomains' | 'port'>;

function readHostAndPort(text: string, scheme: string): Place | { readonly refused: PatternReason } {
  let colon = text.indexOf(':');
  if (text.startsWith('[')) {
    const bracket = text.indexOf(']');
    if (bracket < 0) return { refused: 'Invalid host.' };
    if (bracket === 1) return { refused: 'Host can not be empty.' };
    colon = bracket === text.length - 1 ? -1 : bracket + 1;
    if (colon > 0 && text.charAt(colon) !== ':') return { refused: 'Invalid host.' };
  }
  const port = colon < 0 ? '*' : text.slice(colon + 1);
  if (!isPort(port, scheme)) return { refused: 'Invalid port.' };
  const host = colon < 0 ? text : text.slice(0, colon);
  if (host === '' || host === '*.') return { refused: 'Host can not be empty.' };
  if (host === '*') return { host: '', subdomains: true, port };
  const subdomains = host.startsWith('*.');
  const rest = subdomains ? host.slice(2) : host;
  if (rest.includes('*')) return { refused: 'Invalid host wildcard.' };
  const canonical = canonicalHost(rest);
  return canonical === undefined ? { refused: 'Invalid host.' } : { host: canonical, subdomains, port };
}

/** The text of a port is kept and compared as it is: `080` and `+80` are fine, and never match. */
const isPort = (port: string, scheme: string): boolean =>
  port === '*' || (DEFAULT_PORT[scheme] !== undefined && /^\+?\d{1,9}$/.test(port) && Number(port) < 65536);

export function chromiumMatchesOrigin(pattern: PatternParts, { scheme, host, port }: UrlPieces): boolean {
  if (!hasScheme(pattern, scheme)) return false;
  if (pattern.isAllUrls || scheme === 'file') return true;
  if (!hasHost(pattern, host)) return false;
  return pattern.port === '*' || pattern.port === (port || DEFAULT_PORT[scheme]);
}

/** A test of the path and the query. `?` and `\` mean themselves; `/x/*` matches `/x`, too. */
export function compileChromiumPath({ path, isAllUrls }: PatternParts): (path: string) => boolean {
  if (isAllUrls) return () => true;
  const test = compileWildcards(path, { question: 'literal', escapes: false });
  return (given) => `${given}/*` === path || test(given);
}

/** Whether `outer` has all origins of `inner`, as permissions are compared: by origin, without the paths. */
export function chromiumCovers(outer: PatternParts, inner: PatternParts): boolean {
  return (
    hasSchemesOf(outer, inner) &&
    hasHost(outer, inner.host) &&
    (outer.subdomains || !inner.subdomains) &&
    (outer.port === '*' || outer.port === inner.port)
  );
}

function hasHost(pattern: PatternParts, host: string): boolean {
  const name = withoutDot(host);
  if (name === pattern.host || (pattern.subdomains && pattern.host === '')) return true;
  return pattern.subdomains && !isIpAddress(name) && name.endsWith(`.${pattern.host}`);
}

/** A pattern may name `/ä`, which is `/%C3%A4` in an address. A space is not escaped, so `/a b` never matches. */
const escapeNonAscii = (path: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII starts with them
  path.replace(/[^\x00-\x7f]+/g, (letters) =>
    Array.from(new TextEncoder().encode(letters), (byte) => `%${byte.toString(16).toUpperCase()}`).join(''),
  );
