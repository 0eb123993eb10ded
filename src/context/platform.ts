/** The platform's own, whatever a script of the same realm puts in their place later. */
export const { queueMicrotask, structuredClone } = globalThis;
export const PlatformDOMException = DOMException;
/** Not there in pages that are not isolated from other origins. */
export const SharedMemory: SharedArrayBufferConstructor | undefined = globalThis.SharedArrayBuffer;
