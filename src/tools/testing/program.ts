import type { HostEvent, NativeEnd } from '../../browser/index.js';

/** What is behind a connection: functions of a test, or a real process. Reports nothing before `start` was called. */
export interface HostProgram {
  /** What a real process cannot do. */
  readonly isProcess: boolean;
  start(events: ProgramEvents): void;
  /**
   * A message for the host, as JSON text.
   * @throws {FrameError} `FRAME_TOO_LARGE`
   */
  send(text: string): void;
  /** The browser closed the connection. */
  close(failure?: 'MESSAGE_NOT_JSON'): void;
  /** Ends it at once, in this way. */
  end(how: ProgramEnd): void;
  pauseReading(): void;
  resumeReading(): void;
  /** Whether nothing of it comes by itself; undefined: nobody can know. */
  readonly isIdle: boolean | undefined;
  /** Resolves when it is gone. */
  readonly gone: Promise<void>;
}

export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly signal: 'SIGKILL' | 'SIGTERM' | null;
}

export interface ProgramEvents {
  /** It got a message. */
  got(message: unknown): void;
  /** It wrote a frame around this text. */
  wrote(text: string): void;
  /** Its stdout ended; `reason` says more than that it exited. */
  ended(reason?: NativeEnd): void;
  host(event: HostEvent): void;
}
