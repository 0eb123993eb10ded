import type { Clock } from '../../../../clock/index.js';
import type { EngineName } from '../../../../engines/index.js';
import type { NativePortError } from '../../../../errors/index.js';
import {
  type ContextPlan,
  type DocumentNews,
  type DocumentPlan,
  keyOf,
  type PageReport,
  type WorldName,
} from '../protocol.js';
import { attachContext } from './attach-context.js';
import { originOf } from './dom-hooks.js';
import type { DomLibrary } from './dom-library.js';
import type { Dom, DomDocument, DomEvent, DomEventTarget, DomWindow } from './dom-types.js';
import { ORDER } from './engine-facts.js';
import { adaptEvents, markEvent, worldOfGlobal } from './events.js';
import { reportUncaught } from './faults.js';
import type { PageFrame } from './frames.js';
import { Loader } from './loader.js';
import { Navigation } from './navigation.js';
import type { Asker } from './resources.js';
import { Tasks } from './tasks.js';
import { Timers } from './timers.js';
import { realmHostFor } from './window-members.js';
import { World } from './world.js';

type ReadyState = 'loading' | 'interactive' | 'complete';

/** What the documents of a thread have in common. */
export interface TabParts {
  readonly engine: EngineName;
  readonly library: DomLibrary;
  readonly clock: Clock;
  readonly isHeld: boolean;
  /** Asks the browser for an extension by its id. */
  extensionOf(document: string, id: string): ReturnType<Asker['extensionAt']>;
  news(document: string, news: DocumentNews): void;
  report(document: string, context: string, report: PageReport): void;
  /** Says that an event's document is this one's, for what the DOM library tells. */
  remember(document: PageDocument): void;
  /** What a frame shows before the browser has sent a document. */
  emptyDocument(frame: PageFrame): PageDocument;
  /** Opens the context's end of a bridge. */
  bridgeOf(context: number): Parameters<typeof attachContext>[1];
}

/** A document with its worlds. Until its plan comes it is the empty one that a new frame shows. */
export class PageDocument {
  readonly tab: TabParts;
  readonly frame: PageFrame;
  readonly window: DomWindow;
  readonly dom: Dom;
  readonly main: World;
  readonly timers: Timers;
  readonly tasks = new Tasks();
  readonly navigation: Navigation;
  readonly loader: Loader;
  /** Its frame elements, in the order of the document. */
  frames: PageFrame[] = [];
  plan: DocumentPlan | undefined;
  isLive = true;
  readyState: ReadyState = 'complete';
  currentScript: object | null = null;
  /** Since when `performance.now()` counts. */
  readonly timeOrigin: number;
  readonly #worlds = new Map<string, World>();
  readonly #contexts = new Map<string, ContextPlan>(); // by world, until the world is made
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
    this.main = this.#makeWorld('main');
    adaptEvents(this.window, this);
    this.navigation = new Navigation(this);
    this.loader = new Loader(this);
    this.#adaptDocument();
    tab.remember(this);
    this.main.install(realmHostFor(this.main));
    this.loader.observeTitle();
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

