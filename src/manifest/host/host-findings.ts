import { type Finding, jsonPath } from '../finding.js';
import type { PatternReason } from '../patterns/chromium-pattern.js';
import type { Platform } from '../platform.js';
import { describe, type SourceCode, shorten } from '../source-findings.js';

/** What a finding about a host manifest says. Codes are API: they stay the same between versions. */
export type HostFindingCode =
  | SourceCode
  | 'KEY_MISSING'
  | 'KEY_UNEXPECTED'
  | 'KEY_IGNORED'
  | 'VALUE_WRONG_TYPE'
  | 'NAME_INVALID'
  | 'DESCRIPTION_EMPTY'
  | 'TYPE_NOT_STDIO'
  | 'PATH_EMPTY'
  | 'ALLOW_LIST_EMPTY'
  | 'ORIGIN_NOT_A_PATTERN'
  | 'ORIGIN_TOO_BROAD'
  | 'ORIGIN_NEVER_MATCHES'
  | 'ORIGIN_IN_UPPER_CASE'
  | 'ORIGIN_NOT_AN_ID'
  | 'ADDON_ID_INVALID'
  | 'SERVES_ONE_FAMILY'
  | 'NAME_MISMATCH'
  | 'PATH_NOT_ABSOLUTE'
  | 'CALLER_NOT_ALLOWED';

export type HostFinding = Finding<HostFindingCode>;

type Step = string | number;
type Rest = { engineText?: string };

const error = (
  code: HostFindingCode,
  at: readonly Step[],
  message: string,
  remedy: string,
  rest: Rest = {},
): HostFinding => ({ code, path: jsonPath(...at), message, remedy, severity: 'error', ...rest });

const warning = (code: HostFindingCode, at: readonly Step[], message: string, remedy: string): HostFinding => ({
  code,
  path: jsonPath(...at),
  message,
  remedy,
  severity: 'warning',
});

const quote = (text: string): string => shorten(JSON.stringify(text));

/** What each key must hold, in words that continue "Set ... to". */
const WANTED: Record<string, string> = {
  name: 'the name of the host, such as "com.example.app"',
  description: 'a short text',
  type: '"stdio"',
  path: 'the path of the host program',
  allowed_origins: 'a list of origins such as "chrome-extension://<id>/"',
  allowed_extensions: 'a list of add-on ids such as "app@example.org"',
  supports_native_initiated_connections: 'true or false',
};

const wanted = (key: string): string => WANTED[key] ?? 'a value';

export const keyMissing = (key: string, rest: Rest = {}): HostFinding =>
  error('KEY_MISSING', [key], `The key "${key}" is missing.`, `Set "${key}" to ${wanted(key)}.`, rest);

export const wrongType = (key: string, value: unknown, rest: Rest = {}): HostFinding =>
  error('VALUE_WRONG_TYPE', [key], `"${key}" is ${describe(value)}.`, `Set "${key}" to ${wanted(key)}.`, rest);

export const itemNotText = (key: string, index: number, value: unknown, rest: Rest = {}): HostFinding =>
  error(
    'VALUE_WRONG_TYPE',
    [key, index],
    `An item of "${key}" is ${describe(value)}, not a text.`,
    'Put each item in quotes, or remove it.',
    rest,
  );

/** `caseOnly`: the name would do in lower case. */
export const nameInvalid = (name: string, caseOnly: boolean, rest: Rest = {}): HostFinding =>
  error(
    'NAME_INVALID',
    ['name'],
    `${quote(name)} is not a name for a host here${caseOnly ? ': Chromium takes no upper case letters' : ''}.`,
    caseOnly
      ? 'Write the name, the file name and the name in the extension in lower case.'
      : 'Use letters, digits, "_" and single dots between words, such as "com.example.app"; no hyphens.',
    rest,
  );

export const descriptionEmpty = (rest: Rest): HostFinding =>
  error('DESCRIPTION_EMPTY', ['description'], '"description" is empty.', 'Set "description" to a short text.', rest);

export const typeNotStdio = (type: unknown, rest: Rest = {}): HostFinding =>
  error('TYPE_NOT_STDIO', ['type'], `"type" is ${describe(type)}.`, 'Set "type" to "stdio".', rest);

export const pathEmpty = (rest: Rest): HostFinding =>
  error('PATH_EMPTY', ['path'], '"path" is empty.', 'Set "path" to the path of the host program.', rest);

export const allowListEmpty = (key: string, severity: Finding['severity']): HostFinding => ({
  ...error(
    'ALLOW_LIST_EMPTY',
    [key],
    `"${key}" is empty, so no extension may call.`,
    `Add the caller: ${wanted(key)}.`,
  ),
  severity,
});

/** An extension's origin as it must be written, when the entry tells which one is meant. */
function repaired(entry: string): string | undefined {
  const id = /^(?:chrome-extension:\/\/)?([a-pA-P]{32})(?![a-zA-Z0-9])/.exec(entry)?.[1];
  return id === undefined ? undefined : `"chrome-extension://${id.toLowerCase()}/"`;
}

