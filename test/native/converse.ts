import { readFileSync } from 'node:fs';
import type { HostEvent } from '../../src/browser/index.js';
import type { Engine } from '../../src/engines/index.js';
import type { FoundHost, HostConnection, HostConnections, NativeError } from '../../src/native/index.js';
import { CALLER_ID, type HostBehaviour, makeLauncher } from '../fixtures/install-host.js';
import type { Stage } from './engines.js';

/** A connection as a test sees it: everything that was reported, and promises for what is to come. */
export interface Conversation {
  readonly connection: HostConnection;
  /** Messages, in order. */
  readonly messages: readonly string[];
  /** Everything reported, in order, as words: `message <text>`, `closed <code>`, `stderr <line>`, `started`, `exited`. */
  readonly log: readonly string[];
  /** Lines that the host wrote to stderr. */
  readonly lines: readonly string[];
  readonly started: Promise<Extract<HostEvent, { type: 'started' }>>;
  readonly exited: Promise<Extract<HostEvent, { type: 'exited' }>>;
  /** Why the connection closed; never, when we close it. */
  readonly closed: Promise<NativeError>;
  /** Resolves when `count` messages have come. */
  received(count: number): Promise<readonly string[]>;
  /** Resolves when the host has written this line to stderr. */
  said(line: string): Promise<void>;
}

export function converse(connections: HostConnections, engine: Engine, host: string | FoundHost): Conversation {
  const messages: string[] = [];
  const log: string[] = [];
  const lines: string[] = [];
  let waiting: { isTrue(): boolean; resolve(): void }[] = [];
  const until = (isTrue: () => boolean) =>
    new Promise<void>((resolve) => {
      waiting.push({ isTrue, resolve });
      check();
    });
  const check = () => {
    const done = waiting.filter(({ isTrue }) => isTrue());
    waiting = waiting.filter((each) => !done.includes(each));
    for (const { resolve } of done) resolve();
  };
  const started = settleLater<Extract<HostEvent, { type: 'started' }>>();
  const exited = settleLater<Extract<HostEvent, { type: 'exited' }>>();
  const closed = settleLater<NativeError>();
  const events = {
    received(text: string) {
      messages.push(text);
      log.push(`message ${text.length > 100 ? `of ${text.length}` : text}`);
      check();
    },
    closed(reason?: NativeError) {
      log.push(`closed ${reason?.code}`);
      if (reason) closed.resolve(reason);
    },
    host(event: HostEvent) {
      log.push(event.type === 'stderr' ? `stderr ${event.line}` : event.type);
      if (event.type === 'started') started.resolve(event);
      if (event.type === 'exited') exited.resolve(event);
      if (event.type === 'stderr') lines.push(event.line);
      check();
    },
  };
  const connection =
    typeof host === 'string'
      ? connections.connect({ application: host, callerId: CALLER_ID[engine.name] }, events)
      : connections.connectTo(host, events);
  return {
    connection,
    messages,
    log,
    lines,
    started: started.promise,
    exited: exited.promise,
    closed: closed.promise,
    received: async (count) => {
      await until(() => messages.length >= count);
      return messages;
    },
    said: (line) => until(() => lines.includes(line)),
  };
}

function settleLater<Value>(): { promise: Promise<Value>; resolve(value: Value): void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Whether a process runs; one that has ended and waits for its parent counts as gone. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return stateOf(pid) !== 'Z';
}

/** One letter, as the system has it: `Z` for one that has ended and waits; undefined where there is no /proc. */
export function stateOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0];
  } catch {
    return undefined;
  }
}

/** Resolves when a process that is not our child is gone. */
export async function untilGone(pid: number): Promise<void> {
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}

type Options = NonNullable<Parameters<Stage['connections']>[1]>;

/** Starts hosts of the fixtures on a stage. `usual`: options of each connection, where a test has none of its own. */
export const launcherOn =
  (stage: Stage, usual: () => Options = () => ({})) =>
  (engine: Engine, behaviour: HostBehaviour, settings: object = {}, more: Options = {}): Conversation => {
    const program = makeLauncher(stage.folder, behaviour, settings);
    const found = { application: behaviour, path: program, args: [], cwd: stage.folder, manifestPath: '' };
    return converse(stage.connections(engine, { ...usual(), ...more }), engine, found);
  };
