import type {
  DocumentSite,
  Injection,
  InjectionOutcome,
  RenderedDocument,
  RenderedExtension,
} from '../../../browser/index.js';
import type { ContextKind } from '../../../engines/index.js';
import type { Evaluated } from '../background-setup.js';
import { errorOf, tellNews } from './document-news.js';
import type { PageError } from './errors.js';
import {
  type Answer,
  type Ask,
  type ContextPlan,
  type DocumentNews,
  type PageSource,
  type WorldName,
  worldOf,
} from './protocol.js';
import type { TabThread } from './tab-thread.js';

const LOOK_MS = 500; // how often a document that does not end is looked after

/** What a document needs of those who keep the threads. */
export interface DocumentParts {
  readonly site: DocumentSite;
  readonly thread: TabThread;
  /** Markup for the address that does not come from there. */
  readonly source: PageSource | undefined;
  /** It is over. */
  ended(document: NodeDocument): void;
  /** It has not ended after so many milliseconds, perhaps because a script of its tab never does. */
  hangs(waitedMs: number): void;
}

/** A document in Node: in a thread with a DOM, together with the other documents of its tab. */
export class NodeDocument implements RenderedDocument {
  readonly id: string;
  readonly url: string;
  readonly #parts: DocumentParts;
  readonly #bridges: (() => void)[] = []; // what forgets them
  readonly #injecting = new Map<number, { scripts: number; resolve(outcomes: readonly InjectionOutcome[]): void }>();
  readonly #asking = new Map<number, (answer: Answer) => void>();
  #lastRequest = 0;
  #isOver = false;
  #isStarted = false;
  #resolveEnded: () => void = () => undefined;
  readonly #ended: Promise<void>;

  constructor(parts: DocumentParts) {
    this.#parts = parts;
    this.id = parts.site.documentId;
    this.url = parts.site.url;
    this.#ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /** Nothing that happens in it is told any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get thread(): TabThread {
    return this.#parts.thread;
  }

