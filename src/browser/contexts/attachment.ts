import type { ContextKind } from '../../engines/index.js';
import { type Family, isRestrictedUrl } from '../../manifest/index.js';
import { addressNotAllowed, BrowserError, contextExists, documentGone, frameNeeded } from '../errors.js';
import type { Frame } from '../tabs/frame.js';
import type { PageDocument } from '../tabs/page-document.js';
import type { Tabs } from '../tabs/tabs.js';

/** What a context is. */
export interface ContextLabel {
  /** Default `background`. */
  readonly kind?: ContextKind;
  /** For people and traces. Default: the kind; a number is added when the name is taken. */
  readonly name?: string;
  /**
   * Address of a background, or of a page that is in no frame, absolute or relative to the extension's base, which is the
   * default. With a frame its document says the address.
   */
  readonly url?: string;
  /** Of a user script: the name of its world. Default `''`, the one that all share. */
  readonly worldId?: string;
}

interface AttachedExtension {
  /** undefined: none, it is a web page. */
  readonly id: string | undefined;
  readonly baseUrl: string;
}

/**
 * The document in which a context lives: that of a frame, or for a background and a popup one of its own.
 *
 * @throws {BrowserError} `FRAME_NEEDED`
 */
export function documentFor(
  tabs: Tabs,
  { baseUrl }: AttachedExtension,
  { kind = 'background', url = '' }: ContextLabel,
  frame: Frame | undefined,
): PageDocument {
  if (frame !== undefined && kind !== 'background') return frame.document;
  if (kind !== 'background' && kind !== 'page') throw frameNeeded(kind);
  return tabs.detached(new URL(url, baseUrl).href).document;
}

/**
 * Whether a context of this kind can live there.
 *
 * @throws {BrowserError} `DOCUMENT_GONE`, `ADDRESS_NOT_ALLOWED`, `CONTEXT_EXISTS`
 */
export function checkPlace(
  document: PageDocument,
  { id, baseUrl }: AttachedExtension,
  { kind = 'background', worldId }: ContextLabel,
  family: Family,
): void {
  if (document.lifecycle !== 'active') throw documentGone(document.id);
  const { url } = document;
  if (kind === 'page' && !url.startsWith(baseUrl)) {
    throw addressNotAllowed(
      url,
      `a page of the extension ${id}`,
      `Show an address below ${baseUrl} in the frame first.`,
    );
  }
  const isScript = kind === 'content-script' || kind === 'user-script';
  if (isScript && isRestrictedUrl(document.webAddress, family)) {
    throw addressNotAllowed(
      url,
      'content scripts',
      'Use an address of the web: no extension may run scripts in this one.',
    );
  }
  const there = [...document.contexts].find(
    (context) => context.kind === kind && context.extensionId === id && context.worldId === worldId,
  );
  if (there !== undefined) throw contextExists(`a context of the kind ${JSON.stringify(kind)}`, there.name);
}

/** What `attach` returns; undefined: there cannot be such a context. */
export function whenPossible<Attached>(attach: () => Attached): Attached | undefined {
  try {
    return attach();
  } catch (error) {
    if (error instanceof BrowserError) return undefined;
    throw error;
  }
}
