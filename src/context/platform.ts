/** The platform's own, whatever a script of the same realm puts in their place later. */
export const { queueMicrotask, structuredClone } = globalThis;
export const PlatformDOMException = DOMException;
