import { types } from 'node:util';
import type { InjectedScript, Injection, InjectionOutcome, RenderedExtension } from '../../../../../browser/index.js';
import { NativePortError } from '../../../../../errors/index.js';
import { type WorldName, worldOf } from '../../protocol.js';
import { ON_DEMAND, OUTCOMES } from '../engine-facts.js';
import { filesOf } from '../reading/resources.js';
import type { ScriptWorld, WorldDocument } from '../world/script-world.js';
import { runClassic, type ScriptText } from '../world/scripts.js';
import { checkpoint } from './checkpoint.js';

const { isNativeError } = types;

/** A document into which extensions put scripts and styles. */
export interface InjectedDocument extends WorldDocument {
  /** The world of this name; it is made with its context when it is needed first. */
  worldNamed(name: WorldName): ScriptWorld;
  /** What the browser's console says of it, although no script wrote it. */
  complain(problem: NativePortError, world?: ScriptWorld): void;
}

/**
 * Runs the scripts of an injection, one after another, and waits for no promise that one of them leaves. `came` hears what each
 * came to; where nobody asks, a promise that is rejected is an error that nobody caught.
 */
export async function runInjection(
  document: InjectedDocument,
  injection: Injection,
  extension: RenderedExtension | undefined,
  came?: (outcome: Promise<InjectionOutcome>) => void,
): Promise<void> {
  const world = document.worldNamed(worldOf(injection));
  const facts = came && ON_DEMAND[document.engine];
  const missing = facts && missingIn(injection, extension);
  if (missing) {
    document.complain(missing.problem, world);
    came(Promise.resolve(facts.missing(missing.file, missing.url)));
    return;
  }
  for (const file of injection.css) insertStyle(document, world, file, extension);
  for (const script of injection.scripts) {
    const text = document.isLive ? textFor(document, world, script, extension) : undefined;
    const reports = { errors: facts?.reportsErrors ?? true, places: 'file' in script };
    const ran: Ran = text ? runScript(world, text, reports) : { gone: true };
    came?.(outcomeOf(document, ran));
    if ('thrown' in ran && facts?.stopsAtError) return;
    if (text) await checkpoint();
  }
}

/** The value of its last statement, or why there is none. */
type Ran = { readonly value: unknown } | { readonly thrown: unknown } | { readonly gone: true };

/** `places`: a syntax error is told with its place in the file, also where the engine says nothing. */
function runScript(world: ScriptWorld, text: ScriptText, reports: { errors: boolean; places: boolean }): Ran {
  let ran: Ran = { value: undefined };
  world.run(() => {
    try {
      ran = { value: runClassic(world, text) };
    } catch (thrown) {
      ran = { thrown };
      const isPlaced = thrown instanceof NativePortError;
      if (isPlaced && reports.places) throw thrown;
      if (reports.errors) throw isPlaced && thrown.cause ? thrown.cause : thrown; // reported as any other error of the world
    }
  });
  return ran;
}

async function outcomeOf(document: InjectedDocument, ran: Ran): Promise<InjectionOutcome> {
  if ('gone' in ran) return ran;
  if ('thrown' in ran) return failureOf(ran.thrown);
  try {
    const value: unknown = isThenable(ran.value) ? await ran.value : ran.value;
    return OUTCOMES[document.engine](value, (each) => document.isDom(each));
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(thrown: unknown): InjectionOutcome {
  if (thrown instanceof NativePortError && isNativeError(thrown.cause)) return failureOf(thrown.cause); // a syntax error
  if (isNativeError(thrown)) return { error: textOfError(thrown), name: thrown.name };
  try {
    return { thrown: structuredClone(thrown) };
  } catch {
    return { error: textOfError(thrown) };
  }
}

/** A file that is not there; what is asked for as a whole runs as a whole, or not at all. */
function missingIn(
  { scripts }: Injection,
  extension: RenderedExtension | undefined,
): { readonly file: string; readonly url: string; readonly problem: NativePortError } | undefined {
  if (!extension) return undefined;
  for (const script of scripts) {
    if (!('file' in script)) continue;
    const url = urlIn(extension.baseUrl, script.file);
    try {
      filesOf(extension)?.locate(url, 'executeScript');
    } catch (problem) {
      if (problem instanceof NativePortError) return { file: script.file, url: url.href, problem };
      throw problem;
    }
  }
  return undefined;
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';

/** The text of a script; undefined: it cannot be had, and the console says why. */
function textFor(
  document: InjectedDocument,
  world: ScriptWorld,
  script: InjectedScript,
  extension: RenderedExtension | undefined,
): ScriptText | undefined {
  try {
    return textOf(script, extension, document);
  } catch (problem) {
    if (!(problem instanceof NativePortError)) throw problem;
    document.complain(problem, world);
    return undefined;
  }
}

function textOf(
  script: InjectedScript,
  extension: RenderedExtension | undefined,
  document: InjectedDocument,
): ScriptText {
  const base = extension?.baseUrl ?? document.url;
  if ('code' in script) return { source: script.code, name: `${base}code`, url: base };
  if ('func' in script)
    return { source: `(${script.func})(${script.args.join(', ')})`, name: `${base}func`, url: base };
  const url = urlIn(base, script.file);
  const read = extension && filesOf(extension)?.read(url, 'content_scripts');
  return { source: new TextDecoder().decode(read?.bytes), name: read?.file ?? url.href, url: url.href };
}

const urlIn = (base: string, file: string): URL =>
  new URL(encodeURI(file.replace(/^\/+/, '')).replace(/[?#]/g, encodeURIComponent), base);

/** Styles stand in the document, at its root: nothing is drawn here, but computed styles know them. */
function insertStyle(
  document: InjectedDocument,
  world: ScriptWorld,
  file: string,
  extension: RenderedExtension | undefined,
): void {
  if (!extension) return;
  try {
    const read = filesOf(extension)?.read(urlIn(extension.baseUrl, file), 'content_scripts');
    const { document: dom } = document.window;
    const style = dom.createElement('style');
    style.textContent = new TextDecoder().decode(read?.bytes);
    dom.documentElement?.appendChild(style);
  } catch (error) {
    if (!(error instanceof NativePortError)) throw error;
    document.complain(error, world);
  }
}

function textOfError(error: unknown): string {
  try {
    const message: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'message') : undefined;
    return typeof message === 'string' ? message : String(error);
  } catch {
    return 'an error without a text';
  }
}
