import type { Intrinsics } from '../../../../../context/index.js';
import type { EngineName } from '../../../../../engines/index.js';
import type { PageReport, WorldName } from '../../protocol.js';
import type { DomEvent, DomEventTarget, DomWindow } from '../dom/dom-types.js';
import type { Asker } from '../reading/resources.js';
import type { LoadTimes } from '../realm/realm-chrome.js';
import type { RealmParts } from '../realm/realm-globals.js';

// What code outside of a world may do with it, and what a world may ask of the document it belongs to. How both are made
// is nobody's business here: worlds do not know documents, and what adapts the DOM for worlds knows neither.

/** What the thread asks a world's realm for. */
export interface WorldParts extends RealmParts {
  /** Makes a port of this realm a `MessagePort`. */
  adoptPort(port: object): object;
}

interface ListenerObject {
  handleEvent?(event: DomEvent): void;
}
export type Listener = ((this: unknown, event: DomEvent) => unknown) | ListenerObject;

/** A realm with intrinsics and globals of its own, and the document that it shares with the other worlds of its document. */
export interface ScriptWorld {
  readonly name: WorldName;
  readonly key: string;
  /** How reports call it. */
  label: string;
  /** The content security policy forbids code as text. */
  refusesText: boolean;
  readonly document: WorldDocument;
  readonly window: DomWindow;
  readonly global: Intrinsics & Record<string, unknown>;
  readonly parts: WorldParts;
  /** Listeners that were added to its `window`. */
  readonly wrappedListeners: WeakMap<object, Listener>;
  /** Runs code of this world that was called from outside; what it throws is reported. */
  run(code: () => void): void;
  uncaught(error: unknown): void;
  /** Somebody listens for an event of the window. */
  listens(type: string): void;
  hears(type: string): boolean;
  /** A copy of a value, made of this world's classes. Throws the platform's `DataCloneError`. */
  clone(value: unknown, transfer?: readonly unknown[]): unknown;
  /** Two entangled ports whose messages become objects of this world. */
  createChannel(): [object, object];
}

/** The document of a world, as the world's scripts need it. */
export interface WorldDocument {
  readonly engine: EngineName;
  readonly url: string;
  readonly origin: string;
  readonly window: DomWindow;
  readonly main: ScriptWorld;
  readonly isLive: boolean;
  readonly loadTimes: LoadTimes;
  /** In whose name it reads. */
  readonly asker: Asker;
  readonly frame: WorldFrame;
  readonly tasks: { post(task: () => void): void };
  originOfUrl(url: string): string;
  /** Whether a value is an object of the DOM. */
  isDom(value: unknown): boolean;
  /** Dispatches an event that counts as the browser's. */
  dispatch(target: DomEventTarget, event: DomEvent): boolean;
  report(world: ScriptWorld, report: PageReport): void;
}

/** Where a document is shown. */
export interface WorldFrame {
  /** Its window, as code of a world sees it. */
  windowFor(viewer: ScriptWorld): object;
}
