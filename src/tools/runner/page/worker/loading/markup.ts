import type { DocumentPlan } from '../../protocol.js';
import { read, readFile } from '../reading/resources.js';
import type { WorldDocument } from '../world/script-world.js';

/** Who wants the markup: a document without any. */
export interface MarkupReader extends Pick<WorldDocument, 'asker' | 'engine'> {
  readonly frame: { readonly parent: Pick<WorldDocument, 'asker' | 'url'> | undefined };
  /** It turned out to be at another address. */
  redirected(url: string): void;
}

const HTML = /^(text\/html|application\/xhtml\+xml)$/;

/**
 * The markup of a document, from wherever its plan says. A file that is no HTML is shown as text.
 *
 * @throws {PageError} `PAGE_UNREACHABLE`, `PAGE_TIMED_OUT`, `PAGE_BAD_STATUS`, `PAGE_TOO_LARGE`
 * @throws {RunnerError} `FILE_MISSING`, `FILE_OUTSIDE`, `FILE_UNREADABLE`
 */
export async function readMarkup(document: MarkupReader, { url, source }: DocumentPlan): Promise<string> {
  if (source && 'html' in source) return source.html;
  if (/^about:/.test(url)) return '';
  const address = new URL(url);
  const own = document.asker;
  // A frame at an address of an extension is let in, or not, by the page that has it.
  const parent = document.frame.parent;
  const asker = own.extension && parent ? { ...parent.asker, extensionAt: own.extensionAt } : { ...own, url };
  const wantedBy = parent ? parent.url : 'the address';
  const {
    bytes,
    type,
    url: found,
  } = source ? readFile(source.file, url) : await read(address, asker, document.engine, wantedBy);
  if (found !== url && found !== withoutHash(url)) document.redirected(found);
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  const isHtml = type === undefined ? isHtmlName(source?.file ?? address.pathname) : HTML.test(type);
  return isHtml ? text : `<!DOCTYPE html><html><head></head><body><pre>${escaped(text)}</pre></body></html>`;
}

const withoutHash = (url: string): string => url.replace(/#.*$/s, '');

const isHtmlName = (name: string): boolean => !/\.(txt|json|js|mjs|css|xml|svg|md|csv|log)$/i.test(name);

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** What a byte order mark or a `<meta charset>` near the start says. Source: HTML, "encoding sniffing algorithm". */
function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  const label = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(start)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return 'utf-8';
  }
}
