import type { Waiting } from './waiting.js';

type GaveUp = Parameters<Waiting['watch']>[0];

/** Waits that may begin before it is known in which browser. */
export class LateWaiting implements Waiting {
  readonly #stops = new Map<GaveUp, (() => void) | undefined>();
  #target: Waiting | undefined;

  /** From now on `target` knows when nothing comes any more. */
  bind(target: Waiting): void {
    this.#target = target;
    for (const [gaveUp, stop] of this.#stops) {
      stop?.();
      this.#stops.set(gaveUp, target.watch(gaveUp));
    }
  }

  watch(gaveUp: GaveUp): () => void {
    this.#stops.set(gaveUp, this.#target?.watch(gaveUp));
    return () => {
      this.#stops.get(gaveUp)?.();
      this.#stops.delete(gaveUp);
    };
  }
}
