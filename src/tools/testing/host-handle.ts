import type { HostConnection } from './connection-view.js';
import { didNotCome, hostNotConnected } from './errors.js';
import type { FakeBehaviour } from './fake-program.js';
import { checkFaults, type Fault, type FrameFault } from './faults.js';
import { History, type WaitOptions } from './history.js';
import { LateWaiting } from './late-waiting.js';
import type { ConnectionOwner } from './test-connection.js';

export interface HostOptions {
  /** What goes wrong, on every connection or on one. */
  readonly faults?: readonly Fault[];
  /** Ids of the extensions that may connect, as the engine has them. Default: all. */
  readonly allowedCallers?: readonly string[];
}

/** A real host of a test: a program with its arguments. */
export interface HostCommand extends HostOptions {
  /** The program and its arguments; a program without a slash is looked for along PATH. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Folder that it starts in. Default: that of the test. */
  readonly cwd?: string;
}

/** A message that a host got. */
export interface HostMessage {
  readonly message: unknown;
  readonly connection: HostConnection;
}

/** A host of a test: what extensions said to it, and what shall go wrong with it. */
export interface TestHost {
  /** Every connection that there was, the open ones included, in order. */
  readonly connections: readonly HostConnection[];
  /** What it got, on all connections, in order. */
  readonly received: readonly unknown[];
  /** What it sent, by itself or by `send`, on all connections, connection by connection. */
  readonly sent: readonly unknown[];
  /**
   * Sends a message to the extension, on the open connection that came last, as if the host had.
   *
   * @throws {TestingError} `HOST_NOT_CONNECTED`
   */
  send(message: unknown): void;
  /**
   * Makes something go wrong on the open connection that came last. When none is open, faults of the next frame wait for
   * the next connection.
   *
   * @throws {TestingError} `HOST_NOT_CONNECTED`, `FAULT_NOT_FOR_PROCESSES`
   */
  inject(fault: Fault): void;
  /** Of the next frame only a part is written, then the host exits. The same as `inject({ do: 'cut', … })`. */
  cutNext(options?: { readonly bytes?: number; readonly exitCode?: number }): void;
  /** The next frame comes `ms` milliseconds late. */
  delayNext(ms: number): void;
  /** The next frame comes in pieces of `bytes` bytes (default 1). */
  splitNext(bytes?: number): void;
  /** SIGKILL. */
  kill(): void;
  /** It exits by itself. Not for real processes. */
  exit(exitCode?: number): void;
  /** Writes text to stdout, between the frames. */
  writeGarbage(text?: string): void;
  /** Writes a line to stderr. */
  writeStderr(line: string): void;
  /** Reads nothing until `resumeReading`. */
  stopReading(): void;
  resumeReading(): void;
  /**
   * The first connection that matches and that was not yet returned here; waits for it.
   *
   * @throws {TestingError} `DID_NOT_COME`
   */
  nextConnection(matches?: (connection: HostConnection) => boolean, options?: WaitOptions): Promise<HostConnection>;
  /**
   * The first message to the host that matches and that was not yet returned here; waits for it.
   *
   * @throws {TestingError} `DID_NOT_COME`
   */
  nextMessage(
    matches?: (message: unknown, connection: HostConnection) => boolean,
    options?: WaitOptions,
  ): Promise<unknown>;
  /** Forgets connections that are closed, messages, and faults that wait. */
  reset(): void;
}

/** What makes a host run. */
export type HostKind = { readonly behaviour: FakeBehaviour } | { readonly command: HostCommand };

/** A host of a test, and what connections tell it. */
export class HostHandle implements TestHost {
  readonly kind: HostKind;
  readonly options: HostOptions;
  readonly waiting: LateWaiting = new LateWaiting();
  readonly #nextFaults: Fault[] = [];
  readonly #connected = new History<HostConnection>(this.waiting);
  readonly #messages = new History<HostMessage>(this.waiting);
  #count = 0;

  constructor(kind: HostKind, options: HostOptions) {
    checkFaults(options.faults ?? [], 'command' in kind);
    this.kind = kind;
    this.options = options;
  }

  get connections(): readonly HostConnection[] {
    return this.#connected.all;
  }

  get received(): readonly unknown[] {
    return this.#messages.all.map(({ message }) => message);
  }

  get sent(): readonly unknown[] {
    return this.connections.flatMap(({ sent }) => sent);
  }

