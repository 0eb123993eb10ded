import type { Engine } from './engine.js';
import { firefoxApi } from './firefox-api.js';
import { firefoxStorage } from './firefox-storage.js';
import { firefoxTabs } from './firefox-tabs.js';
import { firefoxLife } from './life-facts.js';
import { firefoxSelf } from './self-facts.js';

// Sources: Firefox's NativeMessaging.sys.mjs, NativeManifests.sys.mjs, the Subprocess module; texts and times seen in
// Firefox ESR 153 on Linux.
const MIB = 1024 * 1024;

export const firefox: Engine = {
  name: 'firefox',
  native: {
    family: 'gecko',
    maxBytesFromHost: MIB,
    maxBytesToHost: 0xffffffff,
    unusableManifestFallsThrough: true,
    pathMust: 'be-executable',
    shellRunsPlainText: false,
    argumentsFor: ({ manifestPath, callerId }) => [manifestPath, callerId],
    windowsShellRuns: (path) => /\.(?:bat|cmd)$/i.test(path),
    ignoresSigpipe: true,
    exitPipeDescriptor: 3,
    firstMessageSurvivesEarlyDisconnect: true,
    grace: [
      { afterMs: 3000, signal: 'SIGTERM' },
      { afterMs: 3000, signal: 'SIGKILL' },
    ],
    stdoutAtEnd: 'kept',
    quitWaitsForHosts: true,
    emptyFrame: 'fatal',
    skipsByteOrderMark: true,
  },
  api: firefoxApi,
  tabs: firefoxTabs,
  life: firefoxLife,
  storage: firefoxStorage,
  self: firefoxSelf,
};
