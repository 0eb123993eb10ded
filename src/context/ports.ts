import { checkedArguments } from './arguments.js';
import type { ContextTarget, HostTarget } from './bridge.js';
import type { Messenger } from './messenger.js';
import type { PortMaker } from './port-objects.js';
import { type PortLine, PortState } from './port-state.js';

/** `runtime.connectNative`: returns a port at once; every failure is its `onDisconnect`. */
export const connectNativeWith =
  (messenger: Messenger, makePort: PortMaker) =>
  (...args: unknown[]): unknown => {
    const { engine, realm } = messenger;
    const [given] = checkedArguments('runtime.connectNative', args, engine.api, realm);
    const application = applicationOf(given);
    const target: HostTarget = { api: 'connectNative', application };
    const line: PortLine = {
      format: messenger.hostFormat,
      connect: (end) => messenger.open(target, end),
      invalidText: () => engine.api.portErrorText({ code: 'MESSAGE_NOT_JSON', application }),
    };
    return createPort(messenger, makePort, line, engine.api.port.nameOf(application));
  };

/** `runtime.connect`: a port to the other contexts of an extension, by default of the own one. */
export const connectWith =
  (messenger: Messenger, makePort: PortMaker, ownId: string) =>
  (...args: unknown[]): unknown => {
    const { engine, realm } = messenger;
    const [id, info] = checkedArguments('runtime.connect', args, engine.api, realm);
    const extension = targetOf(id, ownId);
    const fault = engine.api.extensionIdFault(extension);
    if (fault !== undefined) throw realm.error(engine.api.callError('runtime.connect', { type: 'message', fault }));
    const target: ContextTarget = { api: 'connect', extension, name: nameIn(info) };
    const line: PortLine = {
      format: messenger.contextFormat,
      connect: (end) => messenger.open(target, end),
    };
    return createPort(messenger, makePort, line, target.name);
  };

/** The port that another context has opened. */
export function receivePort(
  messenger: Messenger,
  makePort: PortMaker,
  channel: number,
  { name, sender }: { readonly name: string; readonly sender: unknown },
): object {
  const line: PortLine = {
    format: messenger.contextFormat,
    connect: (end) => {
      messenger.take(channel, end);
      return channel;
    },
  };
  return createPort(messenger, makePort, line, name, sender);
}

function createPort(messenger: Messenger, makePort: PortMaker, line: PortLine, name: string, sender?: unknown): object {
  const state = new PortState(messenger, line);
  const port = makePort(state, { name, sender });
  state.shownAs(port);
  return port;
}

export const applicationOf = (target: unknown): string =>
  typeof target === 'object' && target !== null && 'application' in target
    ? String(target.application)
    : String(target);

/** The id of the extension that a call means. */
export const targetOf = (id: unknown, ownId: string): string =>
  id === undefined || id === null || id === '' ? ownId : String(id);

const nameIn = (info: unknown): string =>
  typeof info === 'object' && info !== null && 'name' in info && typeof info.name === 'string' ? info.name : '';
