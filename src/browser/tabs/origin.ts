/**
 * The origin of an address as the web writes it; `null`, the text, when it is opaque. What has none of its own, such as
 * `about:blank` and `about:srcdoc`, has that of the document that made it.
 */
export function originOf(url: string, creatorOrigin?: string): string {
  if (url === 'about:blank' || url.startsWith('about:blank#') || url.startsWith('about:srcdoc')) {
    return creatorOrigin ?? 'null';
  }
  try {
    const { origin } = new URL(url);
    return origin === 'null' ? (/^[\w-]+-extension:\/\/[^/?#]+/.exec(url)?.[0] ?? origin) : origin; // the URL standard knows no extensions
  } catch {
    return 'null';
  }
}

/** Whether the back/forward cache takes documents of this address. */
export const isOfTheWeb = (url: string): boolean => /^https?:/.test(url);

/** Whether only the part after `#` differs, and the new address has one: no new document is needed. */
export function isSameDocument(from: string, to: string): boolean {
  const [before] = from.split('#', 1);
  const [after] = to.split('#', 1);
  return to.includes('#') && before === after;
}
