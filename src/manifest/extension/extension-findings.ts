import { type Finding, jsonPath } from '../finding.js';
import { describe, type SourceCode, shorten } from '../source-findings.js';
import type { BackgroundKey } from './background.js';

/** What a finding about an extension's manifest says. Codes are API: they stay the same between versions. */
export type ExtensionFindingCode =
  | SourceCode
  | 'KEY_MISSING'
  | 'VALUE_WRONG_TYPE'
  | 'MANIFEST_VERSION_UNKNOWN'
  | 'MANIFEST_VERSION_RETIRED'
  | 'NAME_EMPTY'
  | 'VERSION_INVALID'
  | 'KEY_INVALID'
  | 'ADDON_ID_INVALID'
  | 'CONNECTABLE_ID_INVALID'
  | 'CONNECTABLE_EMPTY'
  | 'ADDON_ID_MISSING'
  | 'SETTINGS_KEY_IGNORED'
  | 'BACKGROUND_EMPTY'
  | 'BACKGROUND_FORM_REFUSED'
  | 'BACKGROUND_FORM_IGNORED'
  | 'BACKGROUND_TYPE_UNKNOWN'
  | 'BACKGROUND_NEVER_PERSISTENT'
  | 'PATH_OUTSIDE_EXTENSION'
  | 'ACTION_KEY_IGNORED'
  | 'PATTERN_INVALID'
  | 'PATTERN_NEVER_MATCHES'
  | 'PATTERN_PATH_REFUSED'
  | 'PATTERN_NOT_A_PERMISSION'
  | 'LIST_EMPTY'
  | 'SCRIPT_EMPTY'
  | 'SCRIPT_FILE_REFUSED'
  | 'RESOURCE_OPEN_TO_NOBODY'
  | 'RESOURCE_ID_INVALID'
  | 'MESSAGE_FORMAT_UNKNOWN'
  | 'KEY_NEEDS_V3';

export type ExtensionFinding = Finding<ExtensionFindingCode>;

export type Step = string | number;

export function finding(
  severity: Finding['severity'],
  code: ExtensionFindingCode,
  at: readonly Step[],
  message: string,
  remedy: string,
  engineText?: string,
): ExtensionFinding {
  return {
    code,
    path: jsonPath(...at),
    message,
    remedy,
    severity,
    ...(engineText === undefined ? {} : { engineText }),
  };
}

export const quote = (text: string): string => shorten(JSON.stringify(text));

export const keyMissing = (key: string, remedy: string, engineText?: string): ExtensionFinding =>
  finding('error', 'KEY_MISSING', [key], `The key "${key}" is missing.`, remedy, engineText);

export const wrongType = (at: readonly Step[], value: unknown, wanted: string, engineText?: string): ExtensionFinding =>
  finding(
    'error',
    'VALUE_WRONG_TYPE',
    at,
    `"${at.join('.')}" is ${describe(value)}.`,
    `Set "${at.join('.')}" to ${wanted}.`,
    engineText,
  );

/** An item of a list of permissions; Firefox passes over it. */
export const permissionNotText = (
  severity: Finding['severity'],
  at: readonly Step[],
  value: unknown,
  engineText?: string,
): ExtensionFinding =>
  finding(
    severity,
    'VALUE_WRONG_TYPE',
    at,
    `"${at.join('.')}" is ${describe(value)}, which is no permission.`,
    'Put the name of the permission in quotes, or remove the item.',
    engineText,
  );

export const versionUnknown = (value: unknown, engineText?: string): ExtensionFinding =>
  finding(
    'error',
    'MANIFEST_VERSION_UNKNOWN',
    ['manifest_version'],
    `"manifest_version" is ${describe(value)}.`,
    'Set "manifest_version" to 3, or to 2 for an older extension.',
    engineText,
  );

/** A warning, although current releases refuse: extensions for older releases and forks are worth running. */
export const versionRetired = (engineText?: string): ExtensionFinding =>
  finding(
    'warning',
    'MANIFEST_VERSION_RETIRED',
    ['manifest_version'],
    'Current releases of Chrome and Chromium no longer load Manifest V2.',
    'Plan the move to Manifest V3; until then test with a browser that still loads V2.',
    engineText,
  );

export const nameEmpty = (engineText?: string): ExtensionFinding =>
  finding('error', 'NAME_EMPTY', ['name'], '"name" is empty.', 'Set "name" to a short text.', engineText);

export const versionInvalid = (severity: Finding['severity'], version: string, engineText?: string): ExtensionFinding =>
  finding(
    severity,
    'VERSION_INVALID',
    ['version'],
    `${quote(version)} is not one to four whole numbers joined by dots.`,
    'Write the version like "1.0" or "2.14.0.3", without leading zeros.',
    engineText,
  );

export const keyInvalid = (engineText?: string): ExtensionFinding =>
  finding(
    'error',
    'KEY_INVALID',
    ['key'],
    '"key" is not a base64 public key on one line, nor one in PEM armour.',
    "Copy the key from the store's developer page, or remove it: the id then follows from the folder.",
    engineText,
  );

