import { clearTimeout, setTimeout } from 'node:timers'; // a test may replace the global ones
import {
  type Browser,
  type ClickedTab,
  createBrowser,
  type Extension,
  HeldClock,
  type TraceEvent,
} from '../../browser/node.js';
import { ENGINES } from '../../engines/index.js';
import { causeText } from '../../errors/index.js';
import { type Background, backgroundOf, popupOf } from '../../manifest/index.js';
import { BackgroundWorker, type RunningBackground } from '../runner/index.js';
import { backgroundNone, backgroundNotLoaded, contextGone, extensionFailed, popupNone } from './errors.js';
import type { TestEvents } from './event-log.js';
import type { ExtensionSpec } from './extension-spec.js';
import type { TestHost } from './host-handle.js';
import { describeLeaks, endWith, type LeakChoice } from './leaks.js';
import { type PreparedExtension, prepareExtension } from './prepare-extension.js';
import { Stage } from './stage.js';
import { systemTime } from './system-time.js';
import { BackgroundContext, type TestBackground, type TestPage, ThreadPage } from './test-context.js';
import { HeldTestTime, RealTestTime, type TestTime } from './test-time.js';
import { TestWorld, type TestWorldOptions } from './test-world.js';

export interface LaunchOptions extends TestWorldOptions {
  /** Id of the extension. Default: as the engine makes it. */
  readonly id?: string;
  /** Hears each line of a console. */
  readonly onConsole?: (line: Extract<TraceEvent, { type: 'console' }>) => void;
  /** What `close` makes of ports to hosts that are still open. Default `report`: a warning of the process. */
  readonly leaks?: LeakChoice;
  /** What `close` makes of errors in the extension that nobody caught. Default `throw`: `EXTENSION_FAILED`. */
  readonly uncaught?: 'throw' | 'ignore';
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
   * Clicks its button: `action.onClicked` fires with a tab.
   *
   * @throws {BrowserError} `ACTION_MISSING`, `ACTION_OPENS_POPUP`
   */
  clickAction(tab?: Partial<ClickedTab>): void;
  /** Opens the popup of its button. @throws {TestingError} `POPUP_NONE` */
  openPopup(): Promise<TestPage>;
  /** Opens a page of it, outside of tabs; resolves when its scripts have run. */
  openPage(file: string): Promise<TestPage>;
}

/** A browser for one test. */
export interface TestBrowser extends TestEvents, AsyncDisposable {
  readonly extension: TestExtension;
  /** The background of `extension`. @throws {TestingError} `BACKGROUND_NONE` */
  readonly background: TestBackground;
  /** Its time, with `time: 'held'`. */
  readonly time: TestTime;
  /** Loads another extension beside it; resolves when its background has run. */
  loadExtension(from: string | ExtensionSpec, options?: { readonly id?: string }): Promise<TestExtension>;
  /** A host of `hosts`. @throws {TestingError} `HOST_UNKNOWN` */
  host(name: string): TestHost;
  /** Resolves when nothing is left that could happen by itself; where nobody can know, after silence. */
  whenQuiet(): Promise<void>;
  /**
   * Ends everything and removes what was written. Resolves when no host and no thread is left.
   *
   * @throws {TestingError} `HOST_FAILED`, `EXTENSION_FAILED`, `LEAKED`; an `AggregateError` when it is several
   */
  close(): Promise<void>;
}

/**
 * Runs an extension for a test: its folder, or a description of one. Resolves when the scripts of its background have run.
 *
 * @throws {TestingError} `FILE_OUTSIDE`, `BUNDLER_MISSING`, `BUNDLE_FAILED`, `BACKGROUND_NOT_LOADED`
 * @throws {BrowserError} as `loadExtension` of a browser
 * @throws {RunnerError} for a script that is missing or that has a syntax error
 */
export async function launchExtension(from: string | ExtensionSpec, options: LaunchOptions = {}): Promise<TestBrowser> {
  const browser = new LaunchedBrowser(options);
  try {
    await browser.start(from);
  } catch (error) {
    await browser.end();
    throw error;
  }
  return browser.door();
}

const LOADED_MS = 30_000; // a background that is well has loaded in a fraction of this

class LaunchedBrowser {
  readonly #options: LaunchOptions;
  readonly #world: TestWorld;
  readonly #browser: Browser;
  readonly #stage: Stage;
  readonly #time: TestTime;
  readonly #prepared: PreparedExtension[] = [];
  readonly #uncaught: string[] = [];
  #extension: TestExtension | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: LaunchOptions) {
    this.#options = options;
    const held = options.time === 'held' ? new HeldClock(options.startMs ?? systemTime.now()) : undefined;
    const clock = held ?? systemTime;
    this.#world = new TestWorld(options, clock, { isIdle: () => this.#isIdle, settled: () => Promise.resolve() });
    this.#stage = new Stage({
      engine: this.#world.engine,
      heldAt: held?.now(),
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

  async start(from: string | ExtensionSpec): Promise<void> {
    this.#extension = await this.#load(from, this.#options.id);
  }

