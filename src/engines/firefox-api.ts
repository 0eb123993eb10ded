import type { ApiFacts, CallFault, ErrorWords, MessageCall } from './api-facts.js';
import type { ContextKind } from './channel-facts.js';
import type { NativeFailure } from './failure.js';
import { firefoxChannel } from './firefox-channel.js';
import { firefoxShape } from './firefox-shape.js';
import type { ApiFunction } from './parameter.js';
import { isObject, isString } from './values.js';

// Sources: Firefox's ExtensionChild.sys.mjs, ExtensionCommon.sys.mjs, Schemas.sys.mjs, NativeMessaging.sys.mjs,
// schemas/runtime.json, parent/ext-permissions.js; texts as seen in Firefox ESR 153.
const OPAQUE = 'An unexpected error occurred';

/** undefined: the other side closed in peace, as far as an extension can tell. */
function errorText({ code, application, bytes, limitBytes }: NativeFailure): string | undefined {
  switch (code) {
    case 'HOST_NAME_INVALID': // thrown by the call itself, before anything is looked up
    case 'PERMISSION_MISSING':
    case 'BLOCKED_BY_POLICY':
    case 'HOST_NOT_FOUND':
    case 'MANIFEST_UNUSABLE':
    case 'CALLER_FORBIDDEN':
      return `No such native application ${application}`;
    case 'FRAME_TOO_LARGE':
      return `Native application tried to send a message of ${bytes} bytes, which exceeds the limit of ${limitBytes} bytes.`;
    case 'HOST_EXITED':
    case 'WRITE_FAILED':
      return undefined;
    default:
      return OPAQUE;
  }
}

const error = (text: string): ErrorWords => ({ name: 'Error', text });

function callError({ name }: ApiFunction, fault: CallFault): ErrorWords {
  switch (fault.type) {
    case 'mismatch':
      return error(`Incorrect argument types for ${name}.`);
    case 'parameter':
      return error(`Type error for parameter ${fault.parameter} (${fault.fault}) for ${name}.`);
    case 'message':
      return error(fault.fault);
  }
}

/** Sources: child/ext-runtime.js; for user scripts, whose faults are thrown, ExtensionUserScriptsContent.sys.mjs. */
function readMessageCall(given: readonly unknown[], kind: ContextKind): MessageCall {
  const callback = typeof given.at(-1) === 'function' ? given.at(-1) : undefined;
  const args = callback === undefined ? given : given.slice(0, -1);
  const isUserScript = kind === 'user-script';
  const wrong = (what: string): MessageCall => ({
    callback,
    fault: `runtime.sendMessage${what}`,
    ...(isUserScript && { throws: true }),
  });
  const isEmpty = (options: unknown): boolean =>
    options === undefined || options === null || (isObject(options) && Object.keys(options).length === 0);
  if (args.length === 0) return wrong("'s message argument is missing");
  const [first, second, third, fourth] = args;
  if (args.length === 1) return { message: first, callback };
  if (isUserScript) return wrong(' received too many arguments');
  if (args.length === 2 && isEmpty(second)) return { message: first, callback };
  if (!isEmpty(third)) return wrong("'s options argument is invalid");
  if (args.length === 4 && fourth) return wrong("'s last argument is not a function");
  if (args.length > 4 || (args.length === 4 && callback !== undefined)) return wrong(' received too many arguments');
  if (first && !isString(first)) return wrong("'s extensionId argument is invalid");
  return { extensionId: first, message: second, callback };
}