export const addonIdInvalid = (at: readonly Step[], id: unknown): ExtensionFinding =>
  finding(
    'error',
    'ADDON_ID_INVALID',
    at,
    `${typeof id === 'string' ? quote(id) : describe(id)} is not an add-on id.`,
    'Write the id as "name@domain" or "{uuid}".',
  );

export const connectableIdInvalid = (at: readonly Step[], id: string): ExtensionFinding =>
  finding(
    'error',
    'CONNECTABLE_ID_INVALID',
    at,
    `${quote(id)} is not an extension id.`,
    'Write an id of 32 letters from a to p, or "*" for all extensions.',
    `Invalid ID '${id}'`,
  );

export const connectableEmpty = (): ExtensionFinding =>
  finding(
    'warning',
    'CONNECTABLE_EMPTY',
    ['externally_connectable'],
    '"externally_connectable" names neither "ids" nor "matches": nobody outside can connect.',
    'Add "ids", or remove the key: then any extension may connect.',
    "'externally_connectable' specifies neither 'matches' nor 'ids'; nothing will be able to connect",
  );

export const addonIdMissing = (): ExtensionFinding =>
  finding(
    'warning',
    'ADDON_ID_MISSING',
    ['browser_specific_settings', 'gecko', 'id'],
    'Without an id of its own the add-on gets a random one, which no host manifest can list.',
    'Set "browser_specific_settings.gecko.id" to an id such as "name@example.org".',
  );

export const applicationsIgnored = (): ExtensionFinding =>
  finding(
    'warning',
    'SETTINGS_KEY_IGNORED',
    ['applications'],
    'Firefox does not read "applications" here.',
    'Move its content to "browser_specific_settings".',
  );

export const backgroundNotObject = (severity: Finding['severity'], value: unknown): ExtensionFinding =>
  finding(
    severity,
    'VALUE_WRONG_TYPE',
    ['background'],
    `"background" is ${describe(value)}: nothing runs.`,
    'Set "background" to an object with "service_worker", "scripts" or "page".',
  );

export const backgroundTypeUnknown = (type: unknown, engineText?: string): ExtensionFinding =>
  finding(
    'error',
    'BACKGROUND_TYPE_UNKNOWN',
    ['background', 'type'],
    `"background.type" is ${describe(type)}.`,
    'Set "background.type" to "module", or remove it.',
    engineText,
  );

const names = (keys: readonly BackgroundKey[]): string => keys.map((key) => `"background.${key}"`).join(' or ');

export const backgroundEmpty = (runnable: readonly BackgroundKey[], engineText?: string): ExtensionFinding =>
  finding(
    'warning',
    'BACKGROUND_EMPTY',
    ['background'],
    '"background" names nothing to run.',
    `Set ${names(runnable)}, or remove "background".`,
    engineText,
  );

export const formIgnored = (present: readonly BackgroundKey[], instead: BackgroundKey): ExtensionFinding =>
  finding(
    'warning',
    'BACKGROUND_FORM_IGNORED',
    ['background', ...present.slice(0, 1)],
    `This browser does not run ${names(present)} in Manifest V3: the extension has no background.`,
    `Add "background.${instead}"; the forms for other browsers may stay beside it.`,
  );

export const workerRefused = (): ExtensionFinding =>
  finding(
    'error',
    'BACKGROUND_FORM_REFUSED',
    ['background', 'service_worker'],
    'Firefox runs no service workers of extensions and refuses a background that has nothing else.',
    'Add "background.scripts" with the same file; "service_worker" may stay for Chromium.',
    'background.service_worker is currently disabled. Add background.scripts.',
  );

export const scriptsIgnored = (): ExtensionFinding =>
  finding(
    'warning',
    'BACKGROUND_FORM_IGNORED',
    ['background', 'scripts'],
    'Firefox runs "background.page" and passes over "background.scripts".',
    'Load the scripts from the page, or remove one of the two.',
    'Warning processing background: Both background.page and background.scripts specified. background.scripts will be ignored.',
  );

export const formsTogether = (present: readonly BackgroundKey[]): ExtensionFinding =>
  finding(
    'error',
    'BACKGROUND_FORM_REFUSED',
    ['background', ...present.slice(-1)],
    `In Manifest V2 only one of these may stand in the file: ${names(present)}.`,
    'Keep the one that runs and remove the others.',
    "Only one of 'background.page', 'background.scripts', and 'background.service_worker' can be specified.",
  );

export const persistentIgnored = (): ExtensionFinding =>
  finding(
    'warning',
    'BACKGROUND_NEVER_PERSISTENT',
    ['background', 'persistent'],
    'In Manifest V3 no background is persistent.',
    'Remove "background.persistent".',
  );

export const pathOutside = (at: readonly Step[], file: string, engineText?: string): ExtensionFinding =>
  finding(
    'error',
    'PATH_OUTSIDE_EXTENSION',
    at,
    `${quote(file)} is not a file inside the extension's folder.`,
    'Write a path relative to manifest.json, with "/" between folders and without "..".',
    engineText,
  );

export const actionIgnored = (key: string, instead: string, engineText?: string): ExtensionFinding =>
  finding(
    'warning',
    'ACTION_KEY_IGNORED',
    [key],
    `"${key}" belongs to the other manifest version and is ignored.`,
    `Rename it to "${instead}".`,
    engineText,
  );
