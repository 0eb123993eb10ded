import type { Clock } from '../../clock/index.js';
import type { LifeHold, LifeSign, SleepFacts } from '../../engines/index.js';
import type { Rendered } from '../renderers.js';

export type LifeState = 'asleep' | 'starting' | 'running' | 'stopping';

/** What a run of a background tells of itself. */
export interface LifeSite {
  /** Its scripts have run, or could not. */
  loaded(): void;
  /** It died by itself; nothing comes after it. */
  crashed(): void;
}

/** Hears how the contexts of a background use it. */
export interface WatchedLife {
  showed(sign: LifeSign): void;
  /** A function that the browser answers is called. */
  called(method: string): void;
  /** Something is under way, until the result is called. */
  hold(what: LifeHold): () => void;
  listening(event: string, isListening: boolean): void;
}

/** What a background's life needs from its extension. */
export interface LifeParts {
  readonly clock: Clock;
  /** undefined: it never sleeps. */
  readonly facts: SleepFacts | undefined;
  /** Runs its scripts. Nothing is told to `site` before this has returned. */
  run(site: LifeSite): Rendered;
  /** Sends an event of a namespace to its contexts. */
  fire(event: string, args: readonly unknown[]): void;
  /** Resolves when its contexts have worked through everything that was sent to them. */
  settled(): Promise<void>;
  /** Ends its contexts: the other sides of their ports hear of it. */
  endContexts(): void;
  /** Called after each change. */
  became?(state: LifeState): void;
}

/** An event of a namespace. */
export interface LifeEvent {
  readonly event: string;
  readonly args: readonly unknown[];
}

/** Something that is under way. */
interface Hold {
  readonly forget: () => void;
}

/**
 * The life of one background: it is started, sleeps when nothing shows that it is in use, and is woken by what is for it.
 * What arrives while it cannot take it waits, in order. A background that crashed sleeps, too: it can be woken again.
 */
export class BackgroundLife implements WatchedLife {
  readonly #parts: LifeParts;
  readonly #listened = new Set<string>(); // events that wake it
  readonly #listenedNow = new Set<string>(); // those of this run
  readonly #waiting: (() => void)[] = []; // what arrived for it while it could not take it
  readonly #holds = new Set<Hold>();
  #keepingAwake = 0; // how many of them keep it awake; counted, because there may be thousands, and each message asks
  readonly #whenAsleep = new Set<() => void>();
  #state: LifeState = 'asleep';
  #rendered: Rendered | undefined;
  #run = 0; // which start this is, so that an end knows whether it is still the one that was meant
  #suspension: object | undefined; // the one that is under way, as long as it is not yet ending
  #isCancelable = false; // while stopping: whether what arrives keeps it awake
  #ending: Promise<void> | undefined;
  #isOver = false;
  #forgetTimer: () => void = () => undefined; // of the idle time, or of the time that is left to call it back

  constructor(parts: LifeParts) {
    this.#parts = parts;
  }

  get state(): LifeState {
    return this.#state;
  }

