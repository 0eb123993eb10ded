/** Those who wait until something is loaded. */
export class LoadWaiters {
  readonly #waiting = new Set<(failure: Error | undefined) => void>();

  /** Resolves when it is told; rejects with the failure, when there is one. */
  wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.add((failure) => (failure ? reject(failure) : resolve()));
    });
  }

  /** Tells all that wait now. */
  tell(failure?: Error): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const tell of waiting) tell(failure);
  }
}
