import type { ErrorWords } from '../engines/index.js';

/**
 * The built-in objects of the realm that extension code lives in: `globalThis`, or that of another realm
 * (`vm.runInContext('globalThis', …)`, a frame's window). Errors, promises, parsed messages and all objects of the API
 * belong to it, so `instanceof` holds there.
 */
export type Intrinsics = Pick<typeof globalThis, 'Object' | 'Function' | 'Error' | 'TypeError' | 'Promise' | 'JSON'>;

type KeptIntrinsics = Omit<Intrinsics, 'JSON'> & { readonly JSON: Pick<JSON, 'parse' | 'stringify'> };

/** The constructors of errors of a realm. */
export type ErrorMakers = Pick<Intrinsics, 'Error' | 'TypeError'>;

/** Makes things that belong to the realm of the extension's code. */
export class Realm {
  /** The global object of the realm: what `this` is where the engine says so. */
  readonly global: Intrinsics;
  /** As they were when the realm was made: what a script puts in their place later counts for nothing, as in browsers. */
  readonly intrinsics: KeptIntrinsics;
  readonly #isOwn: boolean;
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
    this.#isOwn = global.Object === Object;
  }

  error({ name, text, isForeign }: ErrorWords): Error {
    const makers: ErrorMakers = isForeign ? this.#browserRealm() : this.intrinsics;
    return new makers[name](text);
  }

  object<Members extends object>(members: Members): Members {
    return this.#isOwn ? members : Object.assign(new this.intrinsics.Object(), members);
  }

  function<Callable extends (...args: never[]) => unknown>(callable: Callable): Callable {
    if (!this.#isOwn) Object.setPrototypeOf(callable, this.intrinsics.Function.prototype);
    return callable;
  }

  /** A copy of plain data, made by the realm's own JSON. */
  copy(data: unknown): unknown {
    const { parse, stringify } = this.intrinsics.JSON;
    return data === undefined ? undefined : parse(stringify(data));
  }
}
