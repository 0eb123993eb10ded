import type { Family } from '../family.js';
import { fileInside, isUrl } from './background.js';
import type { ExtensionFinding } from './extension-findings.js';
import { isObject, type Json } from './json-values.js';
import { type Field, findInShape, kindOf } from './shape.js';
import { pageInvalid, pageOutside, requiredMissing } from './web-findings.js';

const OPEN_IN_TAB: readonly Field[] = [{ key: 'open_in_tab', kind: 'boolean' }];

/** The popup and the options page. Whether the files are there is for the loader to see. Seen in Chromium 156 and ESR 153. */
export function* findInPages(json: Json, version: 2 | 3, family: Family): Iterable<ExtensionFinding> {
  const key = version === 3 ? 'action' : 'browser_action';
  const action = json[key];
  if (isObject(action)) yield* findInPopup(key, action.default_popup, family);
  yield* family === 'chromium' ? findInChromiumOptions(json) : findInGeckoOptions(json);
}

function* findInPopup(key: string, page: unknown, family: Family): Iterable<ExtensionFinding> {
  if (page === undefined || page === '') return;
  const at = [key, 'default_popup'];
  const isText = typeof page === 'string';
  if (family === 'chromium' && (!isText || isUrl(page))) {
    yield pageInvalid('error', at, page, "Invalid type for 'default_popup'.");
  } else if (!isText) {
    const text = `Error processing ${at.join('.')}: Expected string instead of ${JSON.stringify(page)}`;
    yield pageInvalid('error', at, page, text);
  } else if (fileInside(page) === undefined) {
    const text =
      "The default_popup file in the manifest doesn't exist. Confirm it exists and then reload the extension.";
    yield pageOutside(at, page, family === 'chromium' ? text : undefined);
  }
}

function* findInChromiumOptions({ options_page: page, options_ui: ui }: Json): Iterable<ExtensionFinding> {
  const name = (key: string): string => `Invalid value for 'input_components[${key}].options_page'.`;
  if (page !== undefined && page !== '') {
    if (typeof page !== 'string' || isUrl(page)) {
      yield pageInvalid('error', ['options_page'], page, name('options_page'));
    } else if (fileInside(page) === undefined) yield pageOutside(['options_page'], page);
  }
  if (!isObject(ui)) return;
  const at = ['options_ui', 'page'];
  if (typeof ui.page !== 'string') {
    const text = ui.page === undefined ? "'page' is required" : `'page': expected page, got ${kindOf(ui.page)}`;
    yield pageInvalid('warning', at, ui.page, text);
  } else if (ui.page === '' || isUrl(ui.page)) yield pageInvalid('warning', at, ui.page, name('options_ui'));
  else if (fileInside(ui.page) === undefined) yield pageOutside(at, ui.page);
  // Chromium drops the page for it, and goes on.
  for (const found of findInShape(ui, OPEN_IN_TAB, { family: 'chromium', at: ['options_ui'], chromiumPrefix: '' })) {
    yield { ...found, severity: 'warning' };
  }
}

function* findInGeckoOptions({ options_page: page, options_ui: ui }: Json): Iterable<ExtensionFinding> {
  if (page !== undefined) yield* findInGeckoPage(['options_page'], page);
  if (ui === undefined) return;
  const text = `Error processing options_ui: `;
  if (!isObject(ui)) {
    yield pageInvalid('error', ['options_ui'], ui, `${text}Expected object instead of ${JSON.stringify(ui)}`);
  } else if (ui.page === undefined) yield requiredMissing(['options_ui'], 'page', `${text}Property "page" is required`);
  else yield* findInGeckoPage(['options_ui', 'page'], ui.page);
  if (isObject(ui)) yield* findInShape(ui, OPEN_IN_TAB, { family: 'gecko', at: ['options_ui'], chromiumPrefix: '' });
}

function* findInGeckoPage(at: readonly string[], page: unknown): Iterable<ExtensionFinding> {
  const text = `Error processing ${at.join('.')}: `;
  if (typeof page !== 'string') {
    yield pageInvalid('error', at, page, `${text}Expected string instead of ${JSON.stringify(page)}`);
  } else if (isUrl(page)) {
    yield pageInvalid('error', at, page, `${text}SyntaxError: String "${page}" must be a relative URL`);
  } else if (page !== '' && fileInside(page) === undefined) yield pageOutside(at, page);
}
