import {
  type Browser,
  type BrowserTab,
  type ClickedTab,
  createBrowser,
  type Extension,
  type LoadOptions,
  type TraceEvent,
  type UntimedEvent,
} from '../../browser/node.js';
import { HeldClock } from '../../clock/index.js';
import { ENGINES } from '../../engines/index.js';
import { causeText, partsOf } from '../../errors/index.js';
import { backgroundOf } from '../../manifest/index.js';
import { NativeAbsence, type RunningBackground } from '../runner/index.js';
import { backgroundNone, backgroundNotLoaded, contextGone, pageNotLoaded, pageUnknown } from './errors.js';
import type { TestEvents } from './event-log.js';
import { ExtensionFaults, type FaultChoices } from './extension-faults.js';
import type { ExtensionSpec } from './extension-spec.js';
import type { TestHost } from './host-handle.js';
import { inTime, LOADED_MS } from './in-time.js';
import { describeLeaks, describeStubborn, endWith, type LeakChoice } from './leaks.js';
import { type PreparedExtension, prepareExtension } from './prepare-extension.js';
import { Stage } from './stage.js';
import { systemTime } from './system-time.js';
import { BackgroundContext, type TestBackground } from './test-context.js';
import { type PageParts, PopupPage, TabPage, type TestPopup, type TestTab } from './test-page.js';
import { HeldTestTime, RealTestTime, type TestTime } from './test-time.js';
import { TestWorld, type TestWorldOptions } from './test-world.js';
import { type PageChoices, WebPages } from './web-pages.js';

export interface LaunchOptions extends TestWorldOptions, LoadOptions, FaultChoices {
  /** Pages of the web, by their addresses: their markup, or the files that have it. Others are not there. */
  readonly pages?: PageChoices;
  /** Whether pages that are not among `pages` come from the network. Default false. */
  readonly network?: boolean;
  /** Hears each line of a console. */
  readonly onConsole?: (line: Extract<TraceEvent, { type: 'console' }>) => void;
  /** What `close` makes of ports to hosts that are still open. Default `report`: a warning of the process. */
  readonly leaks?: LeakChoice;
  /**
   * `held`: time stands still until the test lets it go on, for timers and `Date` of scripts, for backgrounds that sleep, for
   * delays of hosts. Default `real`.
   */
  readonly time?: 'held' | 'real';
  /** Where held time begins, in milliseconds since the Unix epoch. Default: now. */
  readonly startMs?: number;
}

/** An extension in the browser of a test. */
export interface TestExtension extends Pick<Extension, 'id' | 'baseUrl' | 'manifest' | 'grant' | 'revoke'> {
  /** Where its files are: its folder, or a temporary one for what was described or bundled. */
  readonly directory: string;
  /** @throws {TestingError} `BACKGROUND_NONE` */
  readonly background: TestBackground;
  /**
   * Clicks its button: `action.onClicked` fires with a tab. Resolves when its background has got the event; one that sleeps
   * and listens wakes for it. What cannot be clicked throws at once, so that nothing is lost when nobody awaits it.
   *
   * @throws {BrowserError} `ACTION_MISSING`, `ACTION_OPENS_POPUP`
   */
  clickAction(tab?: Partial<ClickedTab>): Promise<void>;
  /** Opens the popup of its button; resolves when it is complete. @throws {BrowserError} `POPUP_MISSING` */
  openPopup(): Promise<TestPopup>;
  /** Opens its page of options in a tab; resolves when it is complete. @throws {BrowserError} `OPTIONS_MISSING` */
  openOptions(): Promise<TestTab>;
  /** Opens a page of it in a tab; resolves when it is complete. */
  openPage(file: string): Promise<TestTab>;
  /** Switches it off, and on again. */
  disable(): Promise<void>;
  enable(): Promise<void>;
  /** Ends it and starts it again, as `runtime.reload()` does. */
  reload(): Promise<void>;
}

/** A browser for one test. */
export interface TestBrowser extends TestEvents, AsyncDisposable {
  readonly extension: TestExtension;
  /** The background of `extension`. @throws {TestingError} `BACKGROUND_NONE` */
  readonly background: TestBackground;
  /** Its time, with `time: 'held'`. */
  readonly time: TestTime;
  /** Loads another extension beside it; resolves when its background has run. */
  loadExtension(from: string | URL | ExtensionSpec, options?: LoadOptions): Promise<TestExtension>;
  /**
   * Opens a tab; resolves when its document is complete and the content scripts that match have run.
   *
   * @throws {TestingError} `PAGE_UNKNOWN`, `PAGE_NOT_LOADED`
   * @throws {BrowserError} `ADDRESS_INVALID`
   */
  openTab(url: string): Promise<TestTab>;
  /** All tabs, in their order. */
  readonly tabs: readonly TestTab[];
  /** A host of `hosts`. @throws {TestingError} `HOST_UNKNOWN` */
  host(name: string): TestHost;
  /** Resolves when nothing is left that could happen by itself; where nobody can know, after silence. */
  whenQuiet(): Promise<void>;
  /**
   * Ends everything and removes what was written. Resolves when no host and no thread is left.
   *
   * @throws {TestingError} `HOST_FAILED`, `EXTENSION_FAILED`, `LAST_ERROR_UNCHECKED`, `LEAKED`; an `AggregateError` when it is several
   */
  close(): Promise<void>;
}

