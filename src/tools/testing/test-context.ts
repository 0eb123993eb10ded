import type { ContextKind } from '../../browser/node.js';
import type { BackgroundWorker, Evaluated } from '../runner/index.js';
import { contextGone, evaluationStuck, notCloneable } from './errors.js';
import { functionSource } from './function-source.js';
import type { TestWorld } from './test-world.js';

/** A context of an extension that runs in a thread of its own. */
export interface TestContext {
  /** Its name in the events. */
  readonly name: string;
  readonly kind: ContextKind;
  readonly url: string;
  readonly isOpen: boolean;
  /**
   * Runs code in its global scope, after what was sent to it before, and resolves with what comes back; a promise is awaited.
   * A function may use nothing from around it. Arguments and result are structured clones.
   *
   * Rejects with what the code throws, with its name, message and stack.
   *
   * @throws {TestingError} `NOT_CLONEABLE`, `CONTEXT_GONE`; `EVALUATION_STUCK` when nothing is left that could settle it
   */
  evaluate<Result, Args extends readonly unknown[]>(
    code: (...args: Args) => Result,
    ...args: Args
  ): Promise<Awaited<Result>>;
  evaluate(code: string): Promise<unknown>;
  /** Ends it, as when a page is closed. */
  close(): Promise<void>;
}

export interface ThreadParts {
  readonly world: TestWorld;
  readonly worker: BackgroundWorker;
  readonly link: { readonly name: string; close(): void };
  readonly kind: ContextKind;
  readonly url: string;
  /** It has ended, by `close` or by a crash. */
  ended(context: ThreadContext): void;
}

/** A context in a thread. */
export class ThreadContext implements TestContext {
  readonly name: string;
  readonly kind: ContextKind;
  readonly url: string;
  readonly #parts: ThreadParts;
  #isOpen = true;

  constructor(parts: ThreadParts) {
    this.#parts = parts;
    this.name = parts.link.name;
    this.kind = parts.kind;
    this.url = parts.url;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get isIdle(): boolean {
    return !this.#isOpen || this.#parts.worker.isIdle;
  }

  evaluate<Result, Args extends readonly unknown[]>(
    code: ((...args: Args) => Result) | string,
    ...args: Args
  ): Promise<Awaited<Result>> {
    const { world, worker } = this.#parts;
    return new Promise((resolve, reject) => {
      if (!this.#isOpen) throw contextGone(this.name, world.story);
      const stop = world.watch.watch((why) => reject(evaluationStuck(this.name, why, world.story)));
      const source = typeof code === 'string' ? code : functionSource(code);
      worker
        .evaluate(source, typeof code === 'string' ? undefined : args)
        .then((evaluated) => resolve(this.#valueOf(evaluated) as Awaited<Result>))
        .catch((error: unknown) => reject(isCloneError(error) ? notCloneable(this.name, error) : error))
        .finally(stop);
    });
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#parts.link.close();
    this.crashed();
    await this.#parts.worker.terminate();
  }

  /** The thread is gone. */
  crashed(): void {
    this.#isOpen = false;
    this.#parts.ended(this);
  }

  #valueOf(evaluated: Evaluated | undefined): unknown {
    const { world } = this.#parts;
    if (evaluated === undefined) throw contextGone(this.name, world.story);
    if ('result' in evaluated) return evaluated.result;
    if ('thrown' in evaluated) throw evaluated.thrown;
    const { name, message, stack } = evaluated.error;
    if (name === 'DataCloneError') throw notCloneable(this.name, new Error(message));
    throw Object.assign(new Error(message), { name, stack: world.stacks.map(stack) });
  }
}

const isCloneError = (error: unknown): boolean => error instanceof DOMException && error.name === 'DataCloneError';
