import type { Engine, EventFacts, ThrownWhere } from '../engines/index.js';
import type { Addressee, ChannelTarget, ContextEnd, FromContext, Offer, ToContext } from './bridge.js';
import { type ContextOwner, isWebPage } from './context-extension.js';
import { describe } from './describe-thrown.js';
import { LastError } from './last-error.js';
import type { EventOwner } from './listeners.js';
import { contextFormat, jsonFormat, type MessageFormat } from './message-format.js';
import type { Realm } from './realm.js';
import type { TaskQueue } from './task-queue.js';

/** The end of a channel that lives in the context. `closed` comes once and last. */
export interface ChannelEnd {
  received(crossed: unknown): void;
  closed(error: string | undefined): void;
  /** In place of `closed`, when it came while the context could hear nothing: listeners are not told. */
  closedUnheard?(): void;
}

/** Who waits for the reply to a call. */
export interface CallEnd {
  succeeded(result: unknown): void;
  failed(error: string): void;
}

/** What the API of a context is told by the browser, besides its channels and calls. */
export interface MessengerEvents {
  event(name: string, args: readonly unknown[], byUser: boolean): void;
  /** Another context has a port or a message for this one. */
  offered(channel: number, offer: Offer): void;
  permissions(permissions: readonly string[]): void;
  /** The context is over. Comes once and last. */
  ended(): void;
}

type CloseDetails = Pick<Extract<FromContext, { type: 'close' }>, 'failure' | 'error'>;

export interface MessengerOptions {
  readonly engine: Engine;
  readonly realm: Realm;
  readonly bridge: ContextEnd;
  readonly tasks: TaskQueue;
  readonly onUncaughtError: (error: unknown) => void;
  readonly owner: ContextOwner;
}

/** A context's half of the bridge: numbers channels and calls, and makes a task of each message that arrives. */
export class Messenger implements EventOwner {
  readonly engine: Engine;
  readonly realm: Realm;
  readonly facts: EventFacts;
  readonly lastError: LastError;
  /** How messages to hosts cross the bridge. */
  readonly hostFormat: MessageFormat;
  /** How messages to and from other contexts of the own extension do. */
  readonly contextFormat: MessageFormat;
  readonly #formatOf: (extension: string) => MessageFormat;
  readonly #bridge: ContextEnd;
  readonly #tasks: TaskQueue;
  readonly #onUncaughtError: (error: unknown) => void;
  readonly #livesOn: boolean;
  readonly #channels = new Map<number, ChannelEnd>();
  readonly #calls = new Map<number, CallEnd>();
  #lastNumber = 0;
  #isAlive = true;
  #isUserActing = false;
  #events: MessengerEvents | undefined;

  constructor({ engine, realm, bridge, tasks, onUncaughtError, owner }: MessengerOptions) {
    this.engine = engine;
    this.realm = realm;
    this.facts = engine.api.event;
    this.lastError = new LastError(engine.api.lastError, realm, (text) => this.log('error', text));
    this.hostFormat = jsonFormat(engine, realm, engine.native.maxBytesToHost);
    if (isWebPage(owner)) {
      this.contextFormat = contextFormat(engine, realm, 'json');
      this.#formatOf = (extension) => contextFormat(engine, realm, owner.messageFormats[extension] ?? 'json');
    } else {
      this.contextFormat = contextFormat(engine, realm, owner.messageFormat);
      this.#formatOf = () => this.contextFormat; // another one's cannot be spoken to
    }
    this.#bridge = bridge;
    this.#tasks = tasks;
    this.#onUncaughtError = onUncaughtError;
    this.#livesOn = engine.api.outlivesExtension && (owner.kind === 'content-script' || owner.kind === 'user-script');
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Whether the running code was called by something that the user did. */
  get isUserActing(): boolean {
    return this.#isUserActing;
  }

  listen(events: MessengerEvents): void {
    this.#events = events;
    this.#bridge.listen({
      received: (message) =>
        this.#tasks.post(() => {
          if (this.#isAlive) this.#run(message, events);
        }),
      closed: () => {
        // A script that lives on hears what came before: that its ports are closed.
        if (this.#livesOn) this.#tasks.post(() => this.#end());
        else this.#end();
      },
    });
  }

  open(target: ChannelTarget, end: ChannelEnd): number {
    this.#lastNumber += 1;
    const channel = this.#lastNumber;
    this.#channels.set(channel, end);
    this.#bridge.send({ type: 'open', channel, ...target });
    return channel;
  }

  /** Takes a channel that was offered. */
  take(channel: number, end: ChannelEnd): void {
    this.#channels.set(channel, end);
  }

  /** Says that an offer was accepted. */
  accept(channel: number): void {
    this.#bridge.send({ type: 'accepted', channel });
  }

  /** Says that nobody listens to what was offered. */
  refuse(channel: number): void {
    this.#channels.delete(channel);
    this.#bridge.send({ type: 'close', channel, refused: true });
  }

  /** How messages to these contexts cross the bridge. */
  formatFor(to: Addressee): MessageFormat {
    return 'extension' in to ? this.#formatOf(to.extension) : this.contextFormat;
  }

  post(channel: number, message: unknown): void {
    this.#bridge.send({ type: 'message', channel, message });
  }

  close(channel: number, how: CloseDetails = {}): void {
    if (this.#channels.delete(channel)) this.#bridge.send({ type: 'close', channel, ...how });
  }

  call(method: string, args: readonly unknown[], end: CallEnd): void {
    this.#lastNumber += 1;
    this.#calls.set(this.#lastNumber, end);
    this.#bridge.send({ type: 'call', call: this.#lastNumber, method, args });
  }

  /** Says that an event of a namespace is listened to from now on, or not any more. */
  listening(event: string, isListening: boolean): void {
    if (this.#isAlive) this.#bridge.send({ type: 'listening', event, isListening });
  }

  log(level: 'warn' | 'error', text: string): void {
    this.#bridge.send({ type: 'console', level, text });
  }

  byUser(run: () => void): void {
    const before = this.#isUserActing;
    this.#isUserActing = true;
    try {
      run();
    } finally {
      this.#isUserActing = before;
    }
  }

  readonly report = (error: unknown, where: ThrownWhere): void => {
    const thrown = describe(error);
    const text = this.facts.uncaughtText(where, thrown);
    this.#bridge.send({ type: 'uncaught', text, ...(thrown.stack !== undefined && { stack: thrown.stack }) });
    this.#onUncaughtError(error);
  };

  dispose(): void {
    if (!this.#isAlive) return;
    this.#bridge.close();
    this.#end();
  }

  #end(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#events?.ended();
    this.#channels.clear();
    this.#calls.clear();
  }

  #run(message: ToContext, events: MessengerEvents): void {
    switch (message.type) {
      case 'message':
        this.#channels.get(message.channel)?.received(message.message);
        return;
      case 'close': {
        const end = this.#channels.get(message.channel);
        this.#channels.delete(message.channel);
        if (message.unheard) end?.closedUnheard?.();
        else end?.closed(message.error);
        return;
      }
      case 'reply': {
        const end = this.#calls.get(message.call);
        this.#calls.delete(message.call);
        if ('error' in message) end?.failed(message.error);
        else end?.succeeded(message.result);
        return;
      }
      case 'offer':
        events.offered(message.channel, message);
        return;
      case 'event':
        events.event(message.event, message.args, message.byUser ?? false);
        return;
      case 'permissions':
        events.permissions(message.permissions);
        return;
      case 'sync':
        this.#bridge.send({ type: 'synced', sync: message.sync });
        return;
    }
  }
}
