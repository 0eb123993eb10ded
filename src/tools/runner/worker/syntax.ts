import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { types } from 'node:util';
import { type RunnerError, scriptSyntax } from '../errors.js';

/**
 * The place and the line of a syntax error, as an error of ours; anything else comes back as it is.
 *
 * V8 tells the place of a classic script in the stack. Of a module Node keeps it to itself, so Node checks the source once
 * more in a process of its own, which runs nothing.
 */
export function syntaxErrorOf(error: unknown, file: string, source: string, kind: 'commonjs' | 'module'): unknown {
  if (!isSyntaxError(error)) return error;
  const shown = kind === 'module' ? checkModule(source) : (error.stack ?? '');
  return located(error, file, shown);
}

/** Also one of another realm. */
export const isSyntaxError = (error: unknown): error is SyntaxError =>
  types.isNativeError(error) && error.name === 'SyntaxError';

function located(error: SyntaxError, file: string, shown: string): RunnerError {
  const place = /^.*?:(\d+)\n((?:.*\n)*?)(?:\n|\w*Error:)/.exec(shown); // <file>:<line>, the line, carets under it
  const excerpt = (place?.[2] ?? '').trimEnd();
  return scriptSyntax(file, place ? Number(place[1]) : undefined, error, excerpt);
}

function checkModule(source: string): string {
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--check', '-'], {
    input: source,
    encoding: 'utf8',
    env: {},
    timeout: 10_000,
    windowsHide: true,
  });
  return stderr ?? '';
}
