export { type Background, backgroundOf, fileInside } from './background.js';
export { checkHostManifestFor, type HostRequest } from './check-host.js';
export { ManifestError, type ManifestErrorCode } from './errors.js';
export type { ExtensionFinding, ExtensionFindingCode } from './extension-findings.js';
export { extensionIdFromKey, extensionIdFromPath, isChromiumId, isExtensionKey, isGeckoId } from './extension-id.js';
export {
  actionKeyOf,
  type BackgroundKeys,
  type ExtensionManifest,
  geckoIdOf,
  optionalPermissionsOf,
  permissionsOf,
} from './extension-manifest.js';
export type { Family } from './family.js';
export type { Finding } from './finding.js';
export type { HostFinding, HostFindingCode } from './host-findings.js';
export type { HostManifest } from './host-manifest.js';
export { isHostName } from './host-name.js';
export { hostPathOf, isAbsolutePath } from './host-path.js';
export { checkExtensionManifest, type ParsedExtensionManifest, parseExtensionManifest } from './parse-extension.js';
export { type ParsedHostManifest, type ParseHostOptions, parseHostManifest } from './parse-host.js';
export type { Platform } from './platform.js';
export { MANIFEST_LIMIT_BYTES, readManifestText, type SourceOptions } from './source-text.js';
