import type { Platform } from '../manifest/index.js';

/** The row of the tables for a platform as Node names it; systems without a row of their own follow Linux. */
export function platformOf(nodePlatform: string): Platform {
  return nodePlatform === 'darwin' || nodePlatform === 'win32' ? nodePlatform : 'linux';
}
