import type { ApiFacts } from './api-facts.js';

/** The browsers that nativeport behaves like. */
export type EngineName = 'chromium' | 'firefox';

/**
 * Why a native connection did not come about or ended, in our words. `native` and `browser` find it; the engine turns it
 * into the text that extension code sees, or into none.
 */
export type NativeFailureCode =
  | 'HOST_NAME_INVALID'
  | 'PERMISSION_MISSING'
  | 'BLOCKED_BY_POLICY'
  | 'HOST_NOT_FOUND'
  | 'MANIFEST_UNUSABLE'
  | 'CALLER_FORBIDDEN'
  | 'PATH_MISSING'
  | 'PATH_NOT_EXECUTABLE'
  | 'LAUNCH_FAILED'
  | 'HOST_EXITED'
  | 'FRAME_TOO_LARGE'
  | 'FRAME_EMPTY'
  | 'MESSAGE_NOT_JSON'
  | 'READ_FAILED'
  | 'WRITE_FAILED';

/** A failure with the facts that an engine's wording needs. */
export interface NativeFailure {
  readonly code: NativeFailureCode;
  readonly application: string;
  /** Size that the header announced, with `FRAME_TOO_LARGE`. */
  readonly bytes?: number;
  readonly limitBytes?: number;
}

/** One step of stopping a host, counted from the step before it; the first from the closing of its pipes. */
export interface GraceStep {
  readonly afterMs: number;
  readonly signal: 'SIGTERM' | 'SIGKILL';
}

/** How an engine finds, launches, speaks to and stops a host. Read by `native`. */
export interface NativeFacts {
  /** Whose dialect of host manifests and names it reads. */
  readonly family: 'chromium' | 'gecko';
  /** Largest body that a host may send, in bytes; above it the connection ends. */
  readonly maxBytesFromHost: number;
  /** Largest body that an extension may send, in bytes; above it the call fails. */
  readonly maxBytesToHost: number;
  /** Whether a manifest that cannot be used makes the engine look in the next place (files only, not the registry). */
  readonly unusableManifestFallsThrough: boolean;
  /** What must be true of `path` before the launch; what is not asked here shows as a host that exits at once. */
  readonly pathMust: 'exist' | 'be-executable';
  /** Whether a file without `#!` and without a binary header is handed to a shell, as execvp does. */
  readonly shellRunsPlainText: boolean;
  /** Arguments after the path. */
  argumentsFor(call: { readonly manifestPath: string; readonly callerId: string; readonly platform: string }): string[];
  /** Whether Windows' command shell starts the file at `path`, not the engine itself. */
  windowsShellRuns(path: string): boolean;
  /** Whether the host starts with SIGPIPE ignored. */
  readonly ignoresSigpipe: boolean;
  /** Descriptor of the extra pipe that a host holds; a byte written to it gets the host killed. */
  readonly exitPipeDescriptor: number | undefined;
  /** Whether the first message survives a `disconnect()` that comes before the process runs. */
  readonly firstMessageSurvivesEarlyDisconnect: boolean;
  readonly grace: readonly GraceStep[];
  /**
   * What becomes of a host's stdout when the connection ends and the host is still there: `closed`, the host's next write
   * fails; `kept`, it is read and forgotten, or after a frame that ended the connection not even read.
   */
  readonly stdoutAtEnd: 'closed' | 'kept';
  /** Whether quitting the browser waits for hosts and ends them, or just closes the pipes and leaves. */
  readonly quitWaitsForHosts: boolean;
  /** What a body of length 0 is: an (invalid) message, or the end of the connection. */
  readonly emptyFrame: 'message' | 'fatal';
  /** Whether a byte order mark before the JSON is skipped; where not, it makes the JSON invalid. */
  readonly skipsByteOrderMark: boolean;
}

/** A browser family as a row of facts and small functions. No file outside this folder asks which browser it is. */
export interface Engine {
  readonly name: EngineName;
  readonly native: NativeFacts;
  readonly api: ApiFacts;
}
