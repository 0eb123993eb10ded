import { NativePortError } from '../../errors/index.js';

export type RunnerErrorCode =
  | 'API_MISSING'
  | 'BACKGROUND_BUSY'
  | 'BACKGROUND_NONE'
  | 'BACKGROUND_CRASHED'
  | 'FILE_MISSING'
  | 'FILE_OUTSIDE'
  | 'FILE_UNREADABLE'
  | 'NOTHING_OPENED'
  | 'OPTIONS_NONE'
  | 'PAGE_BUSY'
  | 'PAGE_NONE'
  | 'PERMISSION_MISSING'
  | 'POPUP_NONE'
  | 'STEPS_LEFT'
  | 'SCRIPT_INLINE'
  | 'SCRIPT_REMOTE'
  | 'SCRIPT_SYNTAX';

/** An unpacked extension, or a part of it, cannot run. */
export class RunnerError extends NativePortError<RunnerErrorCode> {
  override readonly name = 'RunnerError';
}

/** `other`: the engine that would run a background of this manifest. */
export const backgroundNone = (engine: string, wanted: string, other: string | undefined): RunnerError =>
  new RunnerError(
    'BACKGROUND_NONE',
    other === undefined
      ? 'The manifest names nothing that runs: no background, no content scripts, no pages.'
      : `The manifest names no background that ${engine} runs, and nothing else that runs.`,
    other === undefined
      ? `Add ${wanted} to "background" in manifest.json, or open a page of it.`
      : `Add ${wanted} to "background" in manifest.json, or run it with --engine ${other}.`,
  );

export const apiMissing = (apis: readonly string[]): RunnerError =>
  new RunnerError(
    'API_MISSING',
    `The manifest asks for APIs that nativeport does not have: ${apis.join(', ')}. They are undefined.`,
    'Check that they are there before they are used: if (chrome.alarms) …; messaging works without them.',
  );

/** A warning: `called` is a function of `runtime`. */
export const permissionMissing = (called: string): RunnerError =>
  new RunnerError(
    'PERMISSION_MISSING',
    `${called} was called and is not there: the extension does not hold the permission "nativeMessaging".`,
    'Add "nativeMessaging" to "permissions" in manifest.json; where it is optional, request it first.',
  );

export const backgroundBusy = (seconds: number): RunnerError =>
  new RunnerError(
    'BACKGROUND_BUSY',
    `After ${seconds} seconds the scripts of the background have not run to their end.`,
    'Look for a loop that does not end, or for an await at the top of a module; nothing else happens until then.',
  );

export const pageBusy = (url: string, seconds: number): RunnerError =>
  new RunnerError(
    'PAGE_BUSY',
    `After ${seconds} seconds ${url} has not loaded.`,
    'Look for a script that does not end, or for a server that does not answer; what is clicked next waits for it.',
  );

export const backgroundCrashed = (cause: Error): RunnerError =>
  new RunnerError(
    'BACKGROUND_CRASHED',
    `The background crashed: ${cause.message}.`,
    'Look for what it did last in the lines above; with too little memory, keep less of it.',
    { cause },
  );

/** A warning: `wanted` is what would open something, as options of the command. */
export const nothingOpened = (wanted: string): RunnerError =>
  new RunnerError(
    'NOTHING_OPENED',
    'The extension has no background, and no page or tab is opened: nothing of it runs.',
    `Open something, for instance ${wanted}.`,
  );

export const popupNone = (): RunnerError =>
  new RunnerError(
    'POPUP_NONE',
    'The manifest names no popup: "action" has no "default_popup".',
    'Name the file of the page instead, or add "default_popup" to "action" in manifest.json.',
  );

export const optionsNone = (): RunnerError =>
  new RunnerError(
    'OPTIONS_NONE',
    'The manifest names no page of options.',
    'Name the file of the page instead, or add "options_ui": { "page": … } to manifest.json.',
  );

export const stepsLeft = (left: number, all: number): RunnerError =>
  new RunnerError(
    'STEPS_LEFT',
    `The time was over when ${left} of ${all} ${all === 1 ? 'step' : 'steps'} had not been done.`,
    'Allow more time with --for, or look in the lines above for what the next step waited for.',
  );

export const pageNone = (selector: string): RunnerError =>
  new RunnerError(
    'PAGE_NONE',
    `${selector} cannot be clicked: no tab or page is open.`,
    'Open one before; a popup that closes itself is gone.',
  );

export const fileMissing = (file: string, wantedBy: string, directory: string, nearest?: string): RunnerError =>
  new RunnerError(
    'FILE_MISSING',
    `There is no ${file}, which ${wantedBy} names, in ${directory}.` +
      (nearest === undefined ? '' : ` Did you mean ${nearest}?`),
    `Create the file or correct its name in ${wantedBy}; a build step may be missing.`,
  );

export const fileOutside = (file: string, wantedBy: string): RunnerError =>
  new RunnerError(
    'FILE_OUTSIDE',
    `${file}, which ${wantedBy} names, leads out of the extension's folder.`,
    'Copy the file into the folder; links that lead out of it do not work in a browser either.',
  );

export const fileUnreadable = (file: string, wantedBy: string, cause: Error): RunnerError =>
  new RunnerError(
    'FILE_UNREADABLE',
    `${file}, which ${wantedBy} names, cannot be read: ${cause.message}.`,
    'Make it a file that you may read.',
    { cause },
  );

export const scriptInline = (page: string, line: number): RunnerError =>
  new RunnerError(
    'SCRIPT_INLINE',
    `The script written into ${page}, line ${line}, is not run: the content security policy of extensions forbids it.`,
    'Move it to a file of its own and name it with <script src>.',
  );

export const scriptRemote = (source: string, wantedBy: string): RunnerError =>
  new RunnerError(
    'SCRIPT_REMOTE',
    `The script ${source}, which ${wantedBy} names, is not part of the extension and is not run.`,
    'Copy the script into the extension: browsers run no code from elsewhere in a background.',
  );

export const scriptSyntax = (
  file: string,
  line: number | undefined,
  cause: SyntaxError,
  excerpt: string,
): RunnerError =>
  new RunnerError(
    'SCRIPT_SYNTAX',
    `${file}${line === undefined ? '' : `:${line}`}: ${cause}${excerpt === '' ? '' : `\n${excerpt}`}`,
    'Correct the script; nothing in this file was run.',
    { cause },
  );
