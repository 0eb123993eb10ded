import type { ApiFunction, NamespaceName } from '../engines/index.js';
import { checkedArguments } from './arguments.js';
import { runAsync } from './async-function.js';
import type { ContextExtension } from './context-extension.js';
import type { EventMaker } from './event-objects.js';
import { Listeners } from './listeners.js';
import type { Messenger } from './messenger.js';
import { sendMessageWith, sendNativeMessageWith } from './one-time.js';
import { queueMicrotask } from './platform.js';
import type { PortMaker } from './port-objects.js';
import { connectNativeWith, connectWith } from './ports.js';
import type { Realm } from './realm.js';

/** What the objects of one namespace are made from. */
export interface NamespaceParts {
  readonly name: NamespaceName;
  readonly messenger: Messenger;
  readonly extension: ContextExtension;
  readonly makeEvent: EventMaker;
  readonly makePort: PortMaker;
  /** Called with each event of a namespace, under the name by which the browser sends it. */
  readonly listensTo: (event: string, listeners: Listeners) => void;
}

/** One namespace, and what to do when the permissions change or the context ends. */
export interface Namespace {
  readonly members: object;
  permissions(held: readonly string[]): void;
  ended(): void;
}

type ApiCallable = (...args: never[]) => unknown;

/** `chrome` or `browser`: `runtime`, `permissions`, and what the manifest brings into being. */
export function createNamespace(parts: NamespaceParts): Namespace {
  const { messenger, extension } = parts;
  const { engine, realm } = messenger;
  const { manifest_version: version } = extension.manifest;
  const returnsPromises = engine.api.returnsPromises(parts.name, version);
  const native = {
    connectNative: api(messenger, 'connectNative', connectNativeWith(messenger, parts.makePort)),
    sendNativeMessage: api(messenger, 'sendNativeMessage', sendNativeMessageWith(messenger, returnsPromises)),
  };
  const getURL = api(messenger, 'getURL', (...args: unknown[]) => {
    const [path] = checkedArguments('runtime.getURL', args, engine.api, realm);
    return engine.api.resolveUrl(extension.baseUrl, String(path));
  });
  const runtime = realm.object({
    id: extension.id,
    getManifest: api(messenger, 'getManifest', (...args: unknown[]) => {
      checkedArguments('runtime.getManifest', args, engine.api, realm);
      return realm.copy(extension.manifest);
    }),
    getURL,
    connect: api(messenger, 'connect', connectWith(messenger, parts.makePort, extension.id)),
    sendMessage: api(messenger, 'sendMessage', sendMessageWith(messenger, returnsPromises, extension.id)),
    onConnect: createEvent(parts, 'runtime.onConnect'),
    onConnectExternal: createEvent(parts, 'runtime.onConnectExternal'),
    onMessage: createEvent(parts, 'runtime.onMessage'),
    onMessageExternal: createEvent(parts, 'runtime.onMessageExternal'),
  });
  messenger.lastError.showOn(runtime);
  const members = realm.object({
    runtime,
    permissions: createPermissions(parts, returnsPromises),
    ...createAction(parts),
  });
  if (engine.api.hasExtensionLastError(version)) {
    const holder = realm.object({ getURL });
    messenger.lastError.showOn(holder);
    Object.assign(members, { extension: holder });
  }
  return {
    members,
    permissions(held) {
      if (held.includes('nativeMessaging')) Object.assign(runtime, native);
      else for (const key of Object.keys(native)) Reflect.deleteProperty(runtime, key);
    },
    ended() {
      if (engine.api.losesIdWithContext) Object.assign(runtime, { id: undefined });
    },
  };
}

/** A function of the API: of the caller's realm, and dead when its context is. */
function api<Callable extends ApiCallable>(
  messenger: Messenger,
  name: string,
  callable: Callable,
): (...args: Parameters<Callable>) => unknown {
  const { engine, realm } = messenger;
  const shown = realm.function((...args: Parameters<Callable>) => {
    if (!messenger.isAlive) throw realm.error({ name: 'Error', text: engine.api.contextGoneText });
    return callable(...args);
  });
  return engine.api.namesFunctions ? Object.defineProperty(shown, 'name', { value: name, configurable: true }) : shown;
}

/** An event under its full name; the browser may know it by another one. */
function createEvent({ messenger, makeEvent, listensTo }: NamespaceParts, name: string, known = name): object {
  const listeners = new Listeners(messenger);
  listensTo(known, listeners);
  return makeEvent(listeners, name);
}

function createPermissions(parts: NamespaceParts, returnsPromises: boolean): object {
  const { messenger } = parts;
  const { engine, realm } = messenger;
  const asked = (name: ApiFunction, needsUser: boolean): ApiCallable =>
    api(messenger, name.slice(name.indexOf('.') + 1), (...args: unknown[]) => {
      const checked = checkedArguments(name, args, engine.api, realm);
      const isRefused = needsUser && !messenger.isUserActing;
      return runAsync(messenger, checked.pop(), returnsPromises, ({ done, failed }) => {
        if (isRefused) queueMicrotask(() => failed(engine.api.permission.needsGestureText));
        else messenger.call(name, plain(checked, realm), { succeeded: (value) => done(realm.copy(value)), failed });
      });
    });
  return realm.object({
    contains: asked('permissions.contains', false),
    getAll: asked('permissions.getAll', false),
    remove: asked('permissions.remove', false),
    request: asked('permissions.request', true),
    onAdded: createEvent(parts, 'permissions.onAdded'),
    onRemoved: createEvent(parts, 'permissions.onRemoved'),
  });
}

/** The arguments as data that survives a structured clone, whatever else the objects carry. */
const plain = (args: readonly unknown[], realm: Realm): unknown[] => args.map((arg) => realm.copy(arg));

/** `action` in version 3, `browserAction` in version 2: there when the manifest has the key. */
function createAction(parts: NamespaceParts): object {
  const { manifest } = parts.extension;
  const [key, name] = manifest.manifest_version >= 3 ? ['action', 'action'] : ['browser_action', 'browserAction'];
  if (manifest[key] === undefined) return {};
  return {
    [name]: parts.messenger.realm.object({ onClicked: createEvent(parts, `${name}.onClicked`, 'action.onClicked') }),
  };
}
