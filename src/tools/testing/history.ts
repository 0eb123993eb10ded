import { LazyWait } from './lazy-wait.js';
import type { QuietWhy, Waiting } from './waiting.js';

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
  ): Promise<Wanted> {
    return LazyWait.begin((resolve, reject) => {
      let isOver = false;
      let stop: (() => void) | undefined;
      const end = (): void => {
        isOver = true;
        this.#looks.delete(look);
        stop?.();
      };
      const look = (): void => {
        try {
          const found = this.#untaken.find(matches);
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
}
