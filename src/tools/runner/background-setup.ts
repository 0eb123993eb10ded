import type { MessagePort } from 'node:worker_threads';
import type { ConsoleLevel } from '../../browser/index.js';
import type { ContextExtension } from '../../context/index.js';
import type { EngineName } from '../../engines/index.js';
import type { Background } from '../../manifest/index.js';

/** What a worker is given to run a background; survives a structured clone. */
export interface BackgroundSetup {
  readonly engine: EngineName;
  readonly extension: ContextExtension;
  /** The extension's folder, absolute and without symbolic links. */
  readonly directory: string;
  readonly background: Background;
  /** Address of the background's script or page. */
  readonly url: string;
  /** Holds the time at this moment, in milliseconds since the Unix epoch. Default: it goes by itself. */
  readonly heldAt?: number;
  /** The bridge, and what the worker tells besides, in one order. */
  readonly port: MessagePort;
}

/** What a worker tells besides the messages of the bridge, on the same port. */
export type WorkerReport =
  | {
      readonly type: 'console';
      readonly by: 'extension' | 'browser';
      readonly level: ConsoleLevel;
      readonly args: readonly unknown[];
    }
  | {
      readonly type: 'error';
      readonly message: string;
      readonly stack?: string;
      readonly code?: string;
      readonly hint?: string;
    }
  /** The background's own scripts have run, or could not. */
  | { readonly type: 'loaded' }
  /** Answers an `Evaluation` of this number. */
  | ({ readonly type: 'evaluated'; readonly id: number } & Evaluated)
  /**
   * Nothing is left in the event loop; only a message can wake the context. `received` were worked through. `nextDue`: when
   * its next timer is due, in held time.
   */
  | { readonly type: 'idle'; readonly received: number; readonly nextDue?: number };

/** Code that runs in the global scope of the context, on behalf of a test. */
export interface Evaluation {
  readonly evaluate: number;
  readonly source: string;
  /** Without them `source` is an expression; with them, a function that is called with them. */
  readonly args?: readonly unknown[];
}

/** What code came to: a value that a structured clone can hold, or what it threw. */
export type Evaluated =
  | { readonly result: unknown }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack: string } }
  | { readonly thrown: unknown };

/** The held time goes on to here. */
export interface TimeMessage {
  readonly time: number;
}

export const isTime = (message: unknown): message is TimeMessage =>
  typeof message === 'object' && message !== null && 'time' in message;

export const isEvaluation = (message: unknown): message is Evaluation =>
  typeof message === 'object' && message !== null && 'evaluate' in message;

/** How reports stand out among the messages of the bridge. */
export interface Reported {
  readonly report: WorkerReport;
}

export const isReported = (message: unknown): message is Reported =>
  typeof message === 'object' && message !== null && 'report' in message;
