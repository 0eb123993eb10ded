import type { FunctionShape } from '../engines/index.js';
import type { ApiCall, ApiCallable, ApiParts } from './api-parts.js';
import { checkedArguments } from './arguments.js';
import { runAsync } from './async-function.js';
import { cloneIn } from './clone.js';
import { isWebPage } from './context-extension.js';
import { messageOf } from './describe-thrown.js';
import { MessageFault } from './message-fault.js';
import { sendMessageWith, sendNativeMessageWith, sendTabMessageWith } from './one-time.js';
import { plainOf } from './plain-data.js';
import { queueMicrotask } from './platform.js';
import { connectNativeWith, connectTabWith, connectWith } from './ports.js';
import { scriptFor } from './script-injection.js';

/** What does more than ask the browser. */
const SPECIAL: Readonly<Record<string, (call: ApiCall) => ApiCallable>> = {
  'runtime.connect': connectWith,
  'runtime.connectNative': connectNativeWith,
  'runtime.sendMessage': sendMessageWith,
  'runtime.sendNativeMessage': sendNativeMessageWith,
  'tabs.connect': connectTabWith,
  'tabs.sendMessage': sendTabMessageWith,
  'runtime.getManifest': (call) => ownFact(call, ({ manifest }) => call.messenger.realm.copy(manifest)),
  'runtime.getVersion': (call) => ownFact(call, ({ manifest }) => manifest.version),
  'runtime.getURL': (call) => getUrl(call),
  'extension.getURL': (call) => getUrl(call),
  'i18n.getMessage': (call) => ownFact(call, ({ baseUrl }, [name]) => PREDEFINED.get(String(name))?.(baseUrl) ?? ''),
  'i18n.getUILanguage': (call) => ownFact(call, () => UI_LANGUAGE),
  'extension.isAllowedIncognitoAccess': (call) => asked(call, { answer: false }),
  'runtime.reload': (call) => commanded(call),
  'permissions.request': (call) => asked(call, { needsUser: true }),
  'scripting.executeScript': (call) => asked(call, { prepare: (args) => scriptFor(call, args) }),
};

const UI_LANGUAGE = 'en-US'; // as both browsers are delivered

/** Messages that every extension has. Source: MDN, "Internationalization", predefined messages. */
const PREDEFINED: ReadonlyMap<string, (baseUrl: string) => string> = new Map([
  ['@@extension_id', (baseUrl: string) => baseUrl.replace(/^.*:\/\/|\/$/g, '')], // Firefox: not its id
  ['@@ui_locale', () => UI_LANGUAGE.replace('-', '_')],
  ['@@bidi_dir', () => 'ltr'],
  ['@@bidi_reversed_dir', () => 'rtl'],
  ['@@bidi_start_edge', () => 'left'],
  ['@@bidi_end_edge', () => 'right'],
]);

/** A function of the API: of the caller's realm, and dead when its context is. */
export function createFunction(parts: ApiParts, path: string, shape: FunctionShape): ApiCallable {
  const { messenger, owner } = parts;
  const { engine, realm } = messenger;
  const version = isWebPage(owner) ? 3 : owner.manifest.manifest_version;
  const call: ApiCall = {
    ...parts,
    path,
    called: { name: shape.called ?? path, parameters: shape.parameters },
    returnsPromises: engine.api.returnsPromises(parts.name, version),
  };
  const callable = (SPECIAL[path] ?? asked)(call);
  const shown = realm.function((...args: unknown[]) => {
    if (!messenger.isAlive) throw realm.error({ name: 'Error', text: engine.api.contextGoneText });
    return callable(...args);
  });
  if (!engine.api.namesFunctions) return shown;
  return Object.defineProperty(shown, 'name', { value: path.slice(path.lastIndexOf('.') + 1), configurable: true });
}

interface Asking {
  /** Whether only what the user does may call it. */
  readonly needsUser?: boolean;
  /** Known without the browser. */
  readonly answer?: unknown;
  /** Makes plain data of the arguments, or says why the call fails. Default: a copy of each. */
  prepare?(args: readonly unknown[]): readonly unknown[] | { readonly failed: string };
}

/** Asks the browser, by the function's own name. */
function asked(call: ApiCall, how: Asking = {}): ApiCallable {
  const { messenger, path, returnsPromises } = call;
  const { realm, engine } = messenger;
  const { argumentsForNothing } = engine.api.reply;
  const prepare = how.prepare ?? ((args) => plainArguments(call, args));
  return (...args) => {
    const checked = checkedArguments(messenger, call.called, args);
    const callback = checked.pop();
    const plain = prepare(checked);
    const isRefused = how.needsUser === true && !messenger.isUserActing;
    return runAsync(messenger, callback, returnsPromises, ({ done, failed }) => {
      const succeeded = (value: unknown): void =>
        value === undefined ? done(value, argumentsForNothing) : done(cloneIn(value, realm));
      if (isRefused) queueMicrotask(() => failed(engine.api.permission.needsGestureText));
      else if ('failed' in plain) queueMicrotask(() => failed(plain.failed));
      else if ('answer' in how) queueMicrotask(() => succeeded(how.answer));
      else messenger.call(path, plain, { succeeded, failed });
    });
  };
}

/** Tells the browser to do something that has no arguments; nobody hears how it went. */
const commanded = (call: ApiCall): ApiCallable => {
  const ignored = { succeeded: () => undefined, failed: () => undefined };
  return (...args) => {
    checkedArguments(call.messenger, call.called, args);
    call.messenger.call(call.path, [], ignored);
  };
};

/** Answers at once from what the context knows of its extension. */
function ownFact(call: ApiCall, answer: (owner: OwnFacts, checked: readonly unknown[]) => unknown): ApiCallable {
  const { messenger, owner } = call;
  return (...args) => {
    const checked = checkedArguments(messenger, call.called, args);
    return isWebPage(owner) ? undefined : answer(owner, checked);
  };
}
type OwnFacts = Exclude<ApiParts['owner'], { kind: 'web-page' }>;

const getUrl = (call: ApiCall): ApiCallable =>
  ownFact(call, ({ baseUrl }, [path]) => call.messenger.engine.api.resolveUrl(baseUrl, String(path)));

/** The arguments as data that survives a structured clone, whatever else the objects carry. */
function plainArguments(
  { messenger: { engine, realm } }: ApiCall,
  checked: readonly unknown[],
): unknown[] | { readonly failed: string } {
  const plain = checked.map((argument) => plainOf(argument, engine));
  const fault = plain.find((argument) => argument instanceof MessageFault);
  if (!fault) return plain;
  const thrown = fault.toThrow(realm);
  return { failed: fault.words ? String(thrown) : (messageOf(thrown) ?? engine.api.reply.opaqueText) };
}
