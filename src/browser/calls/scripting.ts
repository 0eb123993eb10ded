import type { InjectedScript, Injection, InjectionOutcome } from '../renderers.js';
import type { PageDocument } from '../tabs/page-document.js';
import type { Answer } from './answer.js';
import type { ApiCalls } from './api-call.js';
import type { CalledExtension } from './called-extension.js';
import { insideFolder, isNumber, isText, membersOf, textsOf } from './given.js';
import { documentsAt, type GivenTarget } from './injection-target.js';
import { registeredCalls } from './registered-scripts.js';

type Members = Readonly<Record<string, unknown>>;
type What = Omit<Injection, 'extension'>;

export const scriptingCalls = (extension: CalledExtension): ApiCalls => ({
  'scripting.executeScript': ([given]) => executeScript(extension, membersOf(given)),
  'scripting.insertCSS': ([given]) => insertCss(extension, membersOf(given)),
  'scripting.removeCSS': ([given]) => checkTarget(extension, membersOf(given)),
  'tabs.executeScript': ([tabId, given]) => executeInTab(extension, tabId, membersOf(given)),
  'tabs.insertCSS': ([tabId, given]) => insertCssInTab(extension, tabId, membersOf(given)),
  'tabs.removeCSS': ([tabId, given]) =>
    checkTarget(extension, { target: targetIn(extension, tabId, membersOf(given)) }),
  ...registeredCalls(extension),
});

async function executeScript(extension: CalledExtension, given: Members): Promise<Answer> {
  const { scripting } = extension.parts.engine.tabs;
  const { target, func, files, args, world, injectImmediately } = given;
  const hasFiles = Array.isArray(files);
  if (isText(func) === hasFiles) return { error: scripting.oneSourceText };
  if (hasFiles && Array.isArray(args)) return { error: "'args' may not be used with file injections." };
  const names = textsOf(files ?? []);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined && scripting.duplicateFileText) return { error: scripting.duplicateFileText(twice) };
  if (hasFiles && names.length === 0) return { error: scripting.noFileText };
  const texts = (Array.isArray(args) ? args : []).map((arg) => JSON.stringify(arg) ?? 'null');
  const scripts = isText(func) ? [{ func, args: texts }] : names.map((file) => ({ file: insideFolder(file) }));
  const results = await injectAt(extension, membersOf(target), {
    world: world === 'MAIN' ? 'main' : 'isolated',
    runAt: injectImmediately === true ? 'document_start' : 'document_idle',
    css: [],
    scripts,
  });
  if ('error' in results) return results;
  return {
    result: results.done.map(({ document, outcome }) =>
      scripting.resultOf({ frameId: document.frame.id, documentId: document.id, outcome }),
    ),
  };
}

async function insertCss(extension: CalledExtension, { target, files }: Members): Promise<Answer> {
  const css = textsOf(files ?? []).map(insideFolder); // styles given as text change nothing that a script could see here
  const results = await injectAt(extension, membersOf(target), { ...STYLES, css });
  return 'error' in results ? results : { result: undefined };
}

function checkTarget(extension: CalledExtension, { target }: Members): Answer {
  const found = documentsAt(extension, membersOf(target));
  return 'error' in found ? found : { result: undefined };
}

/** Of Manifest V2: the result is a list of values. */
async function executeInTab(extension: CalledExtension, tabId: unknown, given: Members): Promise<Answer> {
  const script = scriptOf(given);
  if (script === undefined) return { error: extension.parts.engine.tabs.scripting.oneSourceText };
  const runAt = isText(given.runAt) && isRunAt(given.runAt) ? given.runAt : 'document_idle';
  const results = await injectAt(extension, targetIn(extension, tabId, given), {
    world: 'isolated',
    runAt,
    css: [],
    scripts: [script],
  });
  if ('error' in results) return results;
  return { result: results.done.map(({ outcome }) => ('result' in outcome ? outcome.result : null)) };
}

async function insertCssInTab(extension: CalledExtension, tabId: unknown, given: Members): Promise<Answer> {
  const css = isText(given.file) ? [insideFolder(given.file)] : [];
  const results = await injectAt(extension, targetIn(extension, tabId, given), { ...STYLES, css });
  return 'error' in results ? results : { result: undefined };
}

interface Injected {
  readonly document: PageDocument;
  readonly outcome: Exclude<InjectionOutcome, { readonly gone: true } | { readonly refused: string }>;
}

/** Runs something in each document of a target; resolves when all are through. */
async function injectAt(
  extension: CalledExtension,
  target: GivenTarget,
  what: What,
): Promise<{ readonly done: readonly Injected[] } | { readonly error: string }> {
  const found = documentsAt(extension, target);
  if ('error' in found) return found;
  const { scripting } = extension.parts.engine.tabs;
  const outcomes = await Promise.all(found.documents.map((document) => injectIn(extension, document, what)));
  const done: Injected[] = [];
  for (const [index, document] of found.documents.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined || 'gone' in outcome) return { error: scripting.goneText(document.frame.id) };
    if ('refused' in outcome) return { error: outcome.refused };
    done.push({ document, outcome });
  }
  return { done };
}

/** What the last of the scripts that ran came to; or why none ran. */
async function injectIn({ id }: CalledExtension, { rendered }: PageDocument, what: What): Promise<InjectionOutcome> {
  if (rendered === undefined) return { refused: 'Nothing runs scripts in this document.' };
  try {
    const outcomes = await rendered.inject({ extension: id, ...what });
    return outcomes.at(-1) ?? { result: undefined };
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}

const STYLES: What = { world: 'isolated', runAt: 'document_start', css: [], scripts: [] };

const isRunAt = (text: string): text is What['runAt'] =>
  text === 'document_start' || text === 'document_end' || text === 'document_idle';

function scriptOf({ code, file }: Members): InjectedScript | undefined {
  if (isText(code) === isText(file)) return undefined;
  return isText(code) ? { code } : { file: insideFolder(String(file)) };
}

function targetIn({ parts: { tabs } }: CalledExtension, tabId: unknown, { allFrames, frameId }: Members): GivenTarget {
  return {
    tabId: isNumber(tabId) ? tabId : tabs.active?.id,
    allFrames,
    ...(isNumber(frameId) && { frameIds: [frameId] }),
  };
}
