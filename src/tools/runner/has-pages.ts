import { contentScriptsOf, type ExtensionManifest, type Family, optionsPageOf, popupOf } from '../../manifest/index.js';

/** Keys of a manifest that name pages, besides popup and options. */
const PAGE_KEYS = ['chrome_url_overrides', 'devtools_page', 'side_panel', 'sidebar_action'];

/** Whether a manifest names anything that runs in documents: content scripts, or pages of its own. */
export const hasPages = (manifest: ExtensionManifest, family: Family): boolean =>
  contentScriptsOf(manifest, family).length > 0 ||
  popupOf(manifest) !== undefined ||
  optionsPageOf(manifest) !== undefined ||
  PAGE_KEYS.some((key) => manifest[key] !== undefined);

/** Whether documents are likely: the extension has something that runs in them, or works with tabs. */
export const opensDocuments = (manifest: ExtensionManifest, family: Family): boolean =>
  hasPages(manifest, family) || manifest.permissions?.includes('tabs') === true;
