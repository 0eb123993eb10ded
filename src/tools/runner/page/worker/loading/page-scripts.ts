import { NativePortError } from '../../../../../errors/index.js';
import { scriptInline, scriptRemote } from '../../../errors.js';
import { scriptsOf } from '../../../worker/page-scripts.js';
import { reportOfOurs } from '../../../worker/report-error.js';
import type { DomDocument, DomElement } from '../dom/dom-types.js';
import { read } from '../reading/resources.js';
import type { FireEvent } from '../world/fired.js';
import type { ScriptWorld, WorldDocument, WorldFrame } from '../world/script-world.js';
import { modulesFor, runClassic, type ScriptText } from '../world/scripts.js';
import { checkpoint } from './checkpoint.js';

const CLASSIC =
  /^(?:(?:application|text)\/(?:x-)?(?:java|ecma)script|text\/(?:javascript1\.[0-5]|jscript|livescript))?$/i;

type Kind = 'classic' | 'module';

/** A document whose markup has scripts. */
export interface ScriptedDocument extends WorldDocument {
  readonly document: DomDocument;
  readonly frame: WorldFrame & { readonly runsScripts: boolean };
  /** `document.currentScript`. */
  currentScript: object | null;
  readonly fire: FireEvent;
  complain(problem: NativePortError, world?: ScriptWorld): void;
}

/** The scripts of a page: which run, when, and in which order. */
export class PageScripts {
  /** The text of the document. */
  markup = '';
  readonly #document: ScriptedDocument;
  readonly #started = new WeakSet<DomElement>();
  readonly #deferred: (() => Promise<void>)[] = [];
  readonly #async = new Set<Promise<void>>();
  #placed = 0; // how much of the markup lies before the next script that is written into it
  #refused = 0; // scripts written into the page of an extension
  #inOrder: Promise<void> = Promise.resolve(); // inserted scripts with `async = false`

  constructor(document: ScriptedDocument) {
    this.#document = document;
  }

  /** A script of the markup. Resolves when the next part of the markup may come. */
  async parsed(script: DomElement): Promise<void> {
    const kind = this.#start(script);
    if (!kind) return;
    const source = script.getAttribute('src');
    if (kind === 'module') {
      const run = this.#module(script, source);
      if (script.hasAttribute('async')) this.#track(run());
      else this.#deferred.push(run);
    } else if (source === null) {
      this.#runInline(script, this.#placeOf(script.textContent));
      await checkpoint();
    } else if (script.hasAttribute('async')) this.#track(this.#external(script, source)());
    else if (script.hasAttribute('defer')) this.#deferred.push(this.#external(script, source));
    else await this.#external(script, source)();
  }

  /** A script that a script has inserted. */
  inserted(script: DomElement): void {
    const source = script.getAttribute('src');
    if (source === null && script.textContent === '') return; // it may still get its text
    const kind = this.#start(script);
    if (!kind) return;
    if (kind === 'module') this.#track(this.#module(script, source)());
    else if (source === null) this.#runInline(script);
    else if (Reflect.get(script, 'async') === false && !script.hasAttribute('async') && isOrdered(script)) {
      const run = this.#external(script, source);
      this.#inOrder = this.#inOrder.then(run);
      this.#track(this.#inOrder);
    } else this.#track(this.#external(script, source)());
  }

  /** It is not run although it comes into the document. */
  ignore(script: DomElement): void {
    this.#started.add(script);
  }

