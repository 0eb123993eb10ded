import type { Family } from '../family.js';
import { readUrl } from '../patterns/pattern-parts.js';

interface Restrictions {
  /** Schemes whose documents extensions may touch; `about:` only where a page made the document. */
  readonly schemes: readonly string[];
  isRestrictedHost(host: string): boolean;
}

const STORES = ['chromewebstore.google.com', 'chrome.google.com'];

/** The preference `extensions.webextensions.restrictedDomains` of Firefox ESR 153. Subdomains of these are free. */
const RESTRICTED_DOMAINS = [
  'accounts-static.cdn.mozilla.net',
  'accounts.firefox.com',
  'addons.cdn.mozilla.net',
  'addons.mozilla.org',
  'api.accounts.firefox.com',
  'content.cdn.mozilla.net',
  'discovery.addons.mozilla.org',
  'oauth.accounts.firefox.com',
  'profile.accounts.firefox.com',
  'support.mozilla.org',
  'sync.services.mozilla.com',
];

const RESTRICTIONS: Record<Family, Restrictions> = {
  // Sources: Chromium, chrome_extensions_client.cc and extension_urls.cc. Unpacked extensions may touch files.
  chromium: {
    schemes: ['http', 'https', 'ftp', 'file', 'data', 'blob'],
    isRestrictedHost: (host) => STORES.some((store) => host === store || host.endsWith(`.${store}`)),
  },
  // Source: Firefox, WebExtensionPolicy.cpp. Seen in ESR 153: a temporary add-on may not touch files.
  gecko: {
    schemes: ['http', 'https', 'ftp', 'data', 'blob'],
    isRestrictedHost: (host) => RESTRICTED_DOMAINS.includes(host),
  },
};

/**
 * Whether no extension may run scripts in documents of this address, whatever it holds: pages of the browser and of its
 * store, sources, and pages of extensions. An address that is none is restricted, too.
 */
export function isRestrictedUrl(url: string, family: Family): boolean {
  const pieces = readUrl(url);
  if (pieces === undefined) return true;
  if (pieces.scheme === 'about') return pieces.path !== 'blank' && pieces.path !== 'srcdoc';
  const { schemes, isRestrictedHost } = RESTRICTIONS[family];
  return !schemes.includes(pieces.scheme) || isRestrictedHost(pieces.host);
}
