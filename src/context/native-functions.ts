import { checkedArguments } from './arguments.js';
import { runAsync, type Settle, wishOf } from './async-function.js';
import { type MessageFault, textOf } from './message-text.js';
import type { Messenger } from './messenger.js';
import { queueMicrotask } from './microtask.js';
import type { PortMaker } from './port-objects.js';
import { PortState } from './port-state.js';

/** `runtime.connectNative`: returns a port at once; every failure is its `onDisconnect`. */
export const connectNativeWith =
  (messenger: Messenger, makePort: PortMaker) =>
  (...args: unknown[]): unknown => {
    const { engine, realm } = messenger;
    const [target] = checkedArguments('runtime.connectNative', args, engine.api, realm);
    const application = applicationOf(target);
    const state = new PortState(messenger, application);
    const port = makePort(state, engine.api.port.nameOf(application));
    state.shownAs(port);
    return port;
  };

/** `runtime.sendNativeMessage`: a host of its own, one message there, the first one back. */
export const sendNativeMessageWith =
  (messenger: Messenger, returnsPromises: boolean) =>
  (...args: unknown[]): unknown => {
    const { engine, realm } = messenger;
    const [target, message, callback] = checkedArguments('runtime.sendNativeMessage', args, engine.api, realm);
    const text = textOf(message, engine, realm);
    if (typeof text !== 'string' && engine.api.reply.messageFault === 'throws') {
      throw 'words' in text
        ? realm.error(engine.api.callError('runtime.sendNativeMessage', { type: 'message', fault: text.words.text }))
        : text.thrown;
    }
    const isUnwanted = wishOf(callback, returnsPromises) === 'nothing' && engine.api.reply.ignoredWhenUnwanted;
    if (isUnwanted && typeof text === 'string') return ask(messenger, applicationOf(target), text, undefined);
    return runAsync(messenger, callback, returnsPromises, (settle) => {
      if (typeof text === 'string') ask(messenger, applicationOf(target), text, settle);
      // What fails at once is reported later all the same, as everything of an asynchronous function is.
      else queueMicrotask(() => settle.failed(rejection(text, messenger)));
    });
  };

/** Without `settle` the connection stays until the host or the context ends it. Source: one_time_message_handler.cc. */
function ask(messenger: Messenger, application: string, text: string, settle: Settle | undefined): void {
  const { engine, realm } = messenger;
  const channel = messenger.open('sendNativeMessage', application, {
    received(reply) {
      if (!settle) return;
      let value: unknown;
      try {
        value = realm.intrinsics.JSON.parse(reply);
      } catch {
        messenger.close(channel, 'MESSAGE_NOT_JSON');
        const error = engine.api.replyErrorText({ code: 'MESSAGE_NOT_JSON', application });
        settle.failed(error, engine.api.reply.argumentsForInvalid);
        return;
      }
      messenger.close(channel);
      settle.done(value);
    },
    closed: (error) => settle?.failed(error ?? engine.api.reply.opaqueText),
  });
  messenger.post(channel, text);
}

function rejection(fault: MessageFault, { engine, realm }: Messenger): string | { readonly thrown: unknown } {
  if ('words' in fault) return fault.words.text;
  const { thrown } = fault;
  if (thrown instanceof realm.intrinsics.Error) return fault;
  const hasMessage = typeof thrown === 'object' && thrown !== null && 'message' in thrown;
  return hasMessage && typeof thrown.message === 'string' ? thrown.message : engine.api.reply.opaqueText;
}

const applicationOf = (target: unknown): string =>
  typeof target === 'object' && target !== null && 'application' in target
    ? String(target.application)
    : String(target);
