import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { GraceStep } from '../engines/index.js';
import type { Clock } from './clock.js';

/** Hosts that were told to go, by closed pipes, and are still there. */
const leaving = new Set<ChildProcess>();

/** Who exits now cannot wait: the kill that was to come later comes now. */
function killAll(): void {
  for (const child of leaving) child.kill('SIGKILL');
}

/**
 * Ends a host whose pipes are closed, with the engine's patience: each step waits, then sends its signal. Only the host
 * itself gets signals, never its children, except on Windows, where both engines' launchers put a shell or a job around
 * it and the whole tree ends. Nothing more happens once the process is gone.
 *
 * When this process exits before the last step, the host is killed then.
 */
export function stopHost(child: ChildProcess, grace: readonly GraceStep[], clock: Clock): void {
  if (hasExited(child)) return;
  if (leaving.size === 0) process.on('exit', killAll);
  leaving.add(child);
  let cancel: () => void = () => undefined;
  const schedule = (index: number): void => {
    const step = grace[index];
    if (step === undefined) return;
    cancel = clock.after(step.afterMs, () => {
      kill(child, step.signal);
      schedule(index + 1);
    });
  };
  schedule(0);
  child.once('exit', () => {
    cancel();
    leaving.delete(child);
    if (leaving.size === 0) process.off('exit', killAll);
  });
}

export const hasExited = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

export function kill(child: ChildProcess, signal: GraceStep['signal']): void {
  if (process.platform !== 'win32' || child.pid === undefined) {
    child.kill(signal);
    return;
  }
  spawn('taskkill', ['/pid', `${child.pid}`, '/t', '/f'], { stdio: 'ignore', windowsHide: true }).on('error', () =>
    child.kill(signal),
  );
}
