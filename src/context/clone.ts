import type { CloneProblem, Engine } from '../engines/index.js';
import { MessageFault } from './message-fault.js';
import { PlatformDOMException, SharedMemory, structuredClone } from './platform.js';
import type { Realm } from './realm.js';

/** A copy of a message that is nobody's, made by the platform's structured clone; or why there is none. */
export function cloneOut(
  message: unknown,
  { cloneFault, faultOf: jsonFaultOf }: Engine['api']['serialisation'],
): unknown {
  if (typeof message === 'symbol') return faultOf({ type: 'symbol' });
  if (!isObjectLike(message)) return message;
  try {
    const copy: unknown = structuredClone(message);
    return sharesMemory(copy, new Set()) ? faultOf({ type: 'object', className: 'SharedArrayBuffer' }) : copy;
  } catch (thrown) {
    const isOurs = thrown instanceof PlatformDOMException && thrown.name === 'DataCloneError';
    if (isOurs) return faultOf(problemOf(thrown.message));
    const words = jsonFaultOf('thrown');
    return new MessageFault(words ? { words } : { thrown });
  }

  function faultOf(problem: CloneProblem): MessageFault {
    return new MessageFault({ words: cloneFault?.(problem) ?? { name: 'DataCloneError', text: problem.type } });
  }
}

/**
 * What the clone complained about, by V8's text: `#<Promise> could not be cloned.`, `Symbol(x) could not be cloned.`, or a
 * function's source. An object that is just an `Object` is a proxy, because nothing else of that name is refused.
 */
function problemOf(text: string): CloneProblem {
  if (text.startsWith('Symbol(')) return { type: 'symbol-inside' };
  const [, className = 'Function'] = /^#<(.+)> could not be cloned\.$/.exec(text) ?? [];
  return { type: 'object', className: className === 'Object' ? 'Proxy' : className };
}

/** Whether there is memory in it that several threads would share, which no message may carry. */
function sharesMemory(value: unknown, done: Set<object>): boolean {
  if (!isObjectLike(value) || SharedMemory === undefined || done.has(value)) return false;
  if (value instanceof SharedMemory) return true;
  if (ArrayBuffer.isView(value)) return value.buffer instanceof SharedMemory;
  done.add(value);
  const isShared = (inner: unknown): boolean => sharesMemory(inner, done);
  if (value instanceof Map) return [...value].flat().some(isShared);
  if (value instanceof Set) return [...value].some(isShared);
  return Object.values(value).some(isShared);
}

/** A copy that belongs to the realm. */
export function cloneIn(crossed: unknown, realm: Realm): unknown {
  if (!isObjectLike(crossed)) return crossed;
  return realm.isOwn ? structuredClone(crossed) : adopt(crossed, realm, new Map());
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
