import { faultNotForProcesses, faultUnknown } from './errors.js';

/** When a fault comes. Without `after` and `afterReceived`: as soon as the host runs. */
export interface FaultTime {
  /** After so many messages of the host. */
  readonly after?: number;
  /** After so many messages to the host; its answer to the last of them is not yet written. */
  readonly afterReceived?: number;
  /** Only on this connection to the host, counted from 1. Default: on each. */
  readonly connection?: number;
}

/** What goes wrong with the next frame of the host. */
export type FrameFault =
  /** Of the next frame only `bytes` are written (default: half of it); then the host exits, with `exitCode` (default 1). */
  | { readonly do: 'cut'; readonly bytes?: number; readonly exitCode?: number }
  /** The next frame comes `ms` milliseconds later, and all that follows after it; with `times`, so many frames. */
  | { readonly do: 'delay'; readonly ms: number; readonly times?: number }
  /** The next frame comes in pieces of `bytes` bytes (default 1); with `times`, so many frames. */
  | { readonly do: 'split'; readonly bytes?: number; readonly times?: number };

/** What goes wrong at once. */
export type InstantFault =
  /** The host is killed (SIGKILL). */
  | { readonly do: 'kill' }
  /** The host exits by itself, with `exitCode` (default 0). Not for real processes. */
  | { readonly do: 'exit'; readonly exitCode?: number }
  /** Text between the frames: what a stray `console.log` does. Default: a line of a log. */
  | { readonly do: 'garbage'; readonly text?: string }
  /** The header of a frame that has `bytes` bytes (default: one more than the engine allows), and nothing after it. */
  | { readonly do: 'oversize'; readonly bytes?: number }
  /** A frame whose body is not JSON. Default `{"cut":`. */
  | { readonly do: 'not-json'; readonly text?: string }
  /** A frame with a body of 0 bytes. */
  | { readonly do: 'empty-frame' }
  /** The host reads nothing for `ms` milliseconds, or until `resumeReading()`; what is sent to it waits. */
  | { readonly do: 'stop-reading'; readonly ms?: number }
  /** A line on the host's stderr. */
  | { readonly do: 'stderr'; readonly line: string };

export type FaultAction = FrameFault | InstantFault;

/** Something that goes wrong with a host, and when. */
export type Fault = FaultTime & FaultAction;

const KINDS: Readonly<Record<FaultAction['do'], true>> = {
  cut: true,
  delay: true,
  'empty-frame': true,
  exit: true,
  garbage: true,
  kill: true,
  'not-json': true,
  oversize: true,
  split: true,
  stderr: true,
  'stop-reading': true,
};

/**
 * Whether there are such faults, for a host of this kind.
 *
 * @throws {TestingError} `FAULT_UNKNOWN`, `FAULT_NOT_FOR_PROCESSES`
 */
export function checkFaults(faults: readonly Fault[], isProcess: boolean): void {
  for (const fault of faults) {
    if (!Object.hasOwn(KINDS, fault.do)) throw faultUnknown(String(fault.do), Object.keys(KINDS));
    if (isProcess && fault.do === 'exit') throw faultNotForProcesses('exit by itself');
  }
}

const isFrameFault = (fault: FaultAction): fault is FrameFault =>
  fault.do === 'cut' || fault.do === 'delay' || fault.do === 'split';

interface Armed {
  readonly fault: FrameFault;
  timesLeft: number;
}

/** The faults of one connection: knows which of them are due. */
export class FaultPlan {
  readonly #waiting: Fault[] = [];
  readonly #armed: Armed[] = []; // wait for the next frame
  #written = 0;
  #received = 0;
  #isRunning = false;

  /** `connection`: the number of this connection to the host, from 1. */
  constructor(faults: readonly Fault[], connection: number) {
    this.#waiting.push(...faults.filter((fault) => (fault.connection ?? connection) === connection));
  }

  /** Adds a fault; `after` counts from the first message of the connection. Returns what is due now. */
  add(fault: Fault): InstantFault[] {
    this.#waiting.push(fault);
    return this.#due();
  }

  started(): InstantFault[] {
    this.#isRunning = true;
    return this.#due();
  }

  wrote(): InstantFault[] {
    this.#written += 1;
    return this.#due();
  }

  received(): InstantFault[] {
    this.#received += 1;
    return this.#due();
  }

  /** What happens to the frame that is to be written now. */
  takeForFrame(): FrameFault[] {
    for (const each of this.#armed) each.timesLeft -= 1;
    const faults = this.#armed.map(({ fault }) => fault);
    this.#armed.splice(0, this.#armed.length, ...this.#armed.filter(({ timesLeft }) => timesLeft > 0));
    return faults;
  }

  #due(): InstantFault[] {
    if (!this.#isRunning) return [];
    const due = this.#waiting.filter(
      ({ after = 0, afterReceived = 0 }) => this.#written >= after && this.#received >= afterReceived,
    );
    this.#waiting.splice(0, this.#waiting.length, ...this.#waiting.filter((fault) => !due.includes(fault)));
    for (const fault of due) {
      if (!isFrameFault(fault)) continue;
      this.#armed.push({ fault, timesLeft: fault.do === 'cut' ? 1 : (fault.times ?? 1) });
    }
    return due.filter((fault): fault is FaultTime & InstantFault => !isFrameFault(fault));
  }
}
