import type { ContextKind, MessageFormatName } from '../engines/index.js';

/** What a context must know of its extension; plain data, so it can be sent to a worker. */
export interface ContextExtension {
  readonly id: string;
  /** Chromium: `runtime.dynamicId`, another one each time that it is loaded. */
  readonly dynamicId?: string;
  readonly manifest: { readonly manifest_version: number; readonly [key: string]: unknown };
  /** Base of the extension's own addresses, with a final slash. */
  readonly baseUrl: string;
  /** The permissions that hold at the start. */
  readonly permissions: readonly string[];
  /** What the context is, on which depends which API it gets. Default `background`. */
  readonly kind?: Exclude<ContextKind, 'web-page'>;
  /** How its messages to other contexts cross. Default: the engine's own way. */
  readonly messageFormat?: MessageFormatName;
}

/** What the context of a web page must know, which has no extension. It has the API only when an extension lets it in. */
export interface WebPage {
  readonly kind: 'web-page';
  /** The format of each extension that lets it in, by its id. Messages to all others are JSON, so that nobody can tell whether they exist. */
  readonly messageFormats: Readonly<Record<string, MessageFormatName>>;
}

/** Whose API a context has. */
export type ContextOwner = ContextExtension | WebPage;

export const isWebPage = (owner: ContextOwner): owner is WebPage => owner.kind === 'web-page';
