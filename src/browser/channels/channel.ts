import type { FromContext, Offer } from '../../context/index.js';
import type { ContextKind, DocumentState, MessageFormatName, MessageOrigin } from '../../engines/index.js';

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
  /** The context's document went to the back/forward cache, where this engine closes ports. `text`: what others are told. */
  contextCached(text: string): void;
}

/** A context, as its channels see it. */
export interface ChannelOwner {
  readonly name: string;
  /** Towards the context. */
  received(channel: number, message: unknown): void;
  /** The other side closed the channel; it is forgotten. */
  closed(channel: number, error: string | undefined): void;
  /** The channel is over, and the context knows. */
  forget(channel: number): void;
}

/** The document that a context lives in. */
export interface ContextPlace {
  readonly id: string;
  readonly url: string;
  readonly origin: string;
  /** As a message from it tells. */
  readonly state: DocumentState;
}

/** A context, as it is offered a channel of another one, or opens one. */
export interface ChannelContext extends ChannelOwner {
  readonly kind: ContextKind;
  /** undefined: a web page. */
  readonly extensionId: string | undefined;
  readonly place: ContextPlace;
  /** Whether it can receive: it is there, and not in the back/forward cache. */
  readonly isActive: boolean;
  /** How its messages cross; undefined: as the one that it speaks to has it. */
  readonly format: MessageFormatName | undefined;
  /** What its messages say of where they come from, at this moment. */
  readonly source: MessageOrigin;
  /** Returns the number of the channel towards that context. */
  offer(side: ChannelSide, offer: Offer): number;
}

/** A context, as the document that it lives in drives it. */
export interface LivingContext extends ChannelContext {
  readonly worldId: string | undefined;
  /** Its document goes to the back/forward cache. */
  freeze(): void;
  /** Its document comes back. */
  thaw(): void;
  /** Its document is about to end: nobody reaches it any more, and it may say its last words until it is closed. */
  leave(): void;
  /** Its document is over. */
  close(): void;
}
