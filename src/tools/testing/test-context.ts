import type { ContextKind, Extension } from '../../browser/node.js';
import type { RunningBackground } from '../runner/index.js';
import { evaluateIn } from './evaluation.js';
import type { TestWorld } from './test-world.js';

/** A context of an extension that runs in a thread. */
export interface TestContext {
  /** Its name in the events. */
  readonly name: string;
  readonly kind: ContextKind;
  readonly url: string;
  /** Whether it runs. */
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
}

/** The background of an extension. While it sleeps, `evaluate` wakes it. */
export interface TestBackground extends TestContext {
  /**
   * Puts it to sleep now, whatever keeps it awake; what is for it wakes it again. Resolves when nothing of it is left.
   *
   * @throws {BrowserError} `BACKGROUND_STAYS`
   */
  suspend(): Promise<void>;
  /** Resolves when its scripts have run. */
  wake(): Promise<void>;
}

/** The background of an extension, whichever run of it is there. */
export class BackgroundContext implements TestBackground {
  readonly kind = 'background';
  readonly url: string;
  readonly #world: TestWorld;
  readonly #extension: Extension;
  readonly #running: () => RunningBackground | undefined;
  #lastName = 'background';

  constructor(world: TestWorld, extension: Extension, url: string, running: () => RunningBackground | undefined) {
    this.#world = world;
    this.#extension = extension;
    this.url = url;
    this.#running = running;
  }

  get name(): string {
    this.#lastName = this.#running()?.name ?? this.#lastName;
    return this.#lastName;
  }

  get isOpen(): boolean {
    return this.#running() !== undefined;
  }

  evaluate<Result, Args extends readonly unknown[]>(
    code: ((...args: Args) => Result) | string,
    ...args: Args
  ): Promise<Awaited<Result>> {
    const run = async (source: string, given?: readonly unknown[]) => {
      if (!this.isOpen) await this.wake();
      return this.#running()?.evaluate(source, given);
    };
    return evaluateIn({ world: this.#world, name: this.name, run }, code, args);
  }

  suspend(): Promise<void> {
    return this.#extension.suspendBackground();
  }

  wake(): Promise<void> {
    return this.#extension.wakeBackground();
  }
}
