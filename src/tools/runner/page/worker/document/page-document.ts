import type { EngineName } from '../../../../../engines/index.js';
import type { NativePortError } from '../../../../../errors/index.js';
import type { ContextPlan, DocumentNews, DocumentPlan, PageReport, WorldName } from '../../protocol.js';
import type { Dom, DomDocument, DomEvent, DomEventTarget, DomWindow } from '../dom/dom-types.js';
import { originOf } from '../dom/origin.js';
import type { FramedDocument, PageFrame } from '../frames/page-frame.js';
import { type LoadedDocument, Loader } from '../loading/loader.js';
import type { Asker } from '../reading/resources.js';
import type { LoadTimes } from '../realm/realm-chrome.js';
import { adaptEvents, markEvent, worldOfGlobal } from '../world/events.js';
import type { Fired, ReadyState } from '../world/fired.js';
import type { ScriptWorld, WorldDocument } from '../world/script-world.js';
import { adaptDocument } from './adapt-document.js';
import { DocumentWorlds } from './document-worlds.js';
import { Navigation } from './navigation.js';
import type { TabParts } from './tab-parts.js';
import { Tasks } from './tasks.js';
import { Timers } from './timers.js';
import type { WindowDocument } from './window-members.js';

/** A document with its worlds. Until its plan comes it is the empty one that a new frame shows. */
export class PageDocument implements LoadedDocument, WindowDocument {
  readonly tab: TabParts;
  readonly frame: PageFrame;
  readonly window: DomWindow;
  readonly dom: Dom;
  readonly main: ScriptWorld;
  readonly timers: Timers;
  readonly tasks = new Tasks();
  readonly navigation: Navigation;
  readonly loader: Loader;
  frames: PageFrame[] = [];
  plan: DocumentPlan | undefined;
  isLive = true;
  readyState: ReadyState = 'complete';
  currentScript: object | null = null;
  readonly timeOrigin: number;
  readonly #worlds: DocumentWorlds;
  readonly #reached: Partial<Record<ReadyState, number>> = {}; // when
  readonly #ending = new AbortController();
  #origin: string;
  #url: string;

  constructor(tab: TabParts, frame: PageFrame, url = 'about:blank') {
    this.tab = tab;
    this.frame = frame;
    this.timers = new Timers(tab.clock);
    this.timeOrigin = tab.clock.now();
    this.dom = tab.library.create();
    this.window = this.dom.window;
    this.#url = url;
    this.#origin = this.originOfUrl(url);
    this.dom.reconfigure({ url });
    if (frame.parent) tab.library.internals.fallbackParent(this.window, frame.parent.window);
    this.navigation = new Navigation(this);
    this.loader = new Loader(this);
    this.#worlds = new DocumentWorlds(this, (context) => tab.bridgeOf(context));
    const main = this.#worlds.make('main');
    this.main = main;
    adaptEvents(this.window, this);
    adaptDocument(this, (markup) => this.loader.write(markup));
    this.loader.frames.adaptInterfaces();
    this.#worlds.install(main);
    this.loader.observeTitle();
  }

  get engine(): EngineName {
    return this.tab.engine;
  }

  get id(): string {
    return this.plan?.document ?? '';
  }

  get document(): DomDocument {
    return this.window.document;
  }

  get url(): string {
    return this.#url;
  }

  get origin(): string {
    return this.#origin;
  }

  get worlds(): readonly ScriptWorld[] {
    return this.#worlds.all;
  }

  get isOfExtension(): boolean {
    return this.plan?.extension !== undefined;
  }

  moveTo(url: string): void {
    this.#url = url;
    this.dom.reconfigure({ url });
  }

  redirected(url: string): void {
    this.moveTo(url);
    this.#origin = this.originOfUrl(url);
    this.news({ news: 'moved', url });
  }

  /** A document that inherits gets the origin of the one it came from. */
  originOfUrl(url: string): string {
    if (this.frame.isSandboxed) return 'null';
    const creator = this.frame.parent;
    if (/^about:/.test(url)) return creator ? creator.origin : 'null';
    return originOf(url);
  }

  isSameOrigin(other: WorldDocument): boolean {
    return this === other || (this.origin !== 'null' && this.origin === other.origin);
  }

  /** Runs the plan in this document, which has been empty up to now. */
  load(plan: DocumentPlan): void {
    this.plan = plan;
    this.main.label = plan.url;
    this.#worlds.expect(plan.contexts);
    this.#worlds.attach(this.main);
    void this.loader.run(plan);
  }

