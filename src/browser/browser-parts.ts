import type { Clock } from '../clock/index.js';
import type { BrowserEnd } from '../context/index.js';
import type { ContextKind, Engine, MessageFormatName } from '../engines/index.js';
import type { Activity } from './activity.js';
import type { ChannelContext } from './channels/channel.js';
import type { ConnectableTo } from './extension/connectable.js';
import type { NativeConnections } from './native-connections.js';
import type { AttachedSite, Injection, RenderedExtension, Renderers } from './renderers.js';
import type { ExtensionStorage } from './storage/extension-storage.js';
import type { PageDocument } from './tabs/page-document.js';
import type { Tabs } from './tabs/tabs.js';
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
  /** All tabs and popups, with their documents. */
  readonly tabs: Tabs;
  /** The extensions that are loaded, in that order. */
  readonly extensions: Iterable<ReachableExtension>;
  /** What the extension with this id has stored; it stays when the extension goes. */
  storageOf(id: string): ExtensionStorage;
  /** The extension with this id, when it is loaded. */
  find(id: string): ReachableExtension | undefined;
  /** Numbers contexts, from 1. */
  nextContext(): number;
  /** Numbers ports, from 1; unlike channels, unique in the browser. */
  nextPort(): number;
  /** How often an extension was loaded, this time included. */
  nextLoad(): number;
  /** A name for a context, unlike any other: the wanted one, or that with a number. */
  nameFor(wanted: string): string;
}

/** An extension, as others see it. */
export interface ReachableExtension {
  readonly id: string;
  /** Base of its own addresses, with a final slash. */
  readonly baseUrl: string;
  /** False: it is disabled, and nobody hears of it. */
  readonly isEnabled: boolean;
  readonly connectable: ConnectableTo;
  /** What it may know of tabs. */
  readonly access: { seesAddress(tabId: number, url: string): boolean };
  /** How its messages to other contexts cross. */
  readonly format: MessageFormatName;
  /** Its backgrounds and pages. */
  readonly receivers: Iterable<ChannelContext>;
  /** For those who run its scripts. */
  readonly rendered: RenderedExtension;
  /** Runs `then` once its background is awake; at once when it is, when there is none, or when it is `asker` itself. */
  whenReady(then: () => void, asker?: ChannelContext): void;
  /** Its content scripts. */
  readonly scripts: { injectionsFor(document: PageDocument): readonly Injection[] };
  /** Serves a context in a document; undefined: it cannot be there, there is one already, or the extension is disabled. */
  attachIn(document: PageDocument, kind: ContextKind, bridge: BrowserEnd, worldId?: string): AttachedSite | undefined;
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
