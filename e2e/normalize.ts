import type { ConsoleLine } from './browsers/driver.js';

/** The folders of one run. */
export interface RunPlaces {
  readonly hosts: string;
  readonly manifests: string;
  readonly home: string;
}

/**
 * Firefox: a promise of a document that went away or into the back/forward cache, told sooner or later or not at all;
 * advice to authors of pages; a file that executeScript lacks, which the extension hears of, too. Chromium: files that a
 * page has not. nativeport: where the file that executeScript lacks should be.
 */
const IS_ASIDE =
  /^Promise (resolved|rejected) (after context unloaded|while context is inactive)|Quirks Mode|bounce tracker|character encoding of|^Unable to load script|which executeScript names|^Failed to load resource|has been deprecated/;

/**
 * The log of a run, made of its console lines. Only what differs between two runs of the same browser is taken out:
 *
 * - The throw-away folders have a random name. (Ids are fixed by `key` and `gecko.id`, and scenarios log no process ids
 *   and no times.)
 * - Firefox draws the address of an extension's pages by lot.
 * - The stack below an uncaught error shows where the extension's copy lies.
 * - What a browser remarks in passing, and nobody threw: see `IS_ASIDE`.
 * - What the browser itself writes (uncaught errors, unchecked lastErrors) follows after the extension's lines, in its own
 *   order: Firefox tells it in tasks of their own, some time after it happened.
 */
export function normalize(lines: readonly ConsoleLine[], { hosts, manifests, home }: RunPlaces): string[] {
  const plain = (text: string) =>
    text
      .replaceAll(hosts, '<hosts>')
      .replaceAll(manifests, '<manifests>')
      .replaceAll(home, '<home>')
      .replace(/moz-extension:\/\/[0-9a-f-]{36}/g, 'moz-extension://<uuid>');
  const byExtension = lines.filter(({ by }) => by === 'extension');
  const byBrowser = lines.filter(({ by, text }) => by === 'browser' && !IS_ASIDE.test(text));
  return [
    ...byExtension.map(({ level, text }) => plain(level === 'log' ? text : `[${level}] ${text}`)),
    ...byBrowser.map(({ level, text }) => plain(`[browser ${level}] ${text.split('\n', 1).join()}`.trim())),
  ];
}
