import type { NativeFailure, NativeFailureCode } from '../engines/index.js';
import { causeText, NativePortError } from '../errors/index.js';
import type { FrameError } from '../framing/index.js';
import type { HostFinding } from '../manifest/index.js';
import type { LaunchObstacle } from './executable.js';
import type { LookedAt } from './found-host.js';

/**
 * Why a native connection did not come about, or ended. The engine makes of `code`, `application`, `bytes` and
 * `limitBytes` what extension code sees; message, hint and `places` are for people.
 */
export class NativeError extends NativePortError<NativeFailureCode> implements NativeFailure {
  override readonly name = 'NativeError';
  readonly application: string;
  /** Body length that the header announced, with `FRAME_TOO_LARGE`. */
  readonly bytes?: number;
  readonly limitBytes?: number;
  /** Every place that was looked at for the manifest, in order, and what was there; empty when none was. */
  readonly places: readonly LookedAt[];

  constructor(
    code: NativeFailureCode,
    application: string,
    message: string,
    hint: string,
    details: { bytes?: number; limitBytes?: number; places?: readonly LookedAt[]; cause?: unknown } = {},
  ) {
    super(code, message, hint, 'cause' in details ? { cause: details.cause } : undefined);
    this.application = application;
    this.places = details.places ?? [];
    if (details.bytes !== undefined) this.bytes = details.bytes;
    if (details.limitBytes !== undefined) this.limitBytes = details.limitBytes;
  }
}

const quote = (text: string): string => JSON.stringify(text);

export const hostNameInvalid = (application: string, hasUpperCase: boolean): NativeError =>
  new NativeError(
    'HOST_NAME_INVALID',
    application,
    `${quote(application)} is not a name for a native host${hasUpperCase ? ': this browser takes no upper case' : ''}.`,
    'Use letters, digits, "_" and single dots between words, such as "com.example.app"; no hyphens.',
  );

export const blockedByPolicy = (application: string, entry: string): NativeError =>
  new NativeError(
    'BLOCKED_BY_POLICY',
    application,
    `The policy's blocklist entry ${quote(entry)} keeps ${quote(application)} from being started.`,
    `Add ${quote(application)} to the allowlist of the policy, or remove ${quote(entry)} from its blocklist.`,
  );

export const hostNotFound = (application: string, places: readonly LookedAt[], nearest?: string): NativeError =>
  new NativeError(
    'HOST_NOT_FOUND',
    application,
    `No manifest for ${quote(application)} in ${places.length === 1 ? 'the one place' : `the ${places.length} places`} ` +
      `that the browser looks at.${nearest === undefined ? '' : ` Did you mean ${quote(nearest)}?`}`,
    places[0] === undefined
      ? 'Name a folder for host manifests.'
      : `Put the host's manifest at ${places[0].place}, or install the host again.`,
    { places },
  );

export const manifestUnreadable = (
  application: string,
  place: string,
  why: string,
  remedy: string,
  places: readonly LookedAt[],
  cause?: unknown,
): NativeError =>
  new NativeError('MANIFEST_UNUSABLE', application, `The manifest ${place} ${why}.`, remedy, { places, cause });

export const manifestUnusable = (
  application: string,
  file: string,
  finding: HostFinding,
  places: readonly LookedAt[],
): NativeError =>
  new NativeError(
    'MANIFEST_UNUSABLE',
    application,
    `The browser refuses the manifest ${file}: ${finding.message}`,
    finding.remedy,
    { places },
  );

export const callerForbidden = (
  application: string,
  file: string,
  finding: HostFinding,
  places: readonly LookedAt[],
): NativeError =>
  new NativeError(
    'CALLER_FORBIDDEN',
    application,
    `The manifest ${file} does not let this extension in: ${finding.message}`,
    finding.remedy,
    { places },
  );

export const pathMissing = (application: string, path: string, manifestPath: string): NativeError =>
  new NativeError(
    'PATH_MISSING',
    application,
    `There is no file at ${path}, which ${manifestPath === '' ? 'was to be started' : `${manifestPath} names`}${path.startsWith('~') ? '; "~" is not expanded' : ''}.`,
    manifestPath === '' ? 'Check the command.' : 'Correct "path" in the manifest, or install the host again.',
  );

/** Firefox finds the program, and starts the path as it stands. */
export const tildeNotExpanded = (application: string, path: string, place: string): NativeError =>
  new NativeError(
    'HOST_EXITED',
    application,
    `${path} did not start: "~" is not expanded.`,
    `Write "path" as ${place} in the manifest.`,
  );

