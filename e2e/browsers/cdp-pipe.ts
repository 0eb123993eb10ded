import type { Readable, Writable } from 'node:stream';
import { Requests } from './requests.js';

export interface CdpEvent {
  readonly method: string;
  readonly params: Record<string, unknown>;
  readonly sessionId?: string;
}

type CdpMessage = CdpEvent | { readonly id: number; readonly result?: unknown; readonly error?: unknown };

/**
 * The Chrome DevTools Protocol over `--remote-debugging-pipe`: JSON messages that end with a NUL byte. The browser reads
 * its descriptor 3 and writes its descriptor 4. Source: Chromium, devtools_pipe_handler.cc.
 */
export class CdpPipe {
  readonly #requests = new Requests();
  readonly #toBrowser: Writable;
  #rest = '';

  constructor(toBrowser: Writable, fromBrowser: Readable, happened: (event: CdpEvent) => void) {
    this.#toBrowser = toBrowser;
    toBrowser.on('error', (error) => this.fail(error));
    fromBrowser.setEncoding('utf8').on('data', (text: string) => {
      const messages = (this.#rest + text).split('\0');
      this.#rest = messages.pop() ?? '';
      for (const text of messages) {
        const message: CdpMessage = JSON.parse(text);
        if ('method' in message) happened(message);
        else this.#requests.answered(message.id, message.error ? { error: message.error } : { result: message.result });
      }
    });
  }

  /** The answer's shape is the protocol's; the caller knows it. */
  async send<Result = unknown>(method: string, params: object = {}, sessionId?: string): Promise<Result> {
    return (await this.#requests.ask(method, (id) => {
      this.#toBrowser.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    })) as Result;
  }

  fail(why: Error): void {
    this.#requests.fail(why);
  }
}
