import { causeText, NativePortError } from '../errors/index.js';
import type { Finding } from '../manifest/index.js';

export type BrowserErrorCode =
  | 'ACTION_MISSING'
  | 'ACTION_OPENS_POPUP'
  | 'BACKGROUND_STAYS'
  | 'ADDRESS_INVALID'
  | 'ADDRESS_NOT_ALLOWED'
  | 'BROWSER_CLOSED'
  | 'CONTEXT_EXISTS'
  | 'DOCUMENT_GONE'
  | 'EXTENSION_DISABLED'
  | 'EXTENSION_FOLDER_MISSING'
  | 'EXTENSION_GONE'
  | 'EXTENSION_ID_INVALID'
  | 'EXTENSION_LOADED_TWICE'
  | 'EXTENSION_MANIFEST_INVALID'
  | 'EXTENSION_MANIFEST_MISSING'
  | 'EXTENSION_MANIFEST_UNREADABLE'
  | 'FRAME_GONE'
  | 'FRAME_IS_MAIN'
  | 'FRAME_NEEDED'
  | 'OPTIONS_MISSING'
  | 'POPUP_MISSING'
  | 'TAB_GONE';

/** What was asked of the browser, or of an extension in it, cannot be done. */
export class BrowserError extends NativePortError<BrowserErrorCode> {
  override readonly name = 'BrowserError';
  /** With `EXTENSION_MANIFEST_INVALID`: everything that is wrong with the manifest, and warnings. Otherwise empty. */
  readonly findings: readonly Finding[];

  constructor(
    code: BrowserErrorCode,
    message: string,
    hint: string,
    options: { cause?: unknown; findings?: readonly Finding[] } = {},
  ) {
    super(code, message, hint, 'cause' in options ? { cause: options.cause } : undefined);
    this.findings = options.findings ?? [];
  }
}

export const actionMissing = (id: string, key: string): BrowserError =>
  new BrowserError(
    'ACTION_MISSING',
    `The extension ${id} has no "${key}" in its manifest, so there is no button to click.`,
    `Add "${key}": {} to the manifest.`,
  );

export const actionOpensPopup = (id: string, key: string): BrowserError =>
  new BrowserError(
    'ACTION_OPENS_POPUP',
    `The button of the extension ${id} opens a popup, so onClicked is never called.`,
    `Remove "default_popup" from "${key}" in the manifest, or open the popup's page instead.`,
  );

export const tabGone = (id: number): BrowserError =>
  new BrowserError('TAB_GONE', `Tab ${id} is closed.`, 'Open another one with openTab().');

export const frameGone = (id: number): BrowserError =>
  new BrowserError(
    'FRAME_GONE',
    `The frame ${id} is gone, or the document that it was in.`,
    'Take a frame of the document that the tab shows now: tab.frames.',
  );

export const frameIsMain = (): BrowserError =>
  new BrowserError('FRAME_IS_MAIN', 'The main frame cannot be removed.', 'Close its tab or popup instead.');

export const frameNeeded = (kind: string): BrowserError =>
  new BrowserError(
    'FRAME_NEEDED',
    `A context of the kind ${JSON.stringify(kind)} lives in a document, and none was given.`,
    'Pass { frame }: a frame of a tab, such as tab.mainFrame.',
  );

export const documentGone = (id: string): BrowserError =>
  new BrowserError(
    'DOCUMENT_GONE',
    `The document ${id} is gone, or in the back/forward cache.`,
    'Attach to the document that the frame shows now.',
  );

export const contextExists = (what: string, name: string): BrowserError =>
  new BrowserError(
    'CONTEXT_EXISTS',
    `The document has ${what} already: ${name}.`,
    'Use that one, or close it first: a document has one context for each world of each extension.',
  );

export const addressInvalid = (url: string): BrowserError =>
  new BrowserError(
    'ADDRESS_INVALID',
    `${JSON.stringify(url)} is not an address.`,
    'Write it in full, for instance "https://example.com/".',
  );

/** `what`: "content scripts", "a page of the extension …". */
export const addressNotAllowed = (url: string, what: string, hint: string): BrowserError =>
  new BrowserError('ADDRESS_NOT_ALLOWED', `The document ${url} cannot have ${what}.`, hint);

export const popupMissing = (id: string): BrowserError =>
  new BrowserError(
    'POPUP_MISSING',
    `The button of the extension ${id} has no popup.`,
    'Write "default_popup" into "action" of the manifest.',
  );

export const optionsMissing = (id: string): BrowserError =>
  new BrowserError(
    'OPTIONS_MISSING',
    `The extension ${id} has no page of options.`,
    'Write "options_ui": { "page": … } into the manifest.',
  );

export const extensionOff = (id: string): BrowserError =>
  new BrowserError('EXTENSION_DISABLED', `The extension ${id} is disabled.`, 'Enable it with enable().');

export const backgroundStays = (id: string): BrowserError =>
  new BrowserError(
    'BACKGROUND_STAYS',
    `The extension ${id} has no background here that sleeps.`,
    'Give it a worker or an event page, and the browser renderers that run it.',
  );

export const browserClosed = (): BrowserError =>
  new BrowserError('BROWSER_CLOSED', 'This browser is closed.', 'Create another one with createBrowser().');

export const extensionGone = (id: string): BrowserError =>
  new BrowserError('EXTENSION_GONE', `The extension ${id} was unloaded.`, 'Load it again with loadExtension().');

export const extensionLoadedTwice = (id: string): BrowserError =>
  new BrowserError(
    'EXTENSION_LOADED_TWICE',
    `An extension with the id ${id} is loaded already.`,
    'Unload it first, or give the other one an id of its own.',
  );

export const extensionIdInvalid = (id: string, form: string): BrowserError =>
  new BrowserError('EXTENSION_ID_INVALID', `${JSON.stringify(id)} is not an extension id here.`, `Use ${form}.`);

export const folderMissing = (folder: string, cause: unknown, nearest?: string): BrowserError =>
  new BrowserError(
    'EXTENSION_FOLDER_MISSING',
    `There is no folder ${folder}.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}`,
    'Pass the folder that holds the manifest.json of the extension.',
    { cause },
  );

export const manifestMissing = (folder: string, cause?: unknown): BrowserError =>
  new BrowserError(
    'EXTENSION_MANIFEST_MISSING',
    `There is no manifest.json in ${folder}.`,
    'Pass the folder that holds the manifest.json of the extension; a build often writes it to "dist" or "build".',
    { cause },
  );

export const manifestUnreadable = (file: string, cause: unknown): BrowserError =>
  new BrowserError(
    'EXTENSION_MANIFEST_UNREADABLE',
    `${file} cannot be read: ${causeText(cause)}.`,
    'Make it a file that you may read.',
    { cause },
  );

export const manifestInvalid = (where: string, findings: readonly Finding[]): BrowserError => {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const lines = errors.map(({ path, message, remedy }) => `\n  ${path}: ${message} ${remedy}`);
  return new BrowserError(
    'EXTENSION_MANIFEST_INVALID',
    `${where} has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}:${lines.join('')}`,
    'Correct the manifest; no browser loads the extension as it is.',
    { findings },
  );
};