  /** Sends it to its thread. */
  start(): void {
    if (this.#isOver) return;
    this.#isStarted = true;
    const { site, thread, source } = this.#parts;
    const { extension, injections } = site;
    const own = extension ? this.#attach('main', 'page', extension.id) : this.#attach('main', 'web-page', undefined);
    const contexts = [...own, ...injections.flatMap((injection) => this.#attachFor(injection))];
    const ids = new Set([...injections.map((each) => each.extension), ...(extension ? [extension.id] : [])]);
    thread.send({
      type: 'load',
      plan: {
        document: site.documentId,
        url: site.url,
        source: site.html === undefined ? source : { html: site.html },
        navigation: site.navigation,
        frameId: site.frameId,
        tab: site.tab,
        parent: site.parent,
        extension,
        injections,
        extensions: [...ids].flatMap((id) => site.extensionOf(id) ?? []),
        contexts,
      },
    });
  }

  /** The extension that has an address; undefined also when the document is over. */
  extensionAt(url: string): RenderedExtension | undefined {
    return this.#isOver ? undefined : this.#parts.site.extensionAt(url);
  }

  freeze(): void {
    if (!this.#isOver) this.thread.send({ type: 'freeze', document: this.id });
  }

  thaw(): void {
    if (!this.#isOver) this.thread.send({ type: 'thaw', document: this.id });
  }

  async inject(injection: Injection): Promise<readonly InjectionOutcome[]> {
    const scripts = injection.scripts.length;
    if (this.#isOver) return goneOf(scripts);
    const contexts = this.#attachFor(injection);
    const extension = this.#parts.site.extensionOf(injection.extension);
    return new Promise((resolve) => {
      const request = this.#nextRequest();
      this.#injecting.set(request, { scripts, resolve });
      this.thread.send({ type: 'inject', document: this.id, request, injection, extension, contexts });
    });
  }

  /**
   * Runs code in a world of the document and resolves with what it came to; a promise is awaited. Without `args` the
   * source is an expression; with them, a function that is called with them. Undefined: the document ended first.
   */
  async evaluate(world: WorldName, source: string, args?: readonly unknown[]): Promise<Evaluated | undefined> {
    const contexts = this.#attachWorld(world);
    const answer = await this.#ask({ do: 'evaluate', world, source, ...(args && { args }) }, contexts);
    return 'evaluated' in answer ? answer.evaluated : undefined;
  }

  /**
   * Clicks an element as a mouse does: pointer and mouse events, focus, `click`, and what follows from it. The events
   * count as the user's (`isTrusted`).
   *
   * @throws {PageError} `ELEMENT_MISSING`, `SELECTOR_INVALID`
   */
  async click(selector: string): Promise<void> {
    await this.#do({ do: 'click', selector });
  }

  /**
   * Types a text into a field, key by key: it gets the focus, `keydown`, `keypress`, `beforeinput`, `input` and `keyup` for
   * each character, and `change` at the end. `\n` is the Enter key.
   *
   * @throws {PageError} `ELEMENT_MISSING`, `SELECTOR_INVALID`
   */
  async type(selector: string, text: string): Promise<void> {
    await this.#do({ do: 'type', selector, text });
  }

  /**
   * Resolves when the document has an element for the selector, or when it ends.
   *
   * @throws {PageError} `SELECTOR_INVALID`
   */
  async waitFor(selector: string): Promise<void> {
    await this.#do({ do: 'waitFor', selector });
  }

  /** The document as markup, as it is now; empty when it is over. */
  async html(): Promise<string> {
    return String((await this.#do({ do: 'html' })) ?? '');
  }

  async end(): Promise<void> {
    if (this.#isOver) return this.#ended;
    this.#finish();
    if (!this.#isStarted) this.left();
    this.thread.send({ type: 'end', document: this.id });
    let waitedMs = 0;
    const timer = setInterval(() => {
      waitedMs += LOOK_MS;
      this.#parts.hangs(waitedMs);
    }, LOOK_MS);
    await this.#ended;
    clearInterval(timer);
  }

  /** The thread has told that nothing of it is left, or is gone itself. */
  left(): void {
    this.#finish();
    for (const forget of this.#bridges.splice(0)) forget();
    this.#parts.ended(this);
    this.#resolveEnded();
  }

  injected(request: number, outcomes: readonly InjectionOutcome[]): void {
    this.#injecting.get(request)?.resolve(outcomes);
    this.#injecting.delete(request);
  }

  answered(request: number, answer: Answer): void {
    this.#asking.get(request)?.(answer);
    this.#asking.delete(request);
  }

  /** `frameIs`: learns which frame of the browser a frame element has become. */
  heard(news: DocumentNews, frameIs: (frame: number, frameId: number) => void): void {
    if (!this.#isOver) tellNews(this.#parts.site.events, news, frameIs);
  }

  crashed(error: PageError): void {
    const { events } = this.#parts.site;
    const wasOver = this.#isOver;
    this.left();
    if (!wasOver) events.crashed(error);
  }

  #finish(): void {
    this.#isOver = true;
    for (const { scripts, resolve } of this.#injecting.values()) resolve(goneOf(scripts));
    this.#injecting.clear();
    for (const resolve of this.#asking.values()) resolve({ gone: true });
    this.#asking.clear();
  }

  #nextRequest(): number {
    this.#lastRequest += 1;
    return this.#lastRequest;
  }

  async #do(ask: Ask): Promise<unknown> {
    const answer = await this.#ask(ask, []);
    if ('error' in answer) throw errorOf(answer.error);
    return 'value' in answer ? answer.value : undefined;
  }

  async #ask(ask: Ask, contexts: readonly ContextPlan[]): Promise<Answer> {
    if (this.#isOver) return { gone: true };
    return new Promise((resolve) => {
      const request = this.#nextRequest();
      this.#asking.set(request, resolve);
      this.thread.send({ type: 'ask', document: this.id, request, ask, contexts });
    });
  }

  #attachFor(injection: Injection): ContextPlan[] {
    return this.#attachWorld(worldOf(injection));
  }

  #attachWorld(world: WorldName): ContextPlan[] {
    if (world === 'main') return [];
    if ('isolated' in world) return this.#attach(world, 'content-script', world.isolated);
    return this.#attach(world, 'user-script', world.extension, world.userScript);
  }

  /** The contexts that are new with this call: a world gets another one when its extension was loaded again. */
  #attach(world: WorldName, kind: ContextKind, extension: string | undefined, worldId?: string): ContextPlan[] {
    if (this.#isOver) return [];
    const { context, bridge, forget } = this.thread.openBridge();
    const attached = this.#parts.site.attach(kind, bridge, extension, worldId);
    if (!attached) {
      forget();
      return [];
    }
    this.#bridges.push(forget);
    return [{ context, name: attached.name, world, owner: attached.extension }];
  }
}

const goneOf = (scripts: number): InjectionOutcome[] => Array.from({ length: scripts }, () => ({ gone: true }));
