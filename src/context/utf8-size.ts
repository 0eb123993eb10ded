/**
 * Whether `text` is more than `limitBytes` as UTF-8. The exact size is counted only when it can matter: a character of
 * a string takes one to three bytes. `text` comes from `JSON.stringify`, so it has no lone surrogates.
 */
export function exceedsBytes(text: string, limitBytes: number): boolean {
  if (text.length * 3 <= limitBytes) return false;
  if (text.length > limitBytes) return true;
  return utf8Bytes(text) > limitBytes;
}

/** Size of `text` as UTF-8, in bytes. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2; // a pair of surrogates: 4 bytes for 2 units
  }
  return bytes;
}
