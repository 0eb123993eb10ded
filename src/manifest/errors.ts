import { NativePortError } from '../errors/index.js';

export type ManifestErrorCode = 'EXTENSION_KEY_INVALID' | 'EXTENSION_PATH_RELATIVE';

/** An extension id cannot be computed from what was given. What is wrong inside a manifest is a finding, not an error. */
export class ManifestError extends NativePortError<ManifestErrorCode> {
  override readonly name = 'ManifestError';
}

export const extensionKeyInvalid = (why: string): ManifestError =>
  new ManifestError(
    'EXTENSION_KEY_INVALID',
    `The extension key is not a base64 public key: ${why}.`,
    'Copy the "key" of the extension\'s manifest: base64 of the DER public key, with or without PEM armour.',
  );

export const extensionPathRelative = (path: string): ManifestError =>
  new ManifestError(
    'EXTENSION_PATH_RELATIVE',
    `The extension folder ${JSON.stringify(path)} is a relative path.`,
    'Pass the absolute path with symbolic links resolved: the id depends on each byte of it.',
  );
