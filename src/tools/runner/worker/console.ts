import { format, inspect } from 'node:util';
import type { ConsoleLevel } from '../../../browser/index.js';
import { textOf, traceValue } from './trace-value.js';

type Write = (level: ConsoleLevel, args: readonly unknown[]) => void;

/** The `console` of a background. What is written goes to `write` as values that JSON can hold. */
export function createConsole(write: Write): object {
  const counts = new Map<string, number>();
  const timers = new Map<string, number>();
  let indent = '';

  const line = (level: ConsoleLevel, args: readonly unknown[]): void => {
    const [first, ...rest] = args;
    const isFormat = typeof first === 'string' && rest.length > 0 && /%[sdifjoOc%]/.test(first);
    const values = isFormat ? [format(first, ...rest)] : args.map(traceValue);
    write(level, indent === '' ? values : indented(indent, values));
  };
  const group = (...args: unknown[]): void => {
    if (args.length > 0) line('log', args);
    indent += '  ';
  };
  const trace = (...args: unknown[]): void => {
    const here: { stack?: string } = {};
    Error.captureStackTrace(here, trace);
    const frames = (here.stack ?? '').split('\n').slice(1).join('\n');
    line('log', [`Trace: ${args.map(textOf).join(' ')}\n${frames}`]);
  };
  const at =
    (level: ConsoleLevel) =>
    (...args: unknown[]): void =>
      line(level, args);
  const passed = (label: string): string | undefined => {
    const start = timers.get(label);
    return start === undefined ? undefined : `${label}: ${(performance.now() - start).toFixed(3)} ms`;
  };

  return Object.assign(Object.create(null), {
    debug: at('debug'),
    log: at('log'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    dirxml: at('log'),
    table: at('log'),
    dir: (value: unknown, options?: object) =>
      write('log', [typeof value === 'string' ? value : inspect(value, options)]),
    trace,
    assert(condition: unknown, ...args: unknown[]) {
      if (!condition) line('error', ['Assertion failed:', ...args]);
    },
    group,
    groupCollapsed: group,
    groupEnd() {
      indent = indent.slice(2);
    },
    count(label: unknown = 'default') {
      const count = (counts.get(String(label)) ?? 0) + 1;
      counts.set(String(label), count);
      line('info', [`${label}: ${count}`]);
    },
    countReset: (label: unknown = 'default') => void counts.delete(String(label)),
    time: (label: unknown = 'default') => void timers.set(String(label), performance.now()),
    timeLog(label: unknown = 'default', ...args: unknown[]) {
      const text = passed(String(label));
      line(text ? 'log' : 'warn', [text ?? `Timer '${label}' does not exist`, ...args]);
    },
    timeEnd(label: unknown = 'default') {
      const text = passed(String(label));
      timers.delete(String(label));
      line(text ? 'info' : 'warn', [text ?? `Timer '${label}' does not exist`]);
    },
    timeStamp: () => undefined,
    clear: () => undefined,
  });
}

const indented = (indent: string, [first, ...rest]: readonly unknown[]): unknown[] =>
  typeof first === 'string' ? [indent + first, ...rest] : [indent, first, ...rest];
