import { constants } from 'node:buffer';
import { homedir } from 'node:os';
import { type Clock, systemClock } from '../clock/index.js';
import type { Engine } from '../engines/index.js';
import { checkLimit } from '../framing/index.js';
import { type BrowserName, browsersOf, type Registry } from '../locations/index.js';
import { type ConnectionOptions, type HostConnection, RunningConnection } from './connection.js';
import { type FindOptions, findHost, type HostRequest } from './find.js';
import type { FoundHost } from './found-host.js';
import type { HostConnectionEvents } from './host-events.js';
import { pipesFromHost } from './launch.js';
import { PipePool } from './pipe-pool.js';
import type { NativeMessagingPolicies } from './policies.js';
import { sigpipeIgnorer } from './sigpipe.js';

export interface NativeConnectionsOptions {
  readonly engine: Engine;
  /** Whose places are looked at; default: the first of the engine's family, `chrome` or `firefox`. */
  readonly browser?: BrowserName;
  /** Default: this machine's. */
  readonly platform?: NodeJS.Platform;
  /** Default: what `env` says in `HOME`, else this user's. */
  readonly home?: string;
  /** Environment of the browser, which hosts get unchanged; default: this process's, read at each launch. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folders with host manifests that come before the browser's own places. */
  readonly hostDirectories?: readonly string[];
  /** Chromium's `--user-data-dir`. */
  readonly userDataDir?: string;
  /** Default: on Windows, the registry of this machine. */
  readonly registry?: Registry;
  readonly policies?: NativeMessagingPolicies;
  readonly clock?: Clock;
  /** `log` (default): lines become host events. `inherit`: to this process's stderr, as Chromium does. */
  readonly stderr?: 'log' | 'inherit';
  /** Largest bodies, in bytes; default: the engine's. At most what a string of Node holds, about 512 MiB. */
  readonly limits?: { readonly maxBytesFromHost?: number; readonly maxBytesToHost?: number };
  /**
   * How `close` parts with hosts that do not leave by themselves: `stop-hosts` (default) ends them with the engine's
   * patience; `like-the-engine` leaves them running where the real browser does (Chromium).
   */
  readonly atClose?: 'stop-hosts' | 'like-the-engine';
}

/** Opens connections to native hosts as a browser does. */
export interface HostConnections {
  /** Finds the host and starts it. Returns at once; every failure is a `closed`. One process for each call. */
  connect(request: HostRequest, events: HostConnectionEvents): HostConnection;
  /** Starts a host that was found already, or put together by hand. */
  connectTo(found: FoundHost, events: HostConnectionEvents): HostConnection;
  /**
   * Closes every connection, without a `closed`, and stops the hosts with the engine's patience: at most 2 seconds for
   * Chromium, 6 for Firefox. Resolves when no host of ours is left; nothing can be connected from then on.
   */
  close(): Promise<void>;
}

/** @throws {FrameError} `LIMIT_INVALID` */
export function createNativeConnections(options: NativeConnectionsOptions): HostConnections {
  const { engine, platform = process.platform, env = process.env, limits = {} } = options;
  const find: FindOptions = {
    engine,
    browser: options.browser ?? browserOf(engine),
    platform,
    home: options.home ?? (env.HOME || homedir()),
    env,
    hostDirectories: options.hostDirectories,
    userDataDir: options.userDataDir,
    registry: options.registry,
    policies: options.policies,
  };
  const launch = { engine, platform, env, stderr: options.stderr ?? 'log' };
  const pipes = platform === 'win32' ? undefined : new PipePool(pipesFromHost(launch));
  const connection: ConnectionOptions = {
    ...launch,
    pipes,
    clock: options.clock ?? systemClock,
    maxBytesFromHost: limitOf(limits.maxBytesFromHost) ?? engine.native.maxBytesFromHost,
    maxBytesToHost: limitOf(limits.maxBytesToHost) ?? engine.native.maxBytesToHost,
  };
  const open = new Set<RunningConnection>();
  let isClosed = false;

  // Made ahead, so that the first host need not wait for them.
  void pipes?.fill();
  if (engine.native.ignoresSigpipe) void sigpipeIgnorer(platform);

  function start(application: string, finding: Promise<FoundHost>, events: HostConnectionEvents): HostConnection {
    const started = new RunningConnection(application, finding, events, connection, () => open.delete(started));
    open.add(started);
    return started;
  }

  return {
    connect(request, events) {
      if (isClosed) throw new Error('These connections are closed.');
      return start(request.application, findHost(request, find), events);
    },
    connectTo(found, events) {
      if (isClosed) throw new Error('These connections are closed.');
      return start(found.application, Promise.resolve(found), events);
    },
    async close() {
      isClosed = true;
      const poolIsClosed = pipes?.close();
      const connections = [...open];
      if (options.atClose === 'like-the-engine' && !engine.native.quitWaitsForHosts) {
        for (const each of connections) each.leave();
        await poolIsClosed;
        return;
      }
      for (const each of connections) each.abandon();
      await Promise.all(connections.map(({ gone }) => gone));
      for (const each of connections) each.letGo();
      await poolIsClosed;
    },
  };
}

/** A message is a string on our side, so a limit of the caller's making ends where strings do. */
const limitOf = (bytes: number | undefined): number | undefined =>
  bytes === undefined ? undefined : checkLimit(bytes, constants.MAX_STRING_LENGTH);

function browserOf(engine: Engine): BrowserName {
  const [first] = browsersOf(engine.native.family);
  if (first === undefined) throw new Error(`The table of browsers has none of the family ${engine.native.family}.`);
  return first;
}
