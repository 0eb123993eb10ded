import type { Family } from '../family.js';
import { readUrl } from '../patterns/pattern-parts.js';
import { patternSet } from '../patterns/pattern-set.js';
import { compileWildcards } from '../patterns/wildcards.js';
import type { ExtensionManifest } from './extension-manifest.js';
import { type Json, objectsIn, textsIn } from './json-values.js';

/** Who asks for a file of an extension. */
export interface ResourceSource {
  /** The address of the document; in Chromium its origin decides. */
  readonly url: string;
  /** The id of the extension whose page it is. In Chromium it is the host of the address. */
  readonly extensionId?: string | undefined;
}

interface Rules {
  /** `?` stands for one character in Firefox, and for itself in Chromium. */
  readonly question: 'literal' | 'one';
  /** Whether an entry can ask for an address that changes; the extension's own then never leads to the file. */
  readonly hasDynamicUrls: boolean;
  matches(patterns: readonly string[], source: ResourceSource): boolean;
  extensionOf(source: ResourceSource): string | undefined;
}

const RULES: Record<Family, Rules> = {
  // Source: Chromium, web_accessible_resources_info.cc.
  chromium: {
    question: 'literal',
    hasDynamicUrls: true,
    matches: (patterns, { url }) => hasOrigin(url) && patternSet(patterns, 'chromium', 'any').matchesOrigin(url),
    extensionOf: ({ url, extensionId }) => {
      const pieces = readUrl(url);
      return pieces?.scheme === 'chrome-extension' ? pieces.host : extensionId;
    },
  },
  // Source: Firefox, WebExtensionPolicy.cpp. Here the path counts.
  gecko: {
    question: 'one',
    hasDynamicUrls: false,
    matches: (patterns, { url }) =>
      patterns.includes('<all_urls>') || patternSet(patterns, 'gecko', 'any').matches(url),
    extensionOf: ({ extensionId }) => extensionId,
  },
};

/**
 * Whether the manifest lets a document load `path` (of the file's address, with or without the first `/`). A page of the
 * extension itself may load everything and need not ask; nor need a user who types the address. In V2 every document may
 * load what is listed. Seen in Chromium 156 and Firefox ESR 153.
 */
export function isWebAccessible(
  manifest: ExtensionManifest,
  family: Family,
  path: string,
  source: ResourceSource,
): boolean {
  const rules = RULES[family];
  const resources = manifest.web_accessible_resources;
  if (manifest.manifest_version === 2) return names(textsIn(resources), path, rules);
  return objectsIn(resources).some(
    (entry) => names(textsIn(entry.resources), path, rules) && isOpenTo(entry, source, rules),
  );
}

function isOpenTo(entry: Json, source: ResourceSource, rules: Rules): boolean {
  if (rules.hasDynamicUrls && entry.use_dynamic_url === true) return false;
  if (rules.matches(textsIn(entry.matches), source)) return true;
  const extension = rules.extensionOf(source);
  const ids = textsIn(entry.extension_ids);
  return extension !== undefined && (ids.includes('*') || ids.includes(extension));
}

function names(resources: readonly string[], path: string, { question }: Rules): boolean {
  const wanted = path.replace(/^\/?/, '/');
  return resources.some((resource) =>
    compileWildcards(resource.replace(/^\/*/, '/'), { question, escapes: false })(wanted),
  );
}

/** A document without an origin matches nothing. */
const hasOrigin = (url: string): boolean => !/^(?:about|data):/.test(url);
