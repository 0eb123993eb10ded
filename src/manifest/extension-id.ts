import { extensionKeyInvalid, extensionPathRelative } from './errors.js';
import { isAbsolutePath, type Platform } from './platform.js';

/**
 * The id that Chromium gives an extension with this `key` in its manifest: SHA-256 of the public key's DER bytes, first
 * 32 hex digits, each as a letter a-p. Accepts PEM armour and white space. Source: Chromium, crx_file id_util.cc.
 *
 * @throws {ManifestError} `EXTENSION_KEY_INVALID`
 */
export async function extensionIdFromKey(key: string): Promise<string> {
  return idOf(decodeKey(key));
}

/**
 * The id that Chromium gives an unpacked extension without a `key`: the same function of its folder's path, UTF-8 on
 * POSIX, UTF-16LE with the drive letter in upper case on Windows. Chromium resolves symbolic links first, so pass the
 * real path; a separator at the end does not count. Source: Chromium, crx_file id_util.cc; seen in Chromium 156 on Linux.
 *
 * @throws {ManifestError} `EXTENSION_PATH_RELATIVE`
 */
export async function extensionIdFromPath(absolutePath: string, platform: Platform): Promise<string> {
  if (!isAbsolutePath(absolutePath, platform)) throw extensionPathRelative(absolutePath);
  return idOf(
    platform === 'win32' ? utf16(normalizedDrive(absolutePath)) : new TextEncoder().encode(bare(absolutePath)),
  );
}

/** Whether `id` has the form of a Chromium extension id: 32 letters a-p. */
export const isChromiumId = (id: string): boolean => /^[a-p]{32}$/.test(id);

/**
 * Whether Firefox accepts `id` as an add-on id: `{uuid}` or `name@domain` (the name may be empty), in either case.
 * Source: Firefox, manifest.json schema, ExtensionID.
 */
export const isGeckoId = (id: string): boolean =>
  /^\{[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}$/i.test(id) || /^[a-z0-9._-]*@[a-z0-9._-]+$/i.test(id);

async function idOf(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice())); // a copy: no other thread shares it
  const letter = (halfByte: number): string => String.fromCharCode(0x61 + halfByte);
  return [...digest.subarray(0, 16)].map((byte) => letter(byte >> 4) + letter(byte & 15)).join('');
}

function decodeKey(key: string): Uint8Array {
  const base64 = withoutArmour(key).replace(/\s+/g, '');
  if (base64 === '') throw extensionKeyInvalid('it is empty');
  if (!isBase64(base64)) throw extensionKeyInvalid(`${base64.length} characters that are not base64`);
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Whole groups of four, the last one padded. */
const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);

/**
 * Whether Chromium takes this `key` in a manifest: base64 without white space, or the same in PEM armour, where lines
 * may be broken. Seen in Chromium 156.
 */
export function isExtensionKey(key: string): boolean {
  if (!key.startsWith('-----BEGIN')) return isBase64(key);
  try {
    return decodeKey(key).byteLength > 0;
  } catch {
    return false;
  }
}

function withoutArmour(key: string): string {
  const text = key.trim();
  if (!text.startsWith('-----BEGIN')) return text;
  const start = text.indexOf('KEY-----');
  const end = text.lastIndexOf('-----END');
  if (start < 0 || end < start) throw extensionKeyInvalid('the PEM armour is not complete');
  return text.slice(start + 'KEY-----'.length, end);
}

const bare = (path: string): string => withoutEnd(path, '/', 1);

function normalizedDrive(path: string): string {
  const named = /^[a-z]:/.test(path) ? path.charAt(0).toUpperCase() + path.slice(1) : path;
  return withoutEnd(named, '\\/', 3);
}

/** Without separators at the end, but never shorter than the root. */
function withoutEnd(path: string, separators: string, rootLength: number): string {
  let end = path.length;
  while (end > rootLength && separators.includes(path.charAt(end - 1))) end -= 1;
  return path.slice(0, end);
}

function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index += 1) view.setUint16(index * 2, text.charCodeAt(index), true);
  return bytes;
}
