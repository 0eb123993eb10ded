import type { TraceEvent } from '../../browser/index.js';
import { type Browser, createBrowser, type Extension } from '../../browser/node.js';
import { ENGINES, type EngineName } from '../../engines/index.js';
import { type NativePortError, partsOf } from '../../errors/index.js';
import { type Background, backgroundOf } from '../../manifest/index.js';
import type { WorkerReport } from './background-setup.js';
import { BackgroundWorker } from './background-worker.js';
import { apiMissing, backgroundBusy, backgroundCrashed, backgroundNone } from './errors.js';
import { extensionStack } from './extension-stack.js';
import { missingApisOf } from './missing-apis.js';
import { Quiet } from './quiet.js';

const BUSY_MS = 5000; // a background that is well has loaded in a fraction of this

type BrowserSettings = Omit<
  Parameters<typeof createBrowser>[0],
  'engine' | 'onTrace' | 'onUncaughtError' | 'connections'
>;

export interface RunOptions extends BrowserSettings {
  /** Folder of the unpacked extension. */
  readonly directory: string;
  readonly engine: EngineName;
  /** How often the extension's button is clicked, each time after things have settled. Default 0. */
  readonly clicks?: number;
  /** The run ends after so many milliseconds. Default: it does not. */
  readonly forMs?: number;
  /** Ends the run as soon as the effects of the last click have settled, even with ports open. Default false. */
  readonly untilQuiet?: boolean;
  /** Goes on although nothing is left to happen, because somebody may click. Default false. */
  readonly stays?: boolean;
  /** Largest heap of the background, in MiB; above it the background crashes, and only it. Default: Node's own limit. */
  readonly memoryMiB?: number;
  /** A warning tells of scripts that have not run to their end after so many milliseconds. Default 5000. */
  readonly busyMs?: number;
  /** Hears everything that happens, in order; `trace.ended` comes last. */
  readonly onTrace: (event: TraceEvent) => void;
}

/** How a run ended. */
export interface RunEnd {
  /** 0, or 1 after an error of the extension that nobody caught, or what `stop` said. */
  readonly exitCode: number;
  readonly why: string;
}

/** An extension that runs. */
export interface ExtensionRun {
  /** Resolves after the last event, when no host and no thread is left. */
  readonly ended: Promise<RunEnd>;
  /**
   * Clicks the extension's button now.
   *
   * @throws {BrowserError} `ACTION_MISSING`, `ACTION_OPENS_POPUP`
   */
  click(): void;
  /** Opens a page of the extension: its scripts run in a thread of their own, without a DOM. */
  openPage(file: string): void;
  /**
   * Loads another extension into the same browser and runs its background, too.
   *
   * @throws {BrowserError} as `loadExtension`
   * @throws {RunnerError} `BACKGROUND_NONE`
   */
  loadBeside(directory: string): Promise<Pick<ExtensionRun, 'click' | 'openPage'>>;
  /** Ends the background with its hosts and starts it again from the files as they are now; what fails is an event. */
  reload(): Promise<void>;
  /** Ends the run, with `exitCode`; without it, with what the run has earned. */
  stop(why: string, exitCode?: number): void;
}

/**
 * Loads an unpacked extension and runs its background in a thread of its own, with real native hosts. Resolves when the
 * background is about to start. The run ends by itself when nothing is left to happen: no port open, no host running, no
 * timer, no request and no click outstanding.
 *
 * @throws {BrowserError} as `loadExtension`; `ACTION_MISSING`, `ACTION_OPENS_POPUP` when clicks are wanted
 * @throws {RunnerError} `BACKGROUND_NONE`
 * @throws {ManifestError} `EXTENSION_KEY_INVALID`
 */
export async function runExtension(options: RunOptions): Promise<ExtensionRun> {
  const run = new Run(options);
  await run.start();
  return run;
}

