import type { ScriptWorld } from './script-world.js';

// Which world's code is running, as far as it was called by us, and which world an object was made in. A world is known by
// the `Object.prototype` of its realm, where the prototype chain of whatever it makes ends.

const byRoot = new WeakMap<object, ScriptWorld>();
let current: ScriptWorld | undefined;

export const rememberRoot = (root: object, world: ScriptWorld): void => void byRoot.set(root, world);

/** The world that a function, an error or another object comes from; undefined: none of ours. */
export function worldOfObject(value: unknown): ScriptWorld | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  try {
    let root: object = value;
    for (let next: object | null = value; next !== null; next = Object.getPrototypeOf(next) as object | null)
      root = next;
    return byRoot.get(root);
  } catch {
    return undefined; // a proxy that throws
  }
}

export const currentWorld = (): ScriptWorld | undefined => current;

/** Runs code on behalf of a world. */
export function inWorld<Result>(world: ScriptWorld, run: () => Result): Result {
  const before = current;
  current = world;
  try {
    return run();
  } finally {
    current = before;
  }
}
