import { statSync } from 'node:fs';
import path from 'node:path';
import { nearestOf } from '../../errors/index.js';
import type { RunStep } from '../runner/index.js';
import { addressInvalid, clickNowhere, pageMissing, pageNoFile, selectorEmpty, valueUnknown } from './errors.js';
import { clicksFrom, nearFileOf } from './values.js';

type Parse = (value: string) => readonly RunStep[];

/** The options of a run whose order counts. Each parser adds to `steps` what its value asks for. */
export class AskedSteps {
  readonly steps: RunStep[] = [];
  /** @throws {UsageError} `ADDRESS_INVALID`, `FILE_MISSING` */
  readonly tab: Parse = (value) => this.#add(tabFrom(value));
  /** @throws {UsageError} `VALUE_UNKNOWN` */
  readonly page: Parse = (value) => this.#add(pageFrom(value));
  /** @throws {UsageError} `VALUE_EMPTY`, `OPTIONS_CONFLICT` */
  readonly click: Parse = (selector) => {
    if (selector.trim() === '') throw selectorEmpty();
    if (this.steps.length === 0) throw clickNowhere(selector);
    return this.#add({ do: 'click', selector });
  };
  /** @throws {UsageError} `VALUE_NOT_NUMBER` */
  readonly clickAction: Parse = (value) =>
    this.#add(...Array.from({ length: clicksFrom(value) }, () => ({ do: 'click-action' }) as const));

  #add(...steps: readonly RunStep[]): readonly RunStep[] {
    this.steps.push(...steps);
    return this.steps;
  }
}
const PAGES = ['popup', 'options', 'a file of the extension'];
/** `popup`, `options`, or a file of the extension. */

function pageFrom(value: string): RunStep {
  if (value === 'popup') return { do: 'open-popup' };
  const nearest = value.includes('.') ? undefined : nearestOf(value, ['popup', 'options']);
  if (nearest !== undefined && nearest !== value) throw valueUnknown('--page', value, PAGES, nearest);
  return value === 'options' ? { do: 'open-options' } : { do: 'open-popup', file: value };
}
const SCHEMES = ['http', 'https', 'about', 'chrome-extension', 'moz-extension'];
/** `URL`, `URL=FILE`, or a file of the extension. */

function tabFrom(value: string): RunStep {
  const { address, file } = splitAddress(value);
  const scheme = /^([a-z][a-z0-9+.-]*):(?!\d)/i.exec(address)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    if (address === '') throw addressInvalid(value, undefined);
    if (file !== undefined || isLikeSite(address)) throw addressInvalid(value, `Did you mean ${withScheme(address)}?`);
    return { do: 'open-page', file: address };
  }
  if (scheme === 'file') {
    throw addressInvalid(
      value,
      'A file of this machine is shown at an address of the web: --tab https://example.com/=FILE.',
    );
  }
  if (!SCHEMES.includes(scheme)) {
    const nearest = nearestOf(scheme, SCHEMES);
    throw addressInvalid(
      value,
      nearest === undefined ? undefined : `Did you mean ${nearest}${address.slice(scheme.length)}?`,
    );
  }
  if (!URL.canParse(address)) throw addressInvalid(value, undefined);
  const { href } = new URL(address);
  if (file === undefined) return { do: 'open-tab', url: href };
  if (!href.startsWith('http')) throw addressInvalid(value, 'A file stands in for an address of the web alone.');
  return { do: 'open-tab', url: href, shows: { file: existing(file) } };
}
/** `localhost:3000`, `example.com/a`, but not `options.html`. */
const isLikeSite = (address: string): boolean =>
  /^[\w.-]+:\d+(\/|$)/.test(address) || (/^([\w-]+\.)+[a-z]{2,}(\/|$)/i.test(address) && !/\.x?html?$/i.test(address));
const withScheme = (address: string): string =>
  `${/^(localhost|127\.)/.test(address) ? 'http' : 'https'}://${address}${address.includes('/') ? '' : '/'}`;
/**
 * Where the address ends and the file begins. In the path of an address `=` is written `%3D`; behind a `?` or `#` it may
 * stand, unless what follows it is a file, or has the name of a page.
 */

function splitAddress(value: string): { readonly address: string; readonly file?: string } {
  const places = [...value.matchAll(/=/g)].map(({ index }) => index);
  const isFile = (at: number): boolean => statSync(value.slice(at + 1), { throwIfNoEntry: false })?.isFile() === true;
  const inPath = places.filter((at) => !/[?#]/.test(value.slice(0, at)));
  const at = places.findLast(isFile) ?? (/\.x?html?$/i.test(value) ? places.at(-1) : undefined) ?? inPath[0];
  return at === undefined ? { address: value } : { address: value.slice(0, at), file: value.slice(at + 1) };
}
/** @throws {UsageError} `FILE_MISSING` */

function existing(name: string): string {
  const file = path.resolve(name);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile()) return file;
  throw found ? pageNoFile(file) : pageMissing(file, nearFileOf(file));
}
