export { ManifestError, type ManifestErrorCode } from './errors.js';
export { type Background, backgroundOf, fileInside, isEventPage } from './extension/background.js';
export { type ContentScript, contentScriptsOf, type RunAt, type ScriptWorld } from './extension/content-scripts.js';
export type { ExtensionFinding, ExtensionFindingCode } from './extension/extension-findings.js';
export {
  actionKeyOf,
  type BackgroundKeys,
  type ConnectableKeys,
  type ContentScriptKeys,
  type ExtensionManifest,
  geckoIdOf,
  optionalPermissionsOf,
  permissionsOf,
} from './extension/extension-manifest.js';
export { acceptsTlsChannelId, webPagesAllowedBy } from './extension/externally-connectable.js';
export { type HostPatterns, hostPatternsOf } from './extension/host-permissions.js';
export { type ManifestMessageFormat, messageFormatOf } from './extension/message-format.js';
export { optionsPageOf, popupOf } from './extension/pages.js';
export {
  checkExtensionManifest,
  type ParsedExtensionManifest,
  parseExtensionManifest,
} from './extension/parse-extension.js';
export { isRestrictedUrl } from './extension/restricted-urls.js';
export { type ScriptDocument, scriptMatches } from './extension/script-matches.js';
export { isWebAccessible, type ResourceSource } from './extension/web-accessible.js';
export { extensionIdFromKey, extensionIdFromPath, isChromiumId, isExtensionKey, isGeckoId } from './extension-id.js';
export type { Family } from './family.js';
export type { Finding } from './finding.js';
export { checkHostManifestFor, type HostRequest } from './host/check-host.js';
export type { HostFinding, HostFindingCode } from './host/host-findings.js';
export type { HostManifest } from './host/host-manifest.js';
export { isHostName } from './host/host-name.js';
export { hostPathOf } from './host/host-path.js';
export { type ParsedHostManifest, type ParseHostOptions, parseHostManifest } from './host/parse-host.js';
export { compileGlob } from './patterns/glob.js';
export { type MatchPattern, type ParsedPattern, type PatternUse, parseMatchPattern } from './patterns/match-pattern.js';
export { type PatternSet, patternSet } from './patterns/pattern-set.js';
export { isAbsolutePath, type Platform } from './platform.js';
export { MANIFEST_LIMIT_BYTES, readManifestText, type SourceOptions } from './source-text.js';
