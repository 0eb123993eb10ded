import path from 'node:path';
import { onTestFinished } from 'vitest';
// The built files: the worker is a file of its own, which Node loads by its name.
import {
  type ExtensionRun,
  type RunEnd,
  type RunningExtension,
  type RunOptions,
  runExtension,
} from '../../../dist/tools/runner/index.js';
import type { TraceEvent } from '../../../src/browser/index.js';
import { makeFolder } from '../../fixtures/install-host.js';
import { writeExtension } from '../extension-folder.js';

export type EventOf<Type extends TraceEvent['type']> = Extract<TraceEvent, { type: Type }>;

export interface TestRun extends Omit<ExtensionRun, 'extension' | 'extensions'>, Pick<RunningExtension, 'clickAction'> {
  readonly running: ExtensionRun;
  readonly events: readonly TraceEvent[];
  /** Its folder. */
  readonly extension: string;
  readonly hosts: string;
  /** The first event that matches, also one that has been. */
  when<Type extends TraceEvent['type']>(
    type: Type,
    matches?: (event: EventOf<Type>) => boolean,
  ): Promise<EventOf<Type>>;
}

type Settings = Partial<RunOptions> & {
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** How often its button is clicked. */
  readonly clicks?: number;
  /** Called before the run, with the extension's folder and that for host manifests. */
  readonly prepare?: (extension: string, hosts: string) => unknown;
};

/** Writes an extension into a folder of its own and runs it; it is stopped when the test is over. */
export async function startRun(files: Readonly<Record<string, string>>, settings: Settings = {}): Promise<TestRun> {
  const { manifest, prepare, clicks = 0, ...options } = settings;
  const folder = makeFolder();
  const extension = writeExtension(path.join(folder.path, 'extension'), files, manifest);
  const hosts = path.join(folder.path, 'hosts');
  await prepare?.(extension, hosts);
  const events: TraceEvent[] = [];
  const waiting = new Set<(event: TraceEvent) => void>();
  const run = await runExtension({
    directory: extension,
    engine: 'chromium',
    home: folder.path,
    hostDirectories: [hosts],
    steps: Array.from({ length: clicks }, () => ({ do: 'click-action' }) as const),
    onTrace(event) {
      events.push(event);
      for (const look of [...waiting]) look(event);
    },
    ...options,
  }).catch((error: unknown) => {
    folder.remove();
    throw error;
  });
  onTestFinished(async () => {
    run.stop('the test is over');
    await run.ended;
    folder.remove();
  });
  return {
    running: run,
    ended: run.ended,
    opened: run.opened,
    clickAction: () => run.extension.clickAction(),
    openTab: (url, shows) => run.openTab(url, shows),
    click: (selector) => run.click(selector),
    loadBeside: (directory) => run.loadBeside(directory),
    reload: () => run.reload(),
    stop: (why, exitCode) => run.stop(why, exitCode),
    events,
    extension,
    hosts,
    when: (type, matches = () => true) =>
      new Promise((resolve) => {
        const look = (event: TraceEvent): void => {
          if (event.type !== type || !matches(event as EventOf<typeof type>)) return;
          waiting.delete(look);
          resolve(event as EventOf<typeof type>);
        };
        waiting.add(look);
        for (const event of events) look(event);
      }),
  };
}

/** Runs to the end; what the consoles said, a list for each call. */
export async function runToEnd(
  files: Readonly<Record<string, string>>,
  settings: Settings = {},
): Promise<{ end: RunEnd; events: readonly TraceEvent[]; said: readonly (readonly unknown[])[]; run: TestRun }> {
  const run = await startRun(files, settings);
  const end = await run.ended;
  return { end, events: run.events, said: saidIn(run.events), run };
}

export const eventsOf = <Type extends TraceEvent['type']>(events: readonly TraceEvent[], type: Type): EventOf<Type>[] =>
  events.filter((event): event is EventOf<Type> => event.type === type);

export const saidIn = (events: readonly TraceEvent[]): (readonly unknown[])[] =>
  eventsOf(events, 'console').map(({ args }) => args);