  /** Starts it for the first time. `events`: what it is told before anything else, once its scripts have run. */
  start(events: readonly LifeEvent[] = []): void {
    for (const { event, args } of events) this.#waiting.push(() => this.#deliver(event, args));
    if (this.#state === 'asleep') this.#start();
  }

  /** Runs `then` when it is awake, in order with all else that arrives; at once when it is. If it cannot start, all the same. */
  wake(then: () => void): void {
    if (this.#state === 'stopping' && this.#isCancelable) this.#cancelSuspension();
    if (this.#state === 'running' || (this.#state === 'asleep' && this.#isOver)) {
      then();
      return;
    }
    this.#waiting.push(then);
    if (this.#state === 'asleep') this.#start();
  }

  /** Sends an event of a namespace: it wakes when it has listened to it; when it has not, and sleeps, nothing happens. */
  event(event: string, args: readonly unknown[], send?: () => void): void {
    const isAwake = this.#state === 'running' || this.#state === 'starting';
    if (!isAwake && !this.#listened.has(event)) return;
    this.wake(() => this.#deliver(event, args, send));
  }

  /** It listens to an event from now on, or no longer. */
  listening(event: string, isListening: boolean): void {
    if (isListening) {
      this.#listened.add(event);
      this.#listenedNow.add(event);
    } else {
      this.#listened.delete(event);
      this.#listenedNow.delete(event);
    }
  }

  /** It calls a function that the browser answers. */
  called(method: string): void {
    if (this.#parts.facts?.countsCall(method)) this.showed('call');
  }

  /** Something shows that it is in use: its idle time begins anew. */
  showed(sign: LifeSign): void {
    if (!this.#parts.facts?.restartedBy.includes(sign)) return;
    if (this.#state === 'stopping' && this.#isCancelable) this.#cancelSuspension();
    else if (this.#state === 'running') this.#beginIdleTime();
  }

  /** Something is under way that may keep it awake, until the result is called. */
  hold(what: LifeHold): () => void {
    const { facts, clock } = this.#parts;
    if (facts === undefined) return () => undefined;
    const { longest } = facts;
    const run = this.#run;
    const forget = longest?.of.includes(what) ? clock.after(longest.ms, () => this.#stopRun(run)) : () => undefined;
    const hold: Hold = { forget };
    const keepsAwake = facts.keptAwakeBy.includes(what);
    this.#holds.add(hold);
    if (keepsAwake) this.#keepingAwake += 1;
    if (this.#state === 'stopping' && this.#isCancelable && this.#isKeptAwake) this.#cancelSuspension();
    else if (facts.holdsAre === 'waited-for' && this.#isKeptAwake) this.#forgetTimer();
    return () => {
      forget();
      if (!this.#holds.delete(hold) || !keepsAwake) return;
      this.#keepingAwake -= 1;
      if (facts.holdsAre === 'waited-for' && this.#state === 'running') this.#beginIdleTime();
    };
  }

  /**
   * Puts it to sleep now, whatever keeps it awake. What arrives meanwhile waits, and wakes it again. Resolves when nothing of
   * it is left; at once when it sleeps.
   */
  suspend(): Promise<void> {
    if (this.#state === 'asleep') return Promise.resolve();
    const asleep = new Promise<void>((resolve) => this.#whenAsleep.add(resolve));
    if (this.#state === 'running' || (this.#state === 'stopping' && this.#isCancelable)) void this.#suspend(false);
    else if (this.#state === 'starting') this.#waiting.push(() => void this.#suspend(false));
    return asleep;
  }

  /** Ends it for ever: its extension goes. What still waits for it is run, and finds nobody. */
  async end(): Promise<void> {
    this.#isOver = true;
    if (this.#state === 'asleep') this.#runWaiting();
    else await this.#stop();
  }

  #become(state: LifeState): void {
    this.#state = state;
    this.#parts.became?.(state);
  }

  #start(): void {
    this.#run += 1;
    const run = this.#run;
    this.#listenedNow.clear();
    this.#become('starting');
    this.#rendered = this.#parts.run({
      loaded: () => {
        if (run === this.#run && this.#state === 'starting') this.#loaded();
      },
      crashed: () => {
        if (run === this.#run) this.#crashed();
      },
    });
  }

  #loaded(): void {
    if (this.#parts.facts?.remembersListeners === false) {
      for (const event of this.#listened) if (!this.#listenedNow.has(event)) this.#listened.delete(event);
    }
    this.#runWaiting('starting');
    if (this.#state !== 'starting') return; // what had waited has put it to sleep, or ended it
    this.#become('running');
    this.#beginIdleTime();
  }

  #crashed(): void {
    this.#rendered = undefined;
    this.#suspension = undefined;
    this.#isCancelable = false;
    this.#parts.endContexts();
    this.#fellAsleep();
  }

  /** In order: what comes meanwhile comes last. It goes on for as long as the state is this one. */
  #runWaiting(during: LifeState = 'asleep'): void {
    while (this.#state === during) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      next();
    }
  }

  #deliver(event: string, args: readonly unknown[], send = (): void => this.#parts.fire(event, args)): void {
    send();
    if (!this.#listenedNow.has(event)) return;
    this.showed('event');
    const release = this.hold('event');
    void this.#parts.settled().then(release);
  }

  get #isKeptAwake(): boolean {
    return this.#keepingAwake > 0;
  }

  #beginIdleTime(): void {
    const { facts, clock } = this.#parts;
    this.#forgetTimer();
    if (facts === undefined || (facts.holdsAre === 'waited-for' && this.#isKeptAwake)) return;
    this.#forgetTimer = clock.after(facts.idleMs, () => this.#idleTimeOver());
  }

  #idleTimeOver(): void {
    if (this.#isKeptAwake) this.#beginIdleTime();
    else void this.#suspend(true);
  }

  /** Lets it finish what it is at, and tells it where the engine does; then it is stopped, unless something arrives. */
  async #suspend(isCancelable: boolean): Promise<void> {
    const { facts, clock } = this.#parts;
    const run = this.#run;
    const suspension = {};
    this.#forgetTimer();
    this.#suspension = suspension;
    this.#isCancelable = isCancelable;
    this.#become('stopping');
    if (facts?.longest) this.#forgetTimer = clock.after(facts.longest.ms, () => this.#stopRun(run));
    if (facts?.suspend) this.#parts.fire('runtime.onSuspend', []);
    await this.#parts.settled();
    if (this.#suspension !== suspension) return;
    this.#forgetTimer();
    const graceMs = isCancelable ? (facts?.suspend?.graceMs ?? 0) : 0;
    if (graceMs === 0) await this.#stop();
    else this.#forgetTimer = clock.after(graceMs, () => this.#stopRun(run));
  }

  #cancelSuspension(): void {
    this.#suspension = undefined;
    this.#isCancelable = false;
    this.#become('running');
    if (this.#parts.facts?.suspend) this.#parts.fire('runtime.onSuspendCanceled', []);
    this.#beginIdleTime();
  }

  #stopRun(run: number): void {
    if (run === this.#run) void this.#stop();
  }

  #stop(): Promise<void> {
    this.#ending ??= this.#endRun().finally(() => {
      this.#ending = undefined;
    });
    return this.#ending;
  }

  async #endRun(): Promise<void> {
    const run = this.#run;
    const rendered = this.#rendered;
    this.#rendered = undefined;
    this.#suspension = undefined;
    this.#isCancelable = false;
    this.#forgetTimer();
    this.#become('stopping');
    this.#parts.endContexts();
    await rendered?.end();
    if (run === this.#run && this.#state === 'stopping') this.#fellAsleep();
  }

  #fellAsleep(): void {
    this.#forgetTimer();
    for (const { forget } of this.#holds) forget();
    this.#holds.clear();
    this.#keepingAwake = 0;
    const wasStarting = this.#state === 'starting';
    this.#become('asleep');
    for (const resolve of this.#whenAsleep) resolve();
    this.#whenAsleep.clear();
    if (this.#isOver || wasStarting) this.#runWaiting();
    if (!this.#isOver && this.#state === 'asleep' && this.#waiting.length > 0) this.#start();
  }
}
