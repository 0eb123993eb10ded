// What both engines mean by the types in their signatures. Values may come from any realm, so nothing is `instanceof`.

export const isString = (value: unknown): value is string => typeof value === 'string';
export const isFunction = (value: unknown): boolean => typeof value === 'function';
export const isAnything = (): boolean => true;
export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !isList(value);

function isList(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false; // a proxy that was revoked
  }
}

/** Reads all members, as a check of an object's type does; false when code of the object throws. */
export function canBeRead(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  try {
    for (const key of Object.keys(value)) void Reflect.get(value, key);
    return true;
  } catch {
    return false;
  }
}

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

/** The first thing wrong in an object whose members are all optional. */
export function faultInMembers(
  value: unknown,
  types: Readonly<Record<string, 'string' | 'boolean'>>,
  words: { key(key: string): string; type(key: string, expected: string, found: unknown): string },
): string | undefined {
  if (!isObject(value)) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const expected = types[key];
    if (expected === undefined) return words.key(key);
    if (member === undefined || member === null) continue;
    if (typeof member !== expected) return words.type(key, expected, member);
  }
  return undefined;
}
