import { inspect } from 'node:util';

const MAX_VALUES = 10_000; // what a console line can usefully hold; above it the text is cut by `inspect`

/**
 * What a console got, as JSON can hold it: plain data as it is, everything else (undefined, functions, errors, maps,
 * cycles, very large objects) as the text that a console shows.
 */
export function traceValue(value: unknown): unknown {
  return isJson(value, new Set(), { left: MAX_VALUES }) ? value : textOf(value);
}

/** The text that a console shows for a value. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return inspect(value, { depth: 4, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 100 });
  } catch {
    return 'something that cannot be shown'; // a getter or a proxy of the extension threw
  }
}

function isJson(value: unknown, above: Set<object>, budget: { left: number }): boolean {
  budget.left -= 1;
  if (budget.left < 0) return false;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      return value === null || isJsonObject(value, above, budget);
    default:
      return false;
  }
}

function isJsonObject(value: object, above: Set<object>, budget: { left: number }): boolean {
  const prototype = Object.getPrototypeOf(value);
  const isList = Array.isArray(value);
  if (above.has(value) || (!isList && !isPlain(prototype))) return false;
  const fields = Object.getOwnPropertyDescriptors(value);
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  if (isList && Object.keys(value).length !== value.length) return false; // holes, or names among the numbers
  above.add(value);
  const fits = Object.entries(fields).every(([name, field]) => {
    if (isList && name === 'length') return true;
    return 'value' in field && field.enumerable === true && isJson(field.value, above, budget);
  });
  above.delete(value);
  return fits;
}

/** `Object.prototype` of any realm, or none: nothing is above it, and it is no object of a class without a parent. */
const isPlain = (prototype: object | null): boolean =>
  prototype === null || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, '__lookupGetter__'));
