import { setImmediate } from 'node:timers'; // a test may replace the global one
import { type Clock, HeldClock } from '../../clock/index.js';

interface Piece {
  readonly bytes: Uint8Array;
  readonly afterMs: number;
}

/** Bytes on their way, in order: each piece is a task of its own, as with a pipe. */
export class ByteLine {
  readonly #clock: Clock;
  readonly #receive: (bytes: Uint8Array) => void;
  readonly #ended: () => void;
  #pieces: Piece[] = [];
  #isMoving = false;
  #isEnding = false;
  #isPaused = false;
  #isOver = false;
  #cancelDelay: (() => void) | undefined;

  /** `ended` comes once, after the last byte; not after `destroy`. */
  constructor(clock: Clock, receive: (bytes: Uint8Array) => void, ended: () => void) {
    this.#clock = clock;
    this.#receive = receive;
    this.#ended = ended;
  }

  /** Whether nothing is under way that comes by itself. What waits for `resume` or for a clock that is held does not. */
  get isIdle(): boolean {
    const isWaiting = this.#cancelDelay !== undefined && this.#clock instanceof HeldClock;
    return this.#isOver || this.#isPaused || !this.#isMoving || isWaiting;
  }

  /** The bytes come `afterMs` milliseconds after all before them. */
  write(bytes: Uint8Array, afterMs = 0): void {
    if (this.#isEnding || this.#isOver) return;
    this.#pieces.push({ bytes, afterMs });
    this.#move();
  }

  /** What was written still comes, then the end. */
  end(): void {
    this.#isEnding = true;
    this.#move();
  }

  /** Forgets what waits, except the first `count` writes. */
  keep(count: number): void {
    this.#pieces.splice(count);
  }

  /** Nothing comes any more. */
  destroy(): void {
    this.#isOver = true;
    this.#pieces = [];
    this.#cancelDelay?.();
    this.#cancelDelay = undefined;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#move();
  }

  #move(): void {
    if (this.#isMoving || this.#isPaused || this.#isOver) return;
    const [next] = this.#pieces;
    if (next === undefined && !this.#isEnding) return;
    this.#isMoving = true;
    if (next === undefined || next.afterMs === 0) setImmediate(() => this.#step());
    else {
      this.#cancelDelay = this.#clock.after(next.afterMs, () => {
        this.#cancelDelay = undefined;
        this.#step();
      });
    }
  }

  #step(): void {
    this.#isMoving = false;
    if (this.#isPaused || this.#isOver) return;
    const next = this.#pieces.shift();
    if (next === undefined) {
      this.#isOver = true;
      this.#ended();
      return;
    }
    this.#receive(next.bytes);
    this.#move();
  }
}
