import type { TraceEvent } from '../../browser/index.js';
import { type Browser, createBrowser, type Extension } from '../../browser/node.js';
import { partsOf } from '../../errors/index.js';
import { pageBusy, pageNone, stepsLeft } from './errors.js';
import type { ExtensionRun, RunEnd, RunningExtension, RunOptions, RunPage } from './extension-run.js';
import { loadExtension, oddities, whyNothingRuns } from './load-extension.js';
import { checkDom } from './page/index.js';
import { Pending } from './pending.js';
import { Quiet } from './quiet.js';
import { NodeRenderers } from './renderers.js';
import { OpenPage, type OpenPageParts } from './run-pages.js';
import type { RunStep, ShownPage } from './run-steps.js';
import { RunTrace } from './run-trace.js';
import { LoadedExtension } from './running-extension.js';
import { ShownPages } from './shown-pages.js';

/** How long a call may stay open when nothing else is left: a script that was injected may wait for ever. */
const STUCK_MS = 1000;
const BUSY_MS = 5000; // what is well has loaded in a fraction of this

/**
 * Loads an unpacked extension and runs it, with real native hosts: its background in a thread of its own, the documents of
 * each tab in another one. Resolves when the background is about to start. The run ends by itself when nothing is left to
 * happen: no port to a host open, no host running, no timer, no request and no step outstanding.
 *
 * @throws {BrowserError} as `loadExtension`; `ACTION_MISSING` when clicks on the button are wanted
 * @throws {RunnerError} `BACKGROUND_NONE`; `FILE_MISSING`, `POPUP_NONE`, `OPTIONS_NONE` for pages that are wanted
 * @throws {PageError} `DOM_MISSING` when pages are wanted
 * @throws {ManifestError} `EXTENSION_KEY_INVALID`
 */
export async function runExtension(options: RunOptions): Promise<ExtensionRun> {
  const run = new Run(options);
  await run.start();
  return run;
}

