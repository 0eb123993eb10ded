import type { TraceEvent } from '../../browser/index.js';

/** How long a message to a host may go unanswered, and a context may seem to do nothing, before the run counts as quiet. */
const ANSWER_MS = 5000;
const SILENCE_MS = 1000;
/** How long it counts as not quiet at most, when no answer is missing: some extensions write a line each second. */
const LONGEST_MS = 10_000;

interface PortState {
  readonly isRequest: boolean; // one message, one answer
  isStarting: boolean;
  isAsked: boolean;
}

/** What else must be still. */
export interface StillParts {
  /** The background's scripts have run. */
  isLoaded(): boolean;
  /** The context has nothing left to do by itself. */
  isIdle(): boolean;
  pendingCalls(): number;
}

/**
 * Knows when the effects of the start, or of a click, have settled: the background has run, has nothing left to do, every
 * host has been started, and every port on which the extension spoke last has been answered or closed.
 *
 * Not every message gets an answer, and some extensions always have a timer running. So 5 seconds without any event will
 * do while an answer is missing, and 1 second otherwise, or 10 seconds with events.
 */
export class Quiet {
  readonly #parts: StillParts;
  readonly #ports = new Map<number, PortState>();
  readonly #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #waitingSince = 0;

  constructor(parts: StillParts) {
    this.#parts = parts;
  }

  /** Resolves when things have settled. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#waiting.size === 0) this.#waitingSince = performance.now();
      this.#waiting.add(resolve);
      this.#restartTimer();
      this.check();
    });
  }

  /** To be called with every event, in order. */
  saw(event: TraceEvent): void {
    if ('port' in event) this.#track(event);
    this.#restartTimer();
  }

  check(): void {
    const { isLoaded, isIdle, pendingCalls } = this.#parts;
    if (isLoaded() && isIdle() && pendingCalls() === 0 && !this.#isAnswerMissing) this.#release();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  get #isAnswerMissing(): boolean {
    return [...this.#ports.values()].some(({ isRequest, isStarting, isAsked }) => isRequest || isStarting || isAsked);
  }

  #track(event: Extract<TraceEvent, { port: number }>): void {
    if (event.type === 'port.opened') {
      const isRequest = event.api === 'sendNativeMessage' || event.api === 'sendMessage';
      this.#ports.set(event.port, { isRequest, isStarting: 'application' in event, isAsked: false });
      return;
    }
    const port = this.#ports.get(event.port);
    if (port === undefined) return;
    if (event.type === 'port.closed') this.#ports.delete(event.port);
    else if (event.type === 'host.started') port.isStarting = false;
    else if (event.type === 'message') port.isAsked = event.direction === 'to-host';
  }

  #restartTimer(): void {
    clearTimeout(this.#timer);
    if (this.#waiting.size === 0) return;
    const longest = Math.max(0, this.#waitingSince + LONGEST_MS - performance.now());
    this.#timer = setTimeout(
      () => {
        if (this.#parts.isLoaded()) this.#release();
        else this.#restartTimer();
      },
      this.#isAnswerMissing ? ANSWER_MS : Math.min(SILENCE_MS, longest),
    );
  }

  #release(): void {
    clearTimeout(this.#timer);
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}
