import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Engine } from '../../engines/index.js';
import { platformOf } from '../../locations/index.js';
import {
  type ExtensionManifest,
  extensionIdFromPath,
  geckoIdOf,
  parseExtensionManifest,
} from '../../manifest/index.js';
import { type ExtensionSpec, TemporaryFolder, writeExtension } from './extension-spec.js';
import { isUrl, pathFrom } from './path-from.js';
import { typeScriptIn } from './type-script.js';

/** An extension in a folder, ready to be loaded. */
export interface PreparedExtension {
  readonly directory: string;
  /** The id that it must be given because its folder is not where it lives; undefined: that of its folder. */
  readonly id: string | undefined;
  /** Removes what was written. */
  remove(): void;
}

/**
 * Puts an extension where it can be loaded: a folder as it is, unless it names TypeScript, which is bundled; a description
 * as files. The id stays the same from run to run.
 *
 * @throws {TestingError} `FILE_OUTSIDE`, `URL_NOT_FILE`, `BUNDLER_MISSING`, `BUNDLE_FAILED`
 */
export async function prepareExtension(from: string | URL | ExtensionSpec, engine: Engine): Promise<PreparedExtension> {
  if (typeof from !== 'string' && !isUrl(from)) {
    const folder = new TemporaryFolder('extension');
    try {
      writeExtension(folder.path, from);
      const name = String(from.manifest?.name ?? 'test');
      const prepared = await compiled(folder.path, `/nativeport/testing/${name}`, engine);
      return { ...prepared, remove: () => removeAll(prepared, folder) };
    } catch (error) {
      folder.remove();
      throw error;
    }
  }
  const wanted = pathFrom(from);
  const directory = await realpath(path.resolve(wanted)).catch(() => undefined);
  // What is wrong with the folder, loading it tells better.
  if (directory === undefined) return { directory: wanted, id: undefined, remove: () => undefined };
  return compiled(directory, directory, engine, true);
}

/** `home`: what its id is made from, when the manifest does not tell. */
async function compiled(directory: string, home: string, engine: Engine, isHome = false): Promise<PreparedExtension> {
  const manifest = manifestIn(directory, engine);
  if (manifest === undefined) return { directory, id: undefined, remove: () => undefined };
  const sources = typeScriptIn(directory, manifest);
  const id = await idFrom(home, manifest, engine);
  if (sources === undefined) return { directory, id: isHome ? undefined : id, remove: () => undefined };
  const { bundleExtension } = await import('./bundle.js'); // only who has TypeScript pays for it
  const folder = new TemporaryFolder('bundle');
  try {
    await bundleExtension(directory, folder.path, manifest, sources);
  } catch (error) {
    folder.remove();
    throw error;
  }
  return { directory: folder.path, id, remove: () => folder.remove() };
}

function removeAll(prepared: PreparedExtension, folder: TemporaryFolder): void {
  prepared.remove();
  folder.remove();
}

function manifestIn(directory: string, engine: Engine): ExtensionManifest | undefined {
  try {
    return parseExtensionManifest(readFileSync(path.join(directory, 'manifest.json')), engine.native.family).manifest;
  } catch {
    return undefined; // loading it tells what is wrong
  }
}

/** As the engine makes ids of a folder; undefined: the manifest tells. */
async function idFrom(home: string, manifest: ExtensionManifest, engine: Engine): Promise<string | undefined> {
  if (engine.native.family === 'chromium') {
    return manifest.key === undefined ? extensionIdFromPath(home, platformOf(process.platform)) : undefined;
  }
  if (geckoIdOf(manifest) !== undefined) return undefined;
  return `${createHash('sha256').update(home).digest('hex').slice(0, 40)}@temporary-addon`;
}
