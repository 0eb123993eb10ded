/** The event targets and event classes that a background's global scope has, and Node does not. */

type EventInit = NonNullable<ConstructorParameters<typeof Event>[1]>;
type Listener = (event: Event) => void;

interface ErrorEventInit extends EventInit {
  message?: string;
  error?: unknown;
  filename?: string;
  lineno?: number;
  colno?: number;
}
interface RejectionInit extends EventInit {
  promise: Promise<unknown>;
  reason?: unknown;
}

export class ErrorEvent extends Event {
  readonly message: string;
  readonly error: unknown;
  readonly filename: string;
  readonly lineno: number;
  readonly colno: number;

  constructor(type: string, init: ErrorEventInit = {}) {
    super(type, init);
    this.message = init.message ?? '';
    this.error = init.error;
    this.filename = init.filename ?? '';
    this.lineno = init.lineno ?? 0;
    this.colno = init.colno ?? 0;
  }
}

export class PromiseRejectionEvent extends Event {
  readonly promise: Promise<unknown>;
  readonly reason: unknown;

  constructor(type: string, init: RejectionInit) {
    super(type, init);
    this.promise = init.promise;
    this.reason = init.reason;
  }
}

/** An event whose effects may go on: `install`, `activate`. */
export class ExtendableEvent extends Event {
  readonly #extensions: Promise<unknown>[] = [];

  waitUntil(promise: unknown): void {
    this.#extensions.push(Promise.resolve(promise));
  }

  /** Resolves when everything that was waited for has settled. */
  static async settled(event: ExtendableEvent): Promise<void> {
    await Promise.allSettled(event.#extensions);
  }
}

/** The start of a service worker. */
export class InstallEvent extends ExtendableEvent {}

for (const { name, prototype } of [ErrorEvent, PromiseRejectionEvent, ExtendableEvent, InstallEvent]) {
  Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
}

export interface EventScope {
  /** `addEventListener` and its like, and the `on…` properties of `handlers`. */
  readonly members: PropertyDescriptorMap;
  /** Returns false when a listener prevented what would follow. */
  dispatch(event: Event): boolean;
}

/** Makes an object a target of events with `on…` handlers. Listeners run with `scope` as `this`, as in a browser. */
export function createEventScope(scope: object, handlers: readonly string[]): EventScope {
  const target = new EventTarget();
  const wrapped = new WeakMap<object, Listener>();
  const wrap = (listener: unknown): Listener | null => {
    if (typeof listener !== 'function' && (typeof listener !== 'object' || listener === null)) return null;
    const known = wrapped.get(listener);
    if (known) return known;
    const call = (event: Event): void => {
      if (typeof listener === 'function') listener.call(scope, event);
      else if ('handleEvent' in listener && typeof listener.handleEvent === 'function') listener.handleEvent(event);
    };
    wrapped.set(listener, call);
    return call;
  };
  const method = (value: unknown): PropertyDescriptor => ({
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  const members: PropertyDescriptorMap = {
    addEventListener: method((type: unknown, listener: unknown, options?: object) =>
      target.addEventListener(String(type), wrap(listener) as Listener, options),
    ),
    removeEventListener: method((type: unknown, listener: unknown, options?: object) =>
      target.removeEventListener(String(type), wrap(listener) as Listener, options),
    ),
    dispatchEvent: method((event: Event) => target.dispatchEvent(event)),
  };
  for (const name of handlers) members[`on${name}`] = handlerProperty(target, scope, name);
  return { members, dispatch: (event) => target.dispatchEvent(event) };
}

function handlerProperty(target: EventTarget, scope: object, name: string): PropertyDescriptor {
  let handler: unknown = null;
  target.addEventListener(name, (event) => {
    if (typeof handler !== 'function') return;
    // `onerror` of a global scope gets five arguments, and true prevents. Source: HTML, "event handlers".
    const isError = name === 'error' && event instanceof ErrorEvent;
    const args = isError ? [event.message, event.filename, event.lineno, event.colno, event.error] : [event];
    const result: unknown = handler.apply(scope, args);
    if (isError ? result === true : result === false) event.preventDefault();
  });
  return {
    get: () => handler,
    set: (value: unknown) => {
      handler = typeof value === 'function' ? value : null;
    },
    enumerable: true,
    configurable: true,
  };
}
