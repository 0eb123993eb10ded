// Outside browsers the objects of the web platform are those of Node and of a DOM library. V8's structured clone takes them for
// plain objects: it would make `{}` of a URL or an element, which browsers refuse.

/** Classes that structured clones keep, besides those without a tag. Source: HTML, "serializable objects"; ECMAScript. */
const SERIALISABLE = new Set([
  ...['Map', 'Set', 'ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'BigInt', 'Symbol', 'WebAssembly.Module'],
  ...[
    'Blob',
    'File',
    'FileList',
    'DOMException',
    'CryptoKey',
    'ImageData',
    'ImageBitmap',
    'DOMPoint',
    'DOMPointReadOnly',
  ],
  ...['DOMRect', 'DOMRectReadOnly', 'DOMQuad', 'DOMMatrix', 'DOMMatrixReadOnly'],
]);

/**
 * The class of the first object in `message` that browsers do not clone; undefined: the platform's own clone knows what to say.
 * No getter is called.
 */
export function uncloneableIn(message: unknown): string | undefined {
  if (typeof message !== 'object') return undefined;
  try {
    const found = new Search().visit(message);
    return found === STOP ? undefined : found;
  } catch {
    return undefined; // a proxy that is revoked, or too deep: so it is for the clone
  }
}

/** The platform refuses by itself what comes first. */
const STOP = Symbol('stop');
type Found = string | typeof STOP | undefined;

class Search {
  readonly #done = new Set<object>();
  readonly #tags = new Map<object, string | undefined>(); // of prototypes

  visit(value: unknown): Found {
    if (typeof value === 'function' || typeof value === 'symbol') return STOP;
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || this.#done.has(value)) return;
    this.#done.add(value);
    if (Array.isArray(value)) return this.#visitAll(value);
    const tag = this.#tagOf(value);
    if (tag === 'Map') return this.#visitAll([...Map.prototype.entries.call(value)].flat());
    if (tag === 'Set') return this.#visitAll(Set.prototype.values.call(value));
    return tag === undefined || SERIALISABLE.has(tag) ? this.#visitMembers(value) : tag;
  }

  #visitMembers(object: object): Found {
    for (const key of Object.keys(object)) {
      const member = Object.getOwnPropertyDescriptor(object, key);
      const found = member && this.visit(member.value); // of a getter undefined
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #visitAll(values: Iterable<unknown>): Found {
    for (const value of values) {
      const found = this.visit(value);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #tagOf(object: object): string | undefined {
    const prototype: unknown = Object.getPrototypeOf(object);
    if (typeof prototype !== 'object' || prototype === null) return undefined;
    if (!this.#tags.has(prototype)) this.#tags.set(prototype, ownTagOf(prototype) ?? this.#tagOf(prototype));
    return this.#tags.get(prototype) ?? (isArguments(object) ? 'Arguments' : undefined);
  }
}

/** Interfaces have their name on the prototype, not to be written; what classes of scripts call themselves, a getter says. */
function ownTagOf(prototype: object): string | undefined {
  const tag = Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag);
  return typeof tag?.value === 'string' && tag.writable === false ? tag.value : undefined;
}

const isArguments = (object: object): boolean =>
  Object.hasOwn(object, 'callee') &&
  !(Symbol.toStringTag in object) &&
  Object.prototype.toString.call(object) === '[object Arguments]';
