import type { MessageCall } from '../engines/index.js';
import type { ApiCall, ApiCallable } from './api-parts.js';
import { checkedArguments } from './arguments.js';
import { runAsync, type Settle, wishOf } from './async-function.js';
import type { Addressee, ChannelTarget } from './bridge.js';
import { messageOf } from './describe-thrown.js';
import { MessageFault } from './message-fault.js';
import type { MessageFormat } from './message-format.js';
import type { Messenger } from './messenger.js';
import { queueMicrotask } from './platform.js';
import { applicationOf, extensionFor, tabFor } from './ports.js';

/** `runtime.sendNativeMessage`: a host of its own, one message there, the first one back. */
export const sendNativeMessageWith =
  (call: ApiCall): ApiCallable =>
  (...args) => {
    const { messenger } = call;
    const [given, message, callback] = checkedArguments(messenger, call.called, args);
    const application = applicationOf(given);
    const { replyErrorText, reply } = messenger.engine.api;
    return sendOnce(call, {
      target: { api: 'sendNativeMessage', application },
      format: messenger.hostFormat,
      message,
      callback,
      invalid: ({ failed }) =>
        failed(replyErrorText({ code: 'MESSAGE_NOT_JSON', application }), reply.argumentsForInvalid),
      unanswered: ({ failed }) => failed(reply.opaqueText),
    });
  };

/** `runtime.sendMessage`: one message to the other contexts of an extension, and the first answer back. */
export const sendMessageWith =
  (call: ApiCall): ApiCallable =>
  (...args) => {
    const { messenger, returnsPromises } = call;
    const { fault, throws, extensionId, message, callback } = messageCall(call, args);
    if (fault !== undefined) {
      if (throws) throw messenger.realm.error({ name: 'Error', text: fault });
      return runAsync(messenger, callback, returnsPromises, ({ failed }) => queueMicrotask(() => failed(fault)));
    }
    return sendToContexts(call, { extension: extensionFor(call, 'sendMessage', extensionId) }, message, callback);
  };

/** `tabs.sendMessage`: one message to the own extension's contexts in a tab, and the first answer back. */
export const sendTabMessageWith =
  (call: ApiCall): ApiCallable =>
  (...args) => {
    const [tab, message, options, callback] = checkedArguments(call.messenger, call.called, args);
    return sendToContexts(call, tabFor(tab, options), message, callback);
  };

function sendToContexts(call: ApiCall, to: Addressee, message: unknown, callback: unknown): unknown {
  const { messenger } = call;
  const { noAnswerCallbackText } = messenger.engine.api.channel.answer;
  const text = typeof callback === 'function' ? noAnswerCallbackText : undefined;
  return sendOnce(call, {
    target: { api: 'sendMessage', ...to },
    format: messenger.formatFor(to),
    message,
    callback,
    endsUnwanted: true,
    unanswered: ({ done, failed }) => (text === undefined ? done(undefined) : failed(text)),
  });
}

function messageCall({ messenger, owner, called }: ApiCall, args: readonly unknown[]): MessageCall {
  const { api } = messenger.engine;
  if (api.readMessageCall) return api.readMessageCall(args, owner.kind ?? 'background');
  const [extensionId, message, , callback] = checkedArguments(messenger, called, args);
  return { extensionId, message, callback };
}

interface OneTime {
  readonly target: ChannelTarget;
  readonly format: MessageFormat;
  readonly message: unknown;
  readonly callback: unknown;
  /** The other side has sent what is no message. Between contexts that does not happen. */
  invalid?(settle: Settle): void;
  /** Whether the channel is closed behind the message when nobody wants an answer. */
  readonly endsUnwanted?: true;
  /** The other side closed in peace without a word. */
  unanswered(settle: Settle): void;
}

function sendOnce({ messenger, returnsPromises, called }: ApiCall, call: OneTime): unknown {
  const { engine, realm } = messenger;
  const { callback } = call;
  const crossing = call.format.encode(call.message);
  const isFault = crossing instanceof MessageFault;
  if (isFault && engine.api.reply.messageFault === 'throws') {
    const { words } = crossing;
    throw words ? realm.error(engine.api.callError(called, { type: 'message', fault: words.text })) : crossing.thrown;
  }
  const isUnwanted = wishOf(callback, returnsPromises) === 'nothing' && engine.api.reply.ignoredWhenUnwanted;
  if (isUnwanted && !isFault) return ask(messenger, call, crossing, undefined);
  return runAsync(messenger, callback, returnsPromises, (settle) => {
    if (!isFault) ask(messenger, call, crossing, settle);
    // What fails at once is reported later all the same, as everything of an asynchronous function is.
    else queueMicrotask(() => settle.failed(rejection(crossing, messenger)));
  });
}

/** Without `settle` the channel stays until the other side or the context ends it. Source: one_time_message_handler.cc. */
function ask(messenger: Messenger, call: OneTime, crossing: unknown, settle: Settle | undefined): void {
  const channel = messenger.open(call.target, {
    received(reply) {
      if (!settle) return;
      let value: unknown;
      try {
        value = call.format.decode(reply);
      } catch {
        messenger.close(channel, { failure: 'MESSAGE_NOT_JSON' });
        call.invalid?.(settle);
        return;
      }
      messenger.close(channel);
      settle.done(value);
    },
    closed(error) {
      if (!settle) return;
      if (error === undefined) call.unanswered(settle);
      else settle.failed(error);
    },
  });
  messenger.post(channel, crossing);
  if (!settle && call.endsUnwanted) messenger.close(channel);
}

function rejection(
  { words, thrown }: MessageFault,
  { engine, realm }: Messenger,
): string | { readonly thrown: unknown } {
  if (words) return { thrown: realm.error(engine.api.reply.rejection(words)) };
  if (thrown instanceof realm.intrinsics.Error) return { thrown };
  return messageOf(thrown) ?? engine.api.reply.opaqueText;
}
