// What both engines mean by the types in their signatures. Values may come from any realm, so nothing is `instanceof`.

export const isString = (value: unknown): value is string => typeof value === 'string';
export const isFunction = (value: unknown): boolean => typeof value === 'function';
export const isAnything = (): boolean => true;
export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !isList(value);

export function isList(value: unknown): boolean {
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
