import { describe, messageOf } from './describe-thrown.js';
import type { ListenerCall, Listeners } from './listeners.js';
import { MessageFault } from './message-format.js';
import type { Messenger } from './messenger.js';

/** Asks listeners for an answer to a message, which comes over `channel`. `args`: the message and its sender. */
type AskListeners = (
  messenger: Messenger,
  channel: number,
  listening: readonly Listeners[],
  args: readonly [message: unknown, sender: unknown],
) => void;

/** The one answer of this context: a value, a failure, or silence. What comes after it counts for nothing. */
class Answer {
  readonly #messenger: Messenger;
  readonly #channel: number;
  #isGiven = false;

  constructor(messenger: Messenger, channel: number) {
    this.#messenger = messenger;
    this.#channel = channel;
    messenger.take(channel, { received: () => undefined, closed: () => this.#end() });
  }

  /** Returns what the engine throws when the value cannot be sent. */
  give(value: unknown): Error | undefined {
    if (this.#isGiven) return undefined;
    const crossing = this.#messenger.contextFormat.encode(value);
    if (crossing instanceof MessageFault) {
      const { unsendableText } = this.#messenger.engine.api.channel.answer;
      if (unsendableText === undefined) {
        this.#end();
        this.#messenger.refuse(this.#channel);
        return undefined;
      }
      this.fail(unsendableText);
      return this.#messenger.realm.error({ name: 'TypeError', text: unsendableText });
    }
    this.#end();
    this.#messenger.post(this.#channel, crossing);
    this.#messenger.close(this.#channel);
    return undefined;
  }

  fail(error: string): void {
    if (this.#isGiven) return;
    this.#end();
    this.#messenger.close(this.#channel, error === '' ? {} : { error });
  }

  failWith(how: 'thrown' | 'rejected', error: unknown): void {
    const { isError } = describe(error);
    this.fail(this.#messenger.engine.api.channel.answer.errorText(how, { isError, message: messageOf(error) }));
  }

  /** It will come later. */
  promise(): void {
    if (!this.#isGiven) this.#messenger.accept(this.#channel);
  }

  /** There will be none. */
  stayAway(): void {
    this.fail('');
  }

  #end(): void {
    this.#isGiven = true;
  }
}

/**
 * Chromium: the first answer of all listeners counts, at once: by `sendResponse`, by a promise, or by throwing. Source:
 * one_time_message_handler.cc; seen in Chromium 156.
 */
export const answersOfAll: AskListeners = (messenger, channel, listening, [message, sender]) => {
  const { intrinsics } = messenger.realm;
  const answer = new Answer(messenger, channel);
  const respond = responder(messenger, (value) => {
    const error = answer.give(value);
    if (error) throw error;
  });
  const settled = (value: unknown): void => {
    const error = answer.give(value);
    if (error) messenger.report(error, 'promise');
  };
  let isPromised = false;
  for (const call of callsOf(messenger, listening)) {
    const outcome = call([message, sender, respond]);
    if (outcome.type === 'threw') answer.failWith('thrown', outcome.error);
    if (outcome.type !== 'returned') continue;
    const { value } = outcome;
    if (value instanceof intrinsics.Promise) void value.then(settled, (error) => answer.failWith('rejected', error));
    if (value === true || value instanceof intrinsics.Promise) isPromised = true;
  }
  if (isPromised) answer.promise();
  else answer.stayAway();
};

/**
 * Firefox: each listener has an answer of its own, or none, which is decided when it returns; then the answers race.
 * Source: ExtensionChild.sys.mjs; seen in Firefox ESR 153.
 */
export const answersOfEach: AskListeners = (messenger, channel, listening, [message, sender]) => {
  const { intrinsics } = messenger.realm;
  const answer = new Answer(messenger, channel);
  const answers: PromiseLike<unknown>[] = [];
  for (const call of callsOf(messenger, listening)) {
    let responded: PromiseLike<unknown> | undefined;
    let resolveLate: ((value: unknown) => void) | undefined;
    const respond = responder(messenger, (value) => {
      if (resolveLate) resolveLate(value);
      else responded ??= new intrinsics.Promise((resolve) => resolve(value));
    });
    const outcome = call([message, sender, respond]);
    if (outcome.type === 'threw') answers.push(intrinsics.Promise.reject(outcome.error));
    else if (outcome.type === 'removed') {
      answers.push(intrinsics.Promise.reject(new intrinsics.Error(messenger.engine.api.channel.answer.removedText)));
    } else if (outcome.value instanceof intrinsics.Promise) {
      const { value } = outcome;
      answers.push(new intrinsics.Promise((resolve) => resolve(value))); // a promise around it: later than an answer at once
    } else if (responded) answers.push(responded);
    else if (outcome.value === true) {
      answers.push(
        new intrinsics.Promise((resolve) => {
          resolveLate = resolve;
        }),
      );
    }
  }
  if (answers.length === 0) {
    answer.stayAway();
    return;
  }
  answer.promise();
  void intrinsics.Promise.race(answers).then(
    (value) => void answer.give(value),
    (error) => answer.failWith('rejected', error),
  );
};

const callsOf = ({ engine }: Messenger, listening: readonly Listeners[]): ListenerCall[] =>
  listening.flatMap((listeners) => listeners.calls(engine.api.channel.answer.removedText === undefined));

/** `sendResponse`. */
function responder(messenger: Messenger, run: (value: unknown) => void): object {
  const { functionLength } = messenger.engine.api.channel.answer;
  const respond = messenger.realm.function((...args: unknown[]) => run(args[0]));
  return Object.defineProperties(respond, {
    name: { value: '', configurable: true },
    length: { value: functionLength, configurable: true },
  });
}
