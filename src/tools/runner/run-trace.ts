import type { TraceEvent } from '../../browser/index.js';
import { NativePortError, partsOf } from '../../errors/index.js';
import { extensionStack } from './extension-stack.js';
import type { NodeRenderersOptions } from './renderers.js';

/** What a script wrote to its console or did not catch, and where. */
type ScriptReport = Parameters<NonNullable<NodeRenderersOptions['onReport']>>[0];

export type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'time'> : never;

/** The events of a run: those of its browser, what its scripts report, and its own. */
export class RunTrace {
  readonly #now: () => number;
  readonly #tell: (event: TraceEvent) => void;
  readonly #held: TraceEvent[] = []; // until all extensions are loaded: what cannot be loaded has no trace
  readonly #kinds = new Map<string, string>(); // of contexts
  readonly #told = new Set<string>(); // what errors said
  #isHolding = true;
  #hasFailed = false;

  /** `tell` hears the events from `release` on. */
  constructor(tell: (event: TraceEvent) => void, now: () => number = systemNow) {
    this.#tell = tell;
    this.#now = now;
  }

  get isHolding(): boolean {
    return this.#isHolding;
  }

  /** Whether there was an error. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** An event of the browser. */
  saw(told: TraceEvent): void {
    const event = told.type === 'error' ? forAuthors(told) : told;
    if (event.type === 'context.created') this.#kinds.set(event.context, event.kind);
    if (event.type === 'error') {
      this.#hasFailed = true;
      this.#told.add(event.message);
    }
    if (this.#isHolding) this.#hold(event);
    else this.#tell(event);
  }

  emit(event: WithoutTime<TraceEvent>): void {
    this.saw({ time: this.#now(), ...event } as TraceEvent); // a spread loses which of the union it was
  }

  /** What scripts report. What goes wrong in those of a web page is not the extension's fault. */
  heard({ context, report }: ScriptReport): void {
    if (report.type === 'error' && !this.#isOfExtension(context)) {
      const text = report.hint === undefined ? report.message : `${report.message}\n${report.hint}`;
      this.emit({ type: 'console', context, by: 'browser', level: 'error', args: [extensionStack(text)] });
      return;
    }
    const { type, ...rest } = report;
    this.emit({ type, context, ...rest } as WithoutTime<TraceEvent>);
  }

  /** Something that the run should do could not be done. When it was a document, its event has come already. */
  failed(error: unknown): void {
    if (!(error instanceof NativePortError)) throw error;
    const parts = partsOf(error);
    if (!this.#told.has(parts.message)) this.emit({ type: 'error', ...parts });
  }

  /** Tells what was held, and from now on everything at once. */
  release(): void {
    this.#isHolding = false;
    for (const event of this.#held.splice(0)) this.#tell(event);
  }

  /** What is odd in a manifest comes before anything that runs. */
  #hold(event: TraceEvent): void {
    const first = this.#held.findIndex(({ type }) => type === 'context.created');
    this.#held.splice(event.type === 'warning' && first >= 0 ? first : this.#held.length, 0, event);
  }

  /** A web page has its address in place of a name, or a name of its own kind. */
  #isOfExtension(context: string): boolean {
    const kind = this.#kinds.get(context);
    return kind !== undefined && kind !== 'web-page';
  }
}

const forAuthors = (event: Extract<TraceEvent, { type: 'error' }>): TraceEvent => ({
  ...event,
  message: extensionStack(event.message), // the console's line may hold the stack, too
  ...(event.stack !== undefined && { stack: extensionStack(event.stack) }),
});

const systemNow = (): number => performance.timeOrigin + performance.now();