class Run implements ExtensionRun {
  readonly ended: Promise<RunEnd>;
  readonly #options: RunOptions;
  readonly #browser: Browser;
  readonly #quiet: Quiet;
  readonly #held: TraceEvent[] = []; // until the extension is loaded: what cannot be loaded has no trace
  #resolveEnded: (end: RunEnd) => void = () => undefined;
  readonly #besides = new Set<BackgroundWorker>(); // pages, and backgrounds of other extensions
  #extension: Extension | undefined;
  #worker: BackgroundWorker | undefined;
  #isHolding = true;
  #isLoaded = false;
  #isReloading = false;
  #isEnding = false;
  #isCheckPlanned = false;
  #clicksLeft: number;
  #hasFailed = false;
  #forTimer: NodeJS.Timeout | undefined;
  #busyTimer: NodeJS.Timeout | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#clicksLeft = options.clicks ?? 0;
    this.#quiet = new Quiet({
      isLoaded: () => this.#isLoaded && !this.#isReloading,
      isIdle: () => this.#isIdle,
      pendingCalls: () => this.#browser.activity.pendingCalls,
    });
    this.#browser = createBrowser({ ...options, onTrace: (event) => this.#saw(event) }); // speaks at once
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  async start(): Promise<void> {
    const { forMs } = this.#options;
    try {
      const loaded = await this.#load(this.#options.directory);
      if (this.#clicksLeft > 0) loaded.extension.click(); // nobody listens yet; throws where there is no button
      this.#release();
      this.#launch(loaded);
    } catch (error) {
      await this.#browser.close();
      throw error;
    }
    if (forMs !== undefined) this.#forTimer = setTimeout(() => this.stop('the time was over'), forMs);
    void this.#drive();
  }

  click(): void {
    if (this.#extension) this.#click(this.#extension);
  }

  openPage(file: string): void {
    if (this.#extension) this.#openPage(this.#extension, file);
  }

  async loadBeside(directory: string): Promise<Pick<ExtensionRun, 'click' | 'openPage'>> {
    const loaded = await this.#load(directory);
    const { extension } = loaded;
    this.#startBeside(extension, backgroundIn(loaded), { name: 'background' });
    return { click: () => this.#click(extension), openPage: (file) => this.#openPage(extension, file) };
  }

  async reload(): Promise<void> {
    if (this.#isReloading || this.#isEnding) return;
    this.#isReloading = true;
    try {
      await this.#worker?.terminate();
      this.#worker = undefined;
      await this.#extension?.unload();
      this.#extension = undefined;
      this.#isLoaded = false;
      if (!this.#isEnding) this.#launch(await this.#load(this.#options.directory));
    } catch (error) {
      this.#emit({ type: 'error', ...partsOf(error as NativePortError) });
    } finally {
      this.#isReloading = false;
      this.#planCheck();
    }
  }

  stop(why: string, exitCode?: number): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    clearTimeout(this.#forTimer);
    clearTimeout(this.#busyTimer);
    this.#quiet.stop();
    void this.#end(why, exitCode);
  }

  async #end(why: string, exitCode?: number): Promise<void> {
    const besides = [...this.#besides].map((worker) => worker.terminate());
    await Promise.all([this.#browser.close(), this.#worker?.terminate(), ...besides]);
    const end: RunEnd = { exitCode: exitCode ?? (this.#hasFailed ? 1 : 0), why };
    this.#emit({ type: 'trace.ended', ...end });
    this.#resolveEnded(end);
  }

  async #drive(): Promise<void> {
    while (this.#clicksLeft > 0) {
      await this.#quiet.settled();
      if (this.#isEnding) return;
      this.#clicksLeft -= 1;
      this.click();
    }
    if (this.#options.untilQuiet === true) {
      await this.#quiet.settled();
      this.stop('everything had settled');
    }
    this.#planCheck();
  }

  async #load(from: string): Promise<Loaded> {
    const extension = await this.#browser.loadExtension(from);
    const { engine } = this.#options;
    const { family } = ENGINES[engine].native;
    const background = backgroundOf(extension.manifest, family);
    const { directory } = extension;
    if (background === undefined || directory === undefined) {
      const other = Object.values(ENGINES).find(({ native }) => backgroundOf(extension.manifest, native.family));
      const { manifest_version: version } = extension.manifest;
      await extension.unload();
      throw backgroundNone(engine, WANTED[family][version], other?.name);
    }
    return { extension, background, directory };
  }

  #launch(loaded: Loaded): void {
    const { extension } = loaded;
    for (const { code, message, remedy } of extension.warnings) {
      this.#emit({ type: 'warning', code, message: `manifest.json: ${message}`, hint: remedy });
    }
    const missing = missingApisOf(extension.manifest);
    if (missing.length > 0) this.#emit({ type: 'warning', ...partsOf(apiMissing(missing)) });
    this.#extension = extension;
    this.#worker = this.#start(
      extension,
      backgroundIn(loaded),
      { name: 'background' },
      {
        loaded: () => {
          this.#isLoaded = true;
          clearTimeout(this.#busyTimer);
        },
        crashed: () => {
          this.#worker = undefined;
          this.#isLoaded = true;
        },
      },
    );
    clearTimeout(this.#busyTimer);
    const { busyMs = BUSY_MS } = this.#options;
    this.#busyTimer = setTimeout(() => {
      if (!this.#isLoaded) this.#emit({ type: 'warning', ...partsOf(backgroundBusy(busyMs / 1000)) });
    }, busyMs);
  }

  #click(extension: Extension): void {
    extension.click();
    this.#emit({ type: 'action.clicked', extension: extension.id });
  }

  #openPage(extension: Extension, file: string): void {
    const { directory } = extension;
    if (directory === undefined) return;
    const scripts: Scripts = { background: { kind: 'page', file }, directory, file: encodeURI(file) };
    this.#startBeside(extension, scripts, { kind: 'page', name: file });
  }

  #startBeside(extension: Extension, scripts: Scripts, label: Label): void {
    const worker = this.#start(extension, scripts, label, {
      loaded: () => undefined,
      crashed: () => this.#besides.delete(worker),
    });
    this.#besides.add(worker);
  }

  #start(
    extension: Extension,
    { background, directory, file }: Scripts,
    label: Label,
    told: { loaded(): void; crashed(): void },
  ): BackgroundWorker {
    const url = new URL(file, extension.baseUrl).href;
    const { engine, memoryMiB } = this.#options;
    const worker = new BackgroundWorker(
      { engine, extension: extension.describe(), directory, background, url },
      {
        report: (report) => {
          if (report.type === 'loaded') told.loaded();
          this.#hear(report, link.name);
        },
        crashed: (error) => {
          this.#emit({ type: 'error', context: link.name, ...partsOf(backgroundCrashed(error)) });
          link.close();
          told.crashed();
          this.#planCheck();
        },
      },
      memoryMiB,
    );
    const link = extension.attachOver(worker.bridge, { ...label, url });
    return worker;
  }

  #hear(report: WorkerReport, context: string): void {
    switch (report.type) {
      case 'console':
      case 'error': {
        const { type, ...rest } = report;
        this.#emit({ type, context, ...rest } as WithoutTime<TraceEvent>); // a spread loses which of the union it was
        break;
      }
      case 'loaded':
      case 'idle':
        break;
    }
    this.#planCheck();
  }

  #emit(event: WithoutTime<TraceEvent>): void {
    const { now = systemNow } = this.#options;
    this.#saw({ time: now(), ...event } as TraceEvent);
  }

  #saw(told: TraceEvent): void {
    const event = told.type === 'error' ? forAuthors(told) : told;
    if (event.type === 'error') this.#hasFailed = true;
    if (this.#isHolding) this.#held.push(event);
    else this.#options.onTrace(event);
    if (this.#isEnding) return;
    this.#quiet.saw(event);
    this.#planCheck();
  }

  #release(): void {
    this.#isHolding = false;
    for (const event of this.#held.splice(0)) this.#options.onTrace(event);
  }

  /** A turn later, because counts change after the event that tells of it. */
  #planCheck(): void {
    if (this.#isCheckPlanned) return;
    this.#isCheckPlanned = true;
    setImmediate(() => {
      this.#isCheckPlanned = false;
      if (this.#isEnding) return;
      this.#quiet.check();
      if (this.#isFinished) this.stop('nothing was left to happen');
    });
  }

  get #isIdle(): boolean {
    return (this.#worker?.isIdle ?? true) && [...this.#besides].every(({ isIdle }) => isIdle);
  }

  get #isFinished(): boolean {
    const { openPorts, runningHosts, pendingCalls } = this.#browser.activity;
    return (
      this.#options.stays !== true &&
      !this.#isHolding &&
      !this.#isReloading &&
      this.#clicksLeft === 0 &&
      openPorts + runningHosts + pendingCalls === 0 &&
      this.#isIdle
    );
  }
}

const forAuthors = (event: Extract<TraceEvent, { type: 'error' }>): TraceEvent => ({
  ...event,
  message: extensionStack(event.message), // the console's line may hold the stack, too
  ...(event.stack !== undefined && { stack: extensionStack(event.stack) }),
});

/** What a thread runs: the scripts of a background, or of a page, under the address of `file`. */
interface Scripts {
  readonly background: Background;
  readonly directory: string;
  readonly file: string;
}

type Label = Pick<NonNullable<Parameters<Extension['attachOver']>[1]>, 'kind' | 'name'>;

const backgroundIn = ({ background, directory }: Loaded): Scripts => ({
  background,
  directory,
  file: background.kind === 'scripts' ? '_generated_background_page.html' : encodeURI(background.file),
});

interface Loaded {
  readonly extension: Extension;
  readonly background: Background;
  readonly directory: string;
}

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'time'> : never;

const WANTED = {
  chromium: { 2: '"scripts"', 3: '"service_worker"' },
  gecko: { 2: '"scripts"', 3: '"scripts"' },
} as const;

const systemNow = (): number => performance.timeOrigin + performance.now();
