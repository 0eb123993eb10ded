import type { Addressee, BrowserEnd, FromContext, Offer, ToContext } from '../context/index.js';
import type { MessageOrigin } from '../engines/index.js';
import type { BrowserParts } from './browser-parts.js';
import type { ChannelSide } from './channel.js';
import { ContextChannel, type Receivers } from './context-channel.js';
import { type HostUser, NativeChannel } from './native-channel.js';

/** What a context may ask of its extension. */
export interface ContextHost {
  readonly callerId: string;
  holdsNativeMessaging(): boolean;
  call(
    method: string,
    args: readonly unknown[],
    caller: ContextLink,
  ): Promise<{ readonly result: unknown } | { readonly error: string }>;
  /** The contexts that a channel to an extension may reach. */
  receiversOf(to: Addressee, opener: ContextLink): Receivers;
  /** A connection began; `gone` resolves when its host is gone. */
  hostStarted(gone: Promise<void>): void;
  /** The link is over. */
  linkEnded(link: ContextLink): void;
}

/** The browser's half of one context: its channels, its calls, and what it is told. */
export class ContextLink implements HostUser {
  readonly name: string;
  /** What its messages say of where they come from. */
  readonly source: MessageOrigin;
  readonly #parts: BrowserParts;
  readonly #host: ContextHost;
  readonly #bridge: BrowserEnd;
  readonly #channels = new Map<number, ChannelSide>();
  readonly #syncs = new Map<number, () => void>();
  #lastSync = 0;
  #lastOffer = 0;
  #isOpen = true;

  constructor(
    parts: BrowserParts,
    host: ContextHost,
    bridge: BrowserEnd,
    { name, source }: { readonly name: string; readonly source: ContextLink['source'] },
  ) {
    this.#parts = parts;
    this.#host = host;
    this.#bridge = bridge;
    this.name = name;
    this.source = source;
  }

  get callerId(): string {
    return this.#host.callerId;
  }

  get mayUseHosts(): boolean {
    return this.#host.holdsNativeMessaging();
  }

  /** From here on the context is served. */
  listen(): void {
    this.#bridge.listen({ received: (message) => this.#received(message), closed: () => this.#end('extension') });
  }

  send(message: ToContext): void {
    this.#bridge.send(message);
  }

  /** Offers a port or a message of another context, and returns the number of the channel. */
  offer(side: ChannelSide, offer: Offer): number {
    this.#lastOffer -= 1;
    this.#channels.set(this.#lastOffer, side);
    this.#bridge.send({ type: 'offer', channel: this.#lastOffer, ...offer });
    return this.#lastOffer;
  }

  received(channel: number, message: unknown): void {
    this.#bridge.send({ type: 'message', channel, message });
  }

  closed(channel: number, error: string | undefined): void {
    this.#channels.delete(channel);
    this.#bridge.send({ type: 'close', channel, ...(error !== undefined && { error }) });
  }

  forget(channel: number): void {
    this.#channels.delete(channel);
  }

  /** Resolves when the context has worked through everything that was sent to it, or is gone. */
  settled(): Promise<void> {
    if (!this.#isOpen) return Promise.resolve();
    this.#lastSync += 1;
    const sync = this.#lastSync;
    return new Promise((resolve) => {
      this.#syncs.set(sync, resolve);
      this.#bridge.send({ type: 'sync', sync });
    });
  }

  /** Ends the context from this side; its ports close with it. */
  close(): void {
    if (!this.#isOpen) return;
    this.#bridge.close();
    this.#end('browser');
  }

  #end(by: 'extension' | 'browser'): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const channels = [...this.#channels.values()];
    this.#channels.clear();
    this.#host.linkEnded(this); // from here on it receives nothing
    for (const channel of channels) channel.contextGone(by);
    for (const resolve of this.#syncs.values()) resolve();
    this.#syncs.clear();
    this.#parts.tracer.emit({ type: 'context.gone', context: this.name });
  }

  #received(message: FromContext): void {
    switch (message.type) {
      case 'message':
        this.#channels.get(message.channel)?.send(message.message); // without a channel: it was closed meanwhile
        return;
      case 'accepted':
        this.#channels.get(message.channel)?.accept?.();
        return;
      case 'open':
        this.#open(message);
        return;
      case 'close': {
        const channel = this.#channels.get(message.channel);
        this.#channels.delete(message.channel);
        channel?.close(message);
        return;
      }
      case 'call':
        void this.#call(message.call, message.method, message.args);
        return;
      case 'listening':
        return; // nothing sleeps yet
      case 'console':
        this.#parts.tracer.emit({
          type: 'console',
          context: this.name,
          by: 'browser',
          level: message.level,
          args: [message.text],
        });
        return;
      case 'uncaught': {
        const { text, stack } = message;
        this.#parts.tracer.emit({
          type: 'error',
          context: this.name,
          message: text,
          ...(stack !== undefined && { stack }),
        });
        return;
      }
      case 'synced':
        this.#syncs.get(message.sync)?.();
        this.#syncs.delete(message.sync);
        return;
    }
  }

  /** A context numbers its own channels and checks its own arguments; what does neither is not one of ours. */
  #open(message: Extract<FromContext, { type: 'open' }>): void {
    const { channel } = message;
    if (!(channel > 0) || this.#channels.has(channel)) return;
    if (message.api === 'connect' || message.api === 'sendMessage') {
      if ('extension' in message ? typeof message.extension !== 'string' : !Number.isInteger(message.tab)) return;
      const receivers = this.#host.receiversOf(message, this);
      const opened = new ContextChannel(this.#parts, this, channel, message, receivers);
      this.#channels.set(channel, opened);
      opened.open();
      return;
    }
    if (typeof message.application !== 'string') return;
    const opened = new NativeChannel(this.#parts, this, channel, message);
    if (!opened.isOpen) return;
    this.#channels.set(channel, opened);
    this.#host.hostStarted(opened.gone);
  }

  async #call(call: number, method: string, args: readonly unknown[]): Promise<void> {
    this.#parts.activity.callBegan();
    try {
      const reply = await this.#host.call(method, args, this);
      this.#bridge.send({ type: 'reply', call, ...reply });
    } finally {
      this.#parts.activity.callEnded();
    }
  }
}
