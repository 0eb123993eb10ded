// What extension code passed. A context checks its arguments, but the browser trusts none.

export const isNumber = (value: unknown): value is number => typeof value === 'number';
export const isText = (value: unknown): value is string => typeof value === 'string';

/** The members of an object; of something else: none. */
export const membersOf = (given: unknown): Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null ? { ...given } : {};

/** The texts of a list, or the one text. */
export const textsOf = (given: unknown): string[] => (Array.isArray(given) ? given : [given]).filter(isText);

/** The numbers of a list; undefined: it is none. */
export const numbersOf = (given: unknown): number[] | undefined =>
  Array.isArray(given) ? given.filter(isNumber) : undefined;

/** A file of the extension: both browsers take a path from its root as one below its folder. */
export const insideFolder = (file: string): string => file.replace(/^\//, '');
