import type { TraceEvent } from '../../browser/index.js';

const MAX_LENGTH = 120;
const MAX_LINES = 30;

/** What happened, a line each, for an error: the last of it, when it is much. */
export function tellStory(events: readonly TraceEvent[]): string[] {
  const lines = events.flatMap((event) => {
    const line = lineOf(event);
    return line === undefined ? [] : [line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)} …` : line];
  });
  const left = lines.length - MAX_LINES;
  return left > 0 ? [`… ${left} more before that`, ...lines.slice(left)] : lines;
}

/** One line for an event; undefined for what says nothing to a test. */
function lineOf(event: TraceEvent): string | undefined {
  switch (event.type) {
    case 'trace.started':
    case 'trace.ended':
      return undefined;
    case 'context.created':
      return `${event.context} began (${event.kind}, ${event.url})`;
    case 'context.gone':
      return `${event.context} ended`;
    case 'console':
      return `${event.context} console.${event.level}: ${textOf(event.args)}`;
    case 'port.opened':
      return `${event.context} ${event.api} ${targetOf(event)} (port ${event.port})`;
    case 'port.received':
      return `${event.context} got port ${event.port}`;
    case 'port.closed': {
      const why = event.reason?.message ?? event.error;
      return `port ${event.port} of ${event.context} was closed by the ${event.by}${why === undefined ? '' : `: ${why}`}`;
    }
    case 'message':
      return `message ${event.direction} on port ${event.port} of ${event.context}: ${event.text ?? JSON.stringify(event.body)}`;
    case 'host.started':
      return `the host of port ${event.port} started: ${event.argv[0]}`;
    case 'host.stderr':
      return `the host of port ${event.port} wrote to stderr: ${event.line}`;
    case 'host.exited':
      return `the host of port ${event.port} ended with ${event.signal ?? event.exitCode}`;
    case 'error':
      return `error${event.context === undefined ? '' : ` in ${event.context}`}: ${event.message}`;
    case 'tab.opened':
      return `tab ${event.tab} opened: ${event.url}`;
    case 'tab.navigated':
      return `frame ${event.frameId} of tab ${event.tab ?? 'none'} shows ${event.url} (${event.how})`;
    case 'tab.closed':
      return `tab ${event.tab} closed`;
    case 'action.clicked':
      return `the button of ${event.extension} was clicked`;
    case 'element.clicked':
      return `click on ${event.selector} in ${event.url}`;
    case 'warning':
      return `warning: ${event.message}`;
    default:
      return (event as TraceEvent).type;
  }
}

function targetOf(event: Extract<TraceEvent, { type: 'port.opened' }>): string {
  if ('application' in event) return event.application;
  return 'tab' in event ? `tab ${event.tab}` : `extension ${event.extension}`;
}

/** What a console line says. */
export const textOf = (args: readonly unknown[]): string =>
  args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ');
