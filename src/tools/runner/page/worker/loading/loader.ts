import type { Injection, InjectionOutcome, RenderedExtension } from '../../../../../browser/index.js';
import { NativePortError, partsOf } from '../../../../../errors/index.js';
import { writeTooLate } from '../../errors.js';
import type { DocumentPlan } from '../../protocol.js';
import type { DomDocument, DomElement } from '../dom/dom-types.js';
import { Replay } from '../dom/replay.js';
import { ORDER } from '../engine-facts.js';
import { FrameElements, type FrameOwner } from '../frames/frame-elements.js';
import type { PageFrame } from '../frames/page-frame.js';
import type { ReadyState } from '../world/fired.js';
import { checkpoint } from './checkpoint.js';
import { type InjectedDocument, runInjection } from './inject.js';
import { readMarkup } from './markup.js';
import { PageScripts, type ScriptedDocument } from './page-scripts.js';

/** A document that is to be brought to life. */
export interface LoadedDocument extends FrameOwner, InjectedDocument, ScriptedDocument {
  readonly frame: PageFrame;
  readonly plan: DocumentPlan | undefined;
  readyState: ReadyState;
  become(readyState: ReadyState): void;
  redirected(url: string): void;
  /** A document of its own, of no window: nothing in it runs or loads. */
  parse(markup: string): DomDocument;
}

type RunAt = Injection['runAt'];
const TIMES: readonly RunAt[] = ['document_start', 'document_end', 'document_idle'];

interface LateInjection {
  readonly injection: Injection;
  readonly extension: RenderedExtension | undefined;
  resolve(outcomes: InjectionOutcome[] | Promise<InjectionOutcome[]>): void;
}

/** Brings a document to life: its markup in the order of the text, its scripts, those of extensions, its events. */
export class Loader {
  readonly frames: FrameElements;
  readonly scripts: PageScripts;
  readonly #document: LoadedDocument;
  #replay: Replay | undefined;
  #title = '';
  #hasFailed = false; // what browsers show then is a page of theirs, where nothing of an extension runs
  #reached = -1; // index into TIMES
  readonly #late: LateInjection[] = [];

  constructor(document: LoadedDocument) {
    this.#document = document;
    this.frames = new FrameElements(document);
    this.scripts = new PageScripts(document);
  }

  async run(plan: DocumentPlan): Promise<void> {
    const document = this.#document;
    try {
      const isKept = plan.url === 'about:blank' && plan.source === undefined;
      if (!isKept) {
        document.readyState = 'loading';
        const markup = await readMarkup(document, plan).catch((error: unknown) => this.#failed(error));
        if (!document.isLive) return;
        await this.#parse(markup);
      } else await this.#reach('document_start');
      if (document.isLive) await this.#finish();
    } catch (error) {
      document.main.uncaught(error); // a fault of ours; nothing of the page's gets here
    }
  }

  /** Runs an injection now, or when its time has come. */
  async inject(injection: Injection, extension: RenderedExtension | undefined): Promise<InjectionOutcome[]> {
    if (this.#reached < TIMES.indexOf(injection.runAt)) {
      return new Promise((resolve) => this.#late.push({ injection, extension, resolve }));
    }
    const outcomes: Promise<InjectionOutcome>[] = [];
    await runInjection(this.#document, injection, extension, (outcome) => outcomes.push(outcome));
    return Promise.all(outcomes);
  }

  /** `document.write`. @throws {PageError} `WRITE_TOO_LATE` */
  write(markup: string): void {
    if (!this.#replay?.write(markup)) throw writeTooLate();
  }

  /** A script has come into the document: by the parser, which takes care of it itself, or by a script. */
  scriptInserted(script: DomElement): void {
    if (!this.#replay?.isAdding && this.#document.isLive) this.scripts.inserted(script);
  }

  /** Tells the browser of the title whenever it is another. */
  observeTitle(): void {
    const { document, window } = this.#document;
    const observer = new window.MutationObserver(() => {
      const { title } = document;
      if (title === this.#title) return;
      this.#title = title;
      this.#document.news({ news: 'titled', title });
    });
    observer.observe(document, { subtree: true, childList: true, characterData: true });
  }

  end(): void {
    this.#replay?.stop();
    for (const { injection, resolve } of this.#late.splice(0)) resolve(injection.scripts.map(() => ({ gone: true })));
  }

  #failed(error: unknown): string {
    if (!(error instanceof NativePortError)) throw error;
    this.#hasFailed = true;
    this.#document.news({ news: 'failed', error: partsOf(error) });
    return '';
  }

  async #parse(markup: string): Promise<void> {
    const document = this.#document;
    const { document: dom } = document;
    this.scripts.markup = markup;
    while (dom.firstChild) dom.removeChild(dom.firstChild);
    const parsed = document.parse(markup);
    const replay = new Replay(dom, {
      started: () => this.#reach('document_start'),
      script: async (script) => {
        await checkpoint(); // observers hear of what was parsed before
        await this.scripts.parsed(script);
      },
      isLive: () => document.isLive,
    });
    this.#replay = replay;
    await replay.run(parsed);
    this.#replay = undefined;
  }

  async #finish(): Promise<void> {
    const document = this.#document;
    const facts = ORDER[document.engine];
    const isOver = (): boolean => !document.isLive;
    document.become('interactive');
    document.news({ news: 'became', readyState: 'interactive' });
    await checkpoint();
    await this.scripts.runDeferred();
    if (isOver()) return;
    if (facts.end === 'before DOMContentLoaded') await this.#reach('document_end');
    document.fire('DOMContentLoaded', { target: document.document, bubbles: true });
    await checkpoint();
    if (facts.end === 'after DOMContentLoaded') await this.#reach('document_end');
    if (facts.idle === 'interactive') await this.#reach('document_idle');
    if (isOver()) return;
    await this.scripts.asyncDone();
    await this.frames.loaded();
    if (isOver()) return;
    await this.thawed();
    document.become('complete');
    await checkpoint();
    if (facts.idle === 'complete') await this.#reach('document_idle');
    if (isOver()) return;
    document.fire('load', { shown: document.document });
    await checkpoint();
    document.fire('pageshow', { kind: 'PageTransitionEvent', persisted: false, shown: document.document });
    document.news({ news: 'became', readyState: 'complete' });
    document.frame.parent?.frameShown(document.frame);
  }

  /** Resolves in a task of the document: at once, or when it has come back from the cache. */
  thawed(): Promise<void> {
    return new Promise((resolve) => this.#document.tasks.post(resolve));
  }

  /** Runs what waits for this moment. */
  async #reach(runAt: RunAt): Promise<void> {
    const document = this.#document;
    const { injections = [], extensions = [] } = document.plan ?? {};
    const due = this.#hasFailed ? [] : injections.filter((each) => each.runAt === runAt);
    for (const injection of due) {
      if (!document.isLive) return;
      await runInjection(
        document,
        injection,
        extensions.find(({ id }) => id === injection.extension),
      );
    }
    this.#reached = TIMES.indexOf(runAt);
    for (const late of this.#late.filter(({ injection }) => TIMES.indexOf(injection.runAt) <= this.#reached)) {
      this.#late.splice(this.#late.indexOf(late), 1);
      const outcomes: Promise<InjectionOutcome>[] = [];
      await runInjection(document, late.injection, late.extension, (outcome) => outcomes.push(outcome));
      late.resolve(Promise.all(outcomes)); // the document does not wait for what scripts leave open
    }
  }
}
