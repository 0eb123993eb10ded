import { describe, messageOf } from './describe-thrown.js';
import type { ListenerCall, Listeners } from './listeners.js';
import { MessageFault } from './message-fault.js';
import type { Messenger } from './messenger.js';
import { whenCollected } from './when-collected.js';

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
        this.promise(); // it was heard
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
  let held = 0; // things that could still answer
  const hold = (thing: object): void => {
    held += 1;
    whenCollected(thing, () => {
      held -= 1;
      if (held === 0) answer.fail(messenger.engine.api.channel.answer.lostText);
    });
  };
  let isPromised = false;
  for (const call of callsOf(messenger, listening)) {
    const outcome = call([message, sender, respond]);
    if (outcome.type === 'threw') answer.failWith('thrown', outcome.error);
    if (outcome.type !== 'returned') continue;
    const { value } = outcome;
    if (value === true) isPromised = true;
    if (!(value instanceof intrinsics.Promise)) continue;
    isPromised = true;
    hold(value);
    void value.then(settled, (error) => answer.failWith('rejected', error));
  }
  if (!isPromised) {
    answer.stayAway();
    return;
  }
  hold(respond);
  answer.promise();
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
      answers.push(new intrinsics.Promise((resolve) => resolve(value))); // one around it: later than an answer at once
      answers.push(lossOf(value, messenger));
    } else if (responded) answers.push(responded);
    else if (outcome.value === true) {
      answers.push(
        new intrinsics.Promise((resolve) => {
          resolveLate = resolve;
        }),
      );
      answers.push(lossOf(respond, messenger));
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

/** A promise that is rejected when nobody holds `thing` any more, which alone could answer. */
function lossOf(thing: object, { engine, realm }: Messenger): PromiseLike<never> {
  let reject: (error: Error) => void = () => undefined;
  const promise = new realm.intrinsics.Promise<never>((_resolve, fail) => {
    reject = fail;
  });
  whenCollected(thing, () => reject(realm.error({ name: 'Error', text: engine.api.channel.answer.lostText })));
  return promise;
}

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
