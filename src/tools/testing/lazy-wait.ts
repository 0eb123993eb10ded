import type { QuietWhy, Waiting } from './waiting.js';

/** A promise that learns when somebody waits for it: a test may begin a wait long before it awaits it. */
export class LazyWait<Value> extends Promise<Value> {
  #awaited: (() => void) | undefined;

  /** What `then` gives is an ordinary promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** `run` returns what is to be called once, when somebody waits. */
  static begin<Value>(
    run: (resolve: (value: Value) => void, reject: (error: unknown) => void) => () => void,
  ): LazyWait<Value> {
    let awaited: () => void = () => undefined;
    const wait = new LazyWait<Value>((resolve, reject) => {
      awaited = run(resolve, reject);
    });
    wait.#awaited = awaited;
    return wait;
  }

  // biome-ignore lint/suspicious/noThenProperty: the one moment that shows that somebody waits
  override then<One = Value, Two = never>(
    fulfilled?: ((value: Value) => One | PromiseLike<One>) | null,
    rejected?: ((reason: unknown) => Two | PromiseLike<Two>) | null,
  ): Promise<One | Two> {
    const awaited = this.#awaited;
    this.#awaited = undefined;
    awaited?.();
    return super.then(fulfilled, rejected);
  }
}

/** Settles as `work` does. Once somebody awaits it, it rejects with what `failed` makes when nothing is left that could settle it. */
export function followed<Value>(
  work: Promise<Value>,
  waiting: Waiting,
  failed: (why: QuietWhy) => Error,
): LazyWait<Value> {
  return LazyWait.begin((resolve, reject) => {
    let isOver = false;
    let stop: (() => void) | undefined;
    work.then(resolve, reject).finally(() => {
      isOver = true;
      stop?.();
    });
    return () => {
      if (!isOver) stop = waiting.watch((why) => reject(failed(why)));
    };
  });
}
