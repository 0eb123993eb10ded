/** The platform's own, whatever a script of the same realm puts in its place later. */
export const { queueMicrotask } = globalThis;
