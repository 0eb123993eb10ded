import { vi } from 'vitest';

/** The sizes of all byte arrays that `action` allocates, in order; views of existing memory do not count. */
export function sizesAllocatedBy(action: () => void): number[] {
  const sizes: number[] = [];
  vi.stubGlobal(
    'Uint8Array',
    new Proxy(globalThis.Uint8Array, {
      construct(target, args, newTarget) {
        if (typeof args[0] === 'number') sizes.push(args[0]);
        return Reflect.construct(target, args, newTarget);
      },
    }),
  );
  try {
    action();
  } finally {
    vi.unstubAllGlobals();
  }
  return sizes;
}