/**
 * Runs an extension for a test: its folder as a path or a `file:` URL, or a description of one. Resolves when the scripts of its
 * background have run.
 *
 * @throws {TestingError} `FILE_OUTSIDE`, `URL_NOT_FILE`, `BUNDLER_MISSING`, `BUNDLE_FAILED`, `BACKGROUND_NOT_LOADED`; `ADDRESS_INVALID`,
 *   `ENGINE_UNKNOWN`, `HOST_INVALID` for options
 * @throws {BrowserError} as `loadExtension` of a browser
 * @throws {RunnerError} for a script that is missing or that has a syntax error
 */
export async function launchExtension(
  from: string | URL | ExtensionSpec,
  options: LaunchOptions = {},
): Promise<TestBrowser> {
  const browser = new LaunchedBrowser(options);
  try {
    await browser.start(from);
  } catch (error) {
    await browser.end();
    throw error;
  }
  return browser.door();
}

class LaunchedBrowser {
  readonly #options: LaunchOptions;
  readonly #world: TestWorld;
  readonly #browser: Browser;
  readonly #stage: Stage;
  readonly #time: TestTime;
  readonly #pages: WebPages;
  readonly #prepared: PreparedExtension[] = [];
  readonly #loaded = new Map<string, Extension>(); // by their ids
  readonly #absence = new NativeAbsence((id) => this.#loaded.get(id)?.manifest);
  readonly #faults: ExtensionFaults;
  #extension: TestExtension | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: LaunchOptions) {
    this.#options = options;
    this.#pages = new WebPages(options.pages ?? {}, options.network === true);
    const held = options.time === 'held' ? new HeldClock(options.startMs ?? systemTime.now()) : undefined;
    const clock = held ?? systemTime;
    this.#world = new TestWorld(options, clock, { isIdle: () => this.#isIdle, settled: () => Promise.resolve() });
    this.#faults = new ExtensionFaults(this.#world.engine);
    this.#stage = new Stage({
      engine: this.#world.engine,
      heldAt: held?.now(),
      expectsDocuments: options.pages !== undefined,
      sourceOf: (url) => this.#pages.sourceOf(url),
      onReport: ({ context, report }) => this.#emit({ ...report, context }),
      onIdle: () => this.#world.watch.poke(),
    });
    this.#time = held ? new HeldTestTime(held, this.#stage, this.#world.watch) : new RealTestTime();
    this.#browser = createBrowser({
      engine: this.#world.engine,
      connections: this.#world.connections,
      renderers: this.#stage,
      clock,
      onTrace: (event) => this.#saw(event),
      ...(options.onPermissionRequest && { onPermissionRequest: options.onPermissionRequest }),
    });
  }

  async start(from: string | URL | ExtensionSpec): Promise<void> {
    this.#extension = await this.#load(from, this.#options);
  }

  door(): TestBrowser {
    const extension = this.#extension;
    if (extension === undefined) throw new Error('Nothing was launched.');
    const tabs = (): TestTab[] => this.#browser.tabs.map((tab) => new TabPage(this.#pageParts, tab));
    return {
      extension,
      get background() {
        return extension.background;
      },
      time: this.#time,
      loadExtension: (from, how = {}) => this.#load(from, how),
      openTab: (url) => this.#openTab(url),
      get tabs() {
        return tabs();
      },
      host: (name) => this.#world.host(name),
      whenQuiet: async () => void (await this.#world.watch.quiet()),
      close: () => this.#close(),
      [Symbol.asyncDispose]: () => this.#close(),
      ...this.#world.log.door(),
    };
  }

  /** Ends it, whatever state it is in. */
  async end(): Promise<void> {
    await this.#browser.close();
    this.#world.watch.close();
    for (const prepared of this.#prepared.splice(0)) prepared.remove();
  }

  async #load(from: string | URL | ExtensionSpec, { id, installed, storage }: LoadOptions): Promise<TestExtension> {
    const engine = ENGINES[this.#world.engine];
    const prepared = await prepareExtension(from, engine);
    this.#prepared.push(prepared);
    this.#world.stacks.add(prepared.directory);
    const wanted = id ?? prepared.id;
    const extension = await this.#browser.loadExtension(prepared.directory, {
      ...(wanted !== undefined && { id: wanted }),
      ...(installed !== undefined && { installed }),
      ...(storage && { storage }),
    });
    this.#loaded.set(extension.id, extension);
    const directory = extension.directory ?? prepared.directory;
    const background = await this.#backgroundOf(extension);
    return {
      id: extension.id,
      baseUrl: extension.baseUrl,
      get manifest() {
        return extension.manifest;
      },
      directory,
      get background() {
        if (background === undefined) throw backgroundNone(engine.name);
        return background;
      },
      clickAction: (tab) => {
        extension.click(tab);
        this.#emit({ type: 'action.clicked', extension: extension.id });
        return this.#delivered(extension);
      },
      openPopup: async () => {
        const popup = extension.openPopup();
        await this.#pageLoaded(popup);
        return new PopupPage(this.#pageParts, popup);
      },
      openOptions: () => this.#loadedTab(extension.openOptions()),
      openPage: (file) => this.#openTab(new URL(encodeURI(file), extension.baseUrl).href),
      grant: (...permissions) => extension.grant(...permissions),
      revoke: (...permissions) => extension.revoke(...permissions),
      disable: () => extension.disable(),
      enable: async () => {
        extension.enable();
        await this.#backgroundLoaded(extension);
      },
      reload: async () => {
        await extension.reload();
        await this.#backgroundLoaded(extension);
      },
    };
  }

  async #openTab(url: string): Promise<TestTab> {
    if (!this.#pages.has(url)) throw pageUnknown(url, this.#pages.addresses);
    return this.#loadedTab(this.#browser.openTab(url));
  }

  async #loadedTab(tab: BrowserTab): Promise<TestTab> {
    await this.#pageLoaded(tab);
    return new TabPage(this.#pageParts, tab);
  }

  async #pageLoaded(page: Pick<BrowserTab, 'url' | 'loaded'>): Promise<void> {
    const late = (ms: number): Error => pageNotLoaded(page.url, ms, this.#world.story);
    try {
      await inTime(page.loaded(), this.#loadedMs, late);
    } catch (error) {
      this.#faults.told(error);
      throw error;
    }
  }

  get #pageParts(): PageParts {
    return {
      world: this.#world,
      stage: this.#stage,
      pages: this.#pages,
      launched: () => this.#extension?.id ?? '',
      tell: (event) => this.#emit(event),
    };
  }

  /** Resolves when the scripts of its background have run. */
  async #backgroundOf(extension: Extension): Promise<BackgroundContext | undefined> {
    const { family } = ENGINES[this.#world.engine].native;
    const background = backgroundOf(extension.manifest, family);
    if (background === undefined) return undefined;
    const running = (): RunningBackground | undefined => this.#stage.backgrounds.runningOf(extension.id);
    await this.#backgroundLoaded(extension);
    const now = running();
    if (now === undefined) throw contextGone('background', this.#world.story);
    return new BackgroundContext(this.#world, extension, now.url, running);
  }

  async #backgroundLoaded(extension: Extension): Promise<void> {
    const late = (ms: number): Error => backgroundNotLoaded(ms, this.#world.story);
    await inTime(extension.wakeBackground(), this.#loadedMs, late);
  }

  /** Resolves when the background has worked through what it was just sent. */
  async #delivered(extension: Extension): Promise<void> {
    if (this.#browser.activity.changingBackgrounds > 0) await extension.wakeBackground();
    await this.#stage.backgrounds.runningOf(extension.id)?.evaluate('undefined');
  }

  get #loadedMs(): number {
    return this.#options.timeoutMs ?? LOADED_MS;
  }

  get #isIdle(): boolean {
    const { pendingCalls, changingBackgrounds, loadingDocuments } = this.#browser.activity;
    return pendingCalls + changingBackgrounds + loadingDocuments === 0 && this.#stage.isIdle;
  }

  #emit(event: UntimedEvent): void {
    this.#saw({ time: this.#options.time === 'held' ? this.#time.now : systemTime.now(), ...event } as TraceEvent);
  }

  #saw(told: TraceEvent): void {
    const event = this.#mapped(told);
    if (this.#closing === undefined) this.#faults.saw(event);
    this.#world.saw(event);
    if (event.type === 'console') this.#options.onConsole?.(event);
    const warning = this.#absence.warningFor(event);
    if (warning) this.#emit({ type: 'warning', ...partsOf(warning) });
  }

  #mapped(event: TraceEvent): TraceEvent {
    if (event.type !== 'error' || event.stack === undefined) return event;
    return { ...event, stack: this.#world.stacks.map(event.stack) };
  }

  #close(): Promise<void> {
    this.#closing ??= this.#closeOnce();
    return this.#closing;
  }

  async #closeOnce(): Promise<void> {
    const { leaks = 'report' } = this.#options;
    const { events } = this.#world.log;
    const left = describeLeaks(events);
    const { length } = events;
    await this.end();
    left.push(...describeStubborn(events.slice(length)));
    const problems = [...this.#world.failures, ...this.#faults.problems(this.#options)];
    try {
      endWith(left, leaks, events);
    } catch (error) {
      problems.push(error);
    }
    if (problems.length > 1) throw new AggregateError(problems, problems.map(causeText).join('\n'));
    if (problems.length === 1) throw problems[0];
  }
}
