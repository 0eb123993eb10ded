/** Something that shows that a background is in use. */
export type LifeSign =
  /** An event of a namespace was delivered to it. */
  | 'event'
  /** It was offered a port. */
  | 'port-offered'
  /** A message on a port was delivered to it. */
  | 'port-message'
  /** It sent a message on a port. */
  | 'port-post'
  /** A one-time message was delivered to it. */
  | 'message'
  /** It called a function that the browser answers. */
  | 'call';

/** Something that is under way, for as long as it is. */
export type LifeHold =
  /** The listeners of an event are running. */
  | 'event'
  /** A port to a host is open. */
  | 'native-port'
  /** `sendNativeMessage` waits for its answer. */
  | 'native-message'
  /** A port to or from another context is open. */
  | 'port'
  /** A one-time message was delivered to it and not yet answered. */
  | 'message'
  /** It has sent a one-time message and waits for the answer. */
  | 'own-message'
  /** A function that it called was not yet answered. */
  | 'call';

/** How a background sleeps. */
export interface SleepFacts {
  /** It is put to sleep after so many milliseconds without any sign of use. */
  readonly idleMs: number;
  /** What makes the idle time begin anew. */
  readonly restartedBy: readonly LifeSign[];
  /** Whether a call of this function, such as `storage.local.get`, counts as one. */
  countsCall(method: string): boolean;
  /** What keeps it awake. */
  readonly keptAwakeBy: readonly LifeHold[];
  /**
   * The idle time does not run while something keeps it awake, and begins when that ends; or it runs all the time, and
   * begins anew when it ends while something keeps it awake.
   */
  readonly holdsAre: 'waited-for' | 'asked-at-the-end';
  /** It is stopped when one of these is under way for so many milliseconds; undefined: it may take as long as it likes. */
  readonly longest?: { readonly ms: number; readonly of: readonly LifeHold[] };
  /** Whether `runtime.onSuspend` comes before it sleeps, and for how many milliseconds it may still be called back. */
  readonly suspend?: { readonly graceMs: number };
  /** Whether an event wakes it for which it did not listen again when it was last started. */
  readonly remembersListeners: boolean;
}

/** Why an extension is started for the first time. */
export type InstallReason = 'install' | 'update';

/** When backgrounds sleep, wake and start. Read by `browser`. */
export interface LifeFacts {
  readonly worker: SleepFacts;
  /** A background page that is not persistent. */
  readonly eventPage: SleepFacts;
  /**
   * What a port is sent while its receiver wakes comes in order with all else that waits, or when everything else has come
   * that waits.
   */
  readonly waitingPortMessages: 'in-order' | 'last';
  /** What the listeners of `runtime.onInstalled` get. `previousVersion` is there with `update`. */
  installedDetails(reason: InstallReason, previousVersion?: string): Readonly<Record<string, unknown>>;
}

const MINUTE_MS = 60_000;
const ALL_SIGNS: readonly LifeSign[] = ['event', 'port-offered', 'port-message', 'port-post', 'message', 'call'];

/**
 * The worker as seen in Chromium 156; sources: extension_message_port.cc, "The extension service worker lifecycle". The event
 * page, which it no longer runs, from process_manager.cc.
 */
export const chromiumLife: LifeFacts = {
  worker: {
    idleMs: 30_000,
    restartedBy: ALL_SIGNS,
    countsCall: () => true,
    keptAwakeBy: ['event', 'native-port', 'native-message', 'message', 'own-message', 'call'],
    holdsAre: 'waited-for',
    longest: { ms: 5 * MINUTE_MS, of: ['event', 'message', 'own-message', 'call'] },
    remembersListeners: true,
  },
  eventPage: {
    idleMs: 10_000,
    restartedBy: ALL_SIGNS,
    countsCall: () => true,
    keptAwakeBy: ['event', 'native-port', 'native-message', 'port', 'message', 'own-message', 'call'],
    holdsAre: 'waited-for',
    suspend: { graceMs: 5000 },
    remembersListeners: true,
  },
  waitingPortMessages: 'in-order',
  installedDetails: (reason, previousVersion) => ({
    ...(previousVersion !== undefined && { previousVersion }),
    reason,
  }),
};

const firefoxEventPage: SleepFacts = {
  idleMs: 30_000,
  restartedBy: ['event', 'port-offered', 'port-message', 'message', 'call'],
  countsCall: (method) => !method.startsWith('storage.local.'), // which its own process answers
  keptAwakeBy: ['native-port', 'native-message'],
  holdsAre: 'asked-at-the-end',
  suspend: { graceMs: 0 },
  remembersListeners: false,
};

/** Seen in Firefox ESR 153; sources: ext-backgroundPage.js, ext-runtime.js. */
export const firefoxLife: LifeFacts = {
  worker: firefoxEventPage, // does not occur: it runs no workers
  eventPage: firefoxEventPage,
  waitingPortMessages: 'last',
  installedDetails: (reason, previousVersion) => ({
    reason,
    ...(previousVersion !== undefined && { previousVersion }),
    temporary: true, // as an unpacked extension is
  }),
};
