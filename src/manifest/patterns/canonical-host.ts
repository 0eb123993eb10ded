/**
 * The URL standard's canonical host, without a dot at the end; undefined: Chromium refuses the host. It admits a space and
 * any punycode besides; what it refuses was tried out in Chromium 156.
 */
export function canonicalHost(host: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\0-\x1f<>?#@\\^|\x7f]/.test(host)) return undefined;
  try {
    return withoutDot(new URL(`https://${host}/`).origin.slice('https://'.length));
  } catch {
    return /^[a-z ][\w .-]*$/i.test(host.replaceAll('%20', ' ')) ? host.toLowerCase() : undefined;
  }
}

/** A host with and without a dot at its end is the same to Chromium's patterns. */
export const withoutDot = (host: string): string => (host.endsWith('.') ? host.slice(0, -1) : host);

/** Whether a canonical host is an IP address: it has no subdomains. */
export const isIpAddress = (host: string): boolean => host.startsWith('[') || /^\d+(?:\.\d+){3}$/.test(host);
