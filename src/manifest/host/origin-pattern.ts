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

export type OriginPattern =
  | { readonly kind: 'refused'; readonly reason: PatternReason }
  /** `<all_urls>`, `*` or `*.` before the host: a pattern, but not one for an allow list. */
  | { readonly kind: 'too-broad' }
  /** `host` is canonical, thus in lower case. A scheme `*` stands for http and https, never for an extension. */
  | { readonly kind: 'origin'; readonly scheme: 'chrome-extension' | '*'; readonly host: string };

/**
 * Reads an entry of `allowed_origins` as Chromium does: a match pattern whose only scheme is `chrome-extension`, in the
 * engine's order of checks. The path is required and means nothing.
 */
export function readOriginPattern(entry: string): OriginPattern {
  if (entry === '<all_urls>') return { kind: 'too-broad' };
  const separator = entry.includes('://') ? '://' : ':';
  const schemeEnd = entry.indexOf(separator);
  if (schemeEnd < 0) return refused('Missing scheme separator.');
  const scheme = entry.slice(0, schemeEnd);
  if (scheme !== 'chrome-extension' && scheme !== '*') return refused('Invalid scheme.');
  if (separator === ':') return refused('Wrong scheme type.');

  const hostStart = schemeEnd + separator.length;
  if (hostStart >= entry.length) return refused('Host can not be empty.');
  const hostEnd = entry.indexOf('/', hostStart);
  if (hostEnd === hostStart) return refused('Host can not be empty.');
  if (hostEnd < 0) return refused('Empty path.');

  const hostAndPort = entry.slice(hostStart, hostEnd);
  const colon = hostAndPort.indexOf(':', hostAndPort.startsWith('[') ? hostAndPort.indexOf(']') + 1 || Infinity : 0);
  // Neither scheme has a default port, and without one only the wildcard is a valid port.
  if (colon >= 0 && hostAndPort.slice(colon + 1) !== '*') return refused('Invalid port.');
  const host = colon < 0 ? hostAndPort : hostAndPort.slice(0, colon);
  if (host === '' || host === '*.') return refused('Host can not be empty.');
  const allHosts = host === '*';
  const withSubdomains = host.startsWith('*.');
  const rest = allHosts ? '' : withSubdomains ? host.slice(2) : host;
  if (rest.includes('*')) return refused('Invalid host wildcard.');
  const canonical = rest === '' ? '' : canonicalHost(rest);
  if (canonical === undefined) return refused('Invalid host.');
  return allHosts || withSubdomains ? { kind: 'too-broad' } : { kind: 'origin', scheme, host: canonical };
}

/** Whether the extension is the one that the entry names. Scheme and host decide; the path does not matter. */
export function matchesOrigin(entry: string, extensionId: string): boolean {
  const pattern = readOriginPattern(entry);
  return pattern.kind === 'origin' && pattern.scheme === 'chrome-extension' && pattern.host === extensionId;
}

const refused = (reason: PatternReason): OriginPattern => ({ kind: 'refused', reason });

/**
 * The URL standard's canonical host, without a dot at the end. Chromium admits a space and any punycode besides; what it
 * refuses was tried out in Chromium 156.
 */
function canonicalHost(host: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\0-\x1f<>?#@\\^|\x7f]/.test(host)) return undefined;
  try {
    return new URL(`https://${host}/`).origin.slice('https://'.length).replace(/\.$/, '');
  } catch {
    return /^[a-z ][\w .-]*$/i.test(host) ? host.toLowerCase() : undefined;
  }
}
