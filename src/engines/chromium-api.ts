import type { ApiFacts, ApiFunction, CallFault, ErrorWords, Parameter, Thrown, ThrownWhere } from './api-facts.js';
import { chromiumChannel, NOT_SERIALISED } from './chromium-channel.js';
import type { NativeFailureCode } from './failure.js';
import { canBeRead, faultInMembers, faultInPermissions, isAnything, isFunction, isObject, isString } from './values.js';

// Sources: Chromium's extensions/renderer (gin_port.cc, event_emitter.cc, api_last_error.cc, api_signature.cc,
// api_invocation_errors.cc, one_time_message_handler.cc, messaging_util.cc, runtime_hooks_delegate.cc), its
// permissions_api.cc and native_message_host.cc; texts as seen in Chromium 156.
const MIB = 1024 * 1024;

const NOT_FOUND = 'Specified native messaging host not found.';
const EXITED = 'Native host has exited.';
const COMMUNICATION = 'Error when communicating with the native messaging host.';
const NOT_IN_MANIFEST = 'Only permissions specified in the manifest may be requested.';

const TEXTS: Record<NativeFailureCode, string> = {
  HOST_NAME_INVALID: 'Invalid native messaging host name specified.',
  PERMISSION_MISSING: 'Access to native messaging requires nativeMessaging permission.',
  BLOCKED_BY_POLICY: 'Access to the native messaging host was disabled by the system administrator.',
  HOST_NOT_FOUND: NOT_FOUND,
  MANIFEST_UNUSABLE: NOT_FOUND,
  CALLER_FORBIDDEN: 'Access to the specified native messaging host is forbidden.',
  PATH_MISSING: NOT_FOUND,
  PATH_NOT_EXECUTABLE: EXITED,
  LAUNCH_FAILED: 'Failed to start native messaging host.',
  HOST_EXITED: EXITED,
  FRAME_TOO_LARGE: COMMUNICATION,
  FRAME_EMPTY: COMMUNICATION, // does not occur: an empty frame is an invalid message here
  MESSAGE_NOT_JSON: 'The sender sent an invalid JSON message; message ignored.',
  READ_FAILED: COMMUNICATION,
  WRITE_FAILED: COMMUNICATION,
};

/** `{application: name}`, the newer form of a host's name. */
const isTarget = (value: object): boolean =>
  Object.entries(value).every(([key, item]) => key === 'application' && isString(item)) && 'application' in value;

const application: Parameter = {
  name: 'application',
  label: '[string|runtime.NativeMessageTarget]',
  takes: (value) => isString(value) || isObject(value),
  faultIn: (value) => (isObject(value) && !isTarget(value) ? 'Value did not match any choice.' : undefined),
};
const message: Parameter = {
  name: 'message',
  label: 'object',
  takes: isObject,
  faultIn: (value) => (canBeRead(value) ? undefined : 'Script threw an error.'),
};
const EXTENSION_ID = /^[a-p]{32}$/;
const extensionId: Parameter = { name: 'extensionId', label: 'string', takes: isString, optional: true };
const options = (name: string, types: Readonly<Record<string, 'string' | 'boolean'>>): Parameter => ({
  name,
  label: 'object',
  takes: isObject,
  optional: true,
  faultIn: (value) =>
    faultInMembers(value, types, {
      key: (key) => `Unexpected property: '${key}'.`,
      type: (key, expected, found) =>
        `Error at property '${key}': Invalid type: expected ${expected}, found ${typeLabel(found)}.`,
    }),
});
const callback: Parameter = { name: 'callback', label: 'function', takes: isFunction, optional: true };
const permissions: Parameter = {
  name: 'permissions',
  label: 'permissions.Permissions',
  takes: isObject,
  faultIn: (value) =>
    faultInPermissions(value, {
      key: (key) => `Unexpected property: '${key}'.`,
      list: (key, found) => `Error at property '${key}': Invalid type: expected array, found ${typeLabel(found)}.`,
      item: (key, index, found) =>
        `Error at property '${key}': Error at index ${index}: Invalid type: expected string, found ${typeLabel(found)}.`,
    }),
};

const PARAMETERS: Record<ApiFunction, readonly Parameter[]> = {
  'runtime.connect': [extensionId, options('connectInfo', { name: 'string', includeTlsChannelId: 'boolean' })],
  'runtime.sendMessage': [
    extensionId,
    { name: 'message', label: 'any', takes: isAnything },
    options('options', { includeTlsChannelId: 'boolean' }),
    { ...callback, takesLast: true },
  ],
  'runtime.connectNative': [application],
  'runtime.sendNativeMessage': [application, message, callback],
  'runtime.getManifest': [],
  'runtime.getURL': [{ name: 'path', label: 'string', takes: isString }],
  'permissions.contains': [permissions, callback],
  'permissions.getAll': [callback],
  'permissions.remove': [permissions, callback],
  'permissions.request': [permissions, callback],
};

