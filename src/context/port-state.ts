import { Listeners } from './listeners.js';
import { textOf } from './message-text.js';
import type { Messenger } from './messenger.js';
import type { Realm } from './realm.js';

/**
 * What a port knows and does, whatever it looks like. Life is a straight line: open; then closed by us, in silence, or
 * by the other side, with one `onDisconnect`.
 */
export class PortState {
  readonly onMessage: Listeners;
  readonly onDisconnect: Listeners;
  readonly #messenger: Messenger;
  readonly #application: string;
  readonly #channel: number;
  #isOpen = true;
  #object: object | undefined;

  constructor(messenger: Messenger, application: string) {
    this.#messenger = messenger;
    this.#application = application;
    this.onMessage = new Listeners(messenger);
    this.onDisconnect = new Listeners(messenger);
    this.#channel = messenger.open('connectNative', application, {
      received: (text) => this.#received(text),
      closed: (error) => this.#closedByPeer(error),
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
    const text = textOf(message, engine, realm);
    if (typeof text === 'string') this.#messenger.post(this.#channel, text);
    else if ('words' in text) throw realm.error(text.words);
    else throw text.thrown;
  }

  disconnect(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#messenger.close(this.#channel);
    this.#closeListeners();
  }

  #received(text: string): void {
    const { engine, realm } = this.#messenger;
    let message: unknown;
    try {
      message = realm.intrinsics.JSON.parse(text);
    } catch {
      this.#invalid(engine.api.portErrorText({ code: 'MESSAGE_NOT_JSON', application: this.#application }));
      return;
    }
    this.onMessage.dispatch([message, this.#object]);
  }

  #invalid(text: string | undefined): void {
    if (this.#messenger.engine.api.port.invalidMessage === 'dropped') {
      this.#messenger.log('error', text ?? '');
      return;
    }
    this.#messenger.close(this.#channel, 'MESSAGE_NOT_JSON');
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
