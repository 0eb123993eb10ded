import type { ApiCall, ApiCallable } from './api-parts.js';
import { checkedArguments, ownMembers } from './arguments.js';
import type { Addressee, ContextApi, HostTarget, PortName } from './bridge.js';
import { isWebPage } from './context-extension.js';
import type { Messenger } from './messenger.js';
import type { PortMaker } from './port-objects.js';
import { type PortLine, PortState } from './port-state.js';

/** `runtime.connectNative`: returns a port at once; every failure is its `onDisconnect`. */
export const connectNativeWith =
  ({ messenger, makePort, called }: ApiCall): ApiCallable =>
  (...args) => {
    const { engine } = messenger;
    const [given] = checkedArguments(messenger, called, args);
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
  (call: ApiCall): ApiCallable =>
  (...args) => {
    const [given, info] = checkedArguments(call.messenger, call.called, args);
    return openPort(call, { extension: extensionFor(call, 'connect', given) }, nameIn(info));
  };

/** `tabs.connect`: a port to the own extension's contexts in a tab, in all frames or in one. */
export const connectTabWith =
  (call: ApiCall): ApiCallable =>
  (...args) => {
    const [tab, info] = checkedArguments(call.messenger, call.called, args);
    const { unnamedPort } = call.messenger.engine.api.port;
    return openPort(call, tabFor(tab, info), info === undefined ? '' : nameIn(info, unnamedPort));
  };

function openPort({ messenger, makePort }: ApiCall, to: Addressee, name: PortName): object {
  const line: PortLine = {
    format: messenger.formatFor(to),
    connect: (end) => messenger.open({ api: 'connect', ...to, name }, end),
  };
  return createPort(messenger, makePort, line, name);
}

/** The port that another context has opened. */
export function receivePort(
  messenger: Messenger,
  makePort: PortMaker,
  channel: number,
  { name, sender }: { readonly name: PortName; readonly sender: unknown },
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

function createPort(
  messenger: Messenger,
  makePort: PortMaker,
  line: PortLine,
  name: PortName,
  sender?: unknown,
): object {
  const state = new PortState(messenger, line);
  const port = makePort(state, { name, sender });
  state.shownAs(port);
  return port;
}

export const applicationOf = (target: unknown): string =>
  typeof target === 'object' && target !== null && 'application' in target
    ? String(target.application)
    : String(target);

/** The id of the extension that a call means. Throws the engine's error when it may not mean it. */
export function extensionFor({ messenger, owner, called }: ApiCall, api: ContextApi, given: unknown): string {
  const { engine, realm } = messenger;
  const ownId = isWebPage(owner) ? undefined : owner.id;
  const fault = engine.api.extensionIdFault({ api, kind: owner.kind ?? 'background', given, ownId });
  if (fault !== undefined) throw realm.error(engine.api.callError(called, { type: 'message', fault }));
  return given === undefined || given === null || given === '' ? (ownId ?? '') : String(given);
}

/** The documents that a call means: of a whole tab, of a frame, or one. */
export function tabFor(tab: unknown, options: unknown): Addressee {
  const { frameId, documentId } = ownMembers(options);
  return {
    tab: Number(tab),
    ...(typeof frameId === 'number' && { frameId }),
    ...(typeof documentId === 'string' && { documentId }),
  };
}

function nameIn(info: unknown, unnamed: PortName = ''): PortName {
  const { name } = ownMembers(info);
  return typeof name === 'string' ? name : unnamed;
}
