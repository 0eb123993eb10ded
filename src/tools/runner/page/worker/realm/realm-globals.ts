import type { DomWindow } from '../dom/dom-types.js';

/** What the thread does for the globals of a world. */
export interface RealmHost {
  /** Globals of Node that work in any realm, or are wrapped below. */
  readonly node: {
    readonly fetch: typeof fetch;
    readonly Request: typeof Request;
    readonly Response: typeof Response;
    readonly FormData: typeof FormData;
    readonly URL: typeof URL;
    readonly AbortController: typeof AbortController;
    readonly AbortSignal: typeof AbortSignal;
    readonly TextEncoder: typeof TextEncoder;
  };
  readonly window: DomWindow;
  baseUrl(): string;
  originOf(address: string): string;
  /** `fetch` of an address that is not on the network: files of extensions, pages that come from files. */
  fetchOwn(url: string): Promise<Response | undefined>;
  /** The document is over: requests end, and their promises are never settled. */
  readonly ending: AbortSignal;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  readonly isHeld: boolean;
  readonly timeOrigin: number;
  /** The `PerformanceNavigationTiming` of the document, as far as it goes. */
  navigation(): { readonly name: string; readonly type: string };
  startTimer(run: () => void, afterMs: number, isOnce: boolean): number;
  stopTimer(id: number): void;
  /** What runs code as text; undefined: it is refused. */
  textTask(name: string, text: string): (() => void) | undefined;
  /** A copy of a value in this realm. */
  clone(value: unknown, transfer: readonly unknown[]): unknown;
  uncaught(error: unknown): void;
  microtask(run: () => void): void;
  /** Further globals: functions, and properties that are asked each time. */
  readonly functions: Readonly<Record<string, (...args: unknown[]) => unknown>>;
  readonly accessors: Readonly<Record<string, { get(): unknown; set?(value: unknown): void }>>;
}

/** What the thread needs of a world's realm. */
export interface RealmParts {
  makeObject(): object;
  makeArray(): unknown[];
  makeError(name: string, message: string): Error;
}

/**
 * Gives a realm the globals of the web that neither its engine nor the DOM library has, or that would hand out objects of
 * another realm. Runs in the realm itself, from its own source text: it must not use anything from outside.
 */
