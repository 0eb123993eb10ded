import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../clock/index.js';
import type { GraceStep } from '../engines/index.js';
import { atExit } from './at-exit.js';
import { systemProgram } from './system-program.js';

/**
 * Ends a host whose pipes are closed, with the engine's patience: each step waits, then sends its signal. Only the host
 * itself gets signals, never its children, except on Windows, where both engines' launchers put a shell or a job around
 * it and the whole tree ends. Nothing more happens once the process is gone.
 *
 * When this process exits before the last step, the host is killed then.
 */
export function stopHost(child: ChildProcess, grace: readonly GraceStep[], clock: Clock): void {
  if (hasExited(child)) return;
  const forget = atExit(() => child.kill('SIGKILL')); // who exits cannot wait: what was to come later comes now
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
    forget();
  });
}

export const hasExited = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

export function kill(child: ChildProcess, signal: GraceStep['signal']): void {
  if (process.platform !== 'win32' || child.pid === undefined) {
    child.kill(signal);
    return;
  }
  const args = ['/pid', `${child.pid}`, '/t', '/f'];
  const killer = spawn(systemProgram('taskkill.exe'), args, { stdio: 'ignore', windowsHide: true });
  killer.on('error', () => child.kill(signal));
  killer.on('exit', (code) => {
    if (code !== 0) child.kill(signal); // not everywhere does it know how to end a tree: the host itself must go
  });
}
