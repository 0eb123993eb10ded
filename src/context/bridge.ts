/**
 * The seam between a context and the browser. A context is like a renderer process: it names its channels by numbers of
 * its own, sends what follows, and gets the same kinds back. All of it is plain data that survives a structured clone,
 * so the bridge can be a pair in memory, a `MessagePort` of a worker, or one of an Electron renderer.
 *
 * A native message crosses as its JSON text (`''`: a frame without a body), because each context stringifies and parses
 * in its own realm. A message to another context crosses as its JSON text or as a copy, as the engine has it.
 *
 * Channels that a context opens have positive numbers; those that it is offered have negative ones, of the browser's
 * making. An offer is answered with `accepted` (a listener got the port; an answer to the message will come), with an
 * answering `message`, or with `close`.
 */
export type FromContext =
  | ({ readonly type: 'open'; readonly channel: number } & ChannelTarget)
  | { readonly type: 'accepted'; readonly channel: number }
  | { readonly type: 'message'; readonly channel: number; readonly message: unknown }
  | {
      readonly type: 'close';
      readonly channel: number;
      readonly failure?: 'MESSAGE_NOT_JSON';
      /** Of an offer: nobody listens here; or, when it was accepted, the answer cannot be sent. */
      readonly refused?: true;
      /** Of an offered message: what the sender is told in place of an answer. */
      readonly error?: string;
    }
  | { readonly type: 'call'; readonly call: number; readonly method: string; readonly args: readonly unknown[] }
  /** What the browser's console would show although no script wrote it. */
  | { readonly type: 'console'; readonly level: 'warn' | 'error'; readonly text: string }
  /** A listener or a callback threw. `text` is the line of the browser's console. */
  | { readonly type: 'uncaught'; readonly text: string; readonly stack?: string }
  /** Somebody listens to an event of a namespace from now on, or nobody any more: it can wake a background or not. */
  | { readonly type: 'listening'; readonly event: string; readonly isListening: boolean }
  /** Answers `sync`: all that came before it has run, with its microtasks. */
  | { readonly type: 'synced'; readonly sync: number };

export type ToContext =
  | ({ readonly type: 'offer'; readonly channel: number } & Offer)
  | { readonly type: 'message'; readonly channel: number; readonly message: unknown }
  /** `error` is the engine's text; without it the other side closed in peace. `unheard`: while the context could hear nothing. */
  | { readonly type: 'close'; readonly channel: number; readonly error?: string; readonly unheard?: true }
  | { readonly type: 'reply'; readonly call: number; readonly result: unknown }
  | { readonly type: 'reply'; readonly call: number; readonly error: string }
  /** `byUser`: what the listeners do counts as done by the user, for instance a request for a permission. */
  | { readonly type: 'event'; readonly event: string; readonly args: readonly unknown[]; readonly byUser?: boolean }
  /** Asks for `synced`, in order with everything else. */
  | { readonly type: 'sync'; readonly sync: number }
  /** The permissions that hold from now on. APIs appear and vanish with them. */
  | { readonly type: 'permissions'; readonly permissions: readonly string[] };

export type NativeApi = 'connectNative' | 'sendNativeMessage';
export type ContextApi = 'connect' | 'sendMessage';

/** What a channel should lead to: a host, the other contexts of an extension, or the own contexts in a tab. */
export type ChannelTarget = HostTarget | ContextTarget;

export interface HostTarget {
  readonly api: NativeApi;
  readonly application: string;
}

export type ContextTarget = Addressee &
  ({ readonly api: 'connect'; readonly name: PortName } | { readonly api: 'sendMessage' });

/** Null: a port that its opener should have named, and did not. */
export type PortName = string | null;

/** An extension by its id, or the documents of a tab. */
export type Addressee =
  | { readonly extension: string }
  | {
      readonly tab: number;
      /** Without it, or below 0: every frame. */
      readonly frameId?: number;
      readonly documentId?: string;
    };

/** A port, or the one message of `sendMessage`, that another context has for the listeners of `event`. */
export type Offer = {
  readonly event: OfferEvent;
  readonly sender: Readonly<Record<string, unknown>>;
} & ({ readonly api: 'connect'; readonly name: PortName } | { readonly api: 'sendMessage'; readonly message: unknown });

export type OfferEvent =
  | 'runtime.onConnect'
  | 'runtime.onConnectExternal'
  | 'runtime.onMessage'
  | 'runtime.onMessageExternal'
  | 'runtime.onUserScriptConnect'
  | 'runtime.onUserScriptMessage';

/** One end of a bridge. Messages keep their order; `close` is silent on this side and calls `closed` on the other. */
export interface BridgeEnd<Out, In> {
  send(message: Out): void;
  /** Comes once, before the first message can arrive. */
  listen(listener: { received(message: In): void; closed(): void }): void;
  close(): void;
}

export type ContextEnd = BridgeEnd<FromContext, ToContext>;
export type BrowserEnd = BridgeEnd<ToContext, FromContext>;
