/**
 * What a port needs from below. Neither method waits; a full pipe holds messages in order. `close` comes once, and
 * nothing is reported upwards after it.
 */
export interface Wire<Message> {
  send(message: Message): void;
  close(): void;
}

/** What a wire reports upwards. `closed` comes once and last; without a reason, the other side closed in peace. */
export interface WireEvents<Message, Reason> {
  received(message: Message): void;
  closed(reason?: Reason): void;
}
