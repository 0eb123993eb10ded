import process from 'node:process';

/** Lets the microtasks run that scripts have left, all of them, before anything else. */
export const checkpoint = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
