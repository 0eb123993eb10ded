import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { type Clock, systemClock } from '../clock/index.js';
import type { ErrorMakers } from '../context/index.js';
import { ENGINES, type Engine, type EngineName } from '../engines/index.js';
import { nearestOf } from '../errors/index.js';
import { platformOf } from '../locations/index.js';
import { parseExtensionManifest } from '../manifest/index.js';
import { createNativeConnections, type NativeConnectionsOptions } from '../native/index.js';
import { BrowserCore } from './browser-core.js';
import type { AskUser } from './browser-parts.js';
import { Browser } from './embedding/browser.js';
import type { ExtensionSource } from './embedding/extension-source.js';
import { folderMissing, manifestInvalid, manifestMissing, manifestUnreadable } from './errors.js';
import type { NativeConnections } from './native-connections.js';
import type { Renderers } from './renderers.js';
import type { TraceEvent } from './trace.js';

// The door for Node: the neutral one, and what puts the browser's core, its hosts and its files together.
export * from './index.js';

export interface BrowserOptions extends Omit<NativeConnectionsOptions, 'engine' | 'clock'> {
  /** Whose behaviour. */
  readonly engine: EngineName | Engine;
  /** Opens connections to hosts in place of processes, for instance to functions in a test. Default: real hosts. */
  readonly connections?: NativeConnections;
  /**
   * Runs backgrounds and documents; closed together with the browser. Default: contexts are attached by hand, and no
   * background sleeps.
   */
  readonly renderers?: Renderers;
  /** Time by which hosts are stopped and backgrounds sleep. Default: the system's. */
  readonly clock?: Clock;
  /** Hears everything that happens, in order. Without it nothing is measured or parsed for the trace. */
  readonly onTrace?: (event: TraceEvent) => void;
  /**
   * Whether documents of the web go to the back/forward cache when a tab leaves them, as in the browsers. Default: when there
   * are renderers.
   */
  readonly backForwardCache?: boolean;
  /** Answers for the user when an extension requests a permission. Default: no. */
  readonly onPermissionRequest?: AskUser;
  /**
   * Gets what a listener or a callback of extension code threw, with the name of its context. Default: it is thrown again
   * on its own, so that it becomes an `uncaughtException` or fails the running test.
   */
  readonly onUncaughtError?: (error: unknown, context: string) => void;
  /** Time of the trace's events, in milliseconds since the Unix epoch. Default: the clock's. */
  readonly now?: () => number;
}

/**
 * A browser without windows that gives extension code its `chrome` and `browser` with native messaging, and starts real
 * hosts, found where the browser looks for them.
 *
 * @throws {FrameError} `LIMIT_INVALID`
 */
export function createBrowser(options: BrowserOptions): Browser {
  const { connections, renderers, onTrace, onPermissionRequest, now, clock = systemClock, limits = {} } = options;
  const base = typeof options.engine === 'string' ? ENGINES[options.engine] : options.engine;
  const engine: Engine = { ...base, native: { ...base.native, ...limits } };
  const core = new BrowserCore({
    engine,
    connections: connections ?? createNativeConnections({ ...options, clock, engine }),
    clock,
    ...(renderers && { renderers }),
    ...(options.backForwardCache !== undefined && { backForwardCache: options.backForwardCache }),
    ...(now && { now }),
    ...(onTrace && { onTrace }),
    ...(onPermissionRequest && { onPermissionRequest }),
  });
  return new Browser({
    core,
    here: { engine, browserRealm, onUncaughtError: options.onUncaughtError },
    platform: platformOf(options.platform ?? process.platform),
    readFolder: (folder) => readFolder(folder, engine),
  });
}

let foreign: ErrorMakers | undefined;
/** Made when Firefox needs it for the first time: it takes a millisecond. */
function browserRealm(): ErrorMakers {
  foreign ??= runInNewContext('globalThis') as ErrorMakers;
  return foreign;
}

async function readFolder(folder: string, engine: Engine): Promise<ExtensionSource> {
  const wanted = path.resolve(folder);
  const directory = await realpath(wanted).catch(async (error) => {
    throw folderMissing(wanted, error, await findNearFolder(wanted));
  });
  if (!(await stat(directory)).isDirectory()) throw folderMissing(directory, undefined);
  const file = path.join(directory, 'manifest.json');
  const bytes = await readFile(file).catch((error) => {
    throw error.code === 'ENOENT' ? manifestMissing(directory, error) : manifestUnreadable(file, error);
  });
  const { manifest, findings } = parseExtensionManifest(bytes, engine.native.family);
  if (manifest === undefined) throw manifestInvalid(file, findings);
  return { manifest, directory, warnings: findings };
}

/** The folder beside it that was probably meant. */
async function findNearFolder(wanted: string): Promise<string | undefined> {
  const entries = await readdir(path.dirname(wanted), { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const nearest = nearestOf(path.basename(wanted), folders);
  return nearest === undefined ? undefined : path.join(path.dirname(wanted), nearest);
}
