import type { Finding } from './finding.js';
import { manifestNotUtf8, manifestTooLarge, type SourceCode } from './source-findings.js';

/** Largest manifest that is read, in bytes, unless the caller says otherwise. Ours: the browsers have no limit. */
export const MANIFEST_LIMIT_BYTES: number = 1024 * 1024;

export interface SourceOptions {
  /** Largest file that is read, in bytes; default `MANIFEST_LIMIT_BYTES`. */
  readonly limitBytes?: number;
}

/** Text of a manifest file, or the finding that makes it unreadable: too large, or not UTF-8. A byte order mark is dropped. */
export function readManifestText(
  source: string | Uint8Array,
  options: SourceOptions = {},
): { readonly text: string } | { readonly finding: Finding<SourceCode> } {
  const limitBytes = options.limitBytes ?? MANIFEST_LIMIT_BYTES;
  const bytes = typeof source === 'string' ? bytesOf(source, limitBytes) : source.byteLength;
  if (bytes > limitBytes) return { finding: manifestTooLarge(bytes, limitBytes) };
  if (typeof source === 'string') return { text: source.startsWith('\uFEFF') ? source.slice(1) : source };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(source) };
  } catch {
    return { finding: manifestNotUtf8() };
  }
}

/** A UTF-16 unit is one to three bytes, so only texts in between need counting. */
function bytesOf(text: string, limitBytes: number): number {
  if (text.length > limitBytes || text.length * 3 <= limitBytes) return text.length;
  return new TextEncoder().encode(text).byteLength;
}