export function installRealm(host: RealmHost): RealmParts {
  const { node, window } = host;
  const define = (members: object): void => {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(members))) {
      Object.defineProperty(globalThis, name, { ...descriptor, enumerable: true, configurable: true });
    }
  };
  const defineHidden = (members: object): void => {
    for (const [name, value] of Object.entries(members)) {
      Object.defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
    }
  };
  const domError = (message: string, name: string): Error => new window.DOMException(message, name);
  const ownError = (error: unknown): unknown => {
    const { name, message, cause } = error as Error;
    if (name === 'TypeError') return new TypeError(message, { cause });
    return ['AbortError', 'TimeoutError', 'DataCloneError'].includes(name) ? domError(message, name) : error;
  };

  // Timers.
  const start = (name: string, run: unknown, afterMs: unknown, args: unknown[], isOnce: boolean): number => {
    const task =
      typeof run === 'function' ? () => void Reflect.apply(run, globalThis, args) : host.textTask(name, String(run));
    return task ? host.startTimer(task, Number(afterMs) || 0, isOnce) : 0;
  };
  const startOnce = (run: () => void, afterMs: unknown): number => host.startTimer(run, Number(afterMs) || 0, true);
  const performance = Object.create(Object.getPrototypeOf(window.performance as object) as object) as object;
  const entriesLike = (
    isMeant: (entry: { readonly name: string; readonly entryType: string }) => boolean,
  ): object[] => {
    const entry = { ...host.navigation(), entryType: 'navigation', initiatorType: 'navigation', startTime: 0 };
    return [entry].filter(isMeant);
  };
  const sinceStart = (): number => host.now() - host.timeOrigin;
  Object.defineProperties(performance, {
    now: { value: sinceStart, configurable: true, writable: true },
    getEntries: { value: () => entriesLike(() => true), configurable: true, writable: true },
    getEntriesByType: { value: (type: unknown) => entriesLike((each) => each.entryType === String(type)) },
    getEntriesByName: { value: (name: unknown) => entriesLike((each) => each.name === String(name)) },
    timeOrigin: { value: host.timeOrigin, configurable: true, enumerable: true },
  });
  define({
    setTimeout: (run: unknown, afterMs?: unknown, ...args: unknown[]) => start('setTimeout', run, afterMs, args, true),
    setInterval: (run: unknown, afterMs?: unknown, ...args: unknown[]) =>
      start('setInterval', run, afterMs, args, false),
    clearTimeout: (id?: unknown) => host.stopTimer(Number(id)),
    clearInterval: (id?: unknown) => host.stopTimer(Number(id)),
    requestAnimationFrame: (run: (now: number) => void) => startOnce(() => run(sinceStart()), 16),
    cancelAnimationFrame: (id?: unknown) => host.stopTimer(Number(id)),
    requestIdleCallback: (run: (deadline: object) => void) =>
      startOnce(() => run({ didTimeout: false, timeRemaining: () => 50 }), 1),
    cancelIdleCallback: (id?: unknown) => host.stopTimer(Number(id)),
    queueMicrotask: (run: () => void) => host.microtask(run),
    reportError: (error: unknown) => host.uncaught(error),
    performance,
  });
  if (host.isHeld) {
    const SystemDate = Date;
    const HeldDate = function (this: unknown, ...args: unknown[]): unknown {
      if (new.target === undefined) return new SystemDate(host.now()).toString();
      return Reflect.construct(SystemDate, args.length === 0 ? [host.now()] : args, new.target);
    };
    Object.defineProperties(HeldDate, Object.getOwnPropertyDescriptors(SystemDate));
    Object.defineProperty(HeldDate, 'now', { value: () => Math.floor(host.now()), writable: true, configurable: true });
    Object.defineProperty(SystemDate.prototype, 'constructor', { value: HeldDate, writable: true, configurable: true });
    defineHidden({ Date: HeldDate });
  }

  // Addresses and the network.
  class OwnURL extends node.URL {
    constructor(...args: [string | URL, (string | URL)?]) {
      try {
        super(...args);
      } catch (error) {
        throw ownError(error);
      }
    }
    override get origin(): string {
      return host.originOf(this.href);
    }
  }
  const copyOf = (bytes: ArrayBuffer): ArrayBuffer => {
    const copy = new Uint8Array(bytes.byteLength);
    copy.set(new Uint8Array(bytes));
    return copy.buffer;
  };
  class OwnResponse extends node.Response {
    override async text(): Promise<string> {
      return super.text();
    }
    override async json(): Promise<unknown> {
      return JSON.parse(await super.text());
    }
    override async arrayBuffer(): Promise<ArrayBuffer> {
      return copyOf(await super.arrayBuffer());
    }
    override async blob(): Promise<Blob> {
      return super.blob();
    }
    override clone(): Response {
      return ownResponse(super.clone());
    }
    static override json(data: unknown, init?: ResponseInit): Response {
      return ownResponse(node.Response.json(data, init));
    }
  }
  const ownResponse = (response: Response): Response =>
    Object.setPrototypeOf(response, OwnResponse.prototype) as Response;
  const signalOf = (signal: unknown): AbortSignal | undefined => {
    if (typeof signal !== 'object' || signal === null) return undefined;
    const { aborted, reason } = signal as AbortSignal;
    const controller = new node.AbortController();
    if (aborted) controller.abort(reason);
    else (signal as AbortSignal).addEventListener('abort', () => controller.abort((signal as AbortSignal).reason));
    return controller.signal;
  };
  const ownInit = (init?: RequestInit): RequestInit | undefined => {
    if (init?.signal === undefined || init.signal === null) return init;
    const signal = signalOf(init.signal);
    return { ...init, ...(signal && { signal }) };
  };
  class OwnRequest extends node.Request {
    constructor(input: string | URL | Request, init?: RequestInit) {
      super(input instanceof node.Request ? input : new node.URL(String(input), host.baseUrl()), ownInit(init));
    }
  }
  class OwnFormData extends node.FormData {
    constructor(form?: unknown, submitter?: unknown) {
      super();
      if (form === undefined) return;
      const ofForm = Reflect.construct(window.FormData as new () => Iterable<[string, unknown]>, [
        form,
        submitter ?? null,
      ]);
      for (const [name, value] of ofForm) if (typeof value === 'string') this.append(name, value);
    }
  }
  const untilTheEnd = (request?: Request, init?: RequestInit): RequestInit => {
    const signals = [init?.signal ?? request?.signal ?? [], init?.keepalive || request?.keepalive ? [] : host.ending];
    return { ...init, signal: node.AbortSignal.any(signals.flat()) };
  };
  const fetchAny = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = input instanceof node.Request ? input : undefined;
    try {
      const url = new node.URL(request?.url ?? String(input), host.baseUrl()).href;
      const own = await host.fetchOwn(url);
      return ownResponse(own ?? (await node.fetch(request ?? url, untilTheEnd(request, ownInit(init)))));
    } catch (error) {
      if (host.ending.aborted) return new Promise(() => undefined);
      if (init?.signal?.aborted) throw init.signal.reason;
      throw ownError(error);
    }
  };
  const encoder = new node.TextEncoder();
  class OwnTextEncoder {
    readonly encoding = 'utf-8';
    encode(text = ''): Uint8Array {
      return new Uint8Array(encoder.encode(text));
    }
    encodeInto(text: string, target: Uint8Array): { read: number; written: number } {
      const { read, written } = encoder.encodeInto(text, target);
      return { read, written };
    }
  }
  const classes = {
    URL: OwnURL,
    Response: OwnResponse,
    Request: OwnRequest,
    FormData: OwnFormData,
    TextEncoder: OwnTextEncoder,
  };
  for (const [name, made] of Object.entries(classes)) Object.defineProperty(made, 'name', { value: name });
  defineHidden(classes);
  define({ fetch: fetchAny });

  // A copy of a value.
  const transferOf = (options: unknown): readonly unknown[] => {
    const list = (options as { transfer?: unknown } | null | undefined)?.transfer;
    return list === undefined || list === null ? [] : [...(list as Iterable<unknown>)];
  };
  define({
    structuredClone: (value: unknown, options?: unknown) => {
      try {
        return host.clone(value, transferOf(options));
      } catch (error) {
        throw ownError(error);
      }
    },
  });

  for (const [name, call] of Object.entries(host.functions)) {
    const own = { [name]: (...args: unknown[]): unknown => call(...args) };
    define(own);
  }
  for (const [name, { get, set }] of Object.entries(host.accessors)) {
    Object.defineProperty(globalThis, name, {
      get: () => get(),
      set: set
        ? (value: unknown) => set(value)
        : (value: unknown) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true }),
      enumerable: true,
      configurable: true,
    });
  }
  class Window {
    constructor() {
      throw new TypeError('Illegal constructor');
    }
  }
  // Elements by their ids, as globals; and what a window inherits.
  Object.setPrototypeOf(Window, window.EventTarget);
  Object.setPrototypeOf(Window.prototype, Object.getPrototypeOf(Object.getPrototypeOf(window) as object) as object);
  Object.defineProperty(Window.prototype, Symbol.toStringTag, { value: 'Window', configurable: true });
  Object.setPrototypeOf(globalThis, Window.prototype);
  defineHidden({ Window });
  for (const name of ['window', 'self', 'frames']) define({ [name]: globalThis });

  const errors: Record<string, ErrorConstructor> = { Error, TypeError };
  return {
    makeObject: () => ({}),
    makeArray: () => [],
    makeError: (name, message) => (errors[name] ? new errors[name](message) : domError(message, name)),
  };
}