  send(message: unknown): void {
    this.#lastOpen('a message').send(message);
  }

  inject(fault: Fault): void {
    checkFaults([fault], 'command' in this.kind);
    const waits: readonly Fault['do'][] = ['cut', 'delay', 'split'] satisfies readonly FrameFault['do'][];
    if (this.#open === undefined && waits.includes(fault.do)) this.#nextFaults.push(fault);
    else this.#lastOpen(`the fault "${fault.do}"`).inject(fault);
  }

  cutNext(options: { readonly bytes?: number; readonly exitCode?: number } = {}): void {
    this.inject({ do: 'cut', ...options });
  }

  delayNext(ms: number): void {
    this.inject({ do: 'delay', ms });
  }

  splitNext(bytes = 1): void {
    this.inject({ do: 'split', bytes });
  }

  kill(): void {
    this.inject({ do: 'kill' });
  }

  exit(exitCode = 0): void {
    this.inject({ do: 'exit', exitCode });
  }

  writeGarbage(text?: string): void {
    this.inject({ do: 'garbage', ...(text !== undefined && { text }) });
  }

  writeStderr(line: string): void {
    this.inject({ do: 'stderr', line });
  }

  stopReading(): void {
    this.inject({ do: 'stop-reading' });
  }

  resumeReading(): void {
    this.#lastOpen('resumeReading()').resumeReading();
  }

  nextConnection(
    matches: (connection: HostConnection) => boolean = () => true,
    options?: WaitOptions,
  ): Promise<HostConnection> {
    return this.#connected.next(
      (each): each is HostConnection => matches(each),
      (why) => didNotCome('a connection to the host', why, this.#story()),
      options,
    );
  }

  async nextMessage(
    matches: (message: unknown, connection: HostConnection) => boolean = () => true,
    options?: WaitOptions,
  ): Promise<unknown> {
    const { message } = await this.#messages.next(
      (each): each is HostMessage => matches(each.message, each.connection),
      (why) => didNotCome('a message to the host', why, this.#story()),
      options,
    );
    return message;
  }

  reset(): void {
    const open = this.connections.filter(({ isOpen }) => isOpen);
    this.#connected.clear();
    this.#messages.clear();
    for (const connection of open) this.#connected.add(connection);
    this.#nextFaults.length = 0;
  }

  /** A connection begins: its number, and what it shall tell. */
  began(): { readonly number: number; readonly owner: ConnectionOwner } {
    this.#count += 1;
    const faults = [...(this.options.faults ?? []), ...this.#nextFaults.splice(0)];
    return {
      number: this.#count,
      owner: { faults, got: (message, connection) => this.#messages.add({ message, connection }) },
    };
  }

  connected(connection: HostConnection): void {
    this.#connected.add(connection);
  }

  #story(): string[] {
    return this.connections.map(({ number, callerId, isOpen, received, sent }) => {
      const messages = `${received.length} messages to it, ${sent.length} from it`;
      return `connection ${number} of ${callerId}, ${isOpen ? 'open' : 'closed'}: ${messages}`;
    });
  }

  get #open(): HostConnection | undefined {
    return this.connections.findLast(({ isOpen }) => isOpen);
  }

  #lastOpen(what: string): HostConnection {
    const open = this.#open;
    if (open === undefined) throw hostNotConnected(what);
    return open;
  }
}

/**
 * A host that is a function of the test. It gets each message and this connection's port, as the listener of `serve` does;
 * what it returns, or resolves to, is sent as the answer, and `undefined` is no answer.
 *
 * Messages travel as frames, as with a process: the engine's limits hold, and what JSON cannot say throws. What the function
 * throws ends the host with exit code 1, and fails the test when the browser is closed.
 *
 * @throws {TestingError} `FAULT_UNKNOWN`
 */
export function fakeHost(
  behaviour: FakeBehaviour | NonNullable<FakeBehaviour['onMessage']>,
  options: HostOptions = {},
): TestHost {
  return new HostHandle({ behaviour: typeof behaviour === 'function' ? { onMessage: behaviour } : behaviour }, options);
}

/**
 * A host that is a process, found through a manifest in a folder of its own and started as the engine starts it.
 *
 * @throws {TestingError} `FAULT_UNKNOWN`, `FAULT_NOT_FOR_PROCESSES`
 */
export function realHost(command: HostCommand): TestHost {
  return new HostHandle({ command }, command);
}
