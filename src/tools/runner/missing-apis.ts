import { type ExtensionManifest, permissionsOf } from '../../manifest/index.js';

/** Permissions that stand for an API of their name, which is not there yet. */
const MISSING = new Set([
  'alarms',
  'bookmarks',
  'browsingData',
  'contextMenus',
  'contextualIdentities',
  'cookies',
  'debugger',
  'declarativeContent',
  'declarativeNetRequest',
  'downloads',
  'history',
  'identity',
  'idle',
  'menus',
  'notifications',
  'offscreen',
  'pageCapture',
  'power',
  'privacy',
  'proxy',
  'search',
  'sessions',
  'sidePanel',
  'tabGroups',
  'topSites',
  'tts',
  'webNavigation',
  'webRequest',
]);

/** The APIs that a manifest asks for and its background will not find, in the manifest's order. */
export const missingApisOf = (manifest: ExtensionManifest): string[] =>
  permissionsOf(manifest).filter((permission) => MISSING.has(permission));
