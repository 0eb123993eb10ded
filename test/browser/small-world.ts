import { type BrowserOptions, createBrowser, type ExtensionApi, type TraceEvent } from '../../src/browser/node.js';
import type { Intrinsics } from '../../src/context/index.js';
import type { EngineName } from '../../src/engines/index.js';
import { FakeConnections } from './fake-connections.js';
import { HeldTasks } from './held-tasks.js';

export interface WorldOptions extends Partial<BrowserOptions> {
  readonly version?: 2 | 3;
  /** Added to the manifest. */
  readonly manifest?: Record<string, unknown>;
  readonly realm?: Intrinsics;
}

export const IDS = { chromium: 'knldjmfmopnpolahpmmgbagdohdnhkik', firefox: 'caller@example.org' } as const;

/** A browser with one extension in one context; hosts are played by the test, tasks run when it says so. */
export async function createWorld(engine: EngineName, options: WorldOptions = {}) {
  const { version = 3, manifest = {}, realm, ...browserOptions } = options;
  const connections = new FakeConnections();
  const trace: TraceEvent[] = [];
  const uncaught: unknown[] = [];
  const tasks = new HeldTasks();
  const browser = createBrowser({
    engine,
    connections,
    onTrace: (event) => trace.push(event),
    onUncaughtError: (error) => uncaught.push(error),
    ...browserOptions,
  });
  const extension = await browser.loadExtension(
    {
      manifest_version: version,
      name: 'test',
      version: '1.0',
      permissions: ['nativeMessaging'],
      [version === 3 ? 'action' : 'browser_action']: {},
      ...manifest,
    },
    { id: IDS[engine] },
  );
  const context = extension.attach<ExtensionApi>({ tasks, ...(realm && { realm }) });
  return {
    browser,
    extension,
    context,
    chrome: context.chrome,
    connections,
    tasks,
    trace,
    uncaught,
    /** What the browser wrote to the console by itself. */
    consoleLines: () =>
      trace.flatMap((event) => {
        if (event.type === 'console') return [String(event.args[0])];
        return event.type === 'error' ? [event.message] : [];
      }),
  };
}

export const ENGINE_NAMES = ['chromium', 'firefox'] as const;

/** What `run` throws, or undefined. */
export function thrownBy(run: () => unknown): { name: string; message: string } | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (!isError(error)) throw error;
    return { name: error.name, message: error.message };
  }
}

/** Of whatever realm. */
const isError = (value: unknown): value is Error => Object.prototype.toString.call(value) === '[object Error]';

/** Calls a function of the API in a way that its types do not allow. */
export function callWith(target: object, name: string, args: readonly unknown[]): unknown {
  const callable: unknown = Reflect.get(target, name);
  if (typeof callable !== 'function') throw new TypeError(`There is no ${name}.`);
  return Reflect.apply(callable, target, args);
}
