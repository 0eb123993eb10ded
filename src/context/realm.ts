import type { DomErrorName, ErrorWords } from '../engines/index.js';
import { PlatformDOMException } from './platform.js';

/**
 * The built-in objects of the realm that extension code lives in: `globalThis`, or that of another realm
 * (`vm.runInContext('globalThis', …)`, a frame's window). Errors, promises, parsed messages and all objects of the API
 * belong to it, so `instanceof` holds there.
 */
export type Intrinsics = Pick<typeof globalThis, 'Object' | 'Function' | 'Error' | 'TypeError' | 'Promise' | 'JSON'>;

type KeptIntrinsics = Omit<Intrinsics, 'JSON'> & { readonly JSON: Pick<JSON, 'parse' | 'stringify'> };

/** The constructors of errors of a realm. */
export type ErrorMakers = Pick<Intrinsics, 'Error' | 'TypeError'>;

// biome-ignore format: a list
const CLONEABLE = [
  'Object', 'Array', 'Map', 'Set', 'Date', 'RegExp', 'ArrayBuffer', 'DataView',
  'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
  'Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array',
  'Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'AggregateError',
];

const isDomError = (name: ErrorWords['name']): name is DomErrorName => name !== 'Error' && name !== 'TypeError';

/** Makes things that belong to the realm of the extension's code. */
export class Realm {
  /** The global object of the realm: what `this` is where the engine says so. */
  readonly global: Intrinsics;
  /** As they were when the realm was made: what a script puts in their place later counts for nothing, as in browsers. */
  readonly intrinsics: KeptIntrinsics;
  /** Whether it is the realm of this code, too. */
  readonly isOwn: boolean;
  readonly #cloneable: ReadonlyMap<string, unknown>;
  readonly #browserRealm: () => ErrorMakers;

  constructor(global: Intrinsics, browserRealm?: () => ErrorMakers) {
    this.global = global;
    this.intrinsics = {
      Object: global.Object,
      Function: global.Function,
      Error: global.Error,
      TypeError: global.TypeError,
      Promise: global.Promise,
      JSON: { parse: global.JSON.parse, stringify: global.JSON.stringify },
    };
    this.#browserRealm = browserRealm ?? (() => this.intrinsics);
    this.isOwn = global.Object === Object;
    this.#cloneable = this.isOwn ? new Map() : new Map(CLONEABLE.map((name) => [name, Reflect.get(global, name)]));
  }

  error({ name, text, isForeign }: ErrorWords): Error {
    if (isDomError(name)) return new PlatformDOMException(text, name);
    const makers: ErrorMakers = isForeign ? this.#browserRealm() : this.intrinsics;
    return new makers[name](text);
  }

  object<Members extends object>(members: Members): Members {
    return this.isOwn ? members : Object.assign(new this.intrinsics.Object(), members);
  }

  /** Constructs a built-in object that a structured clone can hold. */
  make(className: string, args: readonly unknown[]): object {
    const builtIn = this.#cloneable.get(className) ?? this.intrinsics.Error; // an error of a class of its own
    return Reflect.construct(builtIn as new (...args: readonly unknown[]) => object, args);
  }

  function<Callable extends (...args: never[]) => unknown>(callable: Callable): Callable {
    if (!this.isOwn) Object.setPrototypeOf(callable, this.intrinsics.Function.prototype);
    return callable;
  }

  /** A copy of plain data, made by the realm's own JSON. */
  copy(data: unknown): unknown {
    const { parse, stringify } = this.intrinsics.JSON;
    return data === undefined ? undefined : parse(stringify(data));
  }
}
