// What every platform has that runs neutral code: Node, pages, workers. The neutral project knows nothing else.
declare class TextEncoder {
  encode(text?: string): Uint8Array;
  encodeInto(text: string, target: Uint8Array): { read: number; written: number };
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}
declare class URL {
  constructor(url: string, base?: string);
  readonly href: string;
  readonly origin: string;
  readonly protocol: string;
  /** IPv6 in brackets, without the port. */
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
}
declare const crypto: {
  readonly subtle: { digest(algorithm: 'SHA-256', data: Uint8Array): Promise<ArrayBuffer> };
  randomUUID(): string;
};
declare function atob(base64: string): string;
declare function queueMicrotask(task: () => void): void;
declare function structuredClone<Value>(value: Value): Value;
declare class DOMException extends Error {
  constructor(message?: string, name?: string);
}
