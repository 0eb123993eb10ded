import { NativePortError } from '../../../../../errors/index.js';
import { reportOf, reportOfOurs } from '../../../worker/report-error.js';
import type { DomWindow } from '../dom/dom-types.js';
import { markEvent } from './events.js';
import type { ScriptWorld } from './script-world.js';

/** What a script threw and nobody caught: an `error` event of its world, and a report unless that is prevented. */
export function reportUncaught(world: ScriptWorld, error: unknown): void {
  const { document, window } = world;
  if (!document.isLive) return;
  const report = error instanceof NativePortError ? reportOfOurs(error) : reportOf(error, 'Uncaught');
  const event = new (window.ErrorEvent as DomWindow['Event'])('error', {
    cancelable: true,
    message: report.message,
    error,
    ...placeIn(report.stack),
  });
  markEvent(event, { world });
  if (document.dispatch(window, event)) document.report(world, report);
}

/** The same for promises. */
export function reportRejection(world: ScriptWorld, promise: Promise<unknown>, reason: unknown): void {
  const { document, window } = world;
  if (!document.isLive) return;
  const init = { cancelable: true, promise, reason };
  const event = new (window.PromiseRejectionEvent as DomWindow['Event'])('unhandledrejection', init);
  markEvent(event, { world });
  if (document.dispatch(window, event)) document.report(world, reportOf(reason, 'Uncaught (in promise)'));
}

/** Where an error was made, from the first line of its stack. */
function placeIn(stack = ''): object {
  const [, filename, line, column] = /^\s+at (?:.*\()?(.+):(\d+):(\d+)\)?$/m.exec(stack) ?? [];
  return filename === undefined ? {} : { filename, lineno: Number(line), colno: Number(column) };
}
