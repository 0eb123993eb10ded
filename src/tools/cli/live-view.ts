import process from 'node:process';
import type { Colors } from './output.js';

export interface Key {
  readonly key: string;
  /** What it does, for the status line. */
  readonly label: string;
  press(): void;
}

/**
 * A terminal with lines that scroll, keys that do something at once, and a line at the bottom that names them. Ctrl-C is
 * a key here, because the terminal is in raw mode; `close` gives it back as it was.
 */
export class LiveView {
  readonly #keys: readonly Key[];
  readonly #interrupt: () => void;
  readonly #status: string;
  #isOpen = true;

  constructor(keys: readonly Key[], interrupt: () => void, { bold, dim }: Colors) {
    this.#keys = keys;
    this.#interrupt = interrupt;
    this.#status = keys.map(({ key, label }) => `${bold(key)} ${dim(label)}`).join('   ');
    process.stdin.setRawMode(true);
    process.stdin.setEncoding('utf8');
    process.stdin.on('data', this.#pressed);
    process.stdin.resume();
    this.#drawStatus();
  }

  writeLines(lines: string): void {
    if (!this.#isOpen) {
      process.stdout.write(`${lines}\n`);
      return;
    }
    process.stdout.write(`\r\u001b[K${lines}\n`);
    this.#drawStatus();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    process.stdout.write('\r\u001b[K');
    process.stdin.off('data', this.#pressed);
    process.stdin.setRawMode(false);
    process.stdin.pause();
  }

  #drawStatus(): void {
    process.stdout.write(this.#status);
  }

  readonly #pressed = (typed: string | Buffer): void => {
    for (const character of String(typed)) {
      if (character === '\u0003' || character === '\u0004')
        this.#interrupt(); // Ctrl-C, Ctrl-D
      else this.#keys.find(({ key }) => key === character.toLowerCase())?.press();
    }
  };
}
