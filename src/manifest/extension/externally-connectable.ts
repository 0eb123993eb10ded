import type { Family } from '../family.js';
import { patternSet } from '../patterns/pattern-set.js';
import type { ExtensionManifest } from './extension-manifest.js';
import { isObject, textsIn } from './json-values.js';

const keysOf = (manifest: ExtensionManifest) =>
  isObject(manifest.externally_connectable) ? manifest.externally_connectable : {};

/**
 * A test for whether the web page at an address may connect to the extension: `externally_connectable.matches`. Any
 * pattern counts, `<all_urls>` too, and of every scheme. It is asked with the frame's own address: an `about:blank` inside
 * an allowed page is not allowed. Without the key no page may; in Firefox none ever may.
 *
 * Source: Chromium, externally_connectable.cc; seen in Chromium 156.
 */
export function webPagesAllowedBy(manifest: ExtensionManifest, family: Family): (url: string) => boolean {
  if (family === 'gecko') return () => false;
  return patternSet(textsIn(keysOf(manifest).matches), family, 'any').matches;
}

/** Whether Chromium gives senders from outside a `tlsChannelId`, which is always empty. */
export const acceptsTlsChannelId = (manifest: ExtensionManifest): boolean =>
  keysOf(manifest).accepts_tls_channel_id === true;