const OBSTACLES: Record<LaunchObstacle['kind'], (detail: string) => { message: string; hint: string }> = {
  'is-directory': () => ({ message: 'it is a folder', hint: 'Name the program itself in "path", not its folder.' }),
  'not-executable': () => ({ message: 'it is not executable', hint: 'Make it executable: chmod +x.' }),
  'is-empty': () => ({ message: 'the file is empty', hint: 'Build or copy the program again.' }),
  'plain-text': () => ({
    message: 'it is text without a "#!" line',
    hint: 'Start the file with a line that names its interpreter, such as "#!/bin/sh".',
  }),
  'unknown-format': () => ({
    message: 'this system knows no program of its kind',
    hint: 'Build the program for this system, or put a script with a "#!" line in front of it.',
  }),
  'interpreter-missing': (interpreter) => ({
    message: `its "#!" line names ${interpreter}, which does not exist`,
    hint: `Install ${interpreter}, or correct the first line; "#!/usr/bin/env <name>" looks along PATH.`,
  }),
  'interpreter-carriage-return': (interpreter) => ({
    message: `its "#!" line ends in a carriage return, so the system looks for "${interpreter}\\r"`,
    hint: 'Save the script with line ends of Unix (LF), not of Windows (CR LF).',
  }),
  'wrong-architecture': (detail) => ({
    message: `it is built for ${detail}`,
    hint: `Build it for ${process.arch}, the processor of this machine.`,
  }),
  'other-system': (system) => ({
    message: `it is a program for ${system}`,
    hint: 'Build it for this system.',
  }),
};

/** The program cannot run, and this is why. `code`: how that shows in the engine. */
export function cannotRun(
  code: NativeFailureCode,
  application: string,
  path: string,
  obstacle: LaunchObstacle,
  cause?: unknown,
): NativeError {
  const { message, hint } = OBSTACLES[obstacle.kind](obstacle.detail ?? '');
  return new NativeError(
    code,
    application,
    `${path} cannot run: ${message}.`,
    hint,
    cause === undefined ? {} : { cause },
  );
}

/** The system refused, for a reason that the file does not show. */
export const launchRefused = (
  code: NativeFailureCode,
  application: string,
  path: string,
  cause: NodeJS.ErrnoException,
): NativeError =>
  new NativeError(
    code,
    application,
    `${path} did not start: ${cause.message}.`,
    LAUNCH_HINTS[cause.code ?? ''] ?? 'Start the program by hand to see more.',
    { cause },
  );

const LAUNCH_HINTS: Record<string, string> = {
  EACCES: 'Check that you may enter its folder and run it, and that its file system allows programs (no "noexec").',
  ENOENT: 'Check that its interpreter or its loader exists: file <path> names it.',
  EAGAIN: 'End some processes: the system allows no more of them.',
  EMFILE: 'Close some connections, or raise the limit of open files: ulimit -n.',
  ENFILE: 'Close some programs: the system allows no more open files.',
  ENOMEM: 'Free some memory.',
  E2BIG: 'Shorten the environment: it and the arguments are too long for the system.',
  ETXTBSY: 'Wait until nothing writes to the file any more.',
};

export const cannotPassThroughCmd = (application: string, text: string): NativeError =>
  new NativeError(
    'LAUNCH_FAILED',
    application,
    `cmd.exe would change ${quote(text)}, which has a quote, a line end or a %variable% in it.`,
    'Rename the program or its folder, or name an .exe file in "path".',
  );

export const noCommandShell = (application: string): NativeError =>
  new NativeError(
    'LAUNCH_FAILED',
    application,
    'The environment has no COMSPEC, which names the command shell that starts this host.',
    'Set COMSPEC to the full path of cmd.exe.',
  );

/** Of a host that is text without a "#!" line. Source: execvp(3), which Chromium uses. */
export const RAN_IN_SHELL = 'It has no "#!" line, so /bin/sh ran it.';

/** `more`: what was left over of a frame, or how it was run. */
export const hostExited = (application: string, more?: string): NativeError =>
  new NativeError(
    'HOST_EXITED',
    application,
    `The host closed its stdout or exited.${more === undefined ? '' : ` ${more}`}`,
    'Read its exit code and its stderr; a host that means to stay must keep stdout open.',
  );

export const frameTooLarge = (application: string, cause: FrameError): NativeError =>
  new NativeError('FRAME_TOO_LARGE', application, cause.message, cause.hint, {
    cause,
    ...(cause.bytes !== undefined && { bytes: cause.bytes }),
    ...(cause.limitBytes !== undefined && { limitBytes: cause.limitBytes }),
  });

export const frameEmpty = (application: string): NativeError =>
  new NativeError(
    'FRAME_EMPTY',
    application,
    'The host sent a frame with a body of 0 bytes, which is no JSON value.',
    'Send a JSON value in each frame; undefined and functions become nothing.',
  );

export const readFailed = (application: string, cause: Error): NativeError =>
  new NativeError(
    'READ_FAILED',
    application,
    `Reading from the host failed: ${cause.message}.`,
    'Read the exit code and the stderr of the host.',
    { cause },
  );

export const writeFailed = (application: string, cause: Error): NativeError =>
  new NativeError(
    'WRITE_FAILED',
    application,
    `Writing to the host failed: ${cause.message}. It has closed its stdin.`,
    'Keep stdin open in the host until it reaches its end.',
    { cause },
  );

/** Nothing that this folder knows; the cause tells. */
export const failedUnexpectedly = (application: string, cause: unknown): NativeError =>
  new NativeError(
    'LAUNCH_FAILED',
    application,
    `Connecting failed: ${causeText(cause)}.`,
    'Report this with the stack of the cause: it should not happen.',
    { cause },
  );
