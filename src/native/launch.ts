import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { Engine, NativeFailureCode } from '../engines/index.js';
import { launchCommand } from './command.js';
import { cannotRun, launchRefused, type NativeError } from './errors.js';
import { findLaunchObstacle, type LaunchObstacle } from './executable.js';
import type { FoundHost } from './found-host.js';
import { closePipe, type HostPipes, type PipePool } from './pipe-pool.js';
import { canStartThroughEnv, sigpipeIgnorer } from './sigpipe.js';

export interface LaunchOptions {
  readonly engine: Engine;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the host's stderr goes: to a pipe of ours, or where this process's goes. */
  readonly stderr: 'log' | 'inherit';
  /** Without it, or when it has none, Node's own pipes are used, and no exit pipe. */
  readonly pipes: PipePool | undefined;
}

/** A process that runs, with our ends of its pipes. A number is a descriptor that belongs to the caller. */
export interface LaunchedHost {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly stdin: number | Writable;
  readonly stdout: number | Readable;
  readonly stderr: number | Readable | undefined;
  readonly exitPipe: number | undefined;
}

/** How many pipes a host writes to. */
export function pipesFromHost({ engine, stderr }: Pick<LaunchOptions, 'engine' | 'stderr'>): number {
  return 1 + (stderr === 'log' ? 1 : 0) + (engine.native.exitPipeDescriptor === undefined ? 0 : 1);
}

/**
 * Starts the host: arguments as found, in its folder, in our process group, with the environment as given and no
 * descriptors but its pipes.
 *
 * @throws {NativeError} as the engine shows it on this system: on Linux a program that cannot run is one that exits at
 *   once (`HOST_EXITED`, `PATH_NOT_EXECUTABLE`), because the browser learns of it only after the fork; elsewhere
 *   `LAUNCH_FAILED`. The message names the true cause.
 */
export async function launchHost(found: FoundHost, options: LaunchOptions): Promise<LaunchedHost> {
  const { engine, platform, env } = options;
  const command = launchCommand({ ...found, platform, env, engine });
  if (!engine.native.shellRunsPlainText && platform !== 'win32') {
    const obstacle = findLaunchObstacle(found.path, platform); // else a shell would try to run it
    if (obstacle !== undefined) throw cannotRun(codeFor(platform, obstacle), found.application, found.path, obstacle);
  }
  const [prefix, pipes] = await Promise.all([
    engine.native.ignoresSigpipe && canStartThroughEnv(found.path) ? sigpipeIgnorer(platform) : [],
    options.pipes?.take().catch(() => undefined),
  ]);
  const [file = command.file, ...args] = [...prefix, command.file, ...command.args];
  try {
    const child = spawn(file, args, {
      cwd: found.cwd,
      env: { ...env },
      stdio: stdioOf(pipes, options),
      windowsHide: command.windowsHide,
      windowsVerbatimArguments: command.windowsVerbatimArguments,
    });
    if (child.pid === undefined) throw await new Promise((resolve) => child.once('error', resolve));
    return pipes === undefined ? withPipesOfNode(child, child.pid) : withPipesOfOurs(child, child.pid, pipes, options);
  } catch (cause) {
    if (pipes !== undefined) for (const pipe of [pipes.toHost, ...pipes.fromHost]) closePipe(pipe);
    throw failureOf(cause as NodeJS.ErrnoException, found, platform);
  }
}

function stdioOf(pipes: HostPipes | undefined, { stderr }: LaunchOptions): SpawnOptions['stdio'] {
  const ownStderr = stderr === 'inherit' ? (['inherit'] as const) : [];
  if (pipes === undefined) return ['pipe', 'pipe', ...(stderr === 'inherit' ? ownStderr : (['pipe'] as const))];
  const [stdout, ...others] = pipes.fromHost.map(({ theirs }) => theirs);
  return [pipes.toHost.theirs, stdout, ...ownStderr, ...others];
}

function withPipesOfOurs(child: ChildProcess, pid: number, pipes: HostPipes, { stderr }: LaunchOptions): LaunchedHost {
  for (const { theirs } of [pipes.toHost, ...pipes.fromHost]) closeSync(theirs); // else the pipes would never end
  const [stdout, ...others] = pipes.fromHost.map(({ ours }) => ours);
  if (stdout === undefined) throw new Error('A host needs a pipe for its stdout.');
  const errors = stderr === 'log' ? others.shift() : undefined;
  return { child, pid, stdin: pipes.toHost.ours, stdout, stderr: errors, exitPipe: others.shift() };
}

function withPipesOfNode(child: ChildProcess, pid: number): LaunchedHost {
  if (child.stdin === null || child.stdout === null) throw new Error('Node made no pipes for the host.');
  return {
    child,
    pid,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr ?? undefined,
    exitPipe: undefined,
  };
}

/** Refused by the fork, not by the program: the browser knows at once, on every system. */
const NO_PROCESS = new Set(['EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE']);

function failureOf(cause: NodeJS.ErrnoException, found: FoundHost, platform: NodeJS.Platform): NativeError {
  const { application, path } = found;
  if (NO_PROCESS.has(cause.code ?? '')) return launchRefused('LAUNCH_FAILED', application, path, cause);
  const obstacle = findLaunchObstacle(path, platform);
  if (obstacle !== undefined) return cannotRun(codeFor(platform, obstacle), application, path, obstacle, cause);
  return launchRefused(codeFor(platform), application, path, cause);
}

/** Sources: Chromium, launch_posix.cc, launch_mac.cc, launch_context_win.cc; Firefox, Subprocess module. */
function codeFor(platform: NodeJS.Platform, obstacle?: LaunchObstacle): NativeFailureCode {
  if (platform === 'darwin' || platform === 'win32') return 'LAUNCH_FAILED';
  return obstacle?.kind === 'is-directory' || obstacle?.kind === 'not-executable'
    ? 'PATH_NOT_EXECUTABLE'
    : 'HOST_EXITED';
}