  get worlds(): World[] {
    return [...this.#worlds.values()];
  }

  get isOfExtension(): boolean {
    return this.plan?.extension !== undefined;
  }

  /** The address has changed without a new document. */
  moveTo(url: string): void {
    this.#url = url;
    this.dom.reconfigure({ url });
  }

  /** It turned out to be at another address. */
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

  isSameOrigin(other: PageDocument): boolean {
    return this === other || (this.origin !== 'null' && this.origin === other.origin);
  }

  /** Runs the plan in this document, which has been empty up to now. */
  load(plan: DocumentPlan): void {
    this.plan = plan;
    this.main.label = plan.url;
    this.expect(plan.contexts);
    this.#attach(this.main);
    void this.loader.run(plan);
  }

  /** Contexts that worlds are to have. They are there at once, so that they refuse what nobody listens to yet. */
  expect(contexts: readonly ContextPlan[]): void {
    for (const context of contexts) {
      this.#contexts.set(keyOf(context.world), context);
      if (context.world !== 'main') this.worldNamed(context.world);
    }
  }

  /** The world of this name; it is made with its context when it is needed first. */
  worldNamed(name: WorldName): World {
    const key = keyOf(name);
    const known = this.#worlds.get(key);
    if (known) return known;
    const world = this.#makeWorld(name);
    world.install(realmHostFor(world));
    this.#attach(world);
    return world;
  }

  /** The world in which code of another document's world looks at this one. */
  worldFor(viewer: World): World {
    return this.worldNamed(viewer.name);
  }

  /** The same, if it is there. */
  worldLike(viewer: World): World | undefined {
    return this.#worlds.get(viewer.key);
  }

  /** Dispatches an event that counts as the browser's. */
  dispatch(target: DomEventTarget, event: DomEvent): boolean {
    return this.isLive ? this.tab.library.internals.dispatchTrusted(target, event) : true;
  }

  /** Fires an event at the window, or at another target. */
  fire(type: string, { kind = 'Event', target = this.window, shown, world, ...init }: Fired = {}): boolean {
    const event = new (this.window[kind] as DomWindow['Event'])(type, init);
    markEvent(event, { ...(shown && { target: shown }), world });
    return this.dispatch(target, event);
  }

  become(readyState: ReadyState): void {
    this.readyState = readyState;
    this.fire('readystatechange', { target: this.document });
  }

  news(news: DocumentNews): void {
    if (this.plan && this.isLive) this.tab.news(this.plan.document, news);
  }

  report(world: World, report: PageReport): void {
    this.tab.report(this.id, world.label, report);
  }

  /** What the browser's console says of this document, although no script wrote it. */
  complain(problem: NativePortError, world: World = this.main): void {
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
    this.timers.end();
    this.tasks.end();
    this.loader.end();
    if (this.frame.document === this) this.frame.document = undefined;
    for (const world of this.#worlds.values()) world.end();
  }

  /** Whether a value is an object of the DOM. */
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
      extensionAt: async (host) =>
        extensions.find(({ baseUrl }) => new URL(baseUrl).host === host) ?? this.tab.extensionOf(this.id, host),
    };
  }

  /** Whatever the listeners answer: nobody is there to be asked. */
  #fireBeforeUnload(): void {
    const event = this.document.createEvent('BeforeUnloadEvent' in this.window ? 'BeforeUnloadEvent' : 'Event');
    event.initEvent('beforeunload', false, true);
    markEvent(event);
    this.dispatch(this.window, event);
  }

  #makeWorld(name: WorldName): World {
    const world = new World({
      name,
      label: this.#contexts.get(keyOf(name))?.name ?? this.url,
      document: this,
      window: this.window,
      uncaught: (error) => reportUncaught(world, error),
    });
    this.#worlds.set(world.key, world);
    return world;
  }

  #attach(world: World): void {
    const context = this.#contexts.get(world.key);
    this.#contexts.delete(world.key);
    if (context) attachContext(world, this.tab.bridgeOf(context.context), context, this.tab.engine);
    else if (world === this.main && ORDER[this.tab.engine].chrome) {
      Reflect.set(world.global, 'chrome', world.parts.makeObject());
    }
  }

  /** What the document itself must tell otherwise than the DOM library. */
  #adaptDocument(): void {
    const { document } = this;
    const accessors = {
      defaultView: () => (this.isLive ? this.main.global : null),
      readyState: () => this.readyState,
      currentScript: () => this.currentScript,
    };
    for (const [name, get] of Object.entries(accessors)) {
      Object.defineProperty(document, name, { get, configurable: true });
    }
    const write = (...texts: unknown[]): void => this.loader.write(texts.map(String).join(''));
    const methods = { write, writeln: (...texts: unknown[]) => write(...texts, '\n') };
    for (const [name, value] of Object.entries(methods)) {
      Object.defineProperty(document, name, { value, writable: true, configurable: true });
    }
    this.loader.adaptFrames();
  }
}

interface Fired {
  /** The event's class. */
  readonly kind?: string;
  readonly target?: DomEventTarget;
  /** What it tells as its target. */
  readonly shown?: object;
  /** Nobody else hears it. */
  readonly world?: World;
  readonly [init: string]: unknown;
}
