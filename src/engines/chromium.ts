import { chromiumApi } from './chromium-api.js';
import { chromiumStorage } from './chromium-storage.js';
import { chromiumTabs } from './chromium-tabs.js';
import type { Engine } from './engine.js';
import { chromiumLife } from './life-facts.js';
import { chromiumSelf } from './self-facts.js';

// Sources: Chromium's native_message_host.cc, native_message_process_host.cc, launch_context*.cc; texts and times seen
// in Chromium 156 on Linux.
const MIB = 1024 * 1024;

export const chromium: Engine = {
  name: 'chromium',
  native: {
    family: 'chromium',
    maxBytesFromHost: MIB,
    maxBytesToHost: 64 * MIB,
    unusableManifestFallsThrough: false,
    pathMust: 'exist',
    shellRunsPlainText: true,
    argumentsFor: ({ callerId, platform }) => [
      `chrome-extension://${callerId}/`,
      ...(platform === 'win32' ? ['--parent-window=0'] : []), // a background has no window
    ],
    windowsShellRuns: (path) => !/\.exe$/i.test(path), // an .exe too, unless policy or roll-out say otherwise: same host
    ignoresSigpipe: false,
    exitPipeDescriptor: undefined,
    firstMessageSurvivesEarlyDisconnect: false,
    grace: [{ afterMs: 2000, signal: 'SIGKILL' }],
    stdoutAtEnd: 'closed',
    quitWaitsForHosts: false,
    emptyFrame: 'message',
    skipsByteOrderMark: false,
  },
  api: chromiumApi,
  tabs: chromiumTabs,
  life: chromiumLife,
  storage: chromiumStorage,
  self: chromiumSelf,
};
