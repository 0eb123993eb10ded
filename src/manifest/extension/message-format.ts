import type { Family } from '../family.js';
import type { ExtensionManifest } from './extension-manifest.js';

/** How messages between contexts are carried. */
export type ManifestMessageFormat = 'json' | 'structured-clone';

/**
 * The format of an extension's messages to other contexts: in Firefox always structured clones, in Chromium JSON unless the
 * manifest says `"message_serialization": "structured_clone"`. Messages to hosts are JSON everywhere. Source: Chromium,
 * message_serialization_info.cc; Chromium 156 honours the key.
 */
export const messageFormatOf = (manifest: ExtensionManifest, family: Family): ManifestMessageFormat =>
  family === 'gecko' || manifest.message_serialization === 'structured_clone' ? 'structured-clone' : 'json';
