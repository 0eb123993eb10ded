import type { TraceEvent } from '../../browser/index.js';
import { didNotCome } from './errors.js';
import { History } from './history.js';
import { isLike } from './is-like.js';
import { tellStory, textOf } from './story.js';
import type { Waiting } from './waiting.js';

export type EventOf<Type extends TraceEvent['type']> = Extract<TraceEvent, { type: Type }>;

/** The keys of any member of a union. */
type KeysOf<Union> = Union extends unknown ? keyof Union : never;

/** Fields that an event must have; objects in them may have more than is asked for. Or a function that says so. */
export type EventFilter<Type extends TraceEvent['type']> =
  | (Readonly<Partial<Record<KeysOf<EventOf<Type>>, unknown>>> & {
      /** Name of the native host that the port leads to. */
      readonly host?: string;
    })
  | ((event: EventOf<Type>) => boolean);

/** A text in the line, a pattern, or a function. */
export type ConsoleFilter = string | RegExp | EventFilter<'console'>;

/** What happened in a test, and waits for what is to come. A wait also finds what has happened before it began, once. */
export interface TestEvents {
  /** All events, in order; see `docs/events.md`. */
  readonly events: readonly TraceEvent[];
  /**
   * The first event of a type that matches and that no wait has returned before.
   *
   * @throws {TestingError} `DID_NOT_COME`, with what did happen, as soon as nothing is left that could happen
   */
  next<Type extends TraceEvent['type']>(type: Type, filter?: EventFilter<Type>): Promise<EventOf<Type>>;
  /** The next message on any port, in any direction. @throws {TestingError} `DID_NOT_COME` */
  nextMessage(filter?: EventFilter<'message'>): Promise<EventOf<'message'>>;
  /** The next port that was closed, by whomever. @throws {TestingError} `DID_NOT_COME` */
  nextDisconnect(filter?: EventFilter<'port.closed'>): Promise<EventOf<'port.closed'>>;
  /** The next port that was opened; `sendMessage` and `sendNativeMessage` open one, too. @throws {TestingError} `DID_NOT_COME` */
  nextPort(filter?: EventFilter<'port.opened'>): Promise<EventOf<'port.opened'>>;
  /** The next line of a console. @throws {TestingError} `DID_NOT_COME` */
  nextConsole(filter?: ConsoleFilter): Promise<EventOf<'console'>>;
  /** The bodies of all messages so far that match, in order. */
  messages(filter?: EventFilter<'message'>): readonly unknown[];
  /** What the consoles said so far, a text for each line. */
  consoleLines(filter?: ConsoleFilter): readonly string[];
}

/** Keeps the events of one browser. */
export class EventLog implements TestEvents {
  readonly #history: History<TraceEvent>;
  readonly #hosts = new Map<number, string>(); // of native ports

  constructor(waiting: Waiting) {
    this.#history = new History(waiting);
  }

  get events(): readonly TraceEvent[] {
    return this.#history.all;
  }

  add(event: TraceEvent): void {
    if (event.type === 'port.opened' && 'application' in event) this.#hosts.set(event.port, event.application);
    this.#history.add(event);
  }

  /** Calls `run` after each event, until what it returns is called. */
  heard(run: () => void): () => void {
    return this.#history.heard(run);
  }

  clear(): void {
    this.#history.clear();
  }

  next<Type extends TraceEvent['type']>(type: Type, filter: EventFilter<Type> = () => true): Promise<EventOf<Type>> {
    return this.#next(type, filter, `an event ${type}`);
  }

  nextMessage(filter: EventFilter<'message'> = {}): Promise<EventOf<'message'>> {
    return this.#next('message', filter, 'a message');
  }

  nextDisconnect(filter: EventFilter<'port.closed'> = {}): Promise<EventOf<'port.closed'>> {
    return this.#next('port.closed', filter, 'the end of a port');
  }

  nextPort(filter: EventFilter<'port.opened'> = {}): Promise<EventOf<'port.opened'>> {
    return this.#next('port.opened', filter, 'a port');
  }

  nextConsole(filter: ConsoleFilter = {}): Promise<EventOf<'console'>> {
    const what = filter instanceof RegExp ? `a console line that matches ${filter}` : 'a console line';
    return this.#next('console', consoleFilter(filter), typeof filter === 'string' ? `${what} with "${filter}"` : what);
  }

  messages(filter: EventFilter<'message'> = {}): readonly unknown[] {
    const isWanted = this.#matcher('message', filter);
    return this.events.filter(isWanted).map(({ body, text }) => text ?? body);
  }

  consoleLines(filter: ConsoleFilter = {}): readonly string[] {
    const isWanted = this.#matcher('console', consoleFilter(filter));
    return this.events.filter(isWanted).map(({ args }) => textOf(args));
  }

  #next<Type extends TraceEvent['type']>(type: Type, filter: EventFilter<Type>, what: string): Promise<EventOf<Type>> {
    const isPlain = typeof filter !== 'function' && Object.keys(filter).length > 0;
    const wanted = isPlain ? `${what} like ${JSON.stringify(filter)}` : what;
    return this.#history.next(this.#matcher(type, filter), (why) => didNotCome(wanted, why, tellStory(this.events)));
  }

  #matcher<Type extends TraceEvent['type']>(
    type: Type,
    filter: EventFilter<Type>,
  ): (event: TraceEvent) => event is EventOf<Type> {
    return (event): event is EventOf<Type> => {
      if (event.type !== type) return false;
      if (typeof filter === 'function') return filter(event as EventOf<Type>);
      const { host, ...fields } = filter;
      const application = 'port' in event ? this.#hosts.get(event.port) : undefined;
      return (host === undefined || application === host) && isLike(event, fields);
    };
  }
}

function consoleFilter(filter: ConsoleFilter): EventFilter<'console'> {
  if (typeof filter === 'string') return ({ args }) => textOf(args).includes(filter);
  if (filter instanceof RegExp) return ({ args }) => filter.test(textOf(args));
  return filter;
}
