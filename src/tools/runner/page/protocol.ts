import type { MessagePort } from 'node:worker_threads';
import type { DocumentSite, Injection, InjectionOutcome, RenderedExtension } from '../../../browser/index.js';
import type { ContextOwner, FromContext, ToContext } from '../../../context/index.js';
import type { EngineName } from '../../../engines/index.js';
import type { ErrorParts } from '../../../errors/index.js';
import type { Evaluated, WorkerReport } from '../background-setup.js';

// What the main thread and the thread of a tab tell each other: everything over one port, so that its order holds.

/** What a thread is given when it starts. */
export interface ThreadSetup {
  readonly port: MessagePort;
  /** Where to look for the DOM library besides the folder of this file. */
  readonly folder: string;
}

/** What it is told when it becomes somebody's. */
export interface ThreadUse {
  readonly engine: EngineName;
  /** The time at which its clock stands, in milliseconds since the Unix epoch; undefined: it goes by itself. */
  readonly heldAt: number | undefined;
}

/** Where scripts run: the page's world, or one that an extension has for itself. */
export type WorldName =
  | 'main'
  | { readonly isolated: string }
  | { readonly userScript: string; readonly extension: string };

export const worldOf = ({ extension, world }: Pick<Injection, 'extension' | 'world'>): WorldName => {
  if (world === 'main') return 'main';
  return world === 'isolated' ? { isolated: extension } : { userScript: world.userScript, extension };
};

/** One text for each world. */
export const keyOf = (world: WorldName): string => JSON.stringify(world);

/** A context that is served at the other end of the bridge with this number. */
export interface ContextPlan {
  readonly context: number;
  readonly name: string;
  readonly world: WorldName;
  readonly owner: ContextOwner;
}

/** Where the markup comes from; undefined: from the document's address. */
export type PageSource = { readonly html: string } | { readonly file: string };

/** A document to load. */
export interface DocumentPlan
  extends Pick<DocumentSite, 'url' | 'navigation' | 'frameId' | 'tab' | 'parent' | 'extension' | 'injections'> {
  readonly document: string;
  readonly source: PageSource | undefined;
  /** Those of the injections, and the document's own. */
  readonly extensions: readonly RenderedExtension[];
  readonly contexts: readonly ContextPlan[];
}

/** What a test does with a document; `waitFor` answers when the element is there. */
export type Ask =
  | { readonly do: 'evaluate'; readonly world: WorldName; readonly source: string; readonly args?: readonly unknown[] }
  | { readonly do: 'click'; readonly selector: string }
  | { readonly do: 'type'; readonly selector: string; readonly text: string }
  | { readonly do: 'waitFor'; readonly selector: string }
  | { readonly do: 'html' };

/** `value`, or why there is none; `gone`: the document ended first. */
export type Answer =
  | { readonly value: unknown }
  | { readonly evaluated: Evaluated }
  | { readonly error: ErrorParts }
  | { readonly gone: true };

export type ToThread =
  /** Comes before all others, and again when the thread has become another's. */
  | { readonly type: 'begin'; readonly use: ThreadUse }
  | { readonly type: 'load'; readonly plan: DocumentPlan }
  | { readonly type: 'bridge'; readonly context: number; readonly message: ToContext }
  | { readonly type: 'frame'; readonly document: string; readonly frame: number; readonly frameId: number }
  | {
      readonly type: 'inject';
      readonly document: string;
      readonly request: number;
      readonly injection: Injection;
      readonly extension: RenderedExtension | undefined;
      readonly contexts: readonly ContextPlan[];
    }
  | {
      readonly type: 'ask';
      readonly document: string;
      readonly request: number;
      readonly ask: Ask;
      readonly contexts: readonly ContextPlan[];
    }
  | { readonly type: 'freeze' | 'thaw' | 'end'; readonly document: string }
  | { readonly type: 'extension'; readonly request: number; readonly extension: RenderedExtension | undefined }
  /** The held time goes on to here. */
  | { readonly type: 'time'; readonly now: number };

/** What a document tells; the names are those of `DocumentEvents`. */
export type DocumentNews =
  | { readonly news: 'navigate'; readonly url: string; readonly frameId?: number; readonly replaces?: boolean }
  | { readonly news: 'moved' | 'opened'; readonly url: string }
  | { readonly news: 'go'; readonly delta: number }
  | { readonly news: 'reload' | 'close' }
  | { readonly news: 'titled'; readonly title: string }
  | { readonly news: 'became'; readonly readyState: 'interactive' | 'complete' }
  | { readonly news: 'failed'; readonly error: ErrorParts }
  | {
      readonly news: 'frameAdded';
      readonly frame: number;
      readonly url: string;
      readonly html?: string;
      readonly isSandboxed: boolean;
    }
  | { readonly news: 'frameRemoved'; readonly frameId: number };

/** What scripts write and what they do not catch. `context`: a name, or the address of a page that has none. */
export type PageReport = Extract<WorkerReport, { type: 'console' | 'error' }>;

export type FromThread =
  | { readonly type: 'bridge'; readonly context: number; readonly message: FromContext }
  | { readonly type: 'report'; readonly document: string; readonly context: string; readonly report: PageReport }
  | ({ readonly type: 'news'; readonly document: string } & DocumentNews)
  | {
      readonly type: 'injected';
      readonly document: string;
      readonly request: number;
      readonly outcomes: readonly InjectionOutcome[];
    }
  | { readonly type: 'answer'; readonly document: string; readonly request: number; readonly answer: Answer }
  | { readonly type: 'ended'; readonly document: string }
  | { readonly type: 'extension'; readonly request: number; readonly document: string; readonly url: string }
  /** The DOM library is there, or it is known that it is missing. */
  | { readonly type: 'ready' }
  /** Nothing is left in the event loop. `received` messages were worked through. `nextDue`: of its timers, in held time. */
  | { readonly type: 'idle'; readonly received: number; readonly nextDue?: number };
