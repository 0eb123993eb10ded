import type { TraceEvent } from '../../browser/index.js';
import { type Browser, createBrowser, type Extension } from '../../browser/node.js';
import { ENGINES, type EngineName } from '../../engines/index.js';
import { type NativePortError, partsOf } from '../../errors/index.js';
import { backgroundOf } from '../../manifest/index.js';
import { BackgroundWorker } from './background-worker.js';
import type { BackgroundReport } from './backgrounds.js';
import { apiMissing, backgroundBusy, backgroundCrashed, backgroundNone } from './errors.js';
import { extensionStack } from './extension-stack.js';
import { missingApisOf } from './missing-apis.js';
import { Quiet } from './quiet.js';
import { NodeRenderers } from './renderers.js';

const BUSY_MS = 5000; // a background that is well has loaded in a fraction of this

type BrowserSettings = Omit<
  Parameters<typeof createBrowser>[0],
  'engine' | 'onTrace' | 'onUncaughtError' | 'connections' | 'renderers'
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
  readonly #renderers: NodeRenderers;
  readonly #pages = new Set<BackgroundWorker>();
  #extension: Extension | undefined;
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
    const { engine, memoryMiB } = options;
    this.#renderers = new NodeRenderers({
      engine,
      ...(memoryMiB !== undefined && { memoryMiB }),
      onReport: (report) => this.#hear(report),
      onIdle: () => this.#planCheck(),
    });
    this.#browser = createBrowser({
      ...options,
      renderers: this.#renderers,
      onTrace: (event) => this.#saw(event), // speaks at once
    });
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  async start(): Promise<void> {
    const { forMs } = this.#options;
    try {
      const extension = await this.#load(this.#options.directory);
      if (this.#clicksLeft > 0) extension.checkClick();
      this.#warnOf(extension);
      this.#release();
      this.#started(extension);
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
    const extension = await this.#load(directory);
    return { click: () => this.#click(extension), openPage: (file) => this.#openPage(extension, file) };
  }

  async reload(): Promise<void> {
    if (this.#isReloading || this.#isEnding) return;
    this.#isReloading = true;
    try {
      await this.#extension?.unload();
      this.#extension = undefined;
      this.#isLoaded = false;
      if (this.#isEnding) return;
      const extension = await this.#load(this.#options.directory);
      this.#warnOf(extension);
      this.#started(extension);
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
    await Promise.all([this.#browser.close(), ...[...this.#pages].map((page) => page.terminate())]);
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

  /** Loads an extension, whose background starts at once. */
  async #load(from: string): Promise<Extension> {
    const extension = await this.#browser.loadExtension(from);
    const { engine } = this.#options;
    const { family } = ENGINES[engine].native;
    if (backgroundOf(extension.manifest, family) !== undefined) return extension;
    const other = Object.values(ENGINES).find(({ native }) => backgroundOf(extension.manifest, native.family));
    const { manifest_version: version } = extension.manifest;
    await extension.unload();
    throw backgroundNone(engine, WANTED[family][version], other?.name);
  }

  #warnOf(extension: Extension): void {
    for (const { code, message, remedy } of extension.warnings) {
      this.#emit({ type: 'warning', code, message: `manifest.json: ${message}`, hint: remedy });
    }
    const missing = missingApisOf(extension.manifest);
    if (missing.length > 0) this.#emit({ type: 'warning', ...partsOf(apiMissing(missing)) });
  }

  #started(extension: Extension): void {
    this.#extension = extension;
    const { busyMs = BUSY_MS } = this.#options;
    clearTimeout(this.#busyTimer);
    this.#busyTimer = setTimeout(() => {
      if (!this.#isLoaded) this.#emit({ type: 'warning', ...partsOf(backgroundBusy(busyMs / 1000)) });
    }, busyMs);
    void extension.wakeBackground().then(() => {
      if (this.#extension !== extension) return; // it was loaded again meanwhile
      this.#isLoaded = true;
      clearTimeout(this.#busyTimer);
      this.#planCheck();
    });
  }

  #click(extension: Extension): void {
    extension.click();
    this.#emit({ type: 'action.clicked', extension: extension.id });
  }

  #openPage(extension: Extension, file: string): void {
    const { directory } = extension;
    if (directory === undefined) return;
    const url = new URL(encodeURI(file), extension.baseUrl).href;
    const { engine, memoryMiB } = this.#options;
    const page = new BackgroundWorker(
      { engine, extension: extension.describe(), directory, background: { kind: 'page', file }, url },
      {
        report: (report) => {
          if (report.type === 'idle' || report.type === 'loaded') this.#planCheck();
          else if (report.type !== 'evaluated') this.#hear({ context: link.name, report });
        },
        crashed: (error) => {
          this.#emit({ type: 'error', context: link.name, ...partsOf(backgroundCrashed(error)) });
          link.close();
          this.#pages.delete(page);
          this.#planCheck();
        },
      },
      memoryMiB,
    );
    const link = extension.attachOver(page.bridge, { kind: 'page', name: file, url });
    this.#pages.add(page);
  }

  #hear({ context, report }: BackgroundReport): void {
    const { type, ...rest } = report;
    this.#emit({ type, context, ...rest } as WithoutTime<TraceEvent>); // a spread loses which of the union it was
    this.#planCheck();
  }

  #emit(event: WithoutTime<TraceEvent>): void {
    const { now = systemNow } = this.#options;
    this.#saw({ time: now(), ...event } as TraceEvent);
  }

  #saw(told: TraceEvent): void {
    const event = told.type === 'error' ? forAuthors(told) : told;
    if (event.type === 'error') this.#hasFailed = true;
    if (this.#isHolding) this.#hold(event);
    else this.#options.onTrace(event);
    if (this.#isEnding) return;
    this.#quiet.saw(event);
    this.#planCheck();
  }

  /** What is odd in a manifest comes before anything that runs. */
  #hold(event: TraceEvent): void {
    const first = this.#held.findIndex(({ type }) => type === 'context.created');
    this.#held.splice(event.type === 'warning' && first >= 0 ? first : this.#held.length, 0, event);
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
    const { changingBackgrounds } = this.#browser.activity;
    return changingBackgrounds === 0 && this.#renderers.isIdle && [...this.#pages].every(({ isIdle }) => isIdle);
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

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'time'> : never;

const WANTED = {
  chromium: { 2: '"scripts"', 3: '"service_worker"' },
  gecko: { 2: '"scripts"', 3: '"scripts"' },
} as const;

const systemNow = (): number => performance.timeOrigin + performance.now();
