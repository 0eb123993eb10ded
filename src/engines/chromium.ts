import type { Engine, NativeFailureCode } from './engine.js';

// Sources: Chromium's native_message_host.cc, native_message_process_host.cc, launch_context*.cc; texts and times seen
// in Chromium 156 on Linux.
const MIB = 1024 * 1024;

const NOT_FOUND = 'Specified native messaging host not found.';
const EXITED = 'Native host has exited.';
const COMMUNICATION = 'Error when communicating with the native messaging host.';

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

export const chromium: Engine = {
  name: 'chromium',
  native: {
    maxBytesFromHost: MIB,
    maxBytesToHost: 64 * MIB,
    unusableManifestFallsThrough: false,
    pathMust: 'exist',
    shellRunsPlainText: true,
    argumentsFor: ({ callerId, platform }) => [
      `chrome-extension://${callerId}/`,
      ...(platform === 'win32' ? ['--parent-window=0'] : []), // a background has no window
    ],
    ignoresSigpipe: false,
    exitPipeDescriptor: undefined,
    firstMessageSurvivesEarlyDisconnect: false,
    grace: [{ afterMs: 2000, signal: 'SIGKILL' }],
    quitWaitsForHosts: false,
    emptyFrame: 'message',
    skipsByteOrderMark: false,
  },
  api: {
    portErrorText: ({ code }) => TEXTS[code],
    replyErrorText: ({ code }) => TEXTS[code],
  },
};
