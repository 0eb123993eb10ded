import { utf8Bytes } from '../framing/index.js';

/**
 * Whether `text` is more than `limitBytes` as UTF-8. The exact size is counted only when it can matter: a unit of a string
 * takes one to three bytes.
 */
export function exceedsBytes(text: string, limitBytes: number): boolean {
  if (text.length * 3 <= limitBytes) return false;
  if (text.length > limitBytes) return true;
  return utf8Bytes(text) > limitBytes;
}