export function originNotAPattern(index: number, entry: string, reason: PatternReason): HostFinding {
  const noSlash = reason === 'Empty path.';
  const should = repaired(entry) ?? 'the form "chrome-extension://<id>/", with the slash at the end';
  return error(
    'ORIGIN_NOT_A_PATTERN',
    ['allowed_origins', index],
    `${quote(entry)} ${noSlash ? 'has no slash at the end' : `is not an extension's origin (${reason})`}: the whole ` +
      'manifest is refused, and the extension sees "not found" rather than "forbidden".',
    `Write it as ${should}.`,
    { engineText: `Failed to parse pattern "${entry}": ${reason}` },
  );
}

export const originTooBroad = (index: number, entry: string): HostFinding =>
  error(
    'ORIGIN_TOO_BROAD',
    ['allowed_origins', index],
    `${quote(entry)} stands for more than one extension: the whole manifest is refused, for every caller.`,
    'List each extension by its id: "chrome-extension://<id>/".',
    { engineText: `Pattern "${entry}" is not allowed.` },
  );

export const originNeverMatches = (index: number, entry: string): HostFinding =>
  warning(
    'ORIGIN_NEVER_MATCHES',
    ['allowed_origins', index],
    `${quote(entry)} is accepted but names web pages, so it lets no extension in.`,
    'Write it as "chrome-extension://<id>/".',
  );

export const originInUpperCase = (index: number, entry: string): HostFinding =>
  warning(
    'ORIGIN_IN_UPPER_CASE',
    ['allowed_origins', index],
    `${quote(entry)} has upper case letters; Chromium lowers them, other readers of the file may not.`,
    `Write it as ${repaired(entry) ?? 'lower case'}.`,
  );

export const originNotAnId = (index: number, entry: string): HostFinding =>
  warning(
    'ORIGIN_NOT_AN_ID',
    ['allowed_origins', index],
    `The host of ${quote(entry)} is no extension id: ids have 32 letters from a to p. It lets nobody in.`,
    'Copy the id from the extensions page of the browser.',
  );

export const addonIdInvalid = (index: number, entry: string): HostFinding =>
  error(
    'ADDON_ID_INVALID',
    ['allowed_extensions', index],
    `${quote(entry)} is not an add-on id: the whole manifest is refused, for every caller.`,
    entry === '*'
      ? 'List each add-on by its id: there is no wildcard.'
      : entry.startsWith('chrome-extension:')
        ? 'Write the add-on id from "browser_specific_settings.gecko.id"; Chromium origins belong in a file of their own.'
        : 'Write it as "name@domain" or "{uuid}", as in the add-on\'s "browser_specific_settings.gecko.id".',
  );

export const keyUnexpected = (key: string): HostFinding =>
  error(
    'KEY_UNEXPECTED',
    [key],
    `Firefox knows no key ${quote(key)} and refuses the whole manifest because of it.`,
    key === 'allowed_origins'
      ? 'Write two files: one with "allowed_origins" for Chromium, one with "allowed_extensions" for Firefox.'
      : 'Remove the key.',
  );

export const keyIgnored = (key: string): HostFinding =>
  warning(
    'KEY_IGNORED',
    [key],
    `Chromium ignores the key ${quote(key)}; Firefox would refuse the file.`,
    'Remove the key.',
  );

/** A file with both allow lists, as Chromium sees it: it works here and nowhere else. */
export const servesOneFamily = (): HostFinding =>
  warning(
    'SERVES_ONE_FAMILY',
    ['allowed_extensions'],
    'Chromium ignores "allowed_extensions"; Firefox refuses this file because of "allowed_origins".',
    'Write two files: one with "allowed_origins" for Chromium, one with "allowed_extensions" for Firefox.',
  );

export const nameMismatch = (found: string, asked: string, rest: Rest): HostFinding =>
  error(
    'NAME_MISMATCH',
    ['name'],
    `The manifest is for ${quote(found)}, the extension asks for ${quote(asked)}.`,
    `Set "name" to ${quote(asked)}, or rename the file and ask for ${quote(found)}: both must be equal, letter by letter.`,
    rest,
  );

export const pathNotAbsolute = (path: string, platform: Platform, rest: Rest): HostFinding =>
  error(
    'PATH_NOT_ABSOLUTE',
    ['path'],
    `"path" is ${quote(path)}, which is not absolute${path.startsWith('~') ? '; "~" is not expanded' : ''}.`,
    `Write the whole path, from ${platform === 'win32' ? 'the drive' : '"/"'} on.`,
    rest,
  );

/** `similar`: the entry that differs from the caller in nothing but case. */
export const callerNotAllowed = (
  key: 'allowed_origins' | 'allowed_extensions',
  entry: string,
  similar: string | undefined,
  rest: Rest,
): HostFinding =>
  error(
    'CALLER_NOT_ALLOWED',
    [key],
    `"${key}" does not list ${quote(entry)}${similar === undefined ? '' : `; ${quote(similar)} differs in case`}.`,
    similar === undefined ? `Add ${quote(entry)} to "${key}".` : `Write ${quote(entry)} in place of ${quote(similar)}.`,
    rest,
  );
