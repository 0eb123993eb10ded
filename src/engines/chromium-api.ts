import type { AddressedCall, ApiFacts, CallFault, ErrorWords, Thrown, ThrownWhere } from './api-facts.js';
import { chromiumChannel, NOT_SERIALISED } from './chromium-channel.js';
import { chromiumShape } from './chromium-shape.js';
import type { NativeFailureCode } from './failure.js';
import type { ApiFunction } from './parameter.js';

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
  CALLER_IS_CONTENT_SCRIPT: 'Access to native messaging requires nativeMessaging permission.', // does not occur: no function
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

const EXTENSION_ID = /^[a-p]{32}$/;

function callError({ name, parameters }: ApiFunction, fault: CallFault): ErrorWords {
  const signature = parameters.map((each) => `${each.optional ? 'optional ' : ''}${each.label} ${each.name}`);
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

/** Source: messaging_util.cc. */
function extensionIdFault({ api, kind, given, ownId }: AddressedCall): string | undefined {
  if (given === undefined || given === null || given === '') {
    if (ownId !== undefined) return undefined;
    return `chrome.runtime.${api}() called from a webpage must specify an Extension ID (string) for its first argument.`;
  }
  const id = String(given);
  if (!EXTENSION_ID.test(id)) return `Invalid extension id: '${id}'`;
  const isForeign = kind === 'user-script' && id !== ownId;
  return isForeign ? 'User scripts may not message external extensions.' : undefined;
}

export const chromiumApi: ApiFacts = {
  portErrorText: ({ code }) => TEXTS[code],
  replyErrorText: ({ code }) => TEXTS[code],
  scheme: 'chrome-extension',
  resolveUrl: (baseUrl, path) => new URL(baseUrl + path.replace(/^\//, '')).href,
  namespaces: () => 'same-apis',
  returnsPromises: (_namespace, manifestVersion) => manifestVersion >= 3,
  shape: chromiumShape,
  unavailable: () => 'absent',
  membersAreLate: false,
  callError,
  extensionIdFault,
  channel: chromiumChannel,
  port: {
    shape: 'class',
    errorIn: 'runtime.lastError',
    nameOf: () => '',
    unnamedPort: '',
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
    ofArguments: 'conversion',
    scriptArguments: {
      are: 'converted',
      faultAt: (index) => `Error at property 'args': Error at index ${index}: Value is unserializable.`,
    },
    cloneFault: () => ({ name: 'Error', text: NOT_SERIALISED }),
    tooLargeText: (limitBytes) => `Message exceeded maximum allowed size of ${limitBytes / MIB}MiB.`,
  },
  reply: {
    messageFault: 'throws',
    opaqueText: NOT_SERIALISED, // does not occur: the call throws
    rejection: (words) => words,
    ignoredWhenUnwanted: true,
    argumentsForNothing: [],
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
  outlivesExtension: true,
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
