import type { Engine } from '../engines/index.js';
import type { Activity } from './activity.js';
import type { ChannelReceiver } from './channel.js';
import type { Clock } from './clock.js';
import type { ConnectableTo } from './connectable.js';
import type { NativeConnections } from './native-connections.js';
import type { Renderers } from './renderers.js';
import type { Tracer } from './tracer.js';

/** What all extensions, contexts and channels of one browser share. */
export interface BrowserParts {
  readonly engine: Engine;
  readonly connections: NativeConnections;
  /** Runs backgrounds and documents; undefined: contexts are attached by hand. */
  readonly renderers: Renderers | undefined;
  readonly clock: Clock;
  readonly tracer: Tracer;
  readonly activity: Activity;
  readonly askUser: AskUser;
  /** The extension with this id, when it is loaded. */
  find(id: string): ReachableExtension | undefined;
  /** Numbers contexts, from 1. */
  nextContext(): number;
  /** Numbers ports, from 1; unlike channels, unique in the browser. */
  nextPort(): number;
}

/** An extension, as others that want to speak to it see it. */
interface ReachableExtension {
  readonly connectable: ConnectableTo;
  /** Its contexts. */
  readonly links: Iterable<ChannelReceiver>;
  /** Runs `then` once its background is awake; at once when it is, or when there is none. */
  whenReady(then: () => void): void;
}

/** A request for permissions that the user would see. */
export interface PermissionRequest {
  /** Id of the extension that asks. */
  readonly extension: string;
  /** What it does not hold yet. */
  readonly permissions: readonly string[];
  readonly origins: readonly string[];
}

/** The user's answer to a request for permissions. */
export type AskUser = (request: PermissionRequest) => boolean | Promise<boolean>;
