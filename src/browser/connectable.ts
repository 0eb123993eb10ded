/**
 * Who may connect to an extension, by `externally_connectable` of its manifest: without the key any extension; with it
 * those in `ids`, where `*` is all. Source: Chromium, externally_connectable.cc.
 */
export class ConnectableTo {
  /** Whether senders have a `tlsChannelId`, which is always empty. */
  readonly acceptsTlsChannelId: boolean;
  readonly #ids: ReadonlySet<unknown> | undefined;

  constructor(key: unknown) {
    const given = typeof key === 'object' && key !== null ? key : undefined;
    const ids = given && 'ids' in given && Array.isArray(given.ids) ? given.ids : [];
    this.#ids = given && new Set(ids);
    this.acceptsTlsChannelId =
      given !== undefined && 'accepts_tls_channel_id' in given && given.accepts_tls_channel_id === true;
  }

  allows(extension: string): boolean {
    return this.#ids === undefined || this.#ids.has('*') || this.#ids.has(extension);
  }
}
