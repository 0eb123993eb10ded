/**
 * The seam between a context and the browser. A context is like a renderer process: it names its channels by numbers of
 * its own, sends what follows, and gets the same kinds back. All of it is plain data that survives a structured clone,
 * so the bridge can be a pair in memory, a `MessagePort` of a worker, or one of an Electron renderer.
 *
 * A native message crosses as its JSON text (`''`: a frame without a body), because each context stringifies and parses
 * in its own realm.
 */
export type FromContext =
  | { readonly type: 'open'; readonly channel: number; readonly api: NativeApi; readonly application: string }
  | { readonly type: 'message'; readonly channel: number; readonly message: string }
  | { readonly type: 'close'; readonly channel: number; readonly failure?: 'MESSAGE_NOT_JSON' }
  | { readonly type: 'call'; readonly call: number; readonly method: string; readonly args: readonly unknown[] }
  /** What the browser's console would show although no script wrote it. */
  | { readonly type: 'console'; readonly level: 'warn' | 'error'; readonly text: string }
  /** A listener or a callback threw. `text` is the line of the browser's console. */
  | { readonly type: 'uncaught'; readonly text: string; readonly stack?: string }
  /** Answers `sync`: all that came before it has run, with its microtasks. */
  | { readonly type: 'synced'; readonly sync: number };

export type ToContext =
  | { readonly type: 'message'; readonly channel: number; readonly message: string }
  /** `error` is the engine's text; without it the other side closed in peace. */
  | { readonly type: 'close'; readonly channel: number; readonly error?: string }
  | { readonly type: 'reply'; readonly call: number; readonly result: unknown }
  | { readonly type: 'reply'; readonly call: number; readonly error: string }
  /** `byUser`: what the listeners do counts as done by the user, for instance a request for a permission. */
  | { readonly type: 'event'; readonly event: string; readonly args: readonly unknown[]; readonly byUser?: boolean }
  /** Asks for `synced`, in order with everything else. */
  | { readonly type: 'sync'; readonly sync: number }
  /** The permissions that hold from now on. APIs appear and vanish with them. */
  | { readonly type: 'permissions'; readonly permissions: readonly string[] };

export type NativeApi = 'connectNative' | 'sendNativeMessage';

/** One end of a bridge. Messages keep their order; `close` is silent on this side and calls `closed` on the other. */
export interface BridgeEnd<Out, In> {
  send(message: Out): void;
  /** Comes once, before the first message can arrive. */
  listen(listener: { received(message: In): void; closed(): void }): void;
  close(): void;
}

export type ContextEnd = BridgeEnd<FromContext, ToContext>;
export type BrowserEnd = BridgeEnd<ToContext, FromContext>;
