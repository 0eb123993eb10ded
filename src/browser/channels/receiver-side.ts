import type { Offer } from '../../context/index.js';
import type { ChannelContext, ChannelSide, Closing } from './channel.js';

/** The whole channel, as the side of one receiver tells it. */
export interface WholeChannel {
  /** It has taken the port, or will answer. */
  accepted(side: ReceiverSide): void;
  /** It has sent something: a message, or the answer. */
  sentBy(side: ReceiverSide, message: unknown): void;
  closedBy(side: ReceiverSide, how: Closing): void;
  /** Its context has ended. */
  goneWith(side: ReceiverSide): void;
  /** Its context went to the back/forward cache. */
  cachedWith(side: ReceiverSide, text: string): void;
}

/** One receiving context's side of a channel. */
export class ReceiverSide implements ChannelSide {
  hasHeard = false;
  readonly #whole: WholeChannel;
  readonly #context: ChannelContext;
  readonly #channel: number;

  constructor(whole: WholeChannel, context: ChannelContext, offer: Offer) {
    this.#whole = whole;
    this.#context = context;
    this.#channel = context.offer(this, offer);
  }

  get name(): string {
    return this.#context.name;
  }

  deliver(message: unknown): void {
    this.#context.received(this.#channel, message);
  }

  closed(error: string | undefined): void {
    this.#context.closed(this.#channel, error);
  }

  forget(): void {
    this.#context.forget(this.#channel);
  }

  accept(): void {
    this.#whole.accepted(this);
  }

  send(message: unknown): void {
    this.#whole.sentBy(this, message);
  }

  close(how: Closing): void {
    this.#whole.closedBy(this, how);
  }

  contextGone(): void {
    this.#whole.goneWith(this);
  }

  contextCached(text: string): void {
    this.#whole.cachedWith(this, text);
  }
}
