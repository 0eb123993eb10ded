import { StringDecoder } from 'node:string_decoder';

const MOST_UNITS = 64 * 1024; // a host that never ends its line must not fill our memory

/** Cuts what a host writes to stderr into lines: at `\n` or `\r\n`; an unfinished line comes at the end. */
export class StderrLines {
  readonly #decoder = new StringDecoder('utf8');
  readonly #line: (line: string) => void;
  #rest = '';

  constructor(line: (line: string) => void) {
    this.#line = line;
  }

  push(chunk: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.write(Buffer.from(chunk))).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
    while (this.#rest.length > MOST_UNITS) {
      this.#line(this.#rest.slice(0, MOST_UNITS));
      this.#rest = this.#rest.slice(MOST_UNITS);
    }
  }

  end(): void {
    const tail = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (tail !== '') this.#line(tail);
  }
}
