import type { ContextTarget, HostTarget } from '../context/index.js';
import type { ContextKind, EngineName } from '../engines/index.js';
import type { ErrorParts } from '../errors/index.js';

/** Version of the event format; documented in `docs/events.md`. It grows when a reader of the old one would err. */
export const TRACE_VERSION = 1;

export type ConsoleLevel = 'debug' | 'log' | 'info' | 'warn' | 'error';

/** Why a port closed, for people; the extension sees `error`, the engine's text. */
export type TraceReason = ErrorParts;

/** Between a port's owner and its host, or between a port's opener and its receivers. */
export type MessageDirection = 'to-host' | 'from-host' | 'to-receivers' | 'to-opener';

/** What a port was opened for. */
export type PortLabel = HostTarget | ContextTarget;

/** What a browser tells of itself, in order. `time`: milliseconds since the Unix epoch, with fractions. */
export type TraceEvent = { readonly time: number } & (
  | { readonly type: 'trace.started'; readonly version: typeof TRACE_VERSION; readonly engine: EngineName }
  | {
      readonly type: 'context.created';
      readonly context: string;
      readonly kind: ContextKind;
      readonly url: string;
      /** Not there: a web page. */
      readonly extension?: string;
      /** Of its document; not there: it is in no tab. */
      readonly tab?: number;
      readonly frameId?: number;
      readonly documentId?: string;
    }
  | { readonly type: 'context.gone'; readonly context: string }
  | {
      readonly type: 'console';
      readonly context: string;
      /** Who wrote it: a script of the extension, or the browser itself. */
      readonly by: 'extension' | 'browser';
      readonly level: ConsoleLevel;
      readonly args: readonly unknown[];
    }
  | ({ readonly type: 'port.opened'; readonly context: string; readonly port: number } & PortLabel)
  /** Listeners of another context got the port, or the message of `sendMessage`. */
  | { readonly type: 'port.received'; readonly context: string; readonly port: number }
  | {
      readonly type: 'port.closed';
      readonly context: string;
      readonly port: number;
      readonly by: 'extension' | 'host' | 'receiver' | 'browser';
      readonly error?: string;
      readonly reason?: TraceReason;
    }
  /**
   * `context` is where it comes from, or the one whose host it is. `body` is the message; with text that is not JSON, or
   * that opens more than 1000 brackets, `text` stands in its place. `bytes`: of the UTF-8 text; a structured clone has
   * none, and `body` is what JSON can say of it.
   */
  | {
      readonly type: 'message';
      readonly context: string;
      readonly port: number;
      readonly direction: MessageDirection;
      readonly bytes?: number;
      readonly body?: unknown;
      readonly text?: string;
    }
  | {
      readonly type: 'host.started';
      readonly context: string;
      readonly port: number;
      readonly pid: number;
      readonly argv: readonly string[];
      readonly cwd: string;
      readonly manifestPath: string;
    }
  | { readonly type: 'host.stderr'; readonly context: string; readonly port: number; readonly line: string }
  | {
      readonly type: 'host.exited';
      readonly context: string;
      readonly port: number;
      readonly exitCode: number | null;
      readonly signal: string | null;
    }
  | {
      readonly type: 'tab.opened';
      readonly tab: number;
      readonly url: string;
      readonly documentId: string;
      /** The tab from which it was opened. */
      readonly opener?: number;
    }
  | {
      readonly type: 'tab.navigated';
      /** Not there: a popup. */
      readonly tab?: number;
      readonly frameId: number;
      readonly documentId: string;
      readonly url: string;
      readonly how: 'load' | 'replace' | 'reload' | 'history' | 'same-document';
    }
  | { readonly type: 'tab.closed'; readonly tab: number }
  | {
      readonly type: 'frame.added';
      readonly tab?: number;
      readonly frameId: number;
      readonly parentFrameId: number;
      readonly documentId: string;
      readonly url: string;
    }
  | { readonly type: 'frame.removed'; readonly tab?: number; readonly frameId: number }
  /** It went to the back/forward cache; it comes back, or its contexts end. */
  | {
      readonly type: 'document.cached' | 'document.restored';
      readonly tab: number;
      readonly documentId: string;
      readonly url: string;
    }
  /** Somebody clicked the extension's button. */
  | { readonly type: 'action.clicked'; readonly extension: string }
  /** Somebody clicks the first element for a selector; when there is none, nothing comes of it. */
  | {
      readonly type: 'element.clicked';
      /** Not there: a popup. */
      readonly tab?: number;
      readonly frameId: number;
      readonly url: string;
      readonly selector: string;
    }
  /** Something that no browser refuses, but that is probably not meant. */
  | { readonly type: 'warning'; readonly code: string; readonly message: string; readonly hint: string }
  | {
      readonly type: 'error';
      readonly context?: string;
      readonly message: string;
      readonly stack?: string;
      readonly code?: string;
      readonly hint?: string;
    }
  | { readonly type: 'trace.ended'; readonly exitCode: number; readonly why: string }
);

/** An event before it is told when it was. */
export type UntimedEvent = WithoutTime<TraceEvent>;

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'time'> : never; // of each of the union by itself
