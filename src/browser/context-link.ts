import type { BrowserEnd, FromContext, ToContext } from '../context/index.js';
import type { BrowserParts } from './browser-parts.js';
import { type ChannelOwner, NativeChannel } from './native-channel.js';

/** What a context may ask of its extension. */
export interface ContextHost {
  readonly callerId: string;
  holdsNativeMessaging(): boolean;
  call(method: string, args: readonly unknown[]): Promise<{ result: unknown } | { error: string }>;
  /** A connection began; `gone` resolves when its host is gone. */
  hostStarted(gone: Promise<void>): void;
  /** The link is over. */
  linkEnded(link: ContextLink): void;
}

/** The browser's half of one context: its channels, its calls, and what it is told. */
export class ContextLink implements ChannelOwner {
  readonly name: string;
  readonly #parts: BrowserParts;
  readonly #host: ContextHost;
  readonly #bridge: BrowserEnd;
  readonly #channels = new Map<number, NativeChannel>();
  readonly #syncs = new Map<number, () => void>();
  #lastSync = 0;
  #isOpen = true;

  constructor(parts: BrowserParts, host: ContextHost, bridge: BrowserEnd, name: string) {
    this.#parts = parts;
    this.#host = host;
    this.#bridge = bridge;
    this.name = name;
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

  received(channel: number, message: string): void {
    this.#bridge.send({ type: 'message', channel, message });
  }

  closed(channel: number, error: string | undefined): void {
    this.#channels.delete(channel);
    this.#bridge.send({ type: 'close', channel, ...(error !== undefined && { error }) });
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
    for (const channel of this.#channels.values()) channel.close(by);
    this.#channels.clear();
    for (const resolve of this.#syncs.values()) resolve();
    this.#syncs.clear();
    this.#parts.tracer.emit({ type: 'context.gone', context: this.name });
    this.#host.linkEnded(this);
  }

  #received(message: FromContext): void {
    switch (message.type) {
      case 'message':
        // Without a channel: the host closed meanwhile. Not a string: the context is not one of ours.
        if (typeof message.message === 'string') this.#channels.get(message.channel)?.send(message.message);
        return;
      case 'open':
        this.#open(message);
        return;
      case 'close': {
        const channel = this.#channels.get(message.channel);
        this.#channels.delete(message.channel);
        channel?.close('extension', message.failure);
        return;
      }
      case 'call':
        void this.#call(message.call, message.method, message.args);
        return;
      case 'console':
        this.#parts.tracer.emit({ type: 'console', context: this.name, level: message.level, args: [message.text] });
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

  #open(message: Extract<FromContext, { type: 'open' }>): void {
    // A context numbers its own channels and checks its own arguments; what does neither is not one of ours.
    if (this.#channels.has(message.channel) || typeof message.application !== 'string') return;
    const channel = new NativeChannel(this.#parts, this, message);
    if (!channel.isOpen) return;
    this.#channels.set(message.channel, channel);
    this.#host.hostStarted(channel.gone);
  }

  async #call(call: number, method: string, args: readonly unknown[]): Promise<void> {
    this.#parts.activity.callBegan();
    try {
      const reply = await this.#host.call(method, args);
      this.#bridge.send({ type: 'reply', call, ...reply });
    } finally {
      this.#parts.activity.callEnded();
    }
  }
}
