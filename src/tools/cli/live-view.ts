import process from 'node:process';
import type { Colors } from './output.js';

export interface Key {
  readonly key: string;
  /** What it does, for the status line. */
  readonly label: string;
  press(): void;
}

const GAP = '   ';
const DEFAULT_COLUMNS = 80;

/**
 * A terminal with lines that scroll, keys that do something at once, and a line at the bottom that names them. Ctrl-C is
 * a key here, because the terminal is in raw mode; `close` gives it back as it was.
 */
export class LiveView {
  readonly #keys: readonly Key[];
  readonly #interrupt: () => void;
  readonly #colors: Colors;
  #isOpen = true;

  constructor(keys: readonly Key[], interrupt: () => void, colors: Colors) {
    this.#keys = keys;
    this.#interrupt = interrupt;
    this.#colors = colors;
    process.stdin.setRawMode(true);
    process.stdin.setEncoding('utf8');
    process.stdin.on('data', this.#pressed);
    process.stdin.resume();
    this.#drawStatus();
  }

  writeLines(lines: string): void {
    this.writeAbove(() => process.stdout.write(`${lines}\n`));
  }

  /** `write` writes whole lines to this terminal. */
  writeAbove(write: () => void): void {
    if (this.#isOpen) process.stdout.write('\r\u001b[K');
    write();
    if (this.#isOpen) this.#drawStatus();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    process.stdout.write('\r\u001b[K');
    process.stdin.off('data', this.#pressed);
    process.stdin.setRawMode(false);
    process.stdin.pause();
  }

  /** As many keys as fit: a line that wraps could not be erased. */
  #drawStatus(): void {
    const { bold, dim } = this.#colors;
    let room = process.stdout.columns || DEFAULT_COLUMNS;
    const shown: string[] = [];
    for (const { key, label } of this.#keys) {
      room -= GAP.length + key.length + 1 + label.length;
      if (room < 0) break;
      shown.push(`${bold(key)} ${dim(label)}`);
    }
    process.stdout.write(shown.join(GAP));
  }

  readonly #pressed = (typed: string | Buffer): void => {
    for (const character of String(typed)) {
      if (character === '\u0003' || character === '\u0004')
        this.#interrupt(); // Ctrl-C, Ctrl-D
      else this.#keys.find(({ key }) => key === character.toLowerCase())?.press();
    }
  };
}
