import type { Engine, NativeFailure } from './engine.js';

// Sources: Firefox's NativeMessaging.sys.mjs, NativeManifests.sys.mjs, the Subprocess module; texts and times seen in
// Firefox ESR 153 on Linux.
const MIB = 1024 * 1024;

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

export const firefox: Engine = {
  name: 'firefox',
  native: {
    maxBytesFromHost: MIB,
    maxBytesToHost: 0xffffffff,
    unusableManifestFallsThrough: true,
    pathMust: 'be-executable',
    shellRunsPlainText: false,
    argumentsFor: ({ manifestPath, callerId }) => [manifestPath, callerId],
    ignoresSigpipe: true,
    exitPipeDescriptor: 3,
    firstMessageSurvivesEarlyDisconnect: true,
    grace: [
      { afterMs: 3000, signal: 'SIGTERM' },
      { afterMs: 3000, signal: 'SIGKILL' },
    ],
    quitWaitsForHosts: true,
    emptyFrame: 'fatal',
    skipsByteOrderMark: true,
  },
  api: {
    portErrorText: errorText,
    replyErrorText: (failure) => errorText(failure) ?? OPAQUE,
  },
};
