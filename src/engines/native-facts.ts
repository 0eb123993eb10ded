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
