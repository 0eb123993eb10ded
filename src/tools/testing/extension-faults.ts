import type { TraceEvent } from '../../browser/index.js';
import { ENGINES, type EngineName } from '../../engines/index.js';
import { causeText } from '../../errors/index.js';
import { extensionFailed, lastErrorUnchecked, type TestingError } from './errors.js';
import { textOf } from './story.js';

export interface FaultChoices {
  /** What `close` makes of errors in the extension that nobody caught. Default `throw`: `EXTENSION_FAILED`. */
  readonly uncaught?: 'throw' | 'ignore';
  /** What `close` makes of a `lastError` that no callback has read. Default `ignore`; `throw`: `LAST_ERROR_UNCHECKED`. */
  readonly unchecked?: 'throw' | 'ignore';
}

/** What went wrong in extensions behind the test's back. What goes wrong in web pages is not their fault. */
export class ExtensionFaults {
  readonly #contexts = new Set<string>();
  readonly #uncaught: string[] = [];
  readonly #unchecked: string[] = [];
  readonly #complaint: string;

  constructor(engine: EngineName) {
    this.#complaint = ENGINES[engine].api.lastError.uncheckedText('');
  }

  /** To be called with every event, in order, until the test is over. */
  saw(event: TraceEvent): void {
    if (event.type === 'context.created' && event.kind !== 'web-page') this.#contexts.add(event.context);
    if (event.type === 'error' && (event.context === undefined || this.#contexts.has(event.context))) {
      this.#uncaught.push(`${event.context ?? 'extension'}: ${event.stack ?? event.message}`);
    }
    if (event.type !== 'console' || event.by !== 'browser' || !this.#contexts.has(event.context)) return;
    const text = textOf(event.args);
    if (text.startsWith(this.#complaint)) this.#unchecked.push(`${event.context}: ${text}`);
  }

  /** The test hears of an error where it happened. */
  told(error: unknown): void {
    const index = this.#uncaught.findIndex((line) => line.endsWith(`: ${causeText(error)}`));
    if (index >= 0) this.#uncaught.splice(index, 1);
  }

  /** What is worth an error at the end. */
  problems({ uncaught = 'throw', unchecked = 'ignore' }: FaultChoices): TestingError[] {
    return [
      ...(uncaught === 'throw' && this.#uncaught.length > 0 ? [extensionFailed(this.#uncaught)] : []),
      ...(unchecked === 'throw' && this.#unchecked.length > 0 ? [lastErrorUnchecked(this.#unchecked)] : []),
    ];
  }
}
