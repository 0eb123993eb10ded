import process from 'node:process';
import type { Command } from 'commander';
import type { TraceEvent } from '../../browser/index.js';
import type { EngineName } from '../../engines/index.js';
import type { BrowserName } from '../../locations/index.js';
import { type ExtensionRun, type RunEnd, runExtension } from '../runner/index.js';
import { LiveView } from './live-view.js';
import { colorsFor, EXIT_OK, explain, whenStdoutCloses, writeResult } from './output.js';
import { stopOnSignals } from './signals.js';
import { TraceLines } from './trace-lines.js';
import { browserFrom, clicksFrom, directoryFrom, engineFor, engineFrom, secondsFrom } from './values.js';

interface RunFlags {
  readonly engine?: EngineName;
  readonly browser?: BrowserName;
  readonly hosts?: readonly string[];
  readonly clickAction?: number;
  readonly untilQuiet?: true;
  readonly for?: number;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  $ nativeport run ./my-extension
  $ nativeport run ./my-extension --engine firefox --hosts ./hosts/firefox
  $ nativeport run ./my-extension --hosts ./hosts --click-action 2 --until-quiet
  $ nativeport run ./my-extension --for 10 --json > trace.jsonl

Exit codes: 0 the end came as it should, 1 an error of the extension that nobody caught, 2 bad usage, 130 Ctrl-C.`;

/** Adds `nativeport run`. */
export function addRunCommand(program: Command): void {
  program
    .command('run')
    .summary("run an unpacked extension's background with real native hosts")
    .description(
      "Loads an unpacked extension, runs its background, starts its native hosts as the browser would, and shows every port and message. Ends when nothing is left to happen; on a terminal it stays, and you click the extension's button with a key.",
    )
    .argument('<extension>', 'folder that holds the manifest.json')
    .option('--engine <name>', 'whose behaviour: chromium or firefox (default: chromium)', engineFrom)
    .option('--browser <name>', 'whose folders of host manifests: chrome, chromium, edge or firefox', browserFrom)
    .option(
      '--hosts <dir>',
      'folder of host manifests that comes before the real ones; repeatable',
      directoryFrom('--hosts'),
    )
    .option(
      '--click-action <n>',
      "click the extension's button so often, each time when things have settled",
      clicksFrom,
    )
    .option('--until-quiet', 'end when things have settled (after the last click), even with ports open')
    .option('--for <seconds>', 'end after this time', secondsFrom('--for'))
    .option('--json', 'one JSON event a line on stdout, see docs/events.md')
    .addHelpText('after', EXAMPLES)
    .action(async (directory: string, flags: RunFlags) => {
      process.exitCode = (await run(directory, flags)).exitCode;
    });
}

async function run(directory: string, flags: RunFlags): Promise<RunEnd> {
  const isLive = flags.json !== true && process.stdin.isTTY === true && process.stdout.isTTY === true;
  const colors = colorsFor(process.stdout);
  const lines = new TraceLines(colors);
  let view: LiveView | undefined;
  const show = (event: TraceEvent): void => {
    if (flags.json) writeResult(JSON.stringify(event));
    else if (view) view.writeLines(lines.linesOf(event));
    else writeResult(lines.linesOf(event));
  };
  const running: ExtensionRun = await runExtension({
    directory,
    engine: engineFor(flags.engine, flags.browser),
    onTrace: show,
    clicks: flags.clickAction ?? 0,
    untilQuiet: flags.untilQuiet === true,
    stays: isLive && flags.untilQuiet !== true,
    ...(flags.browser && { browser: flags.browser }),
    ...(flags.hosts && { hostDirectories: flags.hosts }),
    ...(flags.for !== undefined && { forMs: flags.for * 1000 }),
  });
  whenStdoutCloses(() => running.stop('nobody reads the output any more', EXIT_OK));
  const interrupt = stopOnSignals((exitCode, signal) => running.stop(`${signal} came`, exitCode));
  const complain = (error: unknown): void => {
    if (view) view.writeAbove(() => explain(error));
    else explain(error);
  };
  if (isLive) view = new LiveView(keysOf(running, complain), interrupt, colors);
  const end = await running.ended;
  view?.close();
  return end;
}

/** A key that cannot do its work complains, and the run goes on. */
const keysOf = (running: ExtensionRun, complain: (error: unknown) => void) => [
  {
    key: 'c',
    label: 'click the button',
    press: () => {
      try {
        running.click();
      } catch (error) {
        complain(error);
      }
    },
  },
  { key: 'r', label: 'reload', press: () => void running.reload() },
  { key: 'q', label: 'quit', press: () => running.stop('you quit') },
];
