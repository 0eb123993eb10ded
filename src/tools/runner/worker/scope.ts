import os from 'node:os';
import process from 'node:process';
import type { BackgroundSetup } from '../background-setup.js';
import type { ExtensionFiles } from '../extension-files.js';
import { type BackgroundDocument, createDocument } from './document.js';
import { WORDS } from './engine-words.js';
import { createFetch } from './extension-fetch.js';
import {
  createEventScope,
  ErrorEvent,
  type EventScope,
  ExtendableEvent,
  InstallEvent,
  PromiseRejectionEvent,
} from './global-events.js';
import type { HeldTime } from './held-time.js';
import { createLocation } from './location.js';
import { createTimers } from './timers.js';

const WORKER_EVENTS = ['install', 'activate', 'message', 'messageerror', 'fetch'];
const PAGE_EVENTS = ['load', 'beforeunload', 'unload', 'pagehide', 'pageshow', 'message', 'messageerror'];
const ALL_EVENTS = ['error', 'unhandledrejection', 'rejectionhandled', 'online', 'offline'];

type WorkerState = 'parsed' | 'installing' | 'installed' | 'activating' | 'activated';

export interface ScopeParts {
  readonly setup: BackgroundSetup;
  readonly files: ExtensionFiles;
  readonly console: object;
  readonly api: { readonly chrome: unknown; readonly browser: unknown };
  readonly refuseText: (name: string) => void;
  /** The time where it is held; undefined: it goes by itself. */
  readonly held: HeldTime | undefined;
}

export interface GlobalScope {
  readonly events: EventScope;
  /** Pages only. */
  readonly page: BackgroundDocument | undefined;
  /** What `serviceWorker.state` says from now on. */
  becomeWorker(state: WorkerState): void;
}

/** Turns this realm's `globalThis` into the global scope of a background: a service worker's, or a page's `window`. */
export function installScope({ setup, files, console, api, refuseText, held }: ScopeParts): GlobalScope {
  const isWorker = setup.background.kind === 'service-worker';
  const events = createEventScope(globalThis, [...ALL_EVENTS, ...(isWorker ? WORKER_EVENTS : PAGE_EVENTS)]);
  const location = createLocation(setup.url);
  const page = isWorker ? undefined : createDocument(setup.url, location);

  let state: WorkerState = 'parsed';

  class Scope extends EventTarget {}
  Object.defineProperty(Scope, 'name', { value: isWorker ? 'ServiceWorkerGlobalScope' : 'Window' });
  Object.defineProperty(Scope.prototype, Symbol.toStringTag, { value: Scope.name, configurable: true });
  Object.setPrototypeOf(globalThis, Scope.prototype);
  Object.defineProperties(globalThis, events.members);
  define({
    self: globalThis,
    location,
    navigator: createNavigator(setup),
    console,
    fetch: createFetch(files, setup.url),
    reportError: (error: unknown) => {
      queueMicrotask(() => {
        throw error;
      });
    },
    isSecureContext: true,
    origin: setup.url.replace(/^([^/]+\/\/[^/]+).*$/, '$1'),
    chrome: api.chrome,
    browser: api.browser,
    ErrorEvent,
    PromiseRejectionEvent,
    [Scope.name]: Scope,
  });
  Object.assign(globalThis, createTimers(refuseText, held)); // assigned, because Node goes on using its own
  held?.install(globalThis);
  if (page)
    define({ window: globalThis, parent: globalThis, top: globalThis, frames: globalThis, document: page.document });
  else define({ ExtendableEvent, InstallEvent, ...serviceWorkerMembers(setup, () => state) });
  return {
    events,
    page,
    becomeWorker(next) {
      state = next;
    },
  };
}

function define(members: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
  }
}

function createNavigator({ engine, background }: BackgroundSetup): object {
  const { userAgent, vendor } = WORDS[engine];
  const text = userAgent(process.platform);
  const language = Intl.DateTimeFormat().resolvedOptions().locale;
  return Object.freeze({
    userAgent: text,
    appVersion: text.replace(/^Mozilla\//, ''),
    appName: 'Netscape',
    appCodeName: 'Mozilla',
    product: 'Gecko',
    ...(background.kind === 'service-worker' ? {} : { vendor }),
    platform: { darwin: 'MacIntel', win32: 'Win32' }[process.platform as string] ?? 'Linux x86_64',
    language,
    languages: Object.freeze([language]),
    onLine: true,
    hardwareConcurrency: os.availableParallelism(),
    [Symbol.toStringTag]: background.kind === 'service-worker' ? 'WorkerNavigator' : 'Navigator',
  });
}

/** What the events `install` and `activate` commonly call. There are no pages yet that a worker could control. */
function serviceWorkerMembers({ extension, url }: BackgroundSetup, state: () => WorkerState): Record<string, unknown> {
  const worker = Object.freeze({
    scriptURL: url,
    get state() {
      return state();
    },
  });
  return {
    skipWaiting: async () => undefined,
    clients: Object.freeze({ claim: async () => undefined, matchAll: async () => [], get: async () => undefined }),
    registration: Object.freeze({ scope: extension.baseUrl, active: worker, installing: null, waiting: null }),
    serviceWorker: worker,
  };
}
