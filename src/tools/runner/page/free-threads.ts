import process from 'node:process';
import { TabThread } from './tab-thread.js';

// One for the next tab, and one for the next of a tab that was closed.
const MAX_FREE = 2;
const LEAVING_MS = 1000; // what the scripts of documents that ended may still have under way

/**
 * Threads with the DOM library that show nothing, for all browsers of this process: to load the library takes longer than
 * all else that a tab needs. They keep nothing going. One comes back only when nothing of its documents is left to happen.
 */
class FreeThreads {
  readonly #free = new Set<TabThread>();

  /** One that is free, if possible one that has loaded; otherwise a new one. */
  take(): TabThread {
    this.#dropUseless();
    const free = [...this.#free];
    const thread = free.find(({ isReady }) => isReady) ?? free[0] ?? new TabThread(undefined);
    this.#free.delete(thread);
    return thread;
  }

  /** Sees to it that there is one. */
  prepare(): void {
    this.#dropUseless();
    if (this.#free.size === 0) this.#free.add(new TabThread(undefined));
  }

  /** Resolves when it is free, or is no more. */
  async giveBack(thread: TabThread): Promise<void> {
    const isClean = this.#free.size < MAX_FREE && (await thread.leave(LEAVING_MS));
    if (isClean && this.#free.size < MAX_FREE) this.#free.add(thread);
    else await thread.terminate();
  }

  /** Those that died, and those that look for the library elsewhere. */
  #dropUseless(): void {
    for (const thread of this.#free) {
      if (!thread.isOver && thread.folder === process.cwd()) continue;
      this.#free.delete(thread);
      void thread.terminate();
    }
  }
}

export const freeThreads = new FreeThreads();
