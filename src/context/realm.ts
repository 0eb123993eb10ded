import type { ErrorWords } from '../engines/index.js';

/**
 * The built-in objects of the realm that extension code lives in: `globalThis`, or that of another realm
 * (`vm.runInContext('globalThis', …)`, a frame's window). Errors, promises, parsed messages and all objects of the API
 * belong to it, so `instanceof` holds there.
 */
export type Intrinsics = Pick<typeof globalThis, 'Object' | 'Function' | 'Error' | 'TypeError' | 'Promise' | 'JSON'>;

/** Makes things that belong to the realm of the extension's code. */
export class Realm {
  readonly intrinsics: Intrinsics;
  readonly #isOwn: boolean;

  constructor(intrinsics: Intrinsics) {
    this.intrinsics = intrinsics;
    this.#isOwn = intrinsics.Object === Object;
  }

  error({ name, text }: ErrorWords): Error {
    return new this.intrinsics[name](text);
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
