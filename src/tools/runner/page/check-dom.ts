import { createRequire } from 'node:module';
import path from 'node:path';
import { domMissing } from './errors.js';

/**
 * Looks whether documents could be loaded, and loads nothing. `folder`: where to look besides the folders above this file.
 *
 * @throws {PageError} `DOM_MISSING`
 */
export function checkDom(folder: string = process.cwd()): void {
  const places = [import.meta.url, path.join(folder, 'package.json')];
  const causes: unknown[] = [];
  for (const place of places) {
    try {
      createRequire(place).resolve('jsdom');
      return;
    } catch (error) {
      causes.push(error);
    }
  }
  throw domMissing(causes[0]);
}
