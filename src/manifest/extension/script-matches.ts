import type { Family } from '../family.js';
import { compileGlob } from '../patterns/glob.js';
import { readUrl } from '../patterns/pattern-parts.js';
import { type PatternSet, patternSet } from '../patterns/pattern-set.js';
import type { ContentScript } from './content-scripts.js';
import { isRestrictedUrl } from './restricted-urls.js';

/** What decides whether a content script runs in a document. */
export interface ScriptDocument {
  readonly url: string;
  readonly isMainFrame: boolean;
  /**
   * For a document without an address of its own (`about:blank`, `about:srcdoc`, `data:`, `blob:`): the address of the
   * document that made it, its parent, opener or initiator; of several, the nearest that is not `about:` itself. Undefined:
   * the user typed the address.
   */
  readonly creatorUrl?: string | undefined;
  /** The origin that made it, where `creatorUrl` has none because it is a `data:` document itself. */
  readonly creatorOrigin?: string | undefined;
  /** Whether a sandbox, its own or one around it, takes its origin away. Default false. */
  readonly isSandboxed?: boolean | undefined;
}

interface Tests {
  readonly matches: PatternSet;
  readonly excludeMatches: PatternSet;
  readonly includeGlobs: readonly ((url: string) => boolean)[] | undefined;
  readonly excludeGlobs: readonly ((url: string) => boolean)[];
}
const compiled = new WeakMap<ContentScript, Tests>();

/**
 * Whether a content script runs in a document: frame, address, globs, and for a document without an address of its own
 * the address that it counts as. Host permissions are not asked here; both browsers grant an unpacked extension what
 * its manifest names.
 *
 * Sources: Chromium, content_script_injection_url_getter.cc; Firefox, WebExtensionPolicy.cpp. Seen in Chromium 156 and
 * Firefox ESR 153.
 */
export function scriptMatches(script: ContentScript, document: ScriptDocument): boolean {
  if (!script.allFrames && !document.isMainFrame) return false;
  const { family } = script;
  const tests = testsOf(script);
  const asks = script.matchAboutBlank || script.matchOriginAsFallback;
  if (family === 'gecko' && asks && isTypedWithoutOrigin(document)) return matchesWholeWeb(tests.matches);
  const url = EFFECTIVE_URL[family](script, document);
  if (url === undefined || isRestrictedUrl(url, family)) return false;
  if (!tests.matches.matches(url) || tests.excludeMatches.matches(url)) return false;
  if (tests.includeGlobs !== undefined && !tests.includeGlobs.some((test) => test(url))) return false;
  return !tests.excludeGlobs.some((test) => test(url));
}

/** The address that a document counts as; undefined: no script may run there. */
type EffectiveUrl = (script: ContentScript, document: ScriptDocument) => string | undefined;

const EFFECTIVE_URL: Record<Family, EffectiveUrl> = {
  chromium(script, document) {
    const scheme = readUrl(document.url)?.scheme;
    if (scheme !== 'about' && scheme !== 'data' && scheme !== 'blob') return document.url;
    if (script.matchOriginAsFallback) return originOf(document);
    if (!script.matchAboutBlank || scheme !== 'about') return undefined;
    // A sandboxed srcdoc has a process of its own and cannot see its parent there.
    return document.isSandboxed && isAbout(document.url, 'srcdoc') ? undefined : document.creatorUrl;
  },
  gecko(script, document) {
    const scheme = readUrl(document.url)?.scheme;
    if (scheme !== 'about' && scheme !== 'data' && scheme !== 'blob') return document.url;
    const inherits = isAbout(document.url, 'blank') || isAbout(document.url, 'srcdoc');
    const hasOrigin = inherits && !document.isSandboxed && readUrl(document.creatorUrl ?? '')?.scheme !== 'data';
    if (hasOrigin) return script.matchAboutBlank || script.matchOriginAsFallback ? document.creatorUrl : undefined;
    return script.matchOriginAsFallback ? originOf(document) : undefined;
  },
};

const isAbout = (url: string, page: 'blank' | 'srcdoc'): boolean => {
  const pieces = readUrl(url);
  return pieces?.scheme === 'about' && pieces.path === page;
};

/** The origin that made a document, as an address with the path `/`. */
function originOf({ url, creatorUrl, creatorOrigin }: ScriptDocument): string | undefined {
  const candidates = [creatorOrigin, url.startsWith('blob:') ? url : undefined, creatorUrl];
  const origin = candidates.map((from) => tupleOrigin(from ?? '')).find((found) => found !== undefined);
  return origin && `${origin}/`;
}

/** `blob:` has the origin inside; an opaque one, which reads `null`, is none. */
function tupleOrigin(url: string): string | undefined {
  try {
    const { origin } = new URL(url);
    return origin === 'null' ? undefined : origin;
  } catch {
    return undefined;
  }
}

/** Firefox runs scripts for all of the web even where a user typed `about:blank` or a `data:` address. */
const isTypedWithoutOrigin = ({ url, isMainFrame, creatorUrl }: ScriptDocument): boolean =>
  isMainFrame && creatorUrl === undefined && (isAbout(url, 'blank') || url.startsWith('data:'));

const matchesWholeWeb = ({ patterns }: PatternSet): boolean =>
  ['http', 'https'].every((scheme) =>
    patterns.some(
      ({ parts }) =>
        parts.subdomains &&
        parts.host === '' &&
        (parts.path === '*' || parts.path === '/*') &&
        (parts.schemes === 'any' || parts.schemes.has(scheme)),
    ),
  );

function testsOf(script: ContentScript): Tests {
  const { family } = script;
  const globs = (list: readonly string[]) => list.map((glob) => compileGlob(glob, family));
  const tests = compiled.get(script) ?? {
    matches: patternSet(script.matches, family, 'scripts'),
    excludeMatches: patternSet(script.excludeMatches, family, 'scripts'),
    includeGlobs: script.includeGlobs && globs(script.includeGlobs),
    excludeGlobs: globs(script.excludeGlobs),
  };
  compiled.set(script, tests);
  return tests;
}
