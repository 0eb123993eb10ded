import type { ConsoleLine } from './browsers/driver.js';

/** The guard against a hang. The slowest scenario waits six seconds for a host to be killed. */
const HANG_MS = 30_000;

/** The console lines of one run, in order, and whoever waits for one of them. */
export class Log {
  readonly lines: ConsoleLine[] = [];
  #isOver = false;
  #read = 0; // lines that have been waited for
  #arrived: (() => void) | undefined;

  push(line: ConsoleLine): void {
    if (this.#isOver && line.by === 'extension') return;
    this.lines.push(line);
    this.#arrived?.();
  }

  /** Resolves when a line with this text has come, after the line that was waited for last. */
  async reach(text: string): Promise<void> {
    const end = performance.now() + HANG_MS;
    for (;;) {
      const at = this.lines.findIndex((line, index) => index >= this.#read && line.text === text);
      this.#read = at < 0 ? this.lines.length : at + 1;
      if (at >= 0) return;
      if (!(await this.#next(end - performance.now()))) {
        const soFar = this.lines.map((line) => line.text).join('\n');
        throw new Error(`The line "${text}" has not come in ${HANG_MS} ms. The log so far:\n${soFar}`);
      }
    }
  }

  /** From now on scripts add nothing: what they say while their tabs are closed is no part of the log. */
  end(): void {
    this.#isOver = true;
  }

  #next(withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const guard = setTimeout(resolve, withinMs, false);
      this.#arrived = () => {
        clearTimeout(guard);
        resolve(true);
      };
    });
  }
}
