import process from 'node:process';
import type { RenderedExtension } from '../../../../browser/index.js';
import type { Clock } from '../../../../clock/index.js';
import {
  bridgeOverMessagePort,
  type ContextEnd,
  type FromContext,
  type MessagePortLike,
  type ToContext,
} from '../../../../context/index.js';
import type { EngineName } from '../../../../engines/index.js';
import { type ErrorParts, NativePortError, partsOf } from '../../../../errors/index.js';
import type { DocumentPlan, ToThread } from '../protocol.js';
import { act } from './act.js';
import { PageDocument } from './document/page-document.js';
import { clearStorage } from './document/storage.js';
import type { TabParts } from './document/tab-parts.js';
import type { DomHooks } from './dom/dom-hooks.js';
import { DomLibrary, loadDomModule } from './dom/dom-library.js';
import type { DomDocument, DomElement } from './dom/dom-types.js';
import { nextFrameKey } from './frames/frame-elements.js';
import { PageFrame } from './frames/page-frame.js';
import { handlerChanged } from './handler-attributes.js';
import type { Post } from './post.js';
import { worldOfObject } from './world/current-world.js';
import { reportRejection } from './world/faults.js';

/** How the documents are to behave that come from here on. */
export interface TabUse {
  readonly engine: EngineName;
  readonly clock: Clock;
  readonly isHeld: boolean;
}

type Broken = { readonly broken: ErrorParts };

/** All documents of this thread, and what comes for them. */
export class Tab {
  readonly #post: Post;
  readonly #library: DomLibrary | Broken;
  #parts: TabParts | undefined; // undefined: nothing can be loaded, or nobody wants it yet
  readonly #documents = new Map<string, PageDocument>();
  readonly #byDom = new WeakMap<DomDocument, PageDocument>();
  readonly #empty = new WeakMap<PageFrame, PageDocument>(); // what frames show before the browser has sent a document
  readonly #bridges = new Map<number, (message: ToContext) => void>();
  readonly #opened = new Set<number>(); // contexts that are, or have been
  readonly #early = new Map<number, ToContext[]>();
  readonly #asked = new Map<number, (extension: RenderedExtension | undefined) => void>();
  #lastAsked = 0;
  #lastTab: number | undefined;

  /** Loads the DOM library, which takes 400 ms. */
  static async open(post: Post, folder: string): Promise<Tab> {
    try {
      return new Tab(post, await loadDomModule(folder));
    } catch (error) {
      if (!(error instanceof NativePortError)) throw error;
      return new Tab(post, { broken: partsOf(error) });
    }
  }

  private constructor(post: Post, library: Awaited<ReturnType<typeof loadDomModule>> | Broken) {
    this.#post = post;
    if ('broken' in library) {
      this.#library = library;
      return;
    }
    this.#library = new DomLibrary(library, this.#hooks(), (error) => this.#uncaught(error));
    this.#library.prepare();
    process.on('uncaughtException', (error) => this.#uncaught(error));
    process.on('unhandledRejection', (reason, promise) => {
      const world = worldOfObject(promise) ?? worldOfObject(reason);
      if (world) reportRejection(world, promise, reason);
      else this.#uncaught(reason);
    });
  }

  /** Comes first, and again when the thread is another's: nothing is left of those before. */
  begin({ engine, clock, isHeld }: TabUse): void {
    const library = this.#library;
    if ('broken' in library) return;
    clearStorage();
    library.forgetCookies();
    this.#lastTab = undefined;
    const post = this.#post;
    const parts: TabParts = {
      engine,
      clock,
      isHeld,
      library,
      extensionAt: (document, url) => this.#extensionAt(document, url),
      news: (document, news) => post.send({ type: 'news', document, ...news }),
      report: (document, context, report) => post.now({ type: 'report', document, context, report }),
      emptyDocument: (frame) => {
        const document = this.#make(parts, frame);
        this.#empty.set(frame, document);
        return document;
      },
      bridgeOf: (context) => this.#bridgeOf(context),
    };
    this.#parts = parts;
  }

  received(message: Exclude<ToThread, { type: 'time' | 'begin' }>): void {
    switch (message.type) {
      case 'bridge':
        this.#toContext(message.context, message.message);
        break;
      case 'load':
        this.#load(message.plan);
        break;
      case 'frame':
        this.#documents.get(message.document)?.loader.frames.known(message.frame, message.frameId);
        break;
      case 'inject':
        void this.#inject(message);
        break;
      case 'ask':
        setImmediate(() => void this.#ask(message)); // after the tasks of what was sent before
        break;
      case 'freeze':
        this.#documents.get(message.document)?.freeze();
        break;
      case 'thaw':
        this.#documents.get(message.document)?.thaw();
        break;
      case 'end':
        this.#end(message.document);
        break;
      case 'extension':
        this.#asked.get(message.request)?.(message.extension);
        this.#asked.delete(message.request);
        break;
    }
  }

  #load(plan: DocumentPlan): void {
    if (this.#documents.size === 0 && plan.tab !== this.#lastTab) clearStorage();
    this.#lastTab = plan.tab;
    if ('broken' in this.#library) {
      this.#post.send({ type: 'news', document: plan.document, news: 'failed', error: this.#library.broken });
      return;
    }
    const parts = this.#parts;
    if (!parts) throw new Error('The thread was given to nobody.');
    const parent = plan.parent === undefined ? undefined : this.#documents.get(plan.parent);
    const frame = plan.parent === undefined ? new PageFrame(nextFrameKey()) : parent?.loader.frames.byId(plan.frameId);
    if (!frame) return; // its frame has gone while it was on its way
    const empty = this.#empty.get(frame);
    this.#empty.delete(frame);
    const isKept = empty?.isLive === true && plan.url === 'about:blank';
    const document = isKept ? empty : this.#make(parts, frame, plan.url);
    if (!isKept) empty?.end();
    frame.document = document;
    this.#documents.set(plan.document, document);
    document.load(plan);
    setImmediate(() => parts.library.prepare());
  }

  #make(parts: TabParts, frame: PageFrame, url?: string): PageDocument {
    const document = new PageDocument(parts, frame, url);
    this.#byDom.set(document.document, document);
    return document;
  }

  async #inject(message: Extract<ToThread, { type: 'inject' }>): Promise<void> {
    const { document: id, request, injection, extension, contexts } = message;
    const document = this.#documents.get(id);
    document?.expect(contexts);
    const outcomes = document?.isLive
      ? await document.loader.inject(injection, extension)
      : injection.scripts.map(() => ({ gone: true }) as const);
    this.#post.send({ type: 'injected', document: id, request, outcomes });
  }

