import type { Family } from '../family.js';
import { parseMatchPattern } from '../patterns/match-pattern.js';
import type { ExtensionManifest } from './extension-manifest.js';
import { objectsIn, textsIn } from './json-values.js';

/** Match patterns as they are written, without duplicates, in the order of the file. What is no pattern is left out. */
export interface HostPatterns {
  /** Granted with the extension. */
  readonly required: readonly string[];
  /** What the extension may ask for while it runs. */
  readonly optional: readonly string[];
}

/**
 * The host permissions of a manifest as a browser of this family understands them: in V2 those among `permissions`, in V3
 * `host_permissions`. In V3 Firefox adds what the content scripts match, and takes optional ones from
 * `optional_permissions`, too. Source: Firefox, Extension.sys.mjs; seen in ESR 153.
 */
export function hostPatternsOf(manifest: ExtensionManifest, family: Family): HostPatterns {
  const patterns = (...lists: unknown[]): string[] => {
    const texts = lists.flatMap(textsIn).filter((text) => 'pattern' in parseMatchPattern(text, family));
    return [...new Set(texts)];
  };
  const { permissions, optional_permissions: optional } = manifest;
  if (manifest.manifest_version === 2) return { required: patterns(permissions), optional: patterns(optional) };
  const { host_permissions: hosts, optional_host_permissions: optionalHosts } = manifest;
  if (family === 'chromium') return { required: patterns(hosts), optional: patterns(optionalHosts) };
  const scripts = objectsIn(manifest.content_scripts).map(({ matches }) => matches);
  return { required: patterns(hosts, ...scripts), optional: patterns(optionalHosts, optional) };
}
