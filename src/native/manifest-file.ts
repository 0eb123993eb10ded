import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { MANIFEST_LIMIT_BYTES } from '../manifest/index.js';

/** The bytes of a manifest file; undefined: there is no file; `why`: there is something, which cannot be read. */
export type ManifestFile =
  | { readonly bytes: Uint8Array }
  | { readonly why: string; readonly remedy: string; readonly cause?: unknown }
  | undefined;

/** Reads a manifest anew; links are followed. Never waits for a pipe and never reads more than a manifest may hold. */
export async function readManifestFile(file: string): Promise<ManifestFile> {
  let handle: FileHandle;
  try {
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (cause) {
    const isThere = await stat(file).then(
      () => true,
      () => false,
    );
    if (!isThere) return undefined;
    return {
      why: `cannot be read: ${(cause as Error).message}`,
      remedy: 'Let the user read the file: chmod +r.',
      cause,
    };
  }
  try {
    const stats = await handle.stat();
    if (stats.isDirectory()) return { why: 'is a folder', remedy: 'Put the manifest file in its place.' };
    if (!stats.isFile()) return { why: 'is not a file', remedy: 'Put the manifest file in its place.' };
    if (stats.size > MANIFEST_LIMIT_BYTES) {
      return {
        why: `has ${stats.size} bytes; at most ${MANIFEST_LIMIT_BYTES} are read`,
        remedy: 'Check that this is the manifest: it is a short JSON file.',
      };
    }
    const buffer = Buffer.alloc(stats.size);
    const { bytesRead } = await handle.read(buffer, 0, buffer.byteLength, 0);
    return { bytes: buffer.subarray(0, bytesRead) };
  } catch (cause) {
    return { why: `cannot be read: ${(cause as Error).message}`, remedy: 'Check the file and its disk.', cause };
  } finally {
    await handle.close();
  }
}
