import process from 'node:process';
import pc from 'picocolors';
import { NativePortError } from '../../errors/index.js';
import { outputUnwritable } from './errors.js';
import { printable } from './printable.js';

export const EXIT_OK = 0;
export const EXIT_FAILURE = 1;
export const EXIT_USAGE = 2;

export type Colors = ReturnType<typeof pc.createColors>;

/** Colours for a stream: on a terminal, unless `NO_COLOR` is set; `FORCE_COLOR` wants them everywhere. */
export function colorsFor(stream: { readonly isTTY?: boolean }): Colors {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const isWanted = FORCE_COLOR ? FORCE_COLOR !== '0' : stream.isTTY === true && TERM !== 'dumb';
  return pc.createColors(isWanted && !NO_COLOR);
}

/** A line for people, on stderr: stdout belongs to results. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Words of an error: what happened, then what to do. Only errors that are not ours bring their stack. */
export function explain(error: unknown, colors: Colors = colorsFor(process.stderr)): void {
  const label = colors.red('nativeport:');
  if (error instanceof NativePortError) {
    say(`${label} ${printable(error.message)}`);
    say(`  ${colors.bold(printable(error.hint))}`);
  } else {
    say(`${label} This should not happen; please report it.`);
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/**
 * What is done when the reader of stdout has gone, as after `| head`: by default the process ends, quietly. When stdout
 * fails otherwise, the process says why and ends. Call it before anything is written; the last call counts.
 */
export function whenStdoutCloses(react: () => void = () => process.exit(EXIT_OK)): void {
  process.stdout.removeAllListeners('error');
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') {
      react();
      return;
    }
    explain(outputUnwritable(error));
    process.exit(EXIT_FAILURE);
  });
}

/** Writes a line of results. */
export function writeResult(line: string): void {
  process.stdout.write(`${line}\n`);
}
