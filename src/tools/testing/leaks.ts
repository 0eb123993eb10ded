import type { TraceEvent } from '../../browser/index.js';
import { leaked } from './errors.js';
import { tellStory } from './story.js';

/** `throw`: closing rejects with `LEAKED`. `report`: a warning of the process. */
export type LeakChoice = 'throw' | 'report' | 'ignore';

/** Connections to hosts that nobody has closed, a line each. */
export function describeLeaks(events: readonly TraceEvent[]): string[] {
  const open = new Map<number, string>();
  for (const event of events) {
    if (event.type === 'port.opened' && 'application' in event) {
      open.set(event.port, `port ${event.port} of ${event.context} to ${event.application} (${event.api}) is open`);
    }
    if (event.type === 'port.closed') open.delete(event.port);
  }
  return [...open.values()];
}

/** Hosts that did not leave when their input ended, a line each. `events`: those since the browser began to close. */
export function describeStubborn(events: readonly TraceEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === 'host.exited' && event.signal !== null
      ? [`the host of port ${event.port} of ${event.context} did not leave when its input ended, until ${event.signal}`]
      : [],
  );
}

/** @throws {TestingError} `LEAKED` */
export function endWith(leaks: readonly string[], choice: LeakChoice, events: readonly TraceEvent[]): void {
  if (leaks.length === 0 || choice === 'ignore') return;
  const error = leaked(leaks, tellStory(events));
  if (choice === 'throw') throw error;
  process.emitWarning(error.message, { type: 'NativeportTest', code: error.code, detail: error.hint });
}
