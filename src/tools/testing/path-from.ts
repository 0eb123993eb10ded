import { fileURLToPath } from 'node:url';
import { urlNotFile } from './errors.js';

/**
 * A path as it is, or that of a `file:` URL, such as `new URL('./extension', import.meta.url)`.
 *
 * @throws {TestingError} `URL_NOT_FILE`
 */
export function pathFrom(place: string | URL): string {
  if (typeof place === 'string') return place;
  try {
    return fileURLToPath(place.href);
  } catch (error) {
    throw urlNotFile(place.href, error);
  }
}

/** Also one of another realm: test runners give tests a global scope of their own. */
export const isUrl = (value: object): value is URL =>
  'href' in value && typeof value.href === 'string' && 'protocol' in value;
