import type { Family } from '../family.js';
import type { ExtensionManifest } from './extension-manifest.js';
import { type Json, objectsIn, textsIn } from './json-values.js';
import { type ScriptKind, scriptFile } from './script-file.js';

/** When a content script runs. `document_idle` is some time between `document_end` and the document's `load`. */
export type RunAt = 'document_start' | 'document_end' | 'document_idle';
/** The world of a content script: its own globals, or those of the page. */
export type ScriptWorld = 'ISOLATED' | 'MAIN';

/**
 * A content script as data: of a manifest, or made by hand for an API that registers scripts. `scriptMatches` says where it
 * runs. Files are relative to the extension's folder, with `/`, and never lead out of it.
 */
export interface ContentScript {
  readonly family: Family;
  readonly matches: readonly string[];
  readonly excludeMatches: readonly string[];
  /** Undefined: every address. */
  readonly includeGlobs?: readonly string[];
  readonly excludeGlobs: readonly string[];
  readonly js: readonly string[];
  readonly css: readonly string[];
  readonly allFrames: boolean;
  readonly runAt: RunAt;
  /** Whether `about:blank` and `about:srcdoc` count as the document that made them. */
  readonly matchAboutBlank: boolean;
  /** Whether documents without an address of their own count as the origin that made them. */
  readonly matchOriginAsFallback: boolean;
  readonly world: ScriptWorld;
}

const RUN_AT: readonly RunAt[] = ['document_start', 'document_end', 'document_idle'];

/**
 * The content scripts that a browser of this family runs, in the order of the manifest. Those that the browser drops are
 * left out: in Chromium, an entry with a file that is no script. Defaults are filled in: `document_idle`, main frame only,
 * isolated world.
 */
export function contentScriptsOf(manifest: ExtensionManifest, family: Family): ContentScript[] {
  const scripts = objectsIn(manifest.content_scripts);
  return scripts.flatMap((script) => contentScript(script, manifest.manifest_version, family) ?? []);
}

function contentScript(keys: Json, version: 2 | 3, family: Family): ContentScript | undefined {
  const js = filesOf(keys, 'js', family);
  const css = filesOf(keys, 'css', family);
  if (js === undefined || css === undefined) return undefined;
  // Chromium reads both keys in Manifest V3 only. Source: Chromium, content_scripts_handler.cc.
  const readsNewKeys = family === 'gecko' || version === 3;
  const fallback = readsNewKeys ? keys.match_origin_as_fallback : undefined;
  const hasFallback = typeof fallback === 'boolean';
  const globs = keys.include_globs;
  const asks = family === 'gecko' ? Array.isArray(globs) : textsIn(globs).length > 0;
  return {
    family,
    matches: textsIn(keys.matches),
    excludeMatches: textsIn(keys.exclude_matches),
    ...(asks ? { includeGlobs: textsIn(globs) } : {}),
    excludeGlobs: textsIn(keys.exclude_globs),
    js,
    css,
    allFrames: keys.all_frames === true,
    runAt: RUN_AT.find((name) => name === keys.run_at) ?? 'document_idle',
    matchAboutBlank: keys.match_about_blank === true && !hasFallback, // `false` in the newer key wins, too
    matchOriginAsFallback: fallback === true,
    world: readsNewKeys && keys.world === 'MAIN' ? 'MAIN' : 'ISOLATED',
  };
}

/** Undefined when the browser drops the script for the sake of one file. */
function filesOf(keys: Json, kind: ScriptKind, family: Family): string[] | undefined {
  const named = textsIn(keys[kind]);
  const files = named.map((path) => scriptFile(path, kind, family)).filter((file) => file !== undefined);
  return family === 'chromium' && files.length < named.length ? undefined : files;
}
