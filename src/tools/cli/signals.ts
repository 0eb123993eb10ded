import process from 'node:process';

/** Exit codes of a shell: 128 and the number of the signal. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Signal = keyof typeof SIGNALS;

/**
 * Lets `stop` tidy up when somebody ends this process; it gets the exit code. A second signal ends everything at once.
 * Returns what acts like Ctrl-C, for a terminal in raw mode.
 */
export function stopOnSignals(stop: (exitCode: number, signal: Signal) => void): () => void {
  let isStopping = false;
  const arrived = (signal: Signal): void => {
    if (isStopping) process.exit(SIGNALS[signal]);
    isStopping = true;
    stop(SIGNALS[signal], signal);
  };
  for (const signal of Object.keys(SIGNALS) as Signal[]) process.on(signal, () => arrived(signal));
  return () => arrived('SIGINT');
}
