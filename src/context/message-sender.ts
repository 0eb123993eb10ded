/** The context that opened a port or sent a message. Each engine has members of its own besides. */
export interface MessageSender {
  /** Of its extension. */
  readonly id?: string;
  readonly url?: string;
  readonly origin?: string;
  readonly [key: string]: unknown;
}
