import type { FromContext, Offer } from '../context/index.js';

/** How a context closed a channel. */
export type Closing = Omit<Extract<FromContext, { type: 'close' }>, 'type' | 'channel'>;

/** One context's side of a channel, as its link drives it. After `close` or `contextGone` nothing follows. */
export interface ChannelSide {
  send(message: unknown): void;
  /** Answers an offer; only receivers do. */
  accept?(): void;
  close(how: Closing): void;
  /** The context has ended: by itself, or because the browser ended it. */
  contextGone(by: 'extension' | 'browser'): void;
}

/** A context, as its channels see it. */
export interface ChannelOwner {
  readonly name: string;
  /** Id of its extension. */
  readonly callerId: string;
  /** Towards the context. */
  received(channel: number, message: unknown): void;
  /** The other side closed the channel; it is forgotten. */
  closed(channel: number, error: string | undefined): void;
  /** The channel is over, and the context knows. */
  forget(channel: number): void;
}

/** A context that can be offered a channel of another one. */
export interface ChannelReceiver extends ChannelOwner {
  /** Returns the number of the channel towards that context. */
  offer(side: ChannelSide, offer: Offer): number;
}
