/** `location` of a background: read-only, as in a worker. */
export function createLocation(address: string): object {
  const url = new URL(address);
  const origin = `${url.protocol}//${url.host}`; // Node says "null" for schemes it does not know
  const { href, protocol, host, hostname, port, pathname, search, hash } = url;
  return Object.freeze({
    href,
    origin,
    protocol,
    host,
    hostname,
    port,
    pathname,
    search,
    hash,
    toString: () => href,
  });
}
