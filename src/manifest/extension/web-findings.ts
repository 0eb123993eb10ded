import type { Finding } from '../finding.js';
import { describe } from '../source-findings.js';
import { type ExtensionFinding, finding, quote, type Step } from './extension-findings.js';

const placeOf = (at: readonly Step[]): string => `"${at.join('.')}"`;

export const requiredMissing = (at: readonly Step[], key: string, engineText?: string): ExtensionFinding =>
  finding('error', 'KEY_MISSING', [...at, key], `${placeOf(at)} has no "${key}".`, `Add "${key}".`, engineText);

export const valueUnknown = (
  at: readonly Step[],
  value: unknown,
  known: string,
  engineText?: string,
): ExtensionFinding =>
  finding(
    'error',
    'VALUE_WRONG_TYPE',
    at,
    `${placeOf(at)} is ${describe(value)}.`,
    `Write one of ${known}, or remove the key.`,
    engineText,
  );

export const listEmpty = (
  severity: Finding['severity'],
  at: readonly Step[],
  consequence: string,
  engineText?: string,
): ExtensionFinding =>
  finding(
    severity,
    'LIST_EMPTY',
    at,
    `${placeOf(at)} is empty${consequence}.`,
    'Add an entry, or remove the key where it is not required.',
    engineText,
  );

export const patternInvalid = (
  severity: Finding['severity'],
  at: readonly Step[],
  pattern: string,
  engineText?: string,
): ExtensionFinding =>
  finding(
    severity,
    'PATTERN_INVALID',
    at,
    `${quote(pattern)} is not a match pattern for this place.`,
    'Write it like "https://*.example.com/*": scheme, host and path.',
    engineText,
  );

const NEVER = {
  port: { why: 'a port', remedy: 'Remove the port: a pattern without one matches all ports.' },
  host: {
    why: 'upper case or letters beyond ASCII in its host',
    remedy: 'Write the host in lower case and punycode, as in addresses.',
  },
} as const;

export const patternNeverMatches = (
  at: readonly Step[],
  pattern: string,
  because: keyof typeof NEVER,
): ExtensionFinding =>
  finding(
    'warning',
    'PATTERN_NEVER_MATCHES',
    at,
    `${quote(pattern)} has ${NEVER[because].why}, so Firefox never finds an address that matches.`,
    NEVER[because].remedy,
  );

export const patternPathRefused = (at: readonly Step[], pattern: string, engineText: string): ExtensionFinding =>
  finding(
    'error',
    'PATTERN_PATH_REFUSED',
    at,
    `${quote(pattern)} names a path, where only origins count.`,
    'Let the pattern end with "/*" right after the host.',
    engineText,
  );

export const patternNotAPermission = (
  at: readonly Step[],
  pattern: string,
  instead: string,
  engineText?: string,
): ExtensionFinding =>
  finding(
    'warning',
    'PATTERN_NOT_A_PERMISSION',
    at,
    `${quote(pattern)} is ignored here: in Manifest V3 patterns of hosts have a key of their own.`,
    `Move it to "${instead}".`,
    engineText,
  );

export const scriptEmpty = (
  severity: Finding['severity'],
  at: readonly Step[],
  engineText?: string,
): ExtensionFinding =>
  finding(
    severity,
    'SCRIPT_EMPTY',
    at,
    `${placeOf(at)} has neither a file in "js" nor one in "css".`,
    'Add "js" with the file to run.',
    engineText,
  );

export const scriptFileRefused = (at: readonly Step[], file: string, engineText: string): ExtensionFinding =>
  finding(
    'warning',
    'SCRIPT_FILE_REFUSED',
    at,
    `Chromium takes no content script from ${quote(file)} and drops the whole entry.`,
    'Name a .js or .css file inside the folder by its plain path, without "..", "?" and "\\".',
    engineText,
  );

export const pageOutside = (at: readonly Step[], page: string, engineText?: string): ExtensionFinding =>
  finding(
    'warning',
    'PATH_OUTSIDE_EXTENSION',
    at,
    `${quote(page)} is not a page inside the extension's folder: there is none.`,
    'Write a path relative to manifest.json, with "/" between folders and without "..".',
    engineText,
  );

export const pageInvalid = (
  severity: Finding['severity'],
  at: readonly Step[],
  value: unknown,
  engineText?: string,
): ExtensionFinding =>
  finding(
    severity,
    'VALUE_WRONG_TYPE',
    at,
    value === undefined
      ? `${placeOf(at)} is missing.`
      : `${placeOf(at)} is ${describe(value)}, not the path of a page.`,
    `Set ${placeOf(at)} to the path of an HTML file, such as "popup.html".`,
    engineText,
  );

export const resourceOpenToNobody = (at: readonly Step[], engineText: string): ExtensionFinding =>
  finding(
    'error',
    'RESOURCE_OPEN_TO_NOBODY',
    at,
    `${placeOf(at)} does not say who may load its resources.`,
    'Add "matches" with patterns of pages, or "extension_ids".',
    engineText,
  );

export const resourceIdInvalid = (at: readonly Step[], id: string, engineText?: string): ExtensionFinding =>
  finding(
    'error',
    'RESOURCE_ID_INVALID',
    at,
    `${quote(id)} cannot stand here.`,
    'Write the id of an extension of this browser, or "*" alone for all of them.',
    engineText,
  );

export const messageFormatUnknown = (value: unknown): ExtensionFinding =>
  finding(
    'error',
    'MESSAGE_FORMAT_UNKNOWN',
    ['message_serialization'],
    `"message_serialization" is ${describe(value)}.`,
    'Set it to "structured_clone" or "json", or remove it.',
    "Invalid value for 'message_serialization'. Must be 'json' or 'structured_clone'.",
  );

export const keyNeedsV3 = (at: readonly Step[], engineText?: string): ExtensionFinding =>
  finding(
    'warning',
    'KEY_NEEDS_V3',
    at,
    `${placeOf(at)} is ignored in Manifest V2.`,
    'Remove it, or move to Manifest V3.',
    engineText,
  );
