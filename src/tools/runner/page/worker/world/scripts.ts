import vm from 'node:vm';
import { WORDS } from '../../../worker/engine-words.js';
import { Modules } from '../../../worker/modules.js';
import { syntaxErrorOf } from '../../../worker/syntax.js';
import { filesOf, read } from '../reading/resources.js';
import type { ScriptWorld } from './script-world.js';

export interface ScriptText {
  readonly source: string;
  /** For stacks. */
  readonly name: string;
  /** What `import()` in it counts from. */
  readonly url: string;
  /** Where it begins in the file: lines before it, and characters before it in its line. */
  readonly begins?: { readonly line: number; readonly column: number };
}

const modulesOf = new WeakMap<ScriptWorld, Modules>();

/** The modules of a world: files of the extension for an extension's code, anything that can be had for a page. */
export function modulesFor(world: ScriptWorld): Modules {
  const known = modulesOf.get(world);
  if (known) return known;
  const { document } = world;
  const { engine } = document;
  const { extension } = document.asker;
  const files = extension && filesOf(extension);
  const modules = new Modules(
    {
      owns: (url) => (files ? files.owns(url) : url.protocol !== 'javascript:'),
      nameOf: (url) => files?.nameOf(url) ?? url.href,
      async read(url, wantedBy) {
        const { name, bytes } = await read(url, document.asker, engine, wantedBy);
        return { file: name, bytes };
      },
    },
    WORDS[engine],
    true,
    world.global,
  );
  modulesOf.set(world, modules);
  return modules;
}

/** Runs a classic script in a world and returns what its last expression came to. */
export function runClassic(world: ScriptWorld, { source, name, url, begins }: ScriptText): unknown {
  let script: vm.Script;
  try {
    script = new vm.Script(source, {
      filename: name,
      lineOffset: begins?.line,
      columnOffset: begins?.column,
      importModuleDynamically: (specifier) => modulesFor(world).importFrom(specifier, new URL(url)),
    });
  } catch (error) {
    throw syntaxErrorOf(error, name, source, 'commonjs');
  }
  return script.runInContext(world.global, { displayErrors: false });
}

/** Code as text: of a timer, of a `javascript:` address, of an attribute. Extensions' content security policy forbids it. */
export function textTask(world: ScriptWorld, where: string, text: string): (() => void) | undefined {
  if (!mayRunText(world, where)) return undefined;
  return () => void runClassic(world, { source: text, name: where, url: world.document.url });
}

export function mayRunText(world: ScriptWorld, where: string): boolean {
  if (!world.refusesText) return true;
  const text = `${where} with code as text is refused: the content security policy of extensions forbids it.`;
  world.document.report(world, { type: 'console', by: 'browser', level: 'error', args: [text] });
  return false;
}

/** `javascript:` addresses run in the page's world. */
export function runJavaScriptUrl(main: ScriptWorld, url: URL): void {
  const task = textTask(main, 'a javascript: address', decodeURIComponent(url.href.slice('javascript:'.length)));
  if (task) main.run(task);
}
