import { causeText, NativePortError } from '../../errors/index.js';

export type UsageErrorCode =
  | 'ADDRESS_INVALID'
  | 'VALUE_EMPTY'
  | 'VALUE_UNKNOWN'
  | 'VALUE_NOT_NUMBER'
  | 'JSON_INVALID'
  | 'COMMAND_INVALID'
  | 'CALLER_INVALID'
  | 'DIRECTORY_MISSING'
  | 'FILE_MISSING'
  | 'INPUT_UNREADABLE'
  | 'OPTIONS_CONFLICT';

/** The command line asks for something that cannot be; nothing was done. */
export class UsageError extends NativePortError<UsageErrorCode> {
  override readonly name = 'UsageError';
}

const quote = (text: string): string => JSON.stringify(text);
const oneOf = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

export const valueUnknown = (option: string, value: string, names: readonly string[], nearest?: string): UsageError =>
  new UsageError(
    'VALUE_UNKNOWN',
    `${option} knows no ${quote(value)}.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}`,
    `Pass ${oneOf(names)}.`,
  );

export const valueNotNumber = (option: string, value: string, wanted: string, example: string): UsageError =>
  new UsageError(
    'VALUE_NOT_NUMBER',
    `${option} takes ${wanted}, not ${quote(value)}.`,
    `Write, for instance, ${option} ${example}.`,
  );

export const jsonInvalid = (text: string, cause: unknown): UsageError =>
  new UsageError(
    'JSON_INVALID',
    `The message is not JSON: ${causeText(cause)}.`,
    text.trim() === ''
      ? 'Pass a JSON value, such as {"text":"hello"} or "hello"; it is empty.'
      : /^[\w\s]*$/.test(text)
        ? `Put a text in double quotes, and those in single ones: '${JSON.stringify(text)}'.`
        : `Put single quotes around it, so that the shell leaves it alone: '{"text":"hello"}'.`,
    { cause },
  );

export const commandInvalid = (command: string, why: string): UsageError =>
  new UsageError(
    'COMMAND_INVALID',
    `--command ${quote(command)} ${why}.`,
    'Pass a program and its arguments, such as "python3 host.py".',
  );

export const directoryMissing = (option: string, directory: string): UsageError =>
  new UsageError(
    'DIRECTORY_MISSING',
    `${option} names ${directory}, which is not a folder.`,
    'Pass the folder that holds the manifests of native hosts, one <host name>.json each.',
  );

export const fileMissing = (option: string, file: string): UsageError =>
  new UsageError(
    'FILE_MISSING',
    `${option} names ${file}, which does not exist.`,
    'Pass the manifest of the host, a JSON file with "name", "path" and "type".',
  );

export const pageMissing = (file: string, nearest: string | undefined): UsageError =>
  new UsageError(
    'FILE_MISSING',
    `--tab names the file ${file}, which does not exist.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}`,
    'Pass a page of HTML, such as --tab https://example.com/=page.html; an = that belongs to the address is written %3D.',
  );

export const pageNoFile = (file: string): UsageError =>
  new UsageError(
    'FILE_MISSING',
    `--tab names ${file}, which is no file.`,
    'Pass the page itself, such as --tab https://example.com/=folder/page.html; what lies beside it is there, too.',
  );

/** `meant`: a sentence about what was probably meant. */
export const addressInvalid = (value: string, meant: string | undefined): UsageError =>
  new UsageError(
    'ADDRESS_INVALID',
    `--tab ${quote(value)} is no address that can be opened.${meant === undefined ? '' : ` ${meant}`}`,
    'Pass a full address such as https://example.com/, with =FILE to show a page of yours there, or a page of the extension such as options.html.',
  );

export const selectorEmpty = (): UsageError =>
  new UsageError(
    'VALUE_EMPTY',
    '--click names no element.',
    'Pass a CSS selector, such as --click "#save" or --click button.',
  );

export const clickNowhere = (selector: string): UsageError =>
  optionsConflict(
    `--click ${quote(selector)} comes before any page in which something could be clicked.`,
    'Write --tab or --page before it; the button of the extension is clicked with --click-action 1.',
  );

export const callerInvalid = (value: string): UsageError =>
  new UsageError(
    'CALLER_INVALID',
    `--as takes the id of an extension, not ${quote(value)}.`,
    'Pass 32 letters from a to p (Chrome, Chromium, Edge), or name@domain or {uuid} (Firefox).',
  );

export const inputUnreadable = (cause: unknown): UsageError =>
  new UsageError(
    'INPUT_UNREADABLE',
    `Reading the message from stdin failed: ${causeText(cause)}.`,
    'Pass a file or a pipe: nativeport call <host> - < message.json.',
    { cause },
  );

export const optionsConflict = (message: string, hint: string): UsageError =>
  new UsageError('OPTIONS_CONFLICT', message, hint);

export type CallErrorCode = 'ANSWER_LATE' | 'ANSWER_NOT_JSON' | 'HOST_NOWHERE' | 'INPUT_NOT_JSON' | 'OUTPUT_UNWRITABLE';

/** A host was asked, and the answer is not what it should be. */
export class CallError extends NativePortError<CallErrorCode> {
  override readonly name = 'CallError';
}

export const answerLate = (host: string, seconds: number): CallError =>
  new CallError(
    'ANSWER_LATE',
    `${quote(host)} has not answered within ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    'Check that the host flushes its stdout after each answer, or allow more time with --timeout SECONDS.',
  );

export const answerNotJson = (host: string): CallError =>
  new CallError(
    'ANSWER_NOT_JSON',
    `The answer of ${quote(host)} is not JSON.`,
    'Write nothing but frames of JSON to stdout; send logs to stderr.',
  );

export const hostNowhere = (host: string, places: number, nearest?: string): CallError =>
  new CallError(
    'HOST_NOWHERE',
    `No browser finds a manifest for ${quote(host)}: it is in none of the ${places} places where they look.` +
      (nearest === undefined ? '' : ` Did you mean ${quote(nearest)}?`),
    'Install the host, or name its manifest with --manifest FILE, or start it with --command CMD.',
  );

export const inputNotJson = (line: number, cause: unknown): CallError =>
  new CallError(
    'INPUT_NOT_JSON',
    `Line ${line} was not sent, because it is not JSON: ${causeText(cause)}.`,
    'Write one JSON value on each line, such as {"text":"hello"} or "hello".',
  );

export const outputUnwritable = (cause: Error): CallError =>
  new CallError(
    'OUTPUT_UNWRITABLE',
    `Writing to stdout failed: ${cause.message}.`,
    'Free some space on the disk, or write elsewhere.',
    { cause },
  );
