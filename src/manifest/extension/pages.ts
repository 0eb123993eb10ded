import { fileInside } from './background.js';
import { actionKeyOf, type ExtensionManifest } from './extension-manifest.js';
import { isObject } from './json-values.js';

/**
 * The page of the toolbar button, relative to the extension's folder, with `?` and `#` as the manifest has them; undefined:
 * a click fires `onClicked`.
 */
export function popupOf(manifest: ExtensionManifest): string | undefined {
  const key = actionKeyOf(manifest);
  const action = key && manifest[key];
  return isObject(action) ? pageInside(action.default_popup) : undefined;
}

/** The options page, likewise: `options_ui.page`, or else the older `options_page`. */
export function optionsPageOf(manifest: ExtensionManifest): string | undefined {
  const { options_ui: ui, options_page: page } = manifest;
  return (isObject(ui) ? pageInside(ui.page) : undefined) ?? pageInside(page);
}

function pageInside(path: unknown): string | undefined {
  if (typeof path !== 'string') return undefined;
  const file = fileInside(path);
  const rest = /[?#].*$/s.exec(path)?.[0] ?? '';
  return file === undefined ? undefined : file + rest;
}
