import type { KnownDifference } from './scenario.js';

/** Two logs of one scenario, with known differences taken out of both. */
export interface Comparison {
  readonly browser: readonly string[];
  readonly nativeport: readonly string[];
  /** Known differences that are none any more. */
  readonly outdated: readonly KnownDifference[];
}

/** A known difference leaves its place in the log, but not its text. */
export function compare(
  browser: readonly string[],
  nativeport: readonly string[],
  differences: readonly KnownDifference[],
): Comparison {
  const without = (log: readonly string[]) =>
    log.map((line) => differences.find(({ lines }) => line.includes(lines))?.because ?? line);
  const only = (log: readonly string[], { lines }: KnownDifference) => log.filter((line) => line.includes(lines));
  const same = (difference: KnownDifference) =>
    only(browser, difference).join('\n') === only(nativeport, difference).join('\n');
  return { browser: without(browser), nativeport: without(nativeport), outdated: differences.filter(same) };
}
