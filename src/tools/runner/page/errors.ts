import { NativePortError } from '../../../errors/index.js';

export type PageErrorCode =
  | 'DOM_MISSING'
  | 'DOM_UNSUPPORTED'
  | 'ELEMENT_MISSING'
  | 'PAGE_BAD_STATUS'
  | 'PAGE_CRASHED'
  | 'PAGE_TIMED_OUT'
  | 'PAGE_TOO_LARGE'
  | 'PAGE_UNREACHABLE'
  | 'RESOURCE_FORBIDDEN'
  | 'SELECTOR_INVALID'
  | 'WRITE_TOO_LATE';

/** A document cannot be loaded, or something in it cannot be had. */
export class PageError extends NativePortError<PageErrorCode> {
  override readonly name = 'PageError';
}

export const domMissing = (cause: unknown): PageError =>
  new PageError(
    'DOM_MISSING',
    'Documents need the package jsdom, and it is not installed.',
    'Install it beside your tests: npm install --save-dev jsdom',
    { cause },
  );

export const domUnsupported = (version: string, missing: string): PageError =>
  new PageError(
    'DOM_UNSUPPORTED',
    `jsdom ${version} does not have ${missing}, which documents are built on.`,
    'Install a version that nativeport was tested with: npm install --save-dev jsdom@29',
  );

export const elementMissing = (selector: string, url: string, near: readonly string[]): PageError =>
  new PageError(
    'ELEMENT_MISSING',
    `There is no element ${selector} in ${url}.${near.length === 0 ? '' : ` Near to it: ${near.join(', ')}.`}`,
    'Correct the selector, or click when the element is there; a test waits for it with waitFor(selector).',
  );

export const selectorInvalid = (selector: string, cause: unknown): PageError =>
  new PageError(
    'SELECTOR_INVALID',
    `${selector} is not a CSS selector.`,
    'Correct it; CSS escapes odd names with \\.',
    {
      cause,
    },
  );

export const pageBadStatus = (url: string, status: number): PageError =>
  new PageError(
    'PAGE_BAD_STATUS',
    `${url} was answered with status ${status}.`,
    'Correct the address, or name a file to be shown in its place.',
  );

export const pageUnreachable = (url: string, reason: string, cause?: unknown): PageError =>
  new PageError(
    'PAGE_UNREACHABLE',
    `${url} cannot be loaded: ${reason}.`,
    'Check the address and the network, or name a file to be shown in its place.',
    { cause },
  );

export const pageTimedOut = (url: string, limitMs: number): PageError =>
  new PageError(
    'PAGE_TIMED_OUT',
    `${url} was not there within ${limitMs / 1000} seconds.`,
    'Look whether the server answers, or name a file to be shown in place of the address.',
  );

export const pageTooLarge = (url: string, limitBytes: number): PageError =>
  new PageError(
    'PAGE_TOO_LARGE',
    `${url} has more than ${limitBytes} bytes.`,
    'Name a smaller file to be shown in its place.',
  );

export const pageCrashed = (cause: Error): PageError =>
  new PageError(
    'PAGE_CRASHED',
    `The tab crashed: ${cause.message}.`,
    'Look for what its scripts did last in the lines above; with too little memory, keep less of it.',
    { cause },
  );

export const resourceForbidden = (url: string, page: string): PageError =>
  new PageError(
    'RESOURCE_FORBIDDEN',
    `${page} may not load ${url}.`,
    'Add the file to web_accessible_resources in the manifest, with "matches" that cover the page.',
  );

export const writeTooLate = (): PageError =>
  new PageError(
    'WRITE_TOO_LATE',
    'document.write after the page was parsed would replace it; nativeport does not.',
    'Insert elements instead, for instance with insertAdjacentHTML.',
  );
