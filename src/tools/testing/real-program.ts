import type { NativeConnection, NativeConnections, NativeRequest } from '../../browser/index.js';
import type { HostProgram, ProgramEnd, ProgramEvents } from './program.js';

/** A host that is a process, started as the browser starts it. */
export class RealProgram implements HostProgram {
  readonly isProcess = true;
  readonly isIdle = undefined;
  readonly #connections: NativeConnections;
  readonly #request: NativeRequest;
  #connection: NativeConnection | undefined;
  #events: ProgramEvents | undefined;
  #pid: number | undefined;
  #unread: string[] | undefined; // while it does not read

  constructor(connections: NativeConnections, request: NativeRequest) {
    this.#connections = connections;
    this.#request = request;
  }

  start(events: ProgramEvents): void {
    this.#events = events;
    this.#connection = this.#connections.connect(this.#request, {
      received: (text) => events.wrote(text),
      closed: (reason) => events.ended(reason),
      host: (event) => {
        if (event.type === 'started') this.#pid = event.pid;
        if (event.type === 'exited') this.#pid = undefined;
        events.host(event);
      },
    });
  }

  get gone(): Promise<void> {
    return this.#connection?.gone ?? Promise.resolve();
  }

  send(text: string): void {
    if (this.#unread) {
      this.#unread.push(text);
      return;
    }
    this.#connection?.send(text);
    this.#events?.got(JSON.parse(text));
  }

  close(failure?: 'MESSAGE_NOT_JSON'): void {
    this.#connection?.close(failure);
  }

  end(_how: ProgramEnd): void {
    if (this.#pid === undefined) return;
    try {
      process.kill(this.#pid, 'SIGKILL');
    } catch {
      // It has ended by itself meanwhile.
    }
  }

  pauseReading(): void {
    this.#unread ??= [];
  }

  resumeReading(): void {
    const unread = this.#unread ?? [];
    this.#unread = undefined;
    for (const text of unread) this.send(text);
  }
}