export const firefoxApi: ApiFacts = {
  portErrorText: errorText,
  replyErrorText: (failure) => errorText(failure) ?? OPAQUE,
  scheme: 'moz-extension',
  resolveUrl: (baseUrl, path) => baseUrl + path.replace(/^\//, ''),
  namespaces: (manifestVersion) => (manifestVersion >= 3 ? 'one' : 'separate'),
  returnsPromises: (namespace, manifestVersion) => namespace === 'browser' || manifestVersion >= 3,
  shape: firefoxShape,
  unavailable: (kind) => (kind === 'user-script' ? 'absent' : 'undefined'),
  membersAreLate: true,
  callError,
  readMessageCall,
  extensionIdFault: ({ kind, given }) =>
    kind === 'user-script' && given !== undefined && given !== null ? 'extensionId is not supported' : undefined,
  channel: firefoxChannel,
  port: {
    shape: 'plain',
    errorIn: 'port.error',
    nameOf: (name) => name,
    unnamedPort: null,
    disconnectedText: 'Attempt to postMessage on disconnected port',
    tellsContextGone: false,
    eventsOverText: () => '', // does not occur: they are there from the start
    invalidMessage: 'closes',
  },
  event: {
    dispatch: 'microtasks',
    listenerFault: (event, fault) =>
      error(fault === 'not-a-function' ? `Invalid listener for ${event}.` : `Incorrect argument types for ${event}.`),
    notCallableText: 'TypeError: callback is not a function',
    uncaughtText: (_where, { isError, text }) => {
      if (!isError) return `uncaught exception: ${text}`;
      return /^\w+$/.test(text) ? `${text}: ` : text; // an error without a message
    },
    receiver: 'null',
  },
  lastError: {
    none: null,
    kind: 'error',
    isAlwaysThere: true,
    uncheckedText: (text) => `Unchecked lastError value: Error: ${text}`,
  },
  serialisation: {
    textOfUndefined: '',
    textOfNothing: '',
    faultOf: (problem) => {
      if (problem === 'cyclic') return { name: 'TypeError', text: 'cyclic object value', isForeign: true };
      if (problem === 'bigint')
        return { name: 'TypeError', text: "BigInt value can't be serialized in JSON", isForeign: true };
      return undefined;
    },
    ofArguments: 'clone',
    scriptArguments: { are: 'json', failedText: 'Unserializable arguments.' },
    tooLargeText: () => 'Write too big',
    cloneFault: (problem) => {
      switch (problem.type) {
        case 'symbol':
          return { name: 'InvalidStateError', text: 'An exception was thrown' };
        case 'symbol-inside':
          return { name: 'DataCloneError', text: 'unsupported type for structured data' };
        case 'object':
          return { name: 'DataCloneError', text: `${problem.className} object could not be cloned.` };
      }
    },
  },
  reply: {
    messageFault: 'rejects',
    opaqueText: OPAQUE,
    rejection: (words) => {
      if (words.name === 'DataCloneError') return words;
      return error(words.name === 'InvalidStateError' ? OPAQUE : words.text);
    },
    ignoredWhenUnwanted: false,
    argumentsForNothing: [undefined],
    argumentsForInvalid: [],
  },
  permission: {
    needsGestureText: 'permissions.request may only be called from a user input handler',
    mayRequestRequired: false,
    notOptionalText: (name) => `Cannot request permission ${name} since it was not declared in optional_permissions`,
    notOptionalOriginText: (origin) =>
      `Cannot request origin permission for ${origin} since it was not declared in the manifest`,
    cannotRemoveText: undefined,
    cannotRemoveUnnamedText: undefined,
    hasDataCollection: true,
  },
  contextGoneText: OPAQUE,
  outlivesExtension: false,
  namesFunctions: false,
  clickArguments: ({ id, windowId, url, title }) => [
    {
      id,
      index: 0,
      windowId,
      highlighted: true,
      active: true,
      attention: false,
      pinned: false,
      status: 'complete',
      hidden: false,
      discarded: false,
      incognito: false,
      width: 1280,
      height: 720,
      lastAccessed: 0,
      audible: false,
      autoDiscardable: true,
      mutedInfo: { muted: false },
      sharingState: { camera: false, microphone: false },
      successorTabId: -1,
      groupId: -1,
      splitViewId: -1,
      cookieStoreId: 'firefox-default',
      ...(url !== undefined && { url }),
      ...(title !== undefined && { title }),
    },
    { button: 0, modifiers: [] },
  ],
};