  /** Contexts that worlds are to have. They are there at once, so that they refuse what nobody listens to yet. */
  expect(contexts: readonly ContextPlan[]): void {
    this.#worlds.expect(contexts);
  }

  worldNamed(name: WorldName): ScriptWorld {
    return this.#worlds.named(name);
  }

  worldFor(viewer: ScriptWorld): ScriptWorld {
    return this.#worlds.named(viewer.name);
  }

  worldLike(viewer: ScriptWorld): ScriptWorld | undefined {
    return this.#worlds.like(viewer);
  }

  frameShown(frame: PageFrame): void {
    this.loader.frames.shown(frame);
  }

  emptyDocumentIn(frame: PageFrame): FramedDocument {
    return this.tab.emptyDocument(frame);
  }

  parse(markup: string): DomDocument {
    return this.tab.library.parse(markup);
  }

  dispatch(target: DomEventTarget, event: DomEvent): boolean {
    return this.isLive ? this.tab.library.internals.dispatchTrusted(target, event) : true;
  }

  /** Fires an event at the window, or at another target. */
  fire(type: string, { kind = 'Event', target = this.window, shown, world, ...init }: Fired = {}): boolean {
    const event = new (this.window[kind] as DomWindow['Event'])(type, init);
    markEvent(event, { ...(shown && { target: shown }), world });
    return this.dispatch(target, event);
  }

  get loadTimes(): LoadTimes {
    const { interactive, complete } = this.#reached;
    return { started: this.timeOrigin, now: this.tab.clock.now(), parsed: interactive, loaded: complete };
  }

  become(readyState: ReadyState): void {
    this.#reached[readyState] = this.tab.clock.now();
    this.readyState = readyState;
    this.fire('readystatechange', { target: this.document });
  }

  news(news: DocumentNews): void {
    if (this.plan && this.isLive) this.tab.news(this.plan.document, news);
  }

  report(world: ScriptWorld, report: PageReport): void {
    if (this.isLive) this.tab.report(this.id, world.label, report);
  }

  complain(problem: NativePortError, world: ScriptWorld = this.main): void {
    const text = `${problem.message} ${problem.hint}`;
    this.report(world, { type: 'console', by: 'browser', level: 'error', args: [text] });
  }

  freeze(): void {
    this.#fireBeforeUnload();
    this.fire('pagehide', { kind: 'PageTransitionEvent', persisted: true, shown: this.document });
    this.timers.freeze();
    this.tasks.freeze();
    for (const { document } of this.frames) document?.freeze();
  }

  thaw(): void {
    this.timers.thaw();
    this.tasks.thaw();
    for (const { document } of this.frames) document?.thaw();
    this.fire('pageshow', { kind: 'PageTransitionEvent', persisted: true, shown: this.document });
  }

  /** Its last events, and nothing after them. */
  end(): void {
    if (!this.isLive) return;
    if (this.plan) {
      this.#fireBeforeUnload();
      this.fire('pagehide', { kind: 'PageTransitionEvent', persisted: false, shown: this.document });
      this.fire('unload', { shown: this.document });
    }
    for (const { document } of this.frames) document?.end();
    this.isLive = false;
    this.#ending.abort();
    this.timers.end();
    this.tasks.end();
    this.loader.end();
    if (this.frame.document === this) this.frame.document = undefined;
    this.#worlds.end();
  }

  isDom(value: unknown): boolean {
    if (typeof value !== 'object' || value === null) return false;
    return value instanceof this.window.EventTarget || worldOfGlobal(value) !== undefined;
  }

  get asker(): Asker {
    const { source, extension, extensions = [] } = this.plan ?? {};
    return {
      url: this.url,
      extension,
      file: source && 'file' in source ? source.file : undefined,
      clock: this.tab.clock,
      ending: this.#ending.signal,
      extensionAt: async (url) =>
        extensions.find(({ baseUrl }) => url.startsWith(baseUrl)) ?? this.tab.extensionAt(this.id, url),
    };
  }

  /** Whatever the listeners answer: nobody is there to be asked. */
  #fireBeforeUnload(): void {
    const event = this.document.createEvent('BeforeUnloadEvent' in this.window ? 'BeforeUnloadEvent' : 'Event');
    event.initEvent('beforeunload', false, true);
    markEvent(event);
    this.dispatch(this.window, event);
  }
}
