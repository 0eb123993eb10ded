import { performance } from 'node:perf_hooks'; // a test may replace the global ones
import { clearTimeout, setImmediate, setTimeout } from 'node:timers';
import type { QuietWhy, Waiting } from './waiting.js';

export interface QuietParts {
  /** Whether nothing comes by itself; false: something is under way; undefined: nobody can know, for instance of a process. */
  isIdle(): boolean | undefined;
  /** Grows with everything that happens. */
  happened(): number;
  /** Resolves when every context has worked through what was sent to it. */
  settled(): Promise<void>;
}

export interface Patience {
  /** Silence after which a wait ends where nobody can know whether something comes, in milliseconds. */
  readonly silenceMs: number;
  /** No wait lasts longer, in milliseconds. */
  readonly timeoutMs: number;
}

const LOOK_MS = 10;
/** Everything must be idle for so many turns, so that what was in between two tasks is seen. */
const IDLE_LOOKS = 4;

interface Watcher {
  readonly since: number;
  /** Whether it waits through a silence as long as something is under way: a timer, a request. */
  readonly isPatient: boolean;
  readonly gaveUp: (why: QuietWhy) => void;
}

/** Knows when nothing is left that a test could wait for. Looks only while somebody waits. */
export class QuietWatch implements Waiting {
  readonly #parts: QuietParts;
  readonly #patience: Patience;
  readonly #watchers = new Set<Watcher>();
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  #isPlanned = false;
  #seen = -1;
  #seenAt = 0;
  #idleLooks = 0;

  constructor(parts: QuietParts, patience: Patience) {
    this.#parts = parts;
    this.#patience = patience;
  }

  /** Something has become idle: it is time to look. */
  poke(): void {
    if (this.#watchers.size === 0 || this.#isLooking || this.#isPlanned) return;
    clearTimeout(this.#timer);
    this.#soon();
  }

  watch(gaveUp: (why: QuietWhy) => void): () => void {
    return this.#add({ since: performance.now(), isPatient: true, gaveUp });
  }

  #add(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    this.#seen = -1; // the silence begins now
    this.poke();
    return () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) clearTimeout(this.#timer);
    };
  }

  /** Resolves when nothing comes by itself any more, or nothing came for long. */
  quiet(): Promise<QuietWhy> {
    return new Promise((resolve) => {
      this.#add({ since: performance.now(), isPatient: false, gaveUp: resolve });
    });
  }

  /** Ends all waits. */
  close(): void {
    this.#giveUp({ kind: 'closed' });
  }

  /** What is idle is looked at in the next turns; what is not tells when it is, or is looked at after a while. */
  #plan(): void {
    clearTimeout(this.#timer);
    if (this.#watchers.size === 0 || this.#isPlanned) return;
    if (this.#idleLooks > 0) this.#soon();
    else this.#timer = setTimeout(() => void this.#look(), LOOK_MS);
  }

  #soon(): void {
    this.#isPlanned = true;
    setImmediate(() => {
      this.#isPlanned = false;
      void this.#look();
    });
  }

  async #look(): Promise<void> {
    if (this.#isLooking || this.#watchers.size === 0) return;
    this.#isLooking = true;
    await Promise.race([this.#parts.settled(), new Promise((resolve) => setTimeout(resolve, LOOK_MS * 5))]);
    this.#isLooking = false;
    this.#judge();
    this.#plan();
  }

  #judge(): void {
    const now = performance.now();
    const happened = this.#parts.happened();
    if (happened !== this.#seen) {
      this.#seen = happened;
      this.#seenAt = now;
      this.#idleLooks = 0;
    }
    const isIdle = this.#parts.isIdle();
    this.#idleLooks = isIdle === true ? this.#idleLooks + 1 : 0;
    const { silenceMs, timeoutMs } = this.#patience;
    if (this.#idleLooks >= IDLE_LOOKS) this.#giveUp({ kind: 'quiet' });
    const isSilent = isIdle !== true && now - this.#seenAt >= silenceMs;
    for (const watcher of [...this.#watchers]) {
      if (now - watcher.since >= timeoutMs) this.#tell(watcher, { kind: 'timeout', ms: timeoutMs });
      else if (isSilent && (isIdle === undefined || !watcher.isPatient)) {
        this.#tell(watcher, { kind: 'silence', ms: silenceMs });
      }
    }
  }

  #giveUp(why: QuietWhy): void {
    for (const watcher of [...this.#watchers]) this.#tell(watcher, why);
  }

  #tell(watcher: Watcher, why: QuietWhy): void {
    this.#watchers.delete(watcher);
    watcher.gaveUp(why);
  }
}