  async runDeferred(): Promise<void> {
    for (let run = this.#deferred.shift(); run; run = this.#deferred.shift()) {
      if (!this.#document.isLive) return;
      await run();
    }
  }

  /** Resolves when the scripts have run that delay `load`. */
  async asyncDone(): Promise<void> {
    while (this.#async.size > 0) await Promise.all(this.#async);
  }

  #track(running: Promise<void>): void {
    this.#async.add(running);
    void running.finally(() => this.#async.delete(running));
  }

  /** What kind of script is to run; undefined: none, because it is data, or has been started. */
  #start(script: DomElement): Kind | undefined {
    if (this.#started.has(script) || !this.#document.frame.runsScripts) return undefined;
    const type = (script.getAttribute('type') ?? '').trim();
    const kind = type.toLowerCase() === 'module' ? 'module' : CLASSIC.test(type) ? 'classic' : undefined;
    if (!kind || (kind === 'classic' && script.hasAttribute('nomodule'))) return undefined;
    if (script.getAttribute('src') === null && script.textContent.trim() === '') return undefined;
    this.#started.add(script);
    return kind;
  }

  #runInline(script: DomElement, begins?: ScriptText['begins']): void {
    if (!this.#mayRunInline()) return;
    const { url } = this.#document;
    this.#runWith(script, { source: script.textContent, name: url, url, ...(begins && { begins }) });
  }

  /** Where the next script of the markup begins in it; undefined: another script has written it. */
  #placeOf(text: string): ScriptText['begins'] {
    const markup = this.markup.replaceAll('\r\n', '\n'); // as the parser has it
    const at = markup.indexOf(text, this.#placed);
    if (at < 0) return undefined;
    this.#placed = at + text.length;
    const lines = markup.slice(0, at).split('\n');
    return { line: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
  }

  #mayRunInline(): boolean {
    const document = this.#document;
    const { extension } = document.asker;
    if (!extension) return true;
    const inline = scriptsOf(this.markup).filter(({ source }) => source === undefined);
    document.complain(scriptInline(new URL(document.url).pathname.slice(1), inline[this.#refused]?.line ?? 1));
    this.#refused += 1;
    return false;
  }

  /** Starts to load; what is returned runs the script when it is there. */
  #external(script: DomElement, source: string): () => Promise<void> {
    const document = this.#document;
    const loading = this.#read(source);
    loading.catch(() => undefined); // told when its turn comes
    return async () => {
      try {
        const { name, bytes, url } = await loading;
        if (!document.isLive) return;
        this.#runWith(script, { source: new TextDecoder().decode(bytes), name, url });
        await checkpoint();
        document.fire('load', { target: script });
      } catch (error) {
        this.#missing(script, error);
      }
    };
  }

  async #read(source: string): ReturnType<typeof read> {
    const document = this.#document;
    const url = new URL(source, document.document.baseURI);
    const { extension } = document.asker;
    if (extension && new URL(extension.baseUrl).host !== url.host) throw scriptRemote(source, document.url);
    return read(url, document.asker, document.engine, document.url);
  }

  #runWith(script: DomElement, text: ScriptText): void {
    const document = this.#document;
    const before = document.currentScript;
    document.currentScript = script;
    document.main.run(() => void runClassic(document.main, text));
    document.currentScript = before;
  }

  #module(script: DomElement, source: string | null): () => Promise<void> {
    const document = this.#document;
    return async () => {
      if (!document.isLive || (source === null && !this.#mayRunInline())) return;
      const modules = modulesFor(document.main);
      try {
        if (source === null) await modules.runText(script.textContent, new URL(document.url), document.url);
        else await modules.run(new URL(source, document.document.baseURI), document.url);
        if (source !== null) document.fire('load', { target: script });
      } catch (error) {
        if (error instanceof NativePortError && source !== null && error.code !== 'SCRIPT_SYNTAX')
          this.#missing(script, error);
        else document.main.uncaught(error);
      }
    };
  }

  #missing(script: DomElement, error: unknown): void {
    const document = this.#document;
    if (!document.isLive) return;
    if (!(error instanceof NativePortError)) document.main.uncaught(error);
    else if (document.asker.extension && error.code.startsWith('FILE_'))
      document.report(document.main, reportOfOurs(error));
    else document.complain(error);
    document.fire('error', { target: script });
  }
}

/** Whether a script has said `async = false`, which the DOM library does not tell from never having said anything. */
const isOrdered = (script: DomElement): boolean => Object.hasOwn(script, 'async');
