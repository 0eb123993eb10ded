import { type Finding, jsonPath } from './finding.js';
import type { JsonProblem } from './json.js';

/** What can be wrong with a manifest before its keys are looked at. All are errors. */
export type SourceCode =
  | 'MANIFEST_TOO_LARGE'
  | 'MANIFEST_NOT_UTF8'
  | 'MANIFEST_NOT_JSON'
  | 'MANIFEST_TOO_DEEP'
  | 'MANIFEST_NOT_OBJECT';

const refused = (code: SourceCode, message: string, remedy: string, engineText?: string): Finding<SourceCode> => ({
  code,
  path: jsonPath(),
  message,
  remedy,
  severity: 'error',
  ...(engineText === undefined ? {} : { engineText }),
});

export const manifestTooLarge = (bytes: number, limitBytes: number): Finding<SourceCode> =>
  refused(
    'MANIFEST_TOO_LARGE',
    `The manifest has at least ${bytes} bytes; at most ${limitBytes} are read.`,
    'Check that the file is a manifest, or raise limitBytes.',
  );

export const manifestNotUtf8 = (): Finding<SourceCode> =>
  refused('MANIFEST_NOT_UTF8', 'The file is not UTF-8 text.', 'Save the file as UTF-8.');

export function manifestNotJson({ kind, line, column, detail }: JsonProblem): Finding<SourceCode> {
  const at = `at line ${line}, column ${column}`;
  switch (kind) {
    case 'comment':
      return refused(
        'MANIFEST_NOT_JSON',
        `This browser refuses the comment (${detail}) ${at}.`,
        'Remove the comment: only some browsers read comments in this file.',
      );
    case 'trailing-comma':
      return refused(
        'MANIFEST_NOT_JSON',
        `A comma without a next item ${at}.`,
        'Remove the comma before the closing bracket.',
      );
    case 'too-deep':
      return refused(
        'MANIFEST_TOO_DEEP',
        `Brackets are nested more than ${detail} deep ${at}.`,
        'Remove the nested value: a manifest needs none this deep.',
      );
    case 'syntax':
      return refused('MANIFEST_NOT_JSON', `The text is not JSON ${at}: ${detail}.`, 'Correct the JSON at that place.');
  }
}

export const manifestNotObject = (value: unknown, engineText?: string): Finding<SourceCode> =>
  refused(
    'MANIFEST_NOT_OBJECT',
    `The manifest is ${describe(value)}, not an object.`,
    'Put the keys into one object: { ... }.',
    engineText,
  );

/** A JSON value in words: its type, and what it is when that is short. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  return `the ${typeof value} ${shorten(JSON.stringify(value))}`;
}

/** Texts of the file appear in messages; a long one must not fill the screen. */
export const shorten = (text: string, longest = 120): string =>
  text.length <= longest ? text : `${text.slice(0, longest)}…`;
