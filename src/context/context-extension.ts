/** What a context must know of its extension; plain data, so it can be sent to a worker. */
export interface ContextExtension {
  readonly id: string;
  readonly manifest: { readonly manifest_version: number; readonly [key: string]: unknown };
  /** Base of the extension's own addresses, with a final slash. */
  readonly baseUrl: string;
  /** The permissions that hold at the start. */
  readonly permissions: readonly string[];
}
