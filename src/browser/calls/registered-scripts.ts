import { type ContentScript, parseMatchPattern } from '../../manifest/index.js';
import type { RegisteredScript } from '../extension/content-scripts.js';
import type { Answer } from './answer.js';
import type { ApiCalls } from './api-call.js';
import type { CalledExtension } from './called-extension.js';
import { insideFolder, membersOf, textsOf } from './given.js';

type Members = Readonly<Record<string, unknown>>;
const DONE: Answer = { result: undefined };

/** `scripting.registerContentScripts` and its relatives: all of a call, or nothing. */
export function registeredCalls(extension: CalledExtension): ApiCalls {
  const { registered } = extension.scripts;
  const { scripting } = extension.parts.engine.tabs;
  const idsOf = (filter: unknown): string[] | undefined => {
    const { ids } = membersOf(filter);
    return Array.isArray(ids) ? textsOf(ids) : undefined;
  };
  return {
    'scripting.registerContentScripts': ([scripts]) => {
      const given = listOf(scripts);
      const ids = given.map(({ id }) => String(id));
      const twice = ids.find((id, index) => registered.has(id) || ids.indexOf(id) !== index);
      if (twice !== undefined) return { error: scripting.duplicateIdText(twice) };
      return store(extension, given);
    },
    'scripting.updateContentScripts': ([scripts]) => {
      const given = listOf(scripts);
      const unknown = given.map(({ id }) => String(id)).find((id) => !registered.has(id));
      if (unknown !== undefined) return { error: scripting.unknownIdText(unknown) };
      return store(
        extension,
        given.map((each) => ({ ...registered.get(String(each.id))?.given, ...each })),
      );
    },
    'scripting.unregisterContentScripts': ([filter]) => {
      const ids = idsOf(filter);
      const unknown = ids?.find((id) => !registered.has(id));
      if (unknown !== undefined) return { error: scripting.unknownIdText(unknown) };
      for (const id of ids ?? [...registered.keys()]) registered.delete(id);
      return DONE;
    },
    'scripting.getRegisteredContentScripts': ([filter]) => {
      const ids = idsOf(filter);
      const wanted = [...registered.values()].filter(({ id }) => ids?.includes(id) ?? true);
      return { result: wanted.map(({ given }) => scripting.registeredOf(given)) };
    },
  };
}

const listOf = (scripts: unknown): Members[] => (Array.isArray(scripts) ? scripts.map(membersOf) : []);

function store(extension: CalledExtension, given: readonly Members[]): Answer {
  const made = given.map((each) => scriptOf(extension, each));
  const wrong = made.find((each) => 'error' in each);
  if (wrong && 'error' in wrong) return wrong;
  for (const each of made) if ('script' in each) extension.scripts.registered.set(each.id, each);
  return DONE;
}

/** What extension code registers is written as in a manifest, in other letters. */
function scriptOf({ parts: { engine } }: CalledExtension, given: Members): RegisteredScript | { error: string } {
  const { family } = engine.native;
  const { scripting } = engine.tabs;
  const { id, matches, excludeMatches, js, css, allFrames, runAt, world, matchOriginAsFallback } = given;
  const name = String(id);
  if (name === '') return { error: scripting.emptyIdText };
  if (name.startsWith('_')) return { error: scripting.reservedIdText };
  const patterns = textsOf(matches ?? []);
  if (patterns.length === 0) return { error: scripting.noMatchesText(name) };
  for (const pattern of [...patterns, ...textsOf(excludeMatches ?? [])]) {
    const read = parseMatchPattern(pattern, family, 'scripts');
    if ('refused' in read) return { error: read.refused };
  }
  if (textsOf(js ?? []).length + textsOf(css ?? []).length === 0) return { error: scripting.noFilesText(name) };
  const script: ContentScript = {
    family,
    matches: patterns,
    excludeMatches: textsOf(excludeMatches ?? []),
    excludeGlobs: [],
    js: textsOf(js ?? []).map(insideFolder),
    css: textsOf(css ?? []).map(insideFolder),
    allFrames: allFrames === true,
    runAt: runAt === 'document_start' || runAt === 'document_end' ? runAt : 'document_idle',
    matchAboutBlank: matchOriginAsFallback === true,
    matchOriginAsFallback: matchOriginAsFallback === true,
    world: world === 'MAIN' ? 'MAIN' : 'ISOLATED',
  };
  return { id: name, script, given };
}
