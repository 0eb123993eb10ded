import { type PatternReason, readChromiumPattern } from '../patterns/chromium-pattern.js';
import { hasScheme } from '../patterns/pattern-parts.js';

export type OriginPattern =
  | { readonly kind: 'refused'; readonly reason: PatternReason }
  /** `<all_urls>`, `*` or `*.` before the host: a pattern, but not one for an allow list. */
  | { readonly kind: 'too-broad' }
  /** `host` is canonical, thus in lower case. A scheme `*` stands for http and https, never for an extension. */
  | { readonly kind: 'origin'; readonly scheme: 'chrome-extension' | '*'; readonly host: string };

const SCHEMES = new Set(['chrome-extension']);

/**
 * Reads an entry of `allowed_origins` as Chromium does: a match pattern whose only scheme is `chrome-extension`. The path
 * is required and means nothing.
 */
export function readOriginPattern(entry: string): OriginPattern {
  const { parts, refused } = readChromiumPattern(entry, SCHEMES);
  if (parts === undefined) return { kind: 'refused', reason: refused };
  if (parts.subdomains) return { kind: 'too-broad' };
  return { kind: 'origin', scheme: hasScheme(parts, 'chrome-extension') ? 'chrome-extension' : '*', host: parts.host };
}

/** Whether the extension is the one that the entry names. Scheme and host decide; the path does not matter. */
export function matchesOrigin(entry: string, extensionId: string): boolean {
  const pattern = readOriginPattern(entry);
  return pattern.kind === 'origin' && pattern.scheme === 'chrome-extension' && pattern.host === extensionId;
}
