import type { Engine } from '../engines/index.js';
import { cloneOut } from './clone.js';

/**
 * What an argument of a browser's function is on the other side: plain data, a `MessageFault`, or
 * `undefined` when there is no such data.
 */
export const plainOf = (value: unknown, { api }: Engine): unknown =>
  api.serialisation.ofArguments === 'clone'
    ? cloneOut(value, api.serialisation, Number.POSITIVE_INFINITY)
    : converted(value, new Set());

/**
 * As Chromium converts values: members that are no data are left out, items of lists become null, and so does an object
 * inside of itself; of objects of any class only the own members count. Source: v8_value_converter.cc; seen in Chromium 156.
 */
function converted(value: unknown, outer: ReadonlySet<object>): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value + 0 : undefined; // there is no -0
    case 'object':
      break;
    default:
      return undefined;
  }
  if (value === null || outer.has(value)) return null;
  const inner = new Set(outer).add(value);
  if (Array.isArray(value)) return Array.from(value, (item) => converted(item, inner) ?? null);
  const members = Object.keys(value).flatMap((key): [string, unknown][] => {
    const member = converted(Reflect.get(value, key), inner);
    return member === undefined ? [] : [[key, member]];
  });
  return Object.fromEntries(members);
}
