export type { Platform } from '../manifest/index.js';
export {
  BROWSERS,
  type Browser,
  type BrowserName,
  browserNames,
  browsersOf,
  type HostDirectories,
  type HostKeys,
  type RegistryRoot,
  type RegistryView,
  type Scope,
} from './browsers.js';
export { LocationError, type LocationErrorCode } from './errors.js';
export { manifestFileIn, registryKeyIn } from './names.js';
export { type DirectoryPlace, hostPlaces, type Place, type RegistryPlace, type WhereToLook } from './places.js';
export { platformOf } from './platform.js';
export { manifestFileFrom, type Registry, type RegistryValue } from './registry.js';
