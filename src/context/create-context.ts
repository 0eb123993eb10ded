import type { Engine } from '../engines/index.js';
import { ApiObjects } from './api-objects.js';
import type { ApiParts } from './api-parts.js';
import type { ExtensionApi } from './api-types.js';
import type { ContextEnd } from './bridge.js';
import { cloneIn } from './clone.js';
import { type ContextOwner, isWebPage } from './context-extension.js';
import { classEvents, plainEvents } from './event-objects.js';
import { Messenger } from './messenger.js';
import { NamespaceEvents } from './namespace-events.js';
import { receiveOffer } from './offers.js';
import { classPorts, plainPorts } from './port-objects.js';
import { type ErrorMakers, type Intrinsics, Realm } from './realm.js';
import { platformTasks, type TaskQueue } from './task-queue.js';

export interface ContextOptions {
  readonly engine: Engine;
  readonly bridge: ContextEnd;
  /** Whose context it is, and of which kind. */
  readonly extension: ContextOwner;
  /** Built-in objects of the realm that the extension's code lives in. Default: the caller's own. */
  readonly realm?: Intrinsics;
  /**
   * A realm that is not the extension's, for the few errors that Firefox makes in its own: what JSON cannot say throws a
   * `TypeError` there that is no `instanceof TypeError`. Asked for when one is needed. Default: the extension's realm.
   */
  readonly browserRealm?: () => ErrorMakers;
  /** Where messages become tasks. Default: the platform's queue. */
  readonly tasks?: TaskQueue;
  /**
   * Gets what a listener or a callback of extension code threw. Default: it is thrown again in a microtask of its own, so
   * that it reaches `error` of a page, `uncaughtException` of Node, or the failure of a test.
   */
  readonly onUncaughtError?: (error: unknown) => void;
}

export interface ExtensionContext<Api = ExtensionApi> {
  readonly chrome: Api;
  readonly browser: Api;
  /** Ends the context, as when its page is closed: its ports are gone, the hosts see the end of their input. */
  dispose(): void;
}

/**
 * Makes the `chrome` and `browser` objects of one script context. The other end of the bridge answers them. When that
 * end closes, the context is over, as when its extension was removed.
 */
export function createContext<Api = ExtensionApi>(options: ContextOptions): ExtensionContext<Api> {
  const { engine, bridge, extension, tasks = platformTasks(), onUncaughtError = throwLater } = options;
  const realm = new Realm(options.realm ?? globalThis, options.browserRealm);
  const messenger = new Messenger({ engine, realm, bridge, tasks, onUncaughtError, owner: extension });
  const events = new NamespaceEvents(messenger);
  const isClass = engine.api.port.shape === 'class';
  const makeEvent = isClass ? classEvents(messenger) : plainEvents(messenger);
  const makePort = isClass
    ? classPorts(makeEvent, realm, {
        contextGone: engine.api.contextGoneText,
        eventsOver: engine.api.port.eventsOverText,
      })
    : plainPorts(makeEvent, realm);
  const parts: Omit<ApiParts, 'name'> = {
    messenger,
    owner: extension,
    makeEvent,
    makePort,
    listenersOf: events.listenersOf,
  };
  const objects = new ApiObjects({ ...parts, name: 'browser' });
  const relation = engine.api.namespaces(isWebPage(extension) ? 3 : extension.manifest.manifest_version);
  const others = relation === 'separate' ? new ApiObjects({ ...parts, name: 'chrome' }) : objects;
  const all = new Set([objects, others]);
  const browser = objects.root();
  const chrome = relation === 'one' ? browser : others.root();
  messenger.listen({
    event(name, args, byUser) {
      for (const listeners of events.of(name)) {
        if (listeners.size === 0) continue;
        listeners.dispatch(
          args.map((arg) => cloneIn(arg, realm)),
          byUser,
        );
      }
    },
    offered: (channel, offer) => receiveOffer(messenger, makePort, (event) => events.of(event), channel, offer),
    permissions(held) {
      for (const each of all) each.permissions(held);
    },
    ended() {
      if (engine.api.outlivesExtension) events.end();
      for (const each of all) each.ended();
    },
  });
  return {
    // The members are built from the engine's tables; `Api` is the caller's name for what they are.
    chrome: chrome as Api,
    browser: browser as Api,
    dispose: () => messenger.dispose(),
  };
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
