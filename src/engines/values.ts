// What both engines mean by the types in their signatures. Values may come from any realm, so nothing is `instanceof`.

export const isString = (value: unknown): value is string => typeof value === 'string';
export const isFunction = (value: unknown): boolean => typeof value === 'function';
export const isAnything = (): boolean => true;
export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first thing wrong in the argument of the `permissions` functions: two optional lists of strings. */
export function faultInPermissions(
  value: unknown,
  words: {
    list(key: string, found: unknown): string;
    item(key: string, index: number, found: unknown): string;
    key(key: string): string;
  },
): string | undefined {
  if (!isObject(value)) return undefined;
  for (const [key, list] of Object.entries(value)) {
    if (key !== 'permissions' && key !== 'origins') return words.key(key);
    if (list === undefined || list === null) continue;
    if (!Array.isArray(list)) return words.list(key, list);
    const index = list.findIndex((item) => !isString(item));
    if (index >= 0) return words.item(key, index, list[index]);
  }
  return undefined;
}
