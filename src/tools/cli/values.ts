import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { ENGINES, type EngineName } from '../../engines/index.js';
import { nearestOf } from '../../errors/index.js';
import { BROWSERS, type BrowserName, browserNames } from '../../locations/index.js';
import { isChromiumId, isGeckoId } from '../../manifest/index.js';
import {
  callerInvalid,
  directoryMissing,
  fileMissing,
  optionsConflict,
  valueNotNumber,
  valueUnknown,
} from './errors.js';

// How a text of the command line becomes a value. All throw UsageError.

const engineNames = Object.keys(ENGINES) as EngineName[];
const MAX_SECONDS = 2_000_000; // what a timer can hold: a good three weeks

export const engineFrom = (value: string): EngineName => nameFrom('--engine', value, engineNames);
export const browserFrom = (value: string): BrowserName => nameFrom('--browser', value, browserNames);

export function secondsFrom(option: string): (value: string) => number {
  return (value) => {
    const seconds = /^\d*\.?\d+$/.test(value) ? Number(value) : Number.NaN;
    if (!(seconds > 0 && seconds <= MAX_SECONDS)) {
      throw valueNotNumber(option, value, `a number of seconds above 0 and up to ${MAX_SECONDS}`, '2.5');
    }
    return seconds;
  };
}

export function clicksFrom(value: string): number {
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw valueNotNumber('--click-action', value, 'a whole number up to 999999', '2');
}

/** An extension id; its origin, as it stands in "allowed_origins", will do. */
export function callerFrom(value: string): string {
  const id = /^chrome-extension:\/\/([^/]*)\/?$/.exec(value)?.[1] ?? value;
  if (!isChromiumId(id) && !isGeckoId(id)) throw callerInvalid(value);
  return id;
}

/** A file that is there; what it holds is for others to say. */
export function fileFrom(option: string): (value: string) => string {
  return (value) => {
    const file = path.resolve(value);
    if (statSync(file, { throwIfNoEntry: false }) === undefined) throw fileMissing(option, file);
    return file;
  };
}

/** The file in the same folder that was probably meant. */
export function nearFileOf(file: string): string | undefined {
  try {
    const names = readdirSync(path.dirname(file), { withFileTypes: true }).filter((entry) => entry.isFile());
    const nearest = nearestOf(
      path.basename(file),
      names.map(({ name }) => name),
    );
    return nearest === undefined ? undefined : path.join(path.dirname(file), nearest);
  } catch {
    return undefined; // the folder is missing, too
  }
}

/** An option that may come several times. */
export function directoryFrom(option: string): (value: string, before: readonly string[] | undefined) => string[] {
  return (value, before = []) => {
    const directory = path.resolve(value);
    if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) throw directoryMissing(option, directory);
    return [...before, directory];
  };
}

export const engineOf = (browser: BrowserName): EngineName =>
  engineNames.find((name) => ENGINES[name].native.family === BROWSERS[browser].family) ?? 'chromium';

/** The engine that is meant; one that a named browser does not have is a contradiction. */
export function engineFor(engine: EngineName | undefined, browser: BrowserName | undefined): EngineName {
  if (browser === undefined) return engine ?? 'chromium';
  const its = engineOf(browser);
  if (engine !== undefined && engine !== its) {
    throw optionsConflict(
      `--browser ${browser} has the engine ${its}, not ${engine}.`,
      `Leave out --engine, or name a browser whose engine is ${engine}.`,
    );
  }
  return its;
}

function nameFrom<Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const name = names.find((name) => name === value);
  if (name === undefined) throw valueUnknown(option, value, names, nearestOf(value, names));
  return name;
}