  door(): TestBrowser {
    const { log } = this.#world;
    const extension = this.#extension;
    if (extension === undefined) throw new Error('Nothing was launched.');
    return {
      extension,
      get background() {
        return extension.background;
      },
      time: this.#time,
      loadExtension: (from, { id } = {}) => this.#load(from, id),
      host: (name) => this.#world.host(name),
      whenQuiet: async () => void (await this.#world.watch.quiet()),
      close: () => this.#close(),
      [Symbol.asyncDispose]: () => this.#close(),
      get events() {
        return log.events;
      },
      next: (type, filter) => log.next(type, filter),
      nextMessage: (filter) => log.nextMessage(filter),
      nextDisconnect: (filter) => log.nextDisconnect(filter),
      nextPort: (filter) => log.nextPort(filter),
      nextConsole: (filter) => log.nextConsole(filter),
      messages: (filter) => log.messages(filter),
      consoleLines: (filter) => log.consoleLines(filter),
    };
  }

  /** Ends it, whatever state it is in. */
  async end(): Promise<void> {
    await Promise.all([...this.#stage.pages].map((page) => page.close()));
    await this.#browser.close();
    this.#world.watch.close();
    for (const prepared of this.#prepared.splice(0)) prepared.remove();
  }

  async #load(from: string | ExtensionSpec, id: string | undefined): Promise<TestExtension> {
    const engine = ENGINES[this.#world.engine];
    const prepared = await prepareExtension(from, engine);
    this.#prepared.push(prepared);
    this.#world.stacks.add(prepared.directory);
    const wanted = id ?? prepared.id;
    const extension = await this.#browser.loadExtension(prepared.directory, wanted === undefined ? {} : { id: wanted });
    const directory = extension.directory ?? prepared.directory;
    const background = await this.#backgroundOf(extension);
    const openPage = (file: string): Promise<ThreadPage> => this.#openPage(extension, directory, file);
    return {
      id: extension.id,
      baseUrl: extension.baseUrl,
      manifest: extension.manifest,
      directory,
      get background() {
        if (background === undefined) throw backgroundNone(engine.name);
        return background;
      },
      clickAction: (tab) => {
        extension.click(tab);
        this.#emit({ type: 'action.clicked', extension: extension.id });
      },
      openPage,
      openPopup: async () => {
        const popup = popupOf(extension.manifest);
        if (popup === undefined) throw popupNone(extension.id);
        return openPage(popup);
      },
      grant: (...permissions) => extension.grant(...permissions),
      revoke: (...permissions) => extension.revoke(...permissions),
    };
  }

  /** Resolves when the scripts of its background have run. */
  async #backgroundOf(extension: Extension): Promise<BackgroundContext | undefined> {
    const { family } = ENGINES[this.#world.engine].native;
    const background = backgroundOf(extension.manifest, family);
    if (background === undefined) return undefined;
    const running = (): RunningBackground | undefined => this.#stage.backgrounds.runningOf(extension.id);
    await this.#inTime(extension.wakeBackground());
    const now = running();
    if (now === undefined) throw contextGone('background', this.#world.story);
    return new BackgroundContext(this.#world, extension, now.url, running);
  }

  #inTime<Value>(loaded: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(backgroundNotLoaded(LOADED_MS, this.#world.story)), LOADED_MS);
      loaded.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  /** Runs the scripts of a page in a thread; resolves when they have run to their end. */
  #openPage(extension: Extension, directory: string, file: string): Promise<ThreadPage> {
    const { engine } = this.#world;
    const url = new URL(encodeURI(file), extension.baseUrl).href;
    const background: Background = { kind: 'page', file };
    const heldAt = this.#options.time === 'held' ? { heldAt: this.#time.now } : {};
    return this.#inTime(
      new Promise((resolve, reject) => {
        const worker = new BackgroundWorker(
          { engine, extension: extension.describe(), directory, background, url, ...heldAt },
          {
            report: (report) => {
              if (report.type === 'loaded') resolve(page);
              else if (report.type === 'idle') this.#world.watch.poke();
              else if (report.type !== 'evaluated') this.#emit({ ...report, context: page.name });
            },
            crashed: (error) => {
              this.#emit({ type: 'error', context: page.name, message: `It crashed: ${causeText(error)}` });
              link.close();
              page.crashed();
              reject(contextGone(page.name, this.#world.story));
            },
          },
        );
        const link = extension.attachOver(worker.bridge, { kind: 'page', url, name: file });
        const ended = (context: ThreadPage): void => void this.#stage.pages.delete(context);
        const page = new ThreadPage({ world: this.#world, worker, link, url, ended });
        this.#stage.pages.add(page);
      }),
    );
  }

  /** Timers that are not held run, so a thread that is not idle may do something or not. */
  get #isIdle(): boolean | undefined {
    const { pendingCalls, changingBackgrounds } = this.#browser.activity;
    return pendingCalls + changingBackgrounds === 0 && this.#stage.isIdle ? true : undefined;
  }

  #emit(event: WithoutTime<TraceEvent>): void {
    this.#saw({ time: this.#options.time === 'held' ? this.#time.now : systemTime.now(), ...event } as TraceEvent);
  }

  #saw(told: TraceEvent): void {
    const event = this.#mapped(told);
    if (event.type === 'error') this.#uncaught.push(`${event.context ?? 'extension'}: ${event.stack ?? event.message}`);
    this.#world.saw(event);
    if (event.type === 'console') this.#options.onConsole?.(event);
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
    const { leaks = 'report', uncaught = 'throw' } = this.#options;
    const { events } = this.#world.log;
    const left = describeLeaks(events);
    await this.end();
    const problems = [...this.#world.failures];
    if (uncaught === 'throw' && this.#uncaught.length > 0) problems.push(extensionFailed(this.#uncaught));
    try {
      endWith(left, leaks, events);
    } catch (error) {
      problems.push(error);
    }
    if (problems.length > 1) throw new AggregateError(problems, problems.map(causeText).join('\n'));
    if (problems.length === 1) throw problems[0];
  }
}

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'time'> : never;
