import type { Engine } from '../../engines/index.js';
import { checkExtensionManifest, type ExtensionManifest, type Finding } from '../../manifest/index.js';
import { manifestInvalid } from '../errors.js';

/** Where an extension comes from. */
export interface ExtensionSource {
  readonly manifest: ExtensionManifest;
  readonly directory: string | undefined;
  readonly warnings: readonly Finding[];
}

/** One that has no files. @throws {BrowserError} `EXTENSION_MANIFEST_INVALID` */
export function sourceFromManifest(value: object, engine: Engine): ExtensionSource {
  const { manifest, findings } = checkExtensionManifest(value, engine.native.family);
  if (manifest === undefined) throw manifestInvalid('The manifest', findings);
  return { manifest, directory: undefined, warnings: findings };
}
