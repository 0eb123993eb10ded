import { LazyWait } from './lazy-wait.js';
import type { QuietWhy, Waiting } from './waiting.js';

/** From where a wait looks: all that no wait has returned, or only what comes after it began. */
export interface WaitOptions {
  /** Default `start`. */
  readonly since?: 'start' | 'now';
}

/** What has happened, in order, and who waits for more. */
export class History<Item> {
  readonly #waiting: Waiting;
  readonly #all: Item[] = [];
  #untaken: Item[] = [];
  readonly #looks = new Set<() => void>();

  constructor(waiting: Waiting) {
    this.#waiting = waiting;
  }

  get all(): readonly Item[] {
    return this.#all;
  }

  add(item: Item): void {
    this.#all.push(item);
    this.#untaken.push(item);
    for (const look of [...this.#looks]) look();
  }

  heard(look: () => void): () => void {
    this.#looks.add(look);
    return () => this.#looks.delete(look);
  }

  /** From here on as if nothing had happened. */
  clear(): void {
    this.#all.length = 0;
    this.#untaken = [];
  }

  /**
   * The first item that matches and that no call has returned before: also one that has been. What a filter passes over
   * stays for later calls. Once somebody awaits it, it rejects with what `failed` makes when nothing comes any more.
   */
  next<Wanted extends Item>(
    matches: (item: Item) => item is Wanted,
    failed: (why: QuietWhy) => Error,
    { since }: WaitOptions = {},
  ): Promise<Wanted> {
    return LazyWait.begin((resolve, reject) => {
      const find = this.#finder(matches, since);
      let isOver = false;
      let stop: (() => void) | undefined;
      const end = (): void => {
        isOver = true;
        this.#looks.delete(look);
        stop?.();
      };
      const look = (): void => {
        try {
          const found = find();
          if (found === undefined) return;
          this.#untaken = this.#untaken.filter((item) => item !== found);
          end();
          resolve(found);
        } catch (error) {
          end(); // the filter threw
          reject(error);
        }
      };
      this.#looks.add(look);
      look();
      return () => {
        if (isOver) return;
        stop = this.#waiting.watch((why) => {
          end();
          reject(failed(why));
        });
      };
    });
  }

  /**
   * Resolves when nothing comes any more and no item has matched that no call has returned. It counts from when somebody
   * awaits it, and rejects with what `failed` makes of the item that came.
   */
  none<Wanted extends Item>(
    matches: (item: Item) => item is Wanted,
    failed: (found: Wanted) => Error,
    { since, quiet }: WaitOptions & { quiet(): Promise<unknown> },
  ): Promise<void> {
    return LazyWait.begin((resolve, reject) => {
      const find = this.#finder(matches, since);
      let isAwaited = false;
      let problem: (() => unknown) | undefined;
      const look = (): void => {
        try {
          const found = find();
          if (found !== undefined) problem = () => failed(found);
        } catch (error) {
          problem = () => error; // the filter threw
        }
        if (problem === undefined) return;
        this.#looks.delete(look);
        if (isAwaited) reject(problem());
      };
      this.#looks.add(look);
      look();
      return () => {
        isAwaited = true;
        if (problem) reject(problem());
        else
          void quiet().then(() => {
            this.#looks.delete(look);
            resolve();
          });
      };
    });
  }

  #finder<Wanted extends Item>(
    matches: (item: Item) => item is Wanted,
    since: WaitOptions['since'] = 'start',
  ): () => Wanted | undefined {
    if (since === 'start') return () => this.#untaken.find(matches);
    const passed = new Set(this.#untaken);
    return () => this.#untaken.find((item): item is Wanted => !passed.has(item) && matches(item));
  }
}
