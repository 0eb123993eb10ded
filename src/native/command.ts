import type { Engine } from '../engines/index.js';
import { cannotPassThroughCmd, noCommandShell } from './errors.js';

/** What is handed to `spawn`. */
export interface LaunchCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly windowsHide: boolean;
  /** `args` are put on the command line as they are. */
  readonly windowsVerbatimArguments: boolean;
}

export interface LaunchCommandRequest {
  readonly application: string;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly engine: Engine;
  readonly path: string;
  readonly args: readonly string[];
}

/**
 * How a system starts the host at `path`.
 *
 * POSIX: the file itself. Windows: what the engine does not start itself goes through the command shell in `COMSPEC`,
 * hidden. Chromium also starts an .exe that way unless a policy says otherwise; here it is started directly, as with the
 * policy, so that the process we stop is the host.
 *
 * Sources: Chromium, launch_context_win.cc; Firefox, subprocess_win.worker.js.
 *
 * @throws {NativeError} `LAUNCH_FAILED`: no `COMSPEC`, or a path or argument that cmd.exe would change.
 */
export function launchCommand(request: LaunchCommandRequest): LaunchCommand {
  const { application, platform, env, engine, path, args } = request;
  if (platform !== 'win32' || !engine.native.windowsShellRuns(path)) {
    return { file: path, args, windowsHide: true, windowsVerbatimArguments: false };
  }
  const shell = variableIn(env, 'COMSPEC');
  if (shell === undefined || shell === '') throw noCommandShell(application);
  const unsafe = [path, ...args].find((text) => CHANGED_BY_CMD.test(text));
  if (unsafe !== undefined) throw cannotPassThroughCmd(application, unsafe);
  // With /s cmd.exe takes away the outer quotes and leaves the rest as it is.
  const line = [quoteWhere(ENDS_THE_COMMAND, path), ...args.map((arg) => quoteWhere(ENDS_AN_ARGUMENT, arg))].join(' ');
  return { file: shell, args: ['/d', '/s', '/c', `"${line}"`], windowsHide: true, windowsVerbatimArguments: true };
}

/** Variable names of Windows know no case. */
function variableIn(env: LaunchCommandRequest['env'], name: string): string | undefined {
  const key = Object.keys(env).find((candidate) => candidate.toUpperCase() === name);
  return key === undefined ? undefined : env[key];
}

const CHANGED_BY_CMD = /["\r\n\0]|%[^%]+%/;
const ENDS_AN_ARGUMENT = /[\s&|<>()^']|^$/;
const ENDS_THE_COMMAND = /[\s&|<>()^'!;,=]/;

/** The quotes keep cmd.exe from acting on what is inside; a backslash before the closing one must not escape it. */
function quoteWhere(pattern: RegExp, text: string): string {
  return pattern.test(text) ? `"${text.replace(/\\+$/, '$&$&')}"` : text;
}
