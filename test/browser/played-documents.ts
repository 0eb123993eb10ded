import type {
  DocumentSite,
  Injection,
  InjectionOutcome,
  Rendered,
  RenderedDocument,
  Renderers,
} from '../../src/browser/node.js';
import { createContext, createMemoryBridge, type ExtensionApi } from '../../src/context/index.js';
import type { ContextKind, Engine } from '../../src/engines/index.js';
import type { HeldTasks } from './held-tasks.js';

/** A document as the test plays it. */
export interface PlayedDocument {
  readonly site: DocumentSite;
  readonly injected: Injection[];
  state: 'running' | 'frozen' | 'ended';
}

/** Documents in this thread: nothing of them runs by itself, the test says what happens. */
export class PlayedDocuments implements Renderers {
  /** In the order in which they were loaded. */
  readonly all: PlayedDocument[] = [];
  /** Whether a document is complete when it is loaded; otherwise the test says so. */
  completesAtOnce = true;
  /** What an injection comes to. */
  outcomeOf: (injection: Injection, site: DocumentSite) => InjectionOutcome | Promise<never> = () => ({
    result: undefined,
  });
  /** What scripts do when they hear that their document ends. */
  lastWords: () => void = () => undefined;
  isClosed = false;
  readonly #engine: Engine;
  readonly #tasks: HeldTasks;

  constructor(engine: Engine, tasks: HeldTasks) {
    this.#engine = engine;
    this.#tasks = tasks;
  }

  /** The document that was loaded last. */
  get last(): PlayedDocument {
    const last = this.all.at(-1);
    if (last === undefined) throw new Error('No document was loaded.');
    return last;
  }

  startBackground(): Rendered {
    return { end: async () => undefined };
  }

  loadDocument(site: DocumentSite): RenderedDocument {
    const document: PlayedDocument = { site, injected: [], state: 'running' };
    this.all.push(document);
    if (this.completesAtOnce) queueMicrotask(() => site.events.became('complete'));
    return {
      freeze: () => {
        document.state = 'frozen';
      },
      thaw: () => {
        document.state = 'running';
      },
      inject: async (injection) => {
        document.injected.push(injection);
        return [await this.outcomeOf(injection, site)];
      },
      end: async () => {
        document.state = 'ended';
        this.lastWords();
        await null; // what they say takes its time
      },
    };
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  /** Makes the context of a world of a document, as its scripts would when they first ask; undefined: it has no API. */
  contextIn({ site }: PlayedDocument, kind: ContextKind, extension?: string, worldId?: string) {
    const bridge = createMemoryBridge();
    const attached = site.attach(kind, bridge.browser, extension, worldId);
    if (attached === undefined) return undefined;
    const context = createContext<ExtensionApi>({
      engine: this.#engine,
      bridge: bridge.context,
      extension: attached.extension,
      tasks: this.#tasks,
    });
    return { ...context, name: attached.name, close: () => context.dispose() };
  }
}