  async #ask({ document: id, request, ask, contexts }: Extract<ToThread, { type: 'ask' }>): Promise<void> {
    const document = this.#documents.get(id);
    document?.expect(contexts);
    const answer = document?.isLive ? await act(document, ask) : ({ gone: true } as const);
    try {
      this.#post.now({ type: 'answer', document: id, request, answer });
    } catch (error) {
      const { name, message, stack = '' } = error as Error; // what it came to cannot be sent
      this.#post.now({
        type: 'answer',
        document: id,
        request,
        answer: { evaluated: { error: { name, message, stack } } },
      });
    }
  }

  #end(id: string): void {
    const document = this.#documents.get(id);
    document?.end();
    this.#documents.delete(id);
    this.#post.now({ type: 'ended', document: id });
  }

  async #extensionAt(document: string, url: string): Promise<RenderedExtension | undefined> {
    this.#lastAsked += 1;
    const request = this.#lastAsked;
    return new Promise((resolve) => {
      this.#asked.set(request, resolve);
      this.#post.send({ type: 'extension', request, document, url });
    });
  }

  /** What comes for a context that is not there yet waits for it. */
  #toContext(context: number, message: ToContext): void {
    const receive = this.#bridges.get(context);
    if (receive) receive(message);
    else if (!this.#opened.has(context)) this.#early.set(context, [...(this.#early.get(context) ?? []), message]);
  }

  #openBridge(context: number, receive: (message: ToContext) => void): void {
    this.#bridges.set(context, receive);
    this.#opened.add(context);
    const early = this.#early.get(context) ?? [];
    this.#early.delete(context);
    queueMicrotask(() => {
      for (const message of early) this.#toContext(context, message);
    });
  }

  #bridgeOf(context: number): ContextEnd {
    const port: MessagePortLike = {
      postMessage: (message) => this.#post.send({ type: 'bridge', context, message: message as FromContext }),
      on: (_type, listener) => this.#openBridge(context, listener),
      off: () => this.#bridges.delete(context),
    };
    return bridgeOverMessagePort<FromContext, ToContext>(port);
  }

  /** What no listener of ours has caught: of a callback of the DOM library, of a promise of Node. */
  #uncaught(error: unknown): void {
    const world = worldOfObject(error);
    if (world) world.uncaught(error);
    else throwFault(error, [...this.#documents.values()][0]);
  }

  #hooks(): DomHooks {
    const of = (element: DomElement): PageDocument | undefined => this.#byDom.get(element.ownerDocument);
    return {
      scriptInserted: (script) => of(script)?.loader.scriptInserted(script),
      frameInserted: (frame) => of(frame)?.loader.frames.inserted(frame),
      frameRemoved: (frame) => of(frame)?.loader.frames.removed(frame),
      frameChanged: (frame) => of(frame)?.loader.frames.changed(frame),
      navigate: (document, url, replaces) => {
        const own = this.#byDom.get(document);
        own?.navigation.go(url, own, replaces);
      },
      reload: (document) => this.#byDom.get(document)?.navigation.reload(),
      linkFollowed: (link) => of(link)?.navigation.follow(link),
      formSubmitted: (form, submitter) => of(form)?.navigation.submit(form, submitter),
      handlerChanged: (element, event) => {
        const document = of(element);
        if (document) handlerChanged(document, element, event);
      },
    };
  }
}

/** An error that no world knows: told in the name of a document, so that it is not lost. */
function throwFault(error: unknown, document: PageDocument | undefined): void {
  if (document) document.main.uncaught(error);
  else throw error;
}
