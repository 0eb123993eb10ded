import type { HostEvent, NativeConnection, NativeConnections, NativeEnd, NativeRequest } from '../../browser/index.js';
import { type Clock, HeldClock } from '../../clock/index.js';
import type { Engine } from '../../engines/index.js';
import {
  decodeText,
  encodeFrame,
  encodeText,
  FrameError,
  FrameSplitter,
  HEADER_BYTES,
  MAX_BYTES,
} from '../../framing/index.js';
import { ByteLine } from './byte-line.js';
import type { HostConnection } from './connection-view.js';
import { fakeExited, frameUnreadable, frameWithoutBody, hostNotConnected } from './errors.js';
import { checkFaults, type Fault, FaultPlan, type FrameFault, type InstantFault } from './faults.js';
import type { HostProgram, ProgramEnd } from './program.js';

export type NativeEvents = Parameters<NativeConnections['connect']>[1];

export interface ConnectionParts {
  readonly engine: Engine;
  readonly clock: Clock;
}

/** Whose connection it is. */
export interface ConnectionOwner {
  readonly faults: readonly Fault[];
  /** The host got a message. */
  got(message: unknown, connection: HostConnection): void;
}

const KILLED: ProgramEnd = { exitCode: null, signal: 'SIGKILL' };
const LOG_LINE = 'DEBUG: a line that was printed to stdout\n';
const NOT_JSON = '{"cut":';

/**
 * The browser's half of a connection, over the bytes of a host. All frames that a host writes pass through one line of
 * bytes, where faults happen, and are cut out of it by the rules of the wire.
 */
export class TestConnection implements NativeConnection {
  readonly view: HostConnection;
  readonly #application: string;
  readonly #events: NativeEvents;
  readonly #program: HostProgram;
  readonly #engine: Engine;
  readonly #owner: ConnectionOwner;
  readonly #clock: Clock;
  readonly #plan: FaultPlan;
  readonly #splitter: FrameSplitter;
  readonly #stdout: ByteLine;
  readonly #received: unknown[] = [];
  readonly #sent: unknown[] = [];
  #isOver = false; // closed by us or reported as closed
  #isGone = false;
  #isAsked = true; // it starts, or spoke less recently than the extension
  #willRead = 0; // times that it will read again by itself, when time is not held
  #how: ProgramEnd | undefined;
  #reason: NativeEnd | undefined;

