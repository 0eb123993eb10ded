/** What a match pattern says, as its browser understands it. */
export interface PatternParts {
  readonly isAllUrls: boolean;
  readonly schemes: ReadonlySet<string> | 'any';
  /** Empty: any host, when `subdomains` says so; otherwise a scheme without hosts. */
  readonly host: string;
  readonly subdomains: boolean;
  /** `*`, or a number in decimal digits. */
  readonly port: string;
  readonly path: string;
}

/** A pattern, or why it is none, in the browser's words. */
export type ReadPattern<Reason extends string = string> =
  | { readonly parts: PatternParts; readonly refused?: never }
  | { readonly refused: Reason; readonly parts?: never };

export const hasScheme = ({ schemes }: PatternParts, scheme: string): boolean =>
  schemes === 'any' || schemes.has(scheme);

/** Whether all schemes of `inner` are among those of `outer`. */
export const hasSchemesOf = (outer: PatternParts, inner: PatternParts): boolean =>
  outer.schemes === 'any' ||
  (inner.schemes !== 'any' && [...inner.schemes].every((scheme) => hasScheme(outer, scheme)));

/** An address in pieces, or undefined for what is none. */
export function readUrl(url: string): UrlPieces | undefined {
  try {
    const { protocol, hostname, port, pathname, search } = new URL(url);
    return { scheme: protocol.slice(0, -1), host: hostname, port, path: pathname + search };
  } catch {
    return undefined;
  }
}

export interface UrlPieces {
  readonly scheme: string;
  /** IPv6 in brackets. */
  readonly host: string;
  /** Empty for the scheme's own port. */
  readonly port: string;
  /** With the query, without the fragment. */
  readonly path: string;
}
