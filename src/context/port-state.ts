import { Listeners } from './listeners.js';
import { MessageFault } from './message-fault.js';
import type { MessageFormat } from './message-format.js';
import type { ChannelEnd, Messenger } from './messenger.js';
import type { Realm } from './realm.js';

/** What a port leads to. */
export interface PortLine {
  readonly format: MessageFormat;
  /** Opens the channel, or takes the one that was offered, and returns its number. */
  connect(end: ChannelEnd): number;
  /** The engine's text when something came that is no message. Between contexts that does not happen. */
  invalidText?(): string | undefined;
}

/**
 * What a port knows and does, whatever it looks like. Life is a straight line: open; then closed by us, in silence, or
 * by the other side, with one `onDisconnect`.
 */
export class PortState {
  readonly onMessage: Listeners;
  readonly onDisconnect: Listeners;
  readonly #messenger: Messenger;
  readonly #line: PortLine;
  readonly #channel: number;
  #isOpen = true;
  #object: object | undefined;

  constructor(messenger: Messenger, line: PortLine) {
    this.#messenger = messenger;
    this.#line = line;
    this.onMessage = new Listeners(messenger);
    this.onDisconnect = new Listeners(messenger);
    this.#channel = line.connect({
      received: (crossed) => this.#received(crossed),
      closed: (error) => this.#closedByPeer(error),
      closedUnheard: () => {
        this.#isOpen = false;
        this.#closeListeners();
      },
    });
  }

  /** The object that extension code holds; listeners get it. */
  shownAs(object: object): void {
    this.#object = object;
  }

  get realm(): Realm {
    return this.#messenger.realm;
  }

  get isContextGone(): boolean {
    return !this.#messenger.isAlive;
  }

  /** Whether nothing can happen on the port any more. */
  get isOver(): boolean {
    return this.isContextGone || this.onMessage.isClosed;
  }

  post(message: unknown): void {
    const { engine, realm } = this.#messenger;
    if (!this.#isOpen || !this.#messenger.isAlive) {
      throw realm.error({ name: 'Error', text: engine.api.port.disconnectedText });
    }
    const crossing = this.#line.format.encode(message);
    if (crossing instanceof MessageFault) throw crossing.toThrow(realm);
    this.#messenger.post(this.#channel, crossing);
  }

  disconnect(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#messenger.close(this.#channel);
    this.#closeListeners();
  }

  #received(crossed: unknown): void {
    let message: unknown;
    try {
      message = this.#line.format.decode(crossed);
    } catch {
      this.#invalid(this.#line.invalidText?.());
      return;
    }
    this.onMessage.dispatch([message, this.#object]);
  }

  #invalid(text: string | undefined): void {
    if (this.#messenger.engine.api.port.invalidMessage === 'dropped') {
      this.#messenger.log('error', text ?? '');
      return;
    }
    this.#messenger.close(this.#channel, { failure: 'MESSAGE_NOT_JSON' });
    this.#closedByPeer(text);
  }

  #closedByPeer(error: string | undefined): void {
    this.#isOpen = false;
    const dispatch = (): void => this.onDisconnect.dispatch([this.#object]);
    if (error === undefined) dispatch();
    else if (this.#messenger.engine.api.port.errorIn === 'runtime.lastError') {
      this.#messenger.lastError.during(error, dispatch);
    } else {
      if (this.#object) Reflect.set(this.#object, 'error', this.realm.error({ name: 'Error', text: error }));
      dispatch();
    }
    this.#closeListeners();
  }

  /** Listeners whose microtask is already queued still run; with this engine's events, nobody can add new ones. */
  #closeListeners(): void {
    if (this.#messenger.engine.api.event.dispatch !== 'in-task') return;
    this.onMessage.close();
    this.onDisconnect.close();
  }
}
