import type { ErrorWords } from '../engines/index.js';

/**
 * The built-in objects of the realm that extension code lives in: `globalThis`, or that of another realm
 * (`vm.runInContext('globalThis', …)`, a frame's window). Errors, promises, parsed messages and all objects of the API
 * belong to it, so `instanceof` holds there.
 */
export type Intrinsics = Pick<typeof globalThis, 'Object' | 'Function' | 'Error' | 'TypeError' | 'Promise' | 'JSON'>;

/** The constructors of errors of a realm. */
export type ErrorMakers = Pick<Intrinsics, 'Error' | 'TypeError'>;

/** Makes things that belong to the realm of the extension's code. */
export class Realm {
  readonly intrinsics: Intrinsics;
  readonly #isOwn: boolean;
  readonly #browserRealm: () => ErrorMakers;

  constructor(intrinsics: Intrinsics, browserRealm: () => ErrorMakers = () => intrinsics) {
    this.intrinsics = intrinsics;
    this.#browserRealm = browserRealm;
    this.#isOwn = intrinsics.Object === Object;
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
    return data === undefined ? undefined : this.intrinsics.JSON.parse(JSON.stringify(data));
  }
}
