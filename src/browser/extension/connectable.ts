import { acceptsTlsChannelId, type ExtensionManifest, type Family, webPagesAllowedBy } from '../../manifest/index.js';

/**
 * Who may connect to an extension, by `externally_connectable` of its manifest. Extensions: without the key any, with it those
 * in `ids`, where `*` is all. Web pages: those that `matches` has. Source: Chromium, externally_connectable.cc.
 */
export class ConnectableTo {
  /** Whether senders have a `tlsChannelId`, which is always empty. */
  readonly acceptsTlsChannelId: boolean;
  /** Whether a web page with this address may. */
  readonly letsPage: (url: string) => boolean;
  readonly #ids: ReadonlySet<unknown> | undefined;

  constructor(manifest: ExtensionManifest, family: Family) {
    const key: unknown = manifest.externally_connectable;
    const given = typeof key === 'object' && key !== null ? key : undefined;
    const ids = given && 'ids' in given && Array.isArray(given.ids) ? given.ids : [];
    this.#ids = given && new Set(ids);
    this.acceptsTlsChannelId = acceptsTlsChannelId(manifest);
    this.letsPage = webPagesAllowedBy(manifest, family);
  }

  allows(extension: string): boolean {
    return this.#ids === undefined || this.#ids.has('*') || this.#ids.has(extension);
  }
}
