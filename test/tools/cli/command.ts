import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { makeFolder } from '../../fixtures/install-host.js';

export const BIN = path.resolve(import.meta.dirname, '../../../dist/tools/cli/bin.js');

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly child: ChildProcessWithoutNullStreams;
  readonly finished: Promise<Finished>;
  /** Resolves when stdout has held `text`. */
  said(text: string): Promise<void>;
}

/** A folder that is removed when the test is over. */
export function folderForTest(): string {
  const folder = makeFolder();
  onTestFinished(folder.remove);
  return folder.path;
}

/** Starts the command as a process, with a home of its own and without colours. */
export function startCommand(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningCommand {
  const { NO_COLOR, FORCE_COLOR, ...inherited } = process.env;
  const child = spawn(process.execPath, [BIN, ...args], { env: { ...inherited, HOME: '/nonexistent', ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8'); // a chunk may end inside a character
  child.stderr.setEncoding('utf8');
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdin.on('error', () => undefined); // the command may leave before it has read everything
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    child,
    finished,
    said: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => void (stdout.includes(text) && resolve());
        child.stdout.on('data', look);
        child.on('close', () => reject(new Error(`The command ended before it said ${text}:\n${stdout}${stderr}`)));
        look();
      }),
  };
}

/** Runs the command to its end, with `input` on its stdin. */
export function runCommand(
  args: readonly string[],
  { input = '', env }: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Finished> {
  const { child, finished } = startCommand(args, env);
  child.stdin.end(input);
  return finished;
}
