const registry = new FinalizationRegistry<() => void>((run) => run());

/** Calls `run` when nobody holds `target` any more, at a time of the platform's own. `run` must not hold it either. */
export const whenCollected = (target: object, run: () => void): void => registry.register(target, run);
