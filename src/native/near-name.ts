import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { nearestOf } from '../errors/index.js';
import type { LookedAt } from './found-host.js';

const ENDING = '.json';

/**
 * The name of a host whose manifest lies where was looked, and which is nearly `application`: what was probably meant.
 * Keys of a registry are not searched.
 */
export async function findNearName(application: string, places: readonly LookedAt[]): Promise<string | undefined> {
  const folders = new Set(
    places
      .map(({ place }) => place)
      .filter(path.isAbsolute)
      .map((file) => path.dirname(file)),
  );
  const names = await Promise.all([...folders].map(namesIn));
  return nearestOf(application, names.flat());
}

async function namesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []); // most folders do not exist
  return files.filter((file) => file.endsWith(ENDING)).map((file) => file.slice(0, -ENDING.length));
}
