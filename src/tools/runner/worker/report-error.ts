import process from 'node:process';
import { types } from 'node:util';
import { NativePortError } from '../../../errors/index.js';
import type { WorkerReport } from '../background-setup.js';
import { extensionStack } from '../extension-stack.js';
import { ErrorEvent, type EventScope, PromiseRejectionEvent } from './global-events.js';
import { textOf } from './trace-value.js';

type Report = Extract<WorkerReport, { type: 'error' }>;

/** Something that extension code threw, as a report. */
export function reportOf(error: unknown, prefix: string): Report {
  if (!isError(error)) return { type: 'error', message: `${prefix} ${textOf(error)}` };
  if (error.cause instanceof NativePortError) return reportOfOurs(error.cause);
  const stack = typeof error.stack === 'string' ? extensionStack(undecorated(error.stack)) : undefined;
  return { type: 'error', message: `${prefix} ${textOfError(error)}`, ...(stack !== undefined && { stack }) };
}

/** An error of ours: what happened, and what to do. */
export const reportOfOurs = ({ code, message, hint }: NativePortError): Report => ({
  type: 'error',
  message,
  code,
  hint,
});

/** Also one of another realm, or of a DOM. */
const isError = (error: unknown): error is Error => types.isNativeError(error) || error instanceof Error;

/** Where an error was made, from the first frame that lies in the extension. */
function placeOf(error: unknown): { filename?: string; lineno?: number; colno?: number } {
  const stack = isError(error) && typeof error.stack === 'string' ? extensionStack(error.stack) : '';
  const [, filename, line, column] = /^\s+at (?:.*\()?(.+):(\d+):(\d+)\)?$/m.exec(stack) ?? [];
  return filename === undefined ? {} : { filename, lineno: Number(line), colno: Number(column) };
}

/** Node puts the place, the line of the source and an arrow before the stack of what nobody caught. */
const undecorated = (stack: string): string => stack.replace(/^\S+:\d+\n.*\n\s*\^+\n\n?/, '');

function textOfError(error: Error): string {
  try {
    return String(error);
  } catch {
    return 'an error without a text';
  }
}

/** Reports what nobody caught, unless a listener for `error` or `unhandledrejection` prevents it. */
export function watchUncaught(scope: EventScope, report: (report: Report) => void): void {
  process.on('uncaughtException', (error) => {
    const message = `Uncaught ${isError(error) ? textOfError(error) : textOf(error)}`;
    const event = new ErrorEvent('error', { cancelable: true, error, message, ...placeOf(error) });
    if (scope.dispatch(event)) report(reportOf(error, 'Uncaught'));
  });
  process.on('unhandledRejection', (reason, promise) => {
    const event = new PromiseRejectionEvent('unhandledrejection', { cancelable: true, promise, reason });
    if (scope.dispatch(event)) report(reportOf(reason, 'Uncaught (in promise)'));
  });
  process.on('rejectionHandled', (promise) => {
    scope.dispatch(new PromiseRejectionEvent('rejectionhandled', { promise }));
  });
}
