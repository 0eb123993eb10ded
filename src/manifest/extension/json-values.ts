/** Any JSON object of a manifest. */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The texts of a list; empty for everything else. */
export const textsIn = (list: unknown): string[] =>
  Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];

/** The objects of a list; empty for everything else. */
export const objectsIn = (list: unknown): Json[] => (Array.isArray(list) ? list.filter(isObject) : []);

/** The texts of a list with the index that each has there. */
export const itemsOf = (list: unknown): [number, string][] =>
  Array.isArray(list)
    ? [...list.entries()].filter((entry): entry is [number, string] => typeof entry[1] === 'string')
    : [];