class Run implements ExtensionRun {
  readonly ended: Promise<RunEnd>;
  readonly opened: Promise<boolean>;
  readonly #options: RunOptions;
  readonly #browser: Browser;
  readonly #renderers: NodeRenderers;
  readonly #quiet: Quiet;
  readonly #shown = new ShownPages();
  readonly #extensions: LoadedExtension[] = [];
  readonly #loaded = new Map<string, Extension>(); // by their ids
  readonly #trace: RunTrace;
  #resolveEnded: (end: RunEnd) => void = () => undefined;
  #resolveOpened: (isOpened: boolean) => void = () => undefined;
  #main: Extension | undefined;
  #lastPage: (() => RunPage | undefined) | undefined;
  readonly #pending: Pending;
  #stepsLeft: number;
  #isOpening: boolean; // until what shall be open is there
  #isReloading = false;
  #isEnding = false;
  #isCheckPlanned = false;
  #forTimer: NodeJS.Timeout | undefined;
  #stuckTimer: NodeJS.Timeout | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    const { steps = [], beside = [] } = options;
    this.#stepsLeft = steps.length;
    this.#isOpening = steps.some(opens) || beside.length > 0;
    this.#trace = new RunTrace({
      tell: (event) => this.#saw(event),
      manifestOf: (id) => this.#loaded.get(id)?.manifest,
      now: options.now,
    });
    this.#pending = new Pending({
      busyMs: options.busyMs ?? BUSY_MS,
      warn: (problem) => this.#trace.emit({ type: 'warning', ...partsOf(problem) }),
      ended: () => this.#planCheck(),
    });
    this.#quiet = new Quiet({
      isLoaded: () => this.#pending.count === 0 && !this.#isReloading,
      isIdle: () => this.#isIdle,
      pendingCalls: () => this.#browser.activity.pendingCalls,
    });
    const { engine, memoryMiB } = options;
    this.#renderers = new NodeRenderers({
      engine,
      expectsDocuments: steps.some(opens),
      pages: (url) => this.#shown.at(url),
      ...(memoryMiB !== undefined && { memoryMiB }),
      onReport: (report) => {
        this.#trace.heard(report);
        this.#planCheck();
      },
      onIdle: () => this.#planCheck(),
    });
    this.#browser = createBrowser({
      ...options,
      renderers: this.#renderers,
      onTrace: (event) => this.#trace.saw(event), // speaks at once
    });
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.opened = new Promise((resolve) => {
      this.#resolveOpened = resolve;
    });
  }

  async start(): Promise<void> {
    const { directory, beside = [], steps = [], forMs } = this.#options;
    try {
      if (steps.some(opens)) checkDom();
      this.#main = await this.#load(directory);
      const main = this.#added(this.#main);
      for (const step of steps) main.check(step);
      for (const each of beside) this.#added(await this.#load(each));
      const warning = steps.some(opens) ? undefined : whyNothingRuns(this.#main, this.#browser.engine);
      if (warning) this.#trace.emit(warning);
      this.#trace.release();
    } catch (error) {
      this.#isEnding = true;
      this.#clearTimers();
      await this.#browser.close();
      throw error;
    }
    if (forMs !== undefined) this.#forTimer = setTimeout(() => this.#timeIsOver(), forMs);
    void this.#drive();
  }

  get extension(): RunningExtension {
    return this.#first;
  }

  get extensions(): readonly RunningExtension[] {
    return this.#extensions;
  }

  async openTab(url: string, shows?: ShownPage): Promise<RunPage> {
    if (shows && URL.canParse(url)) this.#shown.show(new URL(url).href, shows);
    const tab = new OpenPage(this.#browser.openTab(url), this.#pageParts);
    await this.#pending.during(tab.loaded(), (seconds) => pageBusy(tab.url, seconds));
    return tab;
  }

  async click(selector: string): Promise<void> {
    const page = this.#lastPage?.();
    if (!page?.isOpen) throw pageNone(selector);
    await page.click(selector);
  }

  async loadBeside(directory: string): Promise<RunningExtension> {
    return this.#added(await this.#load(directory));
  }

  async reload(): Promise<void> {
    if (this.#isReloading || this.#isEnding) return;
    this.#isReloading = true;
    try {
      await this.#main?.unload();
      if (this.#isEnding) return;
      this.#main = await this.#load(this.#options.directory);
      this.#first.replaced(this.#main);
      for (const tab of this.#browser.tabs) tab.reload();
    } catch (error) {
      this.#trace.failed(error);
    } finally {
      this.#isReloading = false;
      this.#planCheck();
    }
  }

  stop(why: string, exitCode?: number): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#clearTimers();
    this.#quiet.stop();
    this.#resolveOpened(false);
    void this.#end(why, exitCode);
  }

  #timeIsOver(): void {
    const { steps = [] } = this.#options;
    if (this.#stepsLeft > 0) this.#trace.failed(stepsLeft(this.#stepsLeft, steps.length));
    this.stop('the time was over');
  }

  #clearTimers(): void {
    clearTimeout(this.#forTimer);
    clearTimeout(this.#stuckTimer);
    this.#pending.stop();
  }

  async #end(why: string, exitCode?: number): Promise<void> {
    await this.#browser.close();
    const end: RunEnd = { exitCode: exitCode ?? (this.#trace.hasFailed ? 1 : 0), why };
    this.#trace.emit({ type: 'trace.ended', ...end });
    this.#resolveEnded(end);
  }

  async #drive(): Promise<void> {
    const { steps = [], untilQuiet } = this.#options;
    const lastOpening = steps.findLastIndex(opens);
    await Promise.all(this.#extensions.map((extension) => extension.loaded));
    if (lastOpening < 0) await this.#tellOpened();
    for (const [index, step] of steps.entries()) {
      const before = steps[index - 1];
      if (!opens(step) || (before && !opens(before))) await this.#quiet.settled();
      if (this.#isEnding || !(await this.#did(step))) break;
      this.#stepsLeft -= 1;
      if (index === lastOpening) await this.#tellOpened();
    }
    this.#stepsLeft = 0;
    this.#isOpening = false;
    this.#resolveOpened(false); // unless it has been
    if (untilQuiet === true) {
      await this.#quiet.settled();
      this.stop('everything had settled');
    }
    this.#planCheck();
  }

  async #tellOpened(): Promise<void> {
    if (this.#isOpening) await this.#quiet.settled();
    this.#isOpening = false;
    this.#resolveOpened(!this.#isEnding);
  }

  async #did(step: RunStep): Promise<boolean> {
    try {
      await this.#do(step);
      return true;
    } catch (error) {
      if (!this.#isEnding) this.#trace.failed(error);
      return false;
    }
  }

  async #do(step: RunStep): Promise<unknown> {
    switch (step.do) {
      case 'open-tab':
        return this.openTab(step.url, step.shows);
      case 'open-page':
        return this.extension.openPage(step.file);
      case 'open-popup':
        return this.extension.openPopup(step.file);
      case 'open-options':
        return this.extension.openOptions();
      case 'click':
        return this.click(step.selector);
      case 'click-action':
        return this.extension.clickAction();
    }
  }

  get #first(): LoadedExtension {
    const [first] = this.#extensions;
    if (first === undefined) throw new Error('The run has not been started.');
    return first;
  }

  async #load(from: string): Promise<Extension> {
    const { steps = [] } = this.#options;
    const extension = await loadExtension(this.#browser, from, steps.some(opens));
    this.#loaded.set(extension.id, extension);
    for (const event of oddities(extension, this.#browser.engine)) this.#trace.emit(event);
    return extension;
  }

  #added(extension: Extension): LoadedExtension {
    const loaded = new LoadedExtension(
      {
        browser: this.#browser,
        ...this.#pageParts,
        opened: (page) => {
          this.#lastPage = () => page;
        },
        pending: this.#pending,
      },
      extension,
    );
    this.#extensions.push(loaded);
    return loaded;
  }

  #saw(event: TraceEvent): void {
    this.#options.onTrace(event);
    if (event.type === 'tab.opened') this.#lastPage = () => this.#tab(event.tab);
    if (this.#isEnding) return;
    this.#quiet.saw(event);
    this.#planCheck();
  }

  #tab(id: number): OpenPage | undefined {
    const tab = this.#browser.tab(id);
    return tab && new OpenPage(tab, this.#pageParts);
  }

  get #pageParts(): OpenPageParts {
    return { renderers: this.#renderers, tell: (event) => this.#trace.emit(event) };
  }

  /** A turn later, because counts change after the event that tells of it. */
  #planCheck(): void {
    if (this.#isCheckPlanned) return;
    this.#isCheckPlanned = true;
    setImmediate(() => {
      this.#isCheckPlanned = false;
      if (this.#isEnding) return;
      this.#quiet.check();
      clearTimeout(this.#stuckTimer);
      if (!this.#isFinished) return;
      if (this.#browser.activity.pendingCalls === 0) this.stop('nothing was left to happen');
      else this.#stuckTimer = setTimeout(() => this.stop('nothing was left to happen'), STUCK_MS);
    });
  }

  get #isIdle(): boolean {
    const { changingBackgrounds, loadingDocuments } = this.#browser.activity;
    return this.#pending.count + changingBackgrounds + loadingDocuments === 0 && this.#renderers.isIdle;
  }

  /** But for calls that are not answered. Each event, and whoever becomes idle, makes it be asked again. */
  get #isFinished(): boolean {
    const { openPorts, runningHosts } = this.#browser.activity;
    return (
      this.#options.stays !== true &&
      !this.#trace.isHolding &&
      !this.#isReloading &&
      this.#stepsLeft === 0 &&
      !this.#isOpening &&
      openPorts + runningHosts === 0 &&
      this.#isIdle
    );
  }
}

const opens = ({ do: what }: RunStep): boolean => what.startsWith('open');
