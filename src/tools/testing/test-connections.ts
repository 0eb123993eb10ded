import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers'; // a test may replace the global one
import type { NativeConnection, NativeConnections, NativeEnd, NativeRequest } from '../../browser/index.js';
import type { Clock } from '../../clock/index.js';
import type { Engine } from '../../engines/index.js';
import { isHostName } from '../../manifest/index.js';
import { createNativeConnections } from '../../native/index.js';
import { callerNotAllowed, nameInvalid, notAmongHosts } from './errors.js';
import { FakeProgram } from './fake-program.js';
import type { HostCommand, HostHandle } from './host-handle.js';
import { writeHostManifest, writeLauncher } from './launcher.js';
import type { HostProgram } from './program.js';
import { RealProgram } from './real-program.js';
import { systemTime } from './system-time.js';
import { type NativeEvents, TestConnection } from './test-connection.js';

export interface TestConnectionsOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly hosts: ReadonlyMap<string, HostHandle>;
  /** Whether names that are not among `hosts` may lead to the hosts that are installed on this machine. */
  readonly installedHosts: boolean;
  /** A fake host threw. */
  failed(error: unknown): void;
}

/** What a host may take at the end of a test. Some more than the patience of the engines with real ones. */
const LAST_WORDS_MS = 7000;

/** Opens connections to the hosts of a test, fake and real. */
export class TestConnections implements NativeConnections {
  readonly #options: TestConnectionsOptions;
  readonly #running = new Set<TestConnection>();
  #real: NativeConnections | undefined;
  #folder: string | undefined;

  constructor(options: TestConnectionsOptions) {
    this.#options = options;
  }

  /** Connections whose host is still there. */
  get running(): readonly TestConnection[] {
    return [...this.#running];
  }

  /** Whether nothing comes by itself; undefined: a process may write at any time. */
  get isIdle(): boolean | undefined {
    let isIdle: boolean | undefined = true;
    for (const connection of this.#running) {
      if (connection.isIdle === false) return false;
      if (connection.isIdle === undefined) isIdle = undefined;
    }
    return isIdle;
  }

  connect(request: NativeRequest, events: NativeEvents): NativeConnection {
    const { engine, hosts, installedHosts } = this.#options;
    const { application, callerId } = request;
    const { family } = engine.native;
    const host = hosts.get(application);
    if (host === undefined && installedHosts) return this.#realConnections().connect(request, events);
    if (!isHostName(application, family)) {
      return refused(nameInvalid(application, isHostName(application.toLowerCase(), family)), events);
    }
    if (host === undefined) return refused(notAmongHosts(application, [...hosts.keys()]), events);
    const { allowedCallers } = host.options;
    if ('behaviour' in host.kind && allowedCallers !== undefined && !allowedCallers.includes(callerId)) {
      return refused(callerNotAllowed(application, callerId, allowedCallers), events);
    }
    return this.#open(host, request, events);
  }

  async close(): Promise<void> {
    const gone = this.endAll();
    await Promise.all([this.#real?.close(), gone]);
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  /** Parts with every host. Resolves when they are gone. */
  async endAll(): Promise<void> {
    const running = this.running;
    for (const connection of running) connection.abandon();
    const killAll = systemTime.after(LAST_WORDS_MS, () => {
      for (const connection of running) connection.kill();
    });
    await Promise.all(running.map(({ gone }) => gone));
    killAll();
  }

  #open(host: HostHandle, request: NativeRequest, events: NativeEvents): NativeConnection {
    const { number, owner } = host.began();
    const connection = new TestConnection(
      { number, request },
      events,
      this.#programOf(host, request),
      owner,
      this.#options,
    );
    this.#running.add(connection);
    void connection.gone.then(() => this.#running.delete(connection));
    host.connected(connection.view);
    return connection;
  }

  #programOf({ kind, options }: HostHandle, request: NativeRequest): HostProgram {
    const { application, callerId } = request;
    if ('behaviour' in kind) {
      const { engine, clock, failed } = this.#options;
      return new FakeProgram({ engine, clock, application, callerId, behaviour: kind.behaviour, failed });
    }
    this.#install(kind.command, application, options.allowedCallers ?? [callerId]);
    return new RealProgram(this.#realConnections(), request);
  }

  /** Written for each connection: which extensions there are shows only then. */
  #install(command: HostCommand, name: string, callers: readonly string[]): void {
    const program = writeLauncher(this.#hostFolder, `run-${name}`, command);
    writeHostManifest(this.#hostFolder, { name, program, callers, engine: this.#options.engine });
  }

  #realConnections(): NativeConnections {
    const { engine } = this.#options;
    this.#real ??= createNativeConnections({ engine, clock: systemTime, hostDirectories: [this.#hostFolder] });
    return this.#real;
  }

  get #hostFolder(): string {
    if (this.#folder === undefined) {
      this.#folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'nativeport-hosts-')));
      mkdirSync(this.#folder, { recursive: true });
    }
    return this.#folder;
  }
}

/** Says no, a turn later. */
function refused(reason: NativeEnd, events: NativeEvents): NativeConnection {
  let isOver = false;
  setImmediate(() => {
    if (!isOver) events.closed(reason);
  });
  return {
    gone: Promise.resolve(),
    send: () => undefined,
    close: () => {
      isOver = true;
    },
  };
}
