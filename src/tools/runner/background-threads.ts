import { Worker } from 'node:worker_threads';

/** A thread that waits for the `BackgroundSetup` of what it shall run. */
export function startThread(memoryMiB?: number): Worker {
  return new Worker(new URL('./worker/main.js', import.meta.url), {
    execArgv: ['--experimental-vm-modules', '--no-warnings'], // modules are linked and run by us
    stdout: true, // this process's stdout belongs to others
    name: 'background',
    ...(memoryMiB !== undefined && { resourceLimits: { maxOldGenerationSizeMb: memoryMiB } }),
  });
}

/**
 * One thread ahead, for the next background of any browser of this process: to start a thread and to load what it needs
 * takes longer than all else that a background needs. It keeps nothing going, and has run nothing yet.
 */
class ReadyThreads {
  #ready: Worker | undefined;

  /** The one that is ready, or a new one. */
  take(): Worker {
    const thread = this.#ready;
    this.#ready = undefined;
    if (thread === undefined) return startThread();
    thread.removeAllListeners();
    thread.ref();
    return thread;
  }

  /** Sees to it that there is one. */
  prepare(): void {
    if (this.#ready !== undefined) return;
    const thread = startThread();
    this.#ready = thread;
    thread.unref();
    const forget = (): void => {
      if (this.#ready === thread) this.#ready = undefined;
    };
    thread.once('error', forget);
    thread.once('exit', forget);
  }
}

export const readyThreads = new ReadyThreads();
