import type { InjectedScript, Injection, InjectionOutcome, RenderedExtension } from '../../../../../browser/index.js';
import { NativePortError } from '../../../../../errors/index.js';
import { type WorldName, worldOf } from '../../protocol.js';
import { OUTCOMES } from '../engine-facts.js';
import { filesOf } from '../reading/resources.js';
import type { ScriptWorld, WorldDocument } from '../world/script-world.js';
import { runClassic } from '../world/scripts.js';
import { checkpoint } from './checkpoint.js';

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
  for (const file of injection.css) insertStyle(document, world, file, extension);
  for (const script of injection.scripts) {
    const ran = document.isLive ? runScript(document, world, script, extension) : ({ gone: true } as const);
    came?.(outcomeOf(document, ran));
    if (document.isLive) await checkpoint();
  }
}

/** The value of its last statement, or why there is none. */
type Ran = { readonly value: unknown } | { readonly error: string } | { readonly gone: true };

function runScript(
  document: InjectedDocument,
  world: ScriptWorld,
  script: InjectedScript,
  extension: RenderedExtension | undefined,
): Ran {
  try {
    const text = textOf(script, extension, document);
    let ran: Ran = { value: undefined };
    world.run(() => {
      try {
        ran = { value: runClassic(world, text) };
      } catch (thrown) {
        ran = { error: textOfError(thrown) };
        throw thrown; // reported as any other error of the world
      }
    });
    return ran;
  } catch (error) {
    if (error instanceof NativePortError) document.complain(error, world);
    return { error: textOfError(error) };
  }
}

async function outcomeOf(document: InjectedDocument, ran: Ran): Promise<InjectionOutcome> {
  if (!('value' in ran)) return ran;
  try {
    const value: unknown = isThenable(ran.value) ? await ran.value : ran.value;
    return OUTCOMES[document.engine](value, (each) => document.isDom(each));
  } catch (error) {
    return { error: textOfError(error) };
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';

function textOf(
  script: InjectedScript,
  extension: RenderedExtension | undefined,
  document: InjectedDocument,
): Parameters<typeof runClassic>[1] {
  const base = extension?.baseUrl ?? document.url;
  if ('code' in script) return { source: script.code, name: `${base}code`, url: base };
  if ('func' in script)
    return { source: `(${script.func})(${script.args.join(', ')})`, name: `${base}func`, url: base };
  const url = urlIn(base, script.file);
  const read = extension && filesOf(extension)?.read(url, 'a content script');
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
