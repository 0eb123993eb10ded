import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EngineName } from '../../src/engines/index.js';
import type { ConsoleLine, Driver, LoadedExtension, Tab } from './driver.js';
import { ThrowAwayHome } from './throw-away.js';

type Runner = typeof import('../../src/tools/runner/index.js');
type TraceEvent = Parameters<Parameters<Runner['runExtension']>[0]['onTrace']>[0];

/** The build: a background runs in a thread, and a thread starts from a JavaScript file. */
const RUNNER = path.resolve(import.meta.dirname, '../../dist/tools/runner/index.js');

/** Whose places for host manifests, and where that is below HOME. Source: src/locations. */
const PLACES = {
  chromium: {
    browser: 'chromium',
    linux: '.config/chromium/NativeMessagingHosts',
    darwin: 'Library/Application Support/Chromium/NativeMessagingHosts',
  },
  firefox: {
    browser: 'firefox',
    linux: '.mozilla/native-messaging-hosts',
    darwin: 'Library/Application Support/Mozilla/NativeMessagingHosts',
  },
} as const;

function consoleLine(event: TraceEvent): ConsoleLine | undefined {
  if (event.type === 'error') return { by: 'browser', level: 'error', text: event.message };
  if (event.type !== 'console') return undefined;
  const { by, level, args } = event;
  return { by, level, text: args.map(String).join(' ') };
}

/** Of the real browsers alone, so far: scenarios that need it are not yet compared. */
const missing = (what: string) => (): Promise<never> => Promise.reject(new Error(`nativeport cannot ${what} yet.`));

const noTab: Tab = {
  click: missing('click in a tab'),
  go: missing('navigate a tab'),
  back: missing('navigate a tab'),
  forward: missing('navigate a tab'),
  reload: missing('reload a tab'),
  close: missing('close a tab'),
  crash: missing('crash a tab'),
};

/** Starts nativeport as `nativeport run` does, behaving like one browser, with a HOME of its own. */
export async function startNativeport(engine: EngineName): Promise<Driver> {
  if (!existsSync(RUNNER)) throw new Error(`${RUNNER} is missing. Build it first: npm run build`);
  const { runExtension }: Runner = await import(pathToFileURL(RUNNER).href);
  const place = new ThrowAwayHome();
  const { browser, ...folders } = PLACES[engine];
  const platform = process.platform === 'darwin' ? 'darwin' : 'linux';

  let run: Awaited<ReturnType<Runner['runExtension']>> | undefined;

  return {
    engine,
    name: `nativeport as ${engine}`,
    hostManifests: path.join(place.home, folders[platform]),
    home: place.home,
    servePages: () => undefined,
    openTab: missing('open a tab'),
    async load(directory, heard): Promise<LoadedExtension> {
      if (run) return loaded(await run.loadBeside(directory));
      run = await runExtension({
        directory,
        engine,
        browser,
        home: place.home,
        env: place.env,
        stays: true,
        onTrace(event) {
          const line = consoleLine(event);
          if (line) heard(line);
        },
      });
      return loaded(run.extension);
    },
    close: () => place.remove(async () => undefined),
  };

  function loaded(extension: NonNullable<typeof run>['extension']): LoadedExtension {
    return {
      clickAction: () => extension.clickAction(),
      async openPage(file) {
        await extension.openPage(file);
        return noTab;
      },
      stopBackground: missing('stop a background'),
      setEnabled: missing('disable an extension'),
      reload: missing('reload an extension'),
      async unload() {
        run?.stop('the scenario is over'); // with all extensions
        await run?.ended;
        run = undefined;
      },
    };
  }
}
