/** The origin of an address as browsers tell it; extensions have one, too. */
export function originOf(address: string): string {
  const url = new URL(address);
  const isOfExtension = /^(chrome|moz)-extension:$/.test(url.protocol);
  return isOfExtension ? `${url.protocol}//${url.host}` : url.origin;
}