/** The names of types in error texts. Source: Chromium, argument_spec.cc. */
function typeLabel(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function callError(name: ApiFunction, fault: CallFault): ErrorWords {
  const signature = PARAMETERS[name].map((each) => `${each.optional ? 'optional ' : ''}${each.label} ${each.name}`);
  return { name: 'TypeError', text: `Error in invocation of ${name}(${signature.join(', ')}): ${reason(fault)}` };
}

const UNCAUGHT: Record<ThrownWhere, string> = {
  listener: 'Error in event handler:',
  callback: 'Error handling response:',
  promise: 'Uncaught (in promise)',
};

/** What the console says of something thrown. Seen in Chromium 156. */
function described({ isError, text, stack, constructorName }: Thrown): string {
  if (isError) return stack ?? text;
  return `Uncaught ${constructorName === undefined ? text : `#<${constructorName}>`}`;
}

function reason(fault: CallFault): string {
  switch (fault.type) {
    case 'mismatch':
      return 'No matching signature.';
    case 'parameter':
      return `Error at parameter '${fault.parameter}': ${fault.fault}`;
    case 'message':
      return fault.fault;
  }
}

export const chromiumApi: ApiFacts = {
  portErrorText: ({ code }) => TEXTS[code],
  replyErrorText: ({ code }) => TEXTS[code],
  scheme: 'chrome-extension',
  resolveUrl: (baseUrl, path) => new URL(baseUrl + path.replace(/^\//, '')).href,
  namespaces: () => 'same-apis',
  returnsPromises: (_namespace, manifestVersion) => manifestVersion >= 3,
  hasExtensionLastError: (manifestVersion) => manifestVersion < 3,
  parameters: PARAMETERS,
  callError,
  extensionIdFault: (id) => (EXTENSION_ID.test(id) ? undefined : `Invalid extension id: '${id}'`),
  channel: chromiumChannel,
  port: {
    shape: 'class',
    errorIn: 'runtime.lastError',
    nameOf: () => '',
    disconnectedText: 'Attempting to use a disconnected port object',
    tellsContextGone: true,
    eventsOverText: (key) => `Failed to read the '${key}' property from 'Object': Extension context invalidated.`,
    invalidMessage: 'dropped',
  },
  event: {
    dispatch: 'in-task',
    filterFault: { name: 'TypeError', text: 'This event does not support filters' },
    notCallableText: '', // does not occur: only functions are taken
    uncaughtText: (where, thrown) => `${UNCAUGHT[where]} ${described(thrown)}`,
    receiver: 'global',
  },
  lastError: {
    none: undefined,
    kind: 'object',
    isAlwaysThere: false,
    uncheckedText: (text) => `Unchecked runtime.lastError: ${text}`,
  },
  serialisation: {
    textOfUndefined: 'null',
    textOfNothing: undefined,
    faultOf: () => ({ name: 'Error', text: NOT_SERIALISED }),
    tooLargeText: (limitBytes) => `Message exceeded maximum allowed size of ${limitBytes / MIB}MiB.`,
  },
  reply: {
    messageFault: 'throws',
    opaqueText: NOT_SERIALISED, // does not occur: the call throws
    rejection: (words) => words,
    ignoredWhenUnwanted: true,
    argumentsForInvalid: [undefined],
  },
  permission: {
    needsGestureText: 'This function must be called during a user gesture',
    mayRequestRequired: true,
    notOptionalText: () => NOT_IN_MANIFEST,
    notOptionalOriginText: () => NOT_IN_MANIFEST,
    cannotRemoveText: 'You cannot remove required permissions.',
    cannotRemoveUnnamedText: NOT_IN_MANIFEST,
    hasDataCollection: false,
  },
  contextGoneText: 'Extension context invalidated.',
  losesIdWithContext: true,
  namesFunctions: true,
  clickArguments: ({ id, windowId, url, title }) => [
    {
      active: true,
      audible: false,
      autoDiscardable: true,
      discarded: false,
      frozen: false,
      groupId: -1,
      height: 720,
      highlighted: true,
      id,
      incognito: false,
      index: 0,
      lastAccessed: 0,
      mutedInfo: { muted: false },
      pinned: false,
      selected: true,
      splitViewId: -1,
      status: 'complete',
      ...(title !== undefined && { title }),
      ...(url !== undefined && { url }),
      width: 1280,
      windowId,
    },
  ],
};
