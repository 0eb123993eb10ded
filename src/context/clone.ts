import type { CloneProblem, Engine } from '../engines/index.js';
import { MessageFault } from './message-fault.js';
import { PlatformDOMException, SharedMemory, structuredClone } from './platform.js';
import { uncloneableIn } from './platform-objects.js';
import type { Realm } from './realm.js';

/**
 * A copy of a message that is nobody's, made by the platform's structured clone; or why there is none. `limitBytes` counts what
 * its texts and buffers take; the rest of the serialised form, which is the browsers' own, does not.
 */
export function cloneOut(message: unknown, serialisation: Engine['api']['serialisation'], limitBytes: number): unknown {
  const faultOf = (problem: CloneProblem): MessageFault =>
    new MessageFault({ words: serialisation.cloneFault?.(problem) ?? { name: 'DataCloneError', text: problem.type } });
  if (typeof message === 'symbol') return faultOf({ type: 'symbol' });
  const className = uncloneableIn(message);
  if (className !== undefined) return faultOf({ type: 'object', className: classNameOf(className) });
  try {
    const copy: unknown = isObjectLike(message) ? structuredClone(message) : message;
    const size = sizeOf(copy, new Set());
    if (size === undefined) return faultOf({ type: 'object', className: 'SharedArrayBuffer' });
    if (size <= limitBytes) return copy;
    return new MessageFault({ words: { name: 'Error', text: serialisation.tooLargeText(limitBytes) } });
  } catch (thrown) {
    const isOurs = thrown instanceof PlatformDOMException && thrown.name === 'DataCloneError';
    if (isOurs) return faultOf(problemOf(thrown.message));
    const words = serialisation.faultOf('thrown');
    return new MessageFault(words ? { words } : { thrown });
  }
}

/**
 * What the clone complained about, by V8's text: `#<Promise> could not be cloned.`, `Symbol(x) could not be cloned.`, or a
 * function's source. An object that is just an `Object` is a proxy, because nothing else of that name is refused.
 */
function problemOf(text: string): CloneProblem {
  if (text.startsWith('Symbol(')) return { type: 'symbol-inside' };
  const [, className = 'Function'] = /^#<(.+)> could not be cloned\.$/.exec(text) ?? [];
  return { type: 'object', className: classNameOf(className) };
}

/** A script's own window is a proxy to it, too. */
const classNameOf = (className: string): string => (/^(Object|Window)$/.test(className) ? 'Proxy' : className);

/** Bytes of the texts and buffers in it; undefined: some of it is memory that threads would share, which no message carries. */
function sizeOf(value: unknown, done: Set<object>): number | undefined {
  if (typeof value === 'string') return value.length;
  if (!isObjectLike(value) || done.has(value)) return 0;
  done.add(value);
  if (ArrayBuffer.isView(value)) return sizeOf(value.buffer, done);
  if (value instanceof ArrayBuffer) return value.byteLength;
  if (SharedMemory && value instanceof SharedMemory) return undefined;
  let bytes = 0;
  for (const inner of innerOf(value)) {
    const size = sizeOf(inner, done);
    if (size === undefined) return undefined;
    bytes += size;
  }
  return bytes;
}

function innerOf(value: object): Iterable<unknown> {
  if (value instanceof Map) return [...value].flat();
  return value instanceof Set ? value : Object.values(value);
}

/** A copy that belongs to the realm. */
export function cloneIn(crossed: unknown, realm: Realm): unknown {
  if (!isObjectLike(crossed)) return crossed;
  if (!realm.isOwn) return adopt(crossed, realm, new Map());
  return copyOfPlain(crossed, new Set()) ?? structuredClone(crossed);
}

const DEEPEST_BY_HAND = 100;

/**
 * A copy of what is nothing but plain objects and lists: what most messages and all senders are, in a fraction of the time that
 * a structured clone takes. Undefined: there is something else in it, or something twice. Not for what a script made: that may
 * be a proxy.
 */
function copyOfPlain(value: object, done: Set<object>, depth = 0): object | undefined {
  if (depth > DEEPEST_BY_HAND || done.has(value)) return undefined;
  done.add(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Array.prototype && Array.isArray(value)) {
    const items: unknown[] = Object.values(value);
    if (items.length !== value.length) return undefined;
    for (let at = 0; at < items.length; at += 1) {
      if (!Object.hasOwn(value, at)) return undefined; // a hole
      const item = items[at];
      if (!isObjectLike(item)) continue;
      items[at] = copyOfPlain(item, done, depth + 1);
      if (items[at] === undefined) return undefined;
    }
    return items;
  }
  if (prototype !== Object.prototype) return undefined;
  const copy: Record<string, unknown> = { ...value }; // calls no setter that a script has put on a prototype
  for (const key of Object.keys(copy)) {
    const member = copy[key];
    if (!isObjectLike(member)) continue;
    copy[key] = copyOfPlain(member, done, depth + 1);
    if (copy[key] === undefined) return undefined;
  }
  return copy;
}

/** Makes what a structured clone can hold again, of the realm's constructors. What only the platform knows stays its own. */
function adopt(value: unknown, realm: Realm, done: Map<object, unknown>): unknown {
  if (!isObjectLike(value)) return value;
  if (done.has(value)) return done.get(value);
  const inner = (each: unknown): unknown => adopt(each, realm, done);
  const made = <Copy extends object>(copy: Copy): Copy => {
    done.set(value, copy); // before its members, which may lead back to it
    return copy;
  };
  const members = (copy: object): object => {
    for (const key of Object.keys(value)) {
      const member = inner(Reflect.get(value, key));
      Object.defineProperty(copy, key, { value: member, writable: true, enumerable: true, configurable: true });
    }
    return copy;
  };
  if (Array.isArray(value)) return members(made(realm.make('Array', [value.length])));
  if (value instanceof Map) {
    const copy = made(realm.make('Map', [])) as Map<unknown, unknown>;
    for (const [key, item] of value) copy.set(inner(key), inner(item));
    return copy;
  }
  if (value instanceof Set) {
    const copy = made(realm.make('Set', [])) as Set<unknown>;
    for (const item of value) copy.add(inner(item));
    return copy;
  }
  if (value instanceof Date) return made(realm.make('Date', [value.getTime()]));
  if (value instanceof RegExp) return made(realm.make('RegExp', [value.source, value.flags]));
  if (value instanceof ArrayBuffer) {
    const copy = made(realm.make('ArrayBuffer', [value.byteLength]));
    new Uint8Array(copy as ArrayBuffer).set(new Uint8Array(value));
    return copy;
  }
  if (ArrayBuffer.isView(value)) {
    const { byteOffset, byteLength } = value;
    const length = 'length' in value ? value.length : byteLength; // a DataView counts bytes
    return made(realm.make(value.constructor.name, [inner(value.buffer), byteOffset, length]));
  }
  if (value instanceof Error) {
    const copy = made(realm.make(value.constructor.name, [value.message]));
    for (const key of ['stack', 'cause']) {
      if (!Object.hasOwn(value, key)) continue;
      const member = inner(Reflect.get(value, key));
      Object.defineProperty(copy, key, { value: member, writable: true, configurable: true });
    }
    return copy;
  }
  if (Object.getPrototypeOf(value) === Object.prototype) return members(made(realm.make('Object', [])));
  const primitive = value.valueOf();
  return isObjectLike(primitive) ? value : made(realm.make('Object', [primitive])); // `new Number(1)` and its like
}

const isObjectLike = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';
