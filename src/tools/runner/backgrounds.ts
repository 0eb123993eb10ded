import type { BackgroundSite, Rendered, Renderers } from '../../browser/index.js';
import type { BrowserEnd, ContextExtension } from '../../context/index.js';
import { ENGINES, type EngineName } from '../../engines/index.js';
import { backgroundOf, type ExtensionManifest } from '../../manifest/index.js';
import type { Evaluated, WorkerReport } from './background-setup.js';
import { readyThreads } from './background-threads.js';
import { BackgroundWorker } from './background-worker.js';
import { backgroundCrashed } from './errors.js';

export interface BackgroundsOptions {
  readonly engine: EngineName;
  /** Hears what scripts write to their consoles, and what they do not catch. */
  readonly onReport?: (report: BackgroundReport) => void;
  /** Something may have become idle. */
  readonly onIdle?: () => void;
  /** Holds the time of all backgrounds at this moment, in milliseconds since the Unix epoch; `advanceTo` lets it go on. */
  readonly heldAt?: number;
  /** More backgrounds will start in this process, so a thread is kept ready for the next one. Default false. */
  readonly expectsMore?: boolean;
  /** Largest heap of a background, in MiB; above it the background crashes, and only it. Default: Node's own limit. */
  readonly memoryMiB?: number;
}

/** `context`: the name in the trace. */
export interface BackgroundReport {
  readonly context: string;
  readonly report: Extract<WorkerReport, { type: 'console' | 'error' }>;
}

/** A background that runs. */
export interface RunningBackground {
  /** In the trace. */
  readonly name: string;
  readonly url: string;
  /** As `BackgroundWorker.evaluate`. */
  evaluate(source: string, args?: readonly unknown[]): Promise<Evaluated | undefined>;
}

interface Running extends RunningBackground {
  readonly worker: BackgroundWorker;
}

/** Runs backgrounds, each in a thread of its own. */
export class Backgrounds implements Pick<Renderers, 'startBackground' | 'close'> {
  readonly #options: BackgroundsOptions;
  readonly #running = new Map<string, Running>(); // by the extension's id
  readonly #ending = new Set<Promise<void>>();
  #now: number | undefined;

  constructor(options: BackgroundsOptions) {
    this.#options = options;
    this.#now = options.heldAt;
  }

  startBackground(site: BackgroundSite): Rendered {
    const { id, baseUrl, directory, manifest } = site.extension;
    const { engine, memoryMiB, onReport, onIdle, expectsMore = false } = this.#options;
    const background = backgroundOf(manifest as ExtensionManifest, ENGINES[engine].native.family);
    if (background === undefined || directory === undefined) {
      queueMicrotask(() => site.loaded()); // there is nothing to run
      return { end: async () => undefined };
    }
    const file = background.kind === 'scripts' ? '_generated_background_page.html' : encodeURI(background.file);
    const url = new URL(file, baseUrl).href;
    let name = 'background';
    const extension = (bridge: BrowserEnd): ContextExtension => {
      const attached = site.attach(bridge, url);
      name = attached.name;
      if (attached.extension.kind === 'web-page') throw new Error('A background is no web page.');
      return attached.extension;
    };
    const worker: BackgroundWorker = new BackgroundWorker(
      { engine, extension, directory, background, url, ...(this.#now !== undefined && { heldAt: this.#now }) },
      {
        report: (report) => {
          if (report.type === 'loaded') {
            if (expectsMore && memoryMiB === undefined) readyThreads.prepare();
            site.loaded();
          } else if (report.type === 'idle') onIdle?.();
          else if (report.type !== 'evaluated') onReport?.({ context: name, report });
        },
        crashed: (error) => {
          this.#left(id, worker);
          site.crashed(backgroundCrashed(error));
        },
      },
      memoryMiB,
    );
    this.#running.set(id, { worker, name, url, evaluate: (source, args) => worker.evaluate(source, args) });
    return { end: () => this.#end(id, worker) };
  }

  /** The background of an extension; undefined: it does not run. */
  runningOf(extension: string): RunningBackground | undefined {
    return this.#running.get(extension);
  }

  /** Whether no background has anything left to do by itself. */
  get isIdle(): boolean {
    return [...this.#running.values()].every(({ worker }) => worker.isIdle);
  }

  /** When the next timer of any is due, in held time; undefined: there is none. */
  get nextDue(): number | undefined {
    const due = [...this.#running.values()].flatMap(({ worker }) => worker.nextDue ?? []);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** Lets the held time go on, to a moment in milliseconds since the Unix epoch; timers that are due run. */
  advanceTo(now: number): void {
    this.#now = now;
    for (const { worker } of this.#running.values()) worker.advanceTo(now);
  }

  async close(): Promise<void> {
    for (const [id, { worker }] of this.#running) void this.#end(id, worker);
    await Promise.all(this.#ending);
  }

  #end(id: string, worker: BackgroundWorker): Promise<void> {
    this.#left(id, worker);
    const ended = worker.end();
    this.#ending.add(ended);
    return ended.finally(() => {
      this.#ending.delete(ended);
      this.#options.onIdle?.();
    });
  }

  #left(id: string, worker: BackgroundWorker): void {
    if (this.#running.get(id)?.worker === worker) this.#running.delete(id);
  }
}
