import type { TraceEvent } from '../../browser/index.js';
import { didCome, didNotCome } from './errors.js';
import { History, type WaitOptions } from './history.js';
import { isLike } from './is-like.js';
import { tellStory, textOf } from './story.js';
import type { QuietWhy, Waiting } from './waiting.js';

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

/** What no event shall match; of a console line also its text. */
export type AbsenceFilter<Type extends TraceEvent['type']> = Type extends 'console' ? ConsoleFilter : EventFilter<Type>;

/**
 * What happened in a test, and waits for what is to come. A wait also finds what has happened before it began, once; with
 * `{ since: 'now' }` it passes over that.
 */
export interface TestEvents {
  /** All events, in order; see `docs/events.md`. */
  readonly events: readonly TraceEvent[];
  /**
   * The first event of a type that matches and that no wait has returned before.
   *
   * @throws {TestingError} `DID_NOT_COME`, with what did happen, as soon as nothing is left that could happen
   */
  next<Type extends TraceEvent['type']>(
    type: Type,
    filter?: EventFilter<Type>,
    options?: WaitOptions,
  ): Promise<EventOf<Type>>;
  /** The next message on any port, in any direction. @throws {TestingError} `DID_NOT_COME` */
  nextMessage(filter?: EventFilter<'message'>, options?: WaitOptions): Promise<EventOf<'message'>>;
  /** The next port that was closed, by whomever. @throws {TestingError} `DID_NOT_COME` */
  nextDisconnect(filter?: EventFilter<'port.closed'>, options?: WaitOptions): Promise<EventOf<'port.closed'>>;
  /** The next port that was opened; `sendMessage` and `sendNativeMessage` open one, too. @throws {TestingError} `DID_NOT_COME` */
  nextPort(filter?: EventFilter<'port.opened'>, options?: WaitOptions): Promise<EventOf<'port.opened'>>;
  /** The next line of a console. @throws {TestingError} `DID_NOT_COME` */
  nextConsole(filter?: ConsoleFilter, options?: WaitOptions): Promise<EventOf<'console'>>;
  /**
   * Resolves when nothing is left that could happen by itself, as `whenQuiet`, and no event of a type has come that matches and
   * that no wait has returned.
   *
   * @throws {TestingError} `DID_COME`, with what did happen, as soon as one comes
   */
  expectNo<Type extends TraceEvent['type']>(
    type: Type,
    filter?: AbsenceFilter<Type>,
    options?: WaitOptions,
  ): Promise<void>;
  /** The bodies of all messages so far that match, in order. */
  messages(filter?: EventFilter<'message'>): readonly unknown[];
  /** What the consoles said so far, a text for each line. */
  consoleLines(filter?: ConsoleFilter): readonly string[];
}

interface EventWaiting extends Waiting {
  /** Resolves when nothing comes by itself any more, or nothing came for long. */
  quiet(): Promise<QuietWhy>;
}

/** Keeps the events of one browser. */
export class EventLog implements TestEvents {
  readonly #history: History<TraceEvent>;
  readonly #waiting: EventWaiting;
  readonly #hosts = new Map<number, string>(); // of native ports

  constructor(waiting: EventWaiting) {
    this.#waiting = waiting;
    this.#history = new History(waiting);
  }

  get events(): readonly TraceEvent[] {
    return this.#history.all;
  }

  /** What a test holds: functions that may be taken out of their object, and a list that grows. */
  door(): TestEvents {
    return {
      events: this.events,
      next: (type, filter, options) => this.next(type, filter, options),
      nextMessage: (filter, options) => this.nextMessage(filter, options),
      nextDisconnect: (filter, options) => this.nextDisconnect(filter, options),
      nextPort: (filter, options) => this.nextPort(filter, options),
      nextConsole: (filter, options) => this.nextConsole(filter, options),
      expectNo: (type, filter, options) => this.expectNo(type, filter, options),
      messages: (filter) => this.messages(filter),
      consoleLines: (filter) => this.consoleLines(filter),
    };
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

  next<Type extends TraceEvent['type']>(
    type: Type,
    filter: EventFilter<Type> = () => true,
    options?: WaitOptions,
  ): Promise<EventOf<Type>> {
    return this.#next(type, filter, `an event ${type}`, options);
  }

  nextMessage(filter: EventFilter<'message'> = {}, options?: WaitOptions): Promise<EventOf<'message'>> {
    return this.#next('message', filter, 'a message', options);
  }

  nextDisconnect(filter: EventFilter<'port.closed'> = {}, options?: WaitOptions): Promise<EventOf<'port.closed'>> {
    return this.#next('port.closed', filter, 'the end of a port', options);
  }

  nextPort(filter: EventFilter<'port.opened'> = {}, options?: WaitOptions): Promise<EventOf<'port.opened'>> {
    return this.#next('port.opened', filter, 'a port', options);
  }

  nextConsole(filter: ConsoleFilter = {}, options?: WaitOptions): Promise<EventOf<'console'>> {
    return this.#next('console', consoleFilter(filter), consoleLine(filter), options);
  }

  expectNo<Type extends TraceEvent['type']>(
    type: Type,
    filter?: AbsenceFilter<Type>,
    options: WaitOptions = {},
  ): Promise<void> {
    const isText = typeof filter === 'string' || filter instanceof RegExp;
    const wanted = (isText ? consoleFilter(filter) : (filter ?? (() => true))) as EventFilter<Type>;
    const what = described(isText ? consoleLine(filter) : `an event ${type}`, wanted);
    const failed = (found: TraceEvent): Error =>
      didCome(what, tellStory([found])[0] ?? found.type, tellStory(this.events));
    const quiet = (): Promise<QuietWhy> => this.#waiting.quiet();
    return this.#history.none(this.#matcher(type, wanted), failed, { ...options, quiet });
  }

  messages(filter: EventFilter<'message'> = {}): readonly unknown[] {
    const isWanted = this.#matcher('message', filter);
    return this.events.filter(isWanted).map(({ body, text }) => text ?? body);
  }

  consoleLines(filter: ConsoleFilter = {}): readonly string[] {
    const isWanted = this.#matcher('console', consoleFilter(filter));
    return this.events.filter(isWanted).map(({ args }) => textOf(args));
  }

  #next<Type extends TraceEvent['type']>(
    type: Type,
    filter: EventFilter<Type>,
    what: string,
    options?: WaitOptions,
  ): Promise<EventOf<Type>> {
    const failed = (why: QuietWhy): Error => didNotCome(described(what, filter), why, tellStory(this.events));
    return this.#history.next(this.#matcher(type, filter), failed, options);
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

function consoleLine(filter: ConsoleFilter): string {
  if (filter instanceof RegExp) return `a console line that matches ${filter}`;
  return typeof filter === 'string' ? `a console line with "${filter}"` : 'a console line';
}

const described = (what: string, filter: object): string =>
  typeof filter !== 'function' && Object.keys(filter).length > 0 ? `${what} like ${JSON.stringify(filter)}` : what;
