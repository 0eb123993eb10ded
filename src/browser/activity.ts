/** Asks every context whether it has worked through what was sent to it; resolves when all have answered. */
export type SettleContexts = () => Promise<void>;

/** What is going on in a browser, in numbers. */
export interface ActivityCounts {
  /** Connections of extensions to hosts, pending calls of `sendNativeMessage` included. */
  readonly openPorts: number;
  /** Ports between contexts, and messages that were not yet answered. By themselves they let nothing happen. */
  readonly contextPorts: number;
  /** Host processes that were not yet reaped; a connection counts while its host is looked for, too. */
  readonly runningHosts: number;
  /** Questions of extensions that are not yet answered, such as a request for a permission. */
  readonly pendingCalls: number;
  /** Backgrounds that are being started or stopped. */
  readonly changingBackgrounds: number;
  /** Documents that are not yet complete. */
  readonly loadingDocuments: number;
}

/** Counts what is going on, and knows when nothing is left that could happen by itself. */
export class Activity {
  readonly #settle: SettleContexts;
  readonly #waiting = new Set<() => void>();
  #openPorts = 0;
  #contextPorts = 0;
  #runningHosts = 0;
  #pendingCalls = 0;
  #changingBackgrounds = 0;
  #loadingDocuments = 0;
  #begun = 0; // grows with everything that begins, so that a check can see that it is out of date
  #isChecking = false;

  constructor(settle: SettleContexts) {
    this.#settle = settle;
  }

  get counts(): ActivityCounts {
    return {
      openPorts: this.#openPorts,
      contextPorts: this.#contextPorts,
      runningHosts: this.#runningHosts,
      pendingCalls: this.#pendingCalls,
      changingBackgrounds: this.#changingBackgrounds,
      loadingDocuments: this.#loadingDocuments,
    };
  }

  portOpened(): void {
    this.#begun += 1;
    this.#openPorts += 1;
  }

  portClosed(): void {
    this.#openPorts -= 1;
    this.#check();
  }

  contextPortOpened(): void {
    this.#contextPorts += 1;
    this.somethingHappened();
  }

  contextPortClosed(): void {
    this.#contextPorts -= 1;
    this.somethingHappened();
  }

  /** A context was sent something by another one, so that an answer that all have settled is out of date. */
  somethingHappened(): void {
    this.#begun += 1;
  }

  /** Counts a host until `gone` resolves. */
  hostStarted(gone: Promise<void>): void {
    this.#begun += 1;
    this.#runningHosts += 1;
    void gone.finally(() => {
      this.#runningHosts -= 1;
      this.#check();
    });
  }

  callBegan(): void {
    this.#begun += 1;
    this.#pendingCalls += 1;
  }

  callEnded(): void {
    this.#pendingCalls -= 1;
    this.#check();
  }

  /** Counts a document until `done` resolves: it is complete, or gone. */
  documentLoads(done: Promise<void>): void {
    this.#begun += 1;
    this.#loadingDocuments += 1;
    void done.finally(() => {
      this.#loadingDocuments -= 1;
      this.#check();
    });
  }

  /** A background is being started or stopped. */
  changeBegan(): void {
    this.#begun += 1;
    this.#changingBackgrounds += 1;
  }

  /** It has been. */
  changeEnded(): void {
    this.#changingBackgrounds -= 1;
    this.#check();
  }

  /** Resolves when no port to a host is open, no host runs, no call is pending, no background changes, no document loads, and no
   * context has anything left to do. */
  whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.add(resolve);
      this.#check();
    });
  }

  get #isQuiet(): boolean {
    const atWork = this.#openPorts + this.#runningHosts + this.#pendingCalls;
    return atWork + this.#changingBackgrounds + this.#loadingDocuments === 0;
  }

  #check(): void {
    if (this.#isChecking || this.#waiting.size === 0 || !this.#isQuiet) return;
    const begun = this.#begun;
    this.#isChecking = true;
    void this.#settle().then(() => {
      this.#isChecking = false;
      if (begun !== this.#begun || !this.#isQuiet) {
        this.#check();
        return;
      }
      const waiting = [...this.#waiting];
      this.#waiting.clear();
      for (const resolve of waiting) resolve();
    });
  }
}
