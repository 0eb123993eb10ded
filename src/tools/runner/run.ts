import type { TraceEvent } from '../../browser/index.js';
import { type Browser, createBrowser, type Extension } from '../../browser/node.js';
import { ENGINES, type EngineName } from '../../engines/index.js';
import type { NativePortError } from '../../errors/index.js';
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
      isIdle: () => this.#worker?.isIdle ?? true,
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
      const loaded = await this.#load();
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
    if (this.#extension === undefined) return;
    this.#extension.click();
    this.#emit({ type: 'action.clicked', extension: this.#extension.id });
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
      if (!this.#isEnding) this.#launch(await this.#load());
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
    await Promise.all([this.#browser.close(), this.#worker?.terminate()]);
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

  async #load(): Promise<Loaded> {
    const extension = await this.#browser.loadExtension(this.#options.directory);
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

  #launch({ extension, background, directory }: Loaded): void {
    const url = new URL(
      background.kind === 'scripts' ? '_generated_background_page.html' : encodeURI(background.file),
      extension.baseUrl,
    ).href;
    for (const { code, message, remedy } of extension.warnings) {
      this.#emit({ type: 'warning', code, message: `manifest.json: ${message}`, hint: remedy });
    }
    const missing = missingApisOf(extension.manifest);
    if (missing.length > 0) this.#emit({ type: 'warning', ...partsOf(apiMissing(missing)) });
    const { engine } = this.#options;
    const worker = new BackgroundWorker(
      { engine, extension: extension.describe(), directory, background, url },
      {
        report: (report) => this.#hear(report, link.name),
        crashed: (error) => {
          const { code, message, hint } = backgroundCrashed(error);
          this.#emit({ type: 'error', context: link.name, code, message, hint });
          link.close();
          this.#worker = undefined;
          this.#isLoaded = true;
          this.#planCheck();
        },
      },
      this.#options.memoryMiB,
    );
    const link = extension.attachOver(worker.bridge, { name: 'background', url });
    this.#extension = extension;
    this.#worker = worker;
    clearTimeout(this.#busyTimer);
    const { busyMs = BUSY_MS } = this.#options;
    this.#busyTimer = setTimeout(() => {
      if (!this.#isLoaded) this.#emit({ type: 'warning', ...partsOf(backgroundBusy(busyMs / 1000)) });
    }, busyMs);
  }

  #hear(report: WorkerReport, context: string): void {
    switch (report.type) {
      case 'loaded':
        this.#isLoaded = true;
        clearTimeout(this.#busyTimer);
        break;
      case 'console':
      case 'error': {
        const { type, ...rest } = report;
        this.#emit({ type, context, ...rest } as WithoutTime<TraceEvent>); // a spread loses which of the union it was
        break;
      }
      case 'idle':
        break;
    }
    this.#planCheck();
  }

  #emit(event: WithoutTime<TraceEvent>): void {
    this.#saw({ time: performance.timeOrigin + performance.now(), ...event } as TraceEvent);
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

  get #isFinished(): boolean {
    const { openPorts, runningHosts, pendingCalls } = this.#browser.activity;
    return (
      this.#options.stays !== true &&
      !this.#isHolding &&
      !this.#isReloading &&
      this.#clicksLeft === 0 &&
      openPorts + runningHosts + pendingCalls === 0 &&
      (this.#worker?.isIdle ?? true)
    );
  }
}

const forAuthors = (event: Extract<TraceEvent, { type: 'error' }>): TraceEvent => ({
  ...event,
  message: extensionStack(event.message), // the console's line may hold the stack, too
  ...(event.stack !== undefined && { stack: extensionStack(event.stack) }),
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

const partsOf = ({ code, message, hint }: NativePortError): { code: string; message: string; hint: string } => ({
  code,
  message,
  hint,
});
