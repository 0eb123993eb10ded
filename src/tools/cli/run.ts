import process from 'node:process';
import type { Command } from 'commander';
import type { TraceEvent } from '../../browser/index.js';
import type { EngineName } from '../../engines/index.js';
import type { BrowserName } from '../../locations/index.js';
import { type ExtensionRun, type RunEnd, type RunStep, runExtension } from '../runner/index.js';
import { AskedSteps } from './asked-steps.js';
import { type Key, LiveView } from './live-view.js';
import { colorsFor, EXIT_OK, explain, whenStdoutCloses, writeResult } from './output.js';
import { stopOnSignals } from './signals.js';
import { TraceLines } from './trace-lines.js';
import { browserFrom, directoryFrom, engineFor, engineFrom, secondsFrom } from './values.js';

interface RunFlags {
  readonly engine?: EngineName;
  readonly browser?: BrowserName;
  readonly hosts?: readonly string[];
  readonly load?: readonly string[];
  readonly untilQuiet?: true;
  readonly for?: number;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  $ nativeport run ./my-extension
  $ nativeport run ./my-extension --engine firefox --hosts ./hosts/firefox
  $ nativeport run ./my-extension --hosts ./hosts --click-action 2 --until-quiet
  $ nativeport run ./my-extension --tab https://example.com/=page.html --click button
  $ nativeport run ./my-extension --page popup --load ./other-extension
  $ nativeport run ./my-extension --for 10 --json > trace.jsonl

--tab, --page, --click and --click-action are done in the order in which they stand.
Exit codes: 0 the end came as it should, 1 an error of the extension that nobody caught, or something that could not
be opened or clicked, 2 bad usage, 130 Ctrl-C.`;

/** Adds `nativeport run`. */
export function addRunCommand(program: Command): void {
  const asked = new AskedSteps();
  program
    .command('run')
    .summary('run an unpacked extension, in tabs and pages, with real native hosts')
    .description(
      "Loads an unpacked extension, runs its background, its content scripts and pages in the tabs and pages that you open, starts its native hosts as the browser would, and shows every port and message. Ends when nothing is left to happen; on a terminal it stays, and you click the extension's button with a key.",
    )
    .argument('<extension>', 'folder that holds the manifest.json')
    .option('--engine <name>', 'whose behaviour: chromium or firefox (default: chromium)', engineFrom)
    .option('--browser <name>', 'whose folders of host manifests: chrome, chromium, edge or firefox', browserFrom)
    .option(
      '--hosts <dir>',
      'folder of host manifests that comes before the real ones; repeatable',
      directoryFrom('--hosts'),
    )
    .option('--load <dir>', 'another extension for the same browser; repeatable', addedTo)
    .option(
      '--tab <url[=file]>',
      'open a tab: what is at the address, or the file in its place; or a page of the extension by its name; repeatable',
      asked.tab,
    )
    .option(
      '--page <file>',
      'open a page of the extension as a popup is, without a tab; "popup" and "options" are those of the manifest; repeatable',
      asked.page,
    )
    .option(
      '--click <selector>',
      'click this element in what was opened last, when things have settled; repeatable',
      asked.click,
    )
    .option(
      '--click-action <n>',
      "click the extension's button so often, each time when things have settled",
      asked.clickAction,
    )
    .option('--until-quiet', 'end when things have settled (after the last click), even with ports open')
    .option('--for <seconds>', 'end after this time', secondsFrom('--for'))
    .option('--json', 'one JSON event a line on stdout, see docs/events.md')
    .addHelpText('after', EXAMPLES)
    .action(async (directory: string, flags: RunFlags) => {
      process.exitCode = (await run(directory, flags, asked.steps)).exitCode;
    });
}

const addedTo = (value: string, before: readonly string[] = []): string[] => [...before, value];

async function run(directory: string, flags: RunFlags, steps: readonly RunStep[]): Promise<RunEnd> {
  const isLive = flags.json !== true && process.stdin.isTTY === true && process.stdout.isTTY === true;
  const colors = colorsFor(process.stdout);
  const columns = (): number | undefined => (isLive ? process.stdout.columns || undefined : undefined);
  const lines = new TraceLines(colors, () => columns() ?? Number.POSITIVE_INFINITY);
  let view: LiveView | undefined;
  const write = (text: string): void => {
    if (view) view.writeLines(text);
    else writeResult(text);
  };
  const show = (event: TraceEvent): void => {
    if (flags.json) writeResult(JSON.stringify(event));
    else write(lines.linesOf(event));
  };
  const running: ExtensionRun = await runExtension({
    directory,
    beside: flags.load ?? [],
    engine: engineFor(flags.engine, flags.browser),
    onTrace: show,
    steps,
    untilQuiet: flags.untilQuiet === true,
    stays: isLive && flags.untilQuiet !== true,
    ...(flags.browser && { browser: flags.browser }),
    ...(flags.hosts && { hostDirectories: flags.hosts }),
    ...(flags.for !== undefined && { forMs: flags.for * 1000 }),
  });
  for (const extension of running.extensions) lines.tree.named(extension);
  whenStdoutCloses(() => running.stop('nobody reads the output any more', EXIT_OK));
  const interrupt = stopOnSignals((exitCode, signal) => running.stop(`${signal} came`, exitCode));
  const complain = (error: unknown): void => {
    if (view) view.writeAbove(() => explain(error));
    else explain(error);
  };
  const showTree = (): void => write(['', ...lines.tree.lines(colors, columns()), ''].join('\n')); // set apart
  if (isLive) view = new LiveView(keysOf(running, complain, showTree), interrupt, colors);
  const isCrowded = flags.load !== undefined || steps.some(({ do: what }) => what.startsWith('open'));
  if (isCrowded && flags.json !== true) void running.opened.then((isOpened) => isOpened && showTree());
  const end = await running.ended;
  view?.close();
  return end;
}

/** A key that cannot do its work complains, and the run goes on. */
const keysOf = (running: ExtensionRun, complain: (error: unknown) => void, showTree: () => void): Key[] => [
  { key: 'c', label: 'click the button', press: () => void running.extension.clickAction().catch(complain) },
  { key: 't', label: 'show the tree', press: showTree },
  { key: 'r', label: 'reload', press: () => void running.reload() },
  { key: 'q', label: 'quit', press: () => running.stop('you quit') },
];
