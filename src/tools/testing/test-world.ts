import { setImmediate } from 'node:timers'; // a test may replace the global one
import type { TraceEvent } from '../../browser/index.js';
import type { BrowserOptions, TaskQueue } from '../../browser/node.js';
import type { Clock } from '../../clock/index.js';
import { ENGINES, type EngineName } from '../../engines/index.js';
import { engineUnknown, hostInvalid, hostUnknown } from './errors.js';
import { EventLog } from './event-log.js';
import type { FakeBehaviour } from './fake-program.js';
import { type HostCommand, HostHandle, type TestHost } from './host-handle.js';
import { MappedStacks } from './mapped-stacks.js';
import { type Patience, type QuietParts, QuietWatch } from './quiet-watch.js';
import { tellStory } from './story.js';
import { TestConnections } from './test-connections.js';

/** A host of `hosts`: made before, a function that answers, functions for its whole life, or a command. */
export type HostChoice = TestHost | NonNullable<FakeBehaviour['onMessage']> | FakeBehaviour | HostCommand;

export interface TestWorldOptions extends Partial<Patience> {
  /** Whose behaviour. Default `chromium`. */
  readonly engine?: EngineName;
  /** The native hosts that there are, by their names. Names that are not here are not found. */
  readonly hosts?: Readonly<Record<string, HostChoice>>;
  /** Whether other names lead to the hosts that are installed on this machine. Default false. */
  readonly installedHosts?: boolean;
  /** Hears everything that happens, in order. */
  readonly onEvent?: (event: TraceEvent) => void;
  /** Answers for the user when an extension requests a permission. Default: no. */
  readonly onPermissionRequest?: NonNullable<BrowserOptions['onPermissionRequest']>;
}

const SILENCE_MS = 1000;
const TIMEOUT_MS = 4500; // below the 5 seconds that Vitest and Jest give a test

/** What every door of this folder stands on: hosts, the log, and the knowledge of when nothing comes any more. */
export class TestWorld {
  readonly engine: EngineName;
  readonly connections: TestConnections;
  readonly log: EventLog;
  readonly watch: QuietWatch;
  readonly stacks: MappedStacks = new MappedStacks();
  /** What a fake host threw. */
  readonly failures: unknown[] = [];
  readonly #hosts: ReadonlyMap<string, HostHandle>;
  readonly #onEvent: TestWorldOptions['onEvent'];
  #happened = 0;

  constructor(options: TestWorldOptions, clock: Clock, parts: Omit<QuietParts, 'happened'>) {
    const { engine = 'chromium', hosts = {}, silenceMs = SILENCE_MS, timeoutMs = TIMEOUT_MS } = options;
    if (!Object.hasOwn(ENGINES, engine)) throw engineUnknown(engine, Object.keys(ENGINES)); // tests may be JavaScript
    this.engine = engine;
    this.#onEvent = options.onEvent;
    this.#hosts = new Map(Object.entries(hosts).map(([name, choice]) => [name, handleOf(name, choice)]));
    this.connections = new TestConnections({
      engine: ENGINES[engine],
      clock,
      hosts: this.#hosts,
      installedHosts: options.installedHosts === true,
      failed: (error) => this.failures.push(error),
    });
    this.watch = new QuietWatch(
      {
        happened: () => this.#happened,
        settled: () => parts.settled(),
        isIdle: () => {
          const states = [this.connections.isIdle, parts.isIdle()];
          if (states.includes(false)) return false;
          return states.includes(undefined) ? undefined : true;
        },
      },
      { silenceMs, timeoutMs },
    );
    this.log = new EventLog(this.watch);
    for (const host of this.#hosts.values()) host.waiting.bind(this.watch);
  }

  /** @throws {TestingError} `HOST_UNKNOWN` */
  host(name: string): TestHost {
    const host = this.#hosts.get(name);
    if (host === undefined) throw hostUnknown(name, [...this.#hosts.keys()]);
    return host;
  }

  /** What did happen, a line each. */
  get story(): string[] {
    return tellStory(this.log.events);
  }

  resetHosts(): void {
    for (const host of this.#hosts.values()) host.reset();
  }

  saw(event: TraceEvent): void {
    this.#happened += 1;
    this.log.add(event);
    this.watch.poke();
    this.#onEvent?.(event);
  }
}

const BEHAVIOUR = ['onConnect', 'onMessage', 'onDisconnect'];

function handleOf(name: string, choice: HostChoice): HostHandle {
  if (choice instanceof HostHandle) return choice;
  if (typeof choice === 'function') return new HostHandle({ behaviour: { onMessage: choice } }, {});
  if (typeof choice !== 'object' || choice === null) throw hostInvalid(name);
  if ('command' in choice) return new HostHandle({ command: choice }, choice);
  if (!BEHAVIOUR.some((key) => key in choice)) throw hostInvalid(name);
  return new HostHandle({ behaviour: choice as FakeBehaviour }, {});
}

/** Tasks of contexts in the test's own thread, whatever a test puts in place of the timers. */
export const realTasks: TaskQueue = { post: (task) => void setImmediate(task) };
