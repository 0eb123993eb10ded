import type { Addressee, ContextApi, FromContext } from '../../context/index.js';
import type { LifeHold } from '../../engines/index.js';
import type { WatchedLife } from '../background/background-life.js';
import type { BrowserParts } from '../browser-parts.js';
import type { ChannelContext, ChannelSide } from '../channels/channel.js';
import { ContextChannel } from '../channels/context-channel.js';
import { type HostUser, NativeChannel } from '../channels/native-channel.js';
import type { Receivers } from '../channels/receivers.js';

/** What the channels of a context need of who answers for it. */
export interface ChannelsOwner {
  /** The contexts that a channel may reach. */
  receiversOf(to: Addressee, opener: ChannelContext): Receivers;
  /** A connection began; `gone` resolves when its host is gone. */
  hostStarted(gone: Promise<void>): void;
  /** Of a background that may sleep: hears how it is used. */
  readonly life?: WatchedLife | undefined;
}

/** The channels of one context by their numbers: those that it opens have positive ones, those that it is offered negative. */
export class LinkChannels {
  readonly #parts: BrowserParts;
  readonly #owner: ChannelsOwner;
  readonly #context: HostUser & ChannelContext;
  readonly #sides = new Map<number, ChannelSide>();
  readonly #holds = new Map<number, () => void>(); // what keeps a background awake, for as long as a channel is open
  #lastOffer = 0;

  constructor(parts: BrowserParts, owner: ChannelsOwner, context: HostUser & ChannelContext) {
    this.#parts = parts;
    this.#owner = owner;
    this.#context = context;
  }

  get(channel: number): ChannelSide | undefined {
    return this.#sides.get(channel);
  }

  /** The context opens one. It numbers its channels and checks its arguments; what does neither is not one of ours. */
  open(message: Extract<FromContext, { type: 'open' }>): void {
    const { channel } = message;
    if (!(channel > 0) || this.#sides.has(channel)) return;
    if (message.api === 'connect' || message.api === 'sendMessage') {
      if ('extension' in message ? typeof message.extension !== 'string' : !Number.isInteger(message.tab)) return;
      const receivers = this.#owner.receiversOf(message, this.#context);
      const opened = new ContextChannel(this.#parts, this.#context, channel, message, receivers);
      this.#sides.set(channel, opened);
      this.#hold(channel, message.api === 'connect' ? 'port' : 'own-message');
      opened.open();
      return;
    }
    if (typeof message.application !== 'string') return;
    const opened = new NativeChannel(this.#parts, this.#context, channel, message);
    if (!opened.isOpen) return;
    this.#sides.set(channel, opened);
    this.#hold(channel, message.api === 'connectNative' ? 'native-port' : 'native-message');
    this.#owner.hostStarted(opened.gone);
  }

  /** Another context offers one; returns its number. */
  offered(side: ChannelSide, api: ContextApi): number {
    const isPort = api === 'connect';
    this.#lastOffer -= 1;
    this.#sides.set(this.#lastOffer, side);
    this.#owner.life?.showed(isPort ? 'port-offered' : 'message');
    this.#hold(this.#lastOffer, isPort ? 'port' : 'message');
    return this.#lastOffer;
  }

  forget(channel: number): void {
    this.#sides.delete(channel);
    this.#holds.get(channel)?.();
    this.#holds.delete(channel);
  }

  /** Forgets all of them, and returns them. */
  cut(): ChannelSide[] {
    const sides = [...this.#sides.values()];
    this.#sides.clear();
    return sides;
  }

  /** The same at the end of the context: what slept or died holds nothing. */
  end(): ChannelSide[] {
    this.#holds.clear();
    return this.cut();
  }

  #hold(channel: number, what: LifeHold): void {
    const release = this.#owner.life?.hold(what);
    if (release) this.#holds.set(channel, release);
  }
}