  constructor(
    { number, request }: { readonly number: number; readonly request: NativeRequest },
    events: NativeEvents,
    program: HostProgram,
    owner: ConnectionOwner,
    { engine, clock }: ConnectionParts,
  ) {
    this.#application = request.application;
    this.#events = events;
    this.#program = program;
    this.#engine = engine;
    this.#clock = clock;
    this.#owner = owner;
    this.#plan = new FaultPlan(owner.faults, number);
    this.#splitter = new FrameSplitter(engine.native.maxBytesFromHost);
    this.#stdout = new ByteLine(
      clock,
      (bytes) => this.#read(bytes),
      () => this.#stdoutEnded(),
    );
    this.view = this.#createView(number, request);
    program.start({
      got: (message) => this.#programGot(message),
      wrote: (text) => this.#programWrote(text),
      ended: (reason) => {
        this.#reason = reason;
        this.#stdout.end();
      },
      host: (event) => this.#programTold(event),
    });
    void program.gone.then(() => {
      this.#isGone = true;
    });
  }

  get gone(): Promise<void> {
    return this.#program.gone;
  }

  /** Whether the host is still there. */
  get isRunning(): boolean {
    return !this.#isGone;
  }

  /** Whether nothing comes by itself; undefined: nobody can know of a process, unless it has a message to answer. */
  get isIdle(): boolean | undefined {
    const isAsked = this.#program.isProcess && this.#isAsked && this.isRunning;
    if (!this.#stdout.isIdle || isAsked || this.#willRead > 0) return false;
    return this.#isGone || this.#program.isIdle;
  }

  /** Ends the host, whatever it does. */
  kill(): void {
    this.#program.end(KILLED);
  }

  /** @throws {FrameError} `FRAME_TOO_LARGE` */
  send(text: string): void {
    if (!this.#isOver) this.#program.send(text);
  }

  close(failure?: 'MESSAGE_NOT_JSON'): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stdout.destroy();
    this.#program.close(failure);
  }

  /** The test is over: nobody waits for a host that does not read. */
  abandon(): void {
    this.close();
    this.#program.resumeReading();
  }

  #createView(number: number, { application, api, callerId }: NativeRequest): HostConnection {
    const connection = this;
    return {
      number,
      application,
      api,
      callerId,
      get isOpen() {
        return !connection.#isOver;
      },
      received: this.#received,
      sent: this.#sent,
      send: (message) => {
        if (this.#isOver) throw hostNotConnected('a message');
        this.#programWrote(encodeText(message));
      },
      inject: (fault) => {
        checkFaults([fault], this.#program.isProcess);
        if (this.#isOver) throw hostNotConnected(`the fault "${fault.do}"`);
        this.#do(this.#plan.add(fault));
      },
      resumeReading: () => this.#program.resumeReading(),
    };
  }

  #programTold(event: HostEvent): void {
    this.#events.host(event);
    if (event.type === 'started') this.#do(this.#plan.started());
    if (event.type === 'stderr' && this.#received.length === 0) this.#isAsked = false; // it has started
    if (event.type === 'exited') this.#how = { exitCode: event.exitCode, signal: event.signal as ProgramEnd['signal'] };
  }

  #programGot(message: unknown): void {
    this.#received.push(message);
    this.#isAsked = true;
    this.#owner.got(message, this.view);
    this.#do(this.#plan.received());
  }

  #programWrote(text: string): void {
    if (this.#isOver || this.#how !== undefined) return;
    this.#sent.push(jsonOr(text));
    this.#isAsked = false;
    this.#writeFrame(encodeFrame(text, MAX_BYTES), this.#plan.takeForFrame());
    this.#do(this.#plan.wrote());
  }

  #writeFrame(frame: Uint8Array, faults: readonly FrameFault[]): void {
    const delay = faults.find((fault) => fault.do === 'delay');
    const split = faults.find((fault) => fault.do === 'split');
    const cut = faults.find((fault) => fault.do === 'cut');
    const bytes = cut === undefined ? frame : frame.subarray(0, cut.bytes ?? Math.ceil(frame.byteLength / 2));
    const step = split === undefined ? bytes.byteLength : Math.max(1, split.bytes ?? 1);
    for (let at = 0; at < bytes.byteLength; at += step) {
      this.#stdout.write(bytes.subarray(at, at + step), at === 0 ? delay?.ms : 0);
    }
    if (cut !== undefined) this.#end({ exitCode: cut.exitCode ?? 1, signal: null });
  }

  #do(faults: readonly InstantFault[]): void {
    for (const fault of faults) this.#happen(fault);
  }

  #happen(fault: InstantFault): void {
    switch (fault.do) {
      case 'kill':
        this.#end(KILLED);
        break;
      case 'exit':
        this.#end({ exitCode: fault.exitCode ?? 0, signal: null });
        break;
      case 'garbage':
        this.#stdout.write(new TextEncoder().encode(fault.text ?? LOG_LINE));
        break;
      case 'oversize': {
        const header = new Uint8Array(HEADER_BYTES);
        const bytes = fault.bytes ?? this.#engine.native.maxBytesFromHost + 1;
        new Uint32Array(header.buffer)[0] = bytes; // in machine byte order
        this.#stdout.write(header);
        break;
      }
      case 'not-json':
        this.#stdout.write(encodeFrame(fault.text ?? NOT_JSON, MAX_BYTES));
        break;
      case 'empty-frame':
        this.#stdout.write(encodeFrame('', MAX_BYTES));
        break;
      case 'stop-reading':
        this.#program.pauseReading();
        if (fault.ms !== undefined) this.#readAfter(fault.ms);
        break;
      case 'stderr':
        this.#events.host({ type: 'stderr', line: fault.line });
        break;
    }
  }

  #readAfter(ms: number): void {
    const step = this.#clock instanceof HeldClock ? 0 : 1;
    this.#willRead += step;
    this.#clock.after(ms, () => {
      this.#willRead -= step;
      this.#program.resumeReading();
    });
  }

  /** The host is gone; what it wrote before still arrives. */
  #end(how: ProgramEnd): void {
    this.#program.end(how);
    this.#how = how;
    this.#stdout.end();
  }

  #read(bytes: Uint8Array): void {
    if (this.#isOver) return;
    const bodies = this.#splitter.push(bytes);
    for (;;) {
      const text = this.#nextText(bodies);
      if (text === undefined) return;
      this.#events.received(text);
      if (this.#isOver) return;
    }
  }

  /** undefined: no more in these bytes, or the connection has ended with a frame that cannot be read. */
  #nextText(bodies: Iterator<Uint8Array, void>): string | undefined {
    const { emptyFrame, skipsByteOrderMark } = this.#engine.native;
    try {
      const body = bodies.next().value;
      if (body === undefined) return undefined;
      if (body.byteLength > 0 || emptyFrame === 'message') {
        return decodeText(body, { skipByteOrderMark: skipsByteOrderMark });
      }
      this.#closed(frameWithoutBody(this.#application));
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#closed(frameUnreadable(this.#application, error));
    }
    return undefined;
  }

  #stdoutEnded(): void {
    const leftOver = this.#leftOver();
    const exited = (): NativeEnd => fakeExited(this.#application, wordsOf(this.#how), leftOver);
    this.#closed(leftOver === undefined ? (this.#reason ?? exited()) : exited(), true);
  }

  /** What is left of a frame that did not come to its end. */
  #leftOver(): string | undefined {
    try {
      this.#splitter.end();
      return undefined;
    } catch (error) {
      return (error as FrameError).message;
    }
  }

  #closed(reason: NativeEnd, byHost = false): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stdout.destroy();
    if (!byHost || this.#program.isProcess) this.#program.close();
    this.#events.closed(reason);
  }
}

function wordsOf(how: ProgramEnd | undefined): string {
  if (how === undefined) return 'closed its stdout or exited';
  return how.signal === null ? `exited with ${how.exitCode}` : `was ended by ${how.signal}`;
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
