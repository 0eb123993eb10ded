import type { BrowserEnd, ContextExtension, ContextOwner } from '../context/index.js';
import type { ContextKind } from '../engines/index.js';
import type { NativePortError } from '../errors/index.js';

/**
 * Runs the scripts of backgrounds and documents. The browser's core decides what runs and when; it does not know how:
 * Node has threads and a DOM library, a test plays the part by hand. Nothing is reported before a function here has
 * returned.
 */
export interface Renderers {
  /** Runs an extension's background: when the extension is loaded, and each time that it must wake. */
  startBackground(site: BackgroundSite): Rendered;
  /** An extension is on, and its background, if it has one, has been started: documents may follow. */
  extensionStarted?(extension: RenderedExtension): void;
  /** Loads a document into a frame. */
  loadDocument(site: DocumentSite): RenderedDocument;
  /** The browser quits. Resolves when nothing is left that runs. */
  close(): Promise<void>;
}

/** Something that runs. */
export interface Rendered {
  /** Ends it at once, whatever it does; its contexts are closed already. Resolves when nothing of it is left. */
  end(): Promise<void>;
}

/** An extension, as a renderer needs it. */
export interface RenderedExtension {
  readonly id: string;
  /** Base of its own addresses, with a final slash. */
  readonly baseUrl: string;
  /** Its folder, absolute and without symbolic links; undefined: it was loaded from an object and has no files. */
  readonly directory: string | undefined;
  readonly manifest: ContextExtension['manifest'];
}

/** Where a background runs, and what it tells. */
export interface BackgroundSite {
  readonly extension: RenderedExtension;
  /** Serves the background's context at the other end of `bridge`. */
  attach(bridge: BrowserEnd, url: string): AttachedSite;
  /** Its scripts have run, or could not: events may come. */
  loaded(): void;
  /** It died by itself. Nothing comes after it. */
  crashed(error: NativePortError): void;
}

/** A context that is served. */
export interface AttachedSite {
  /** In the trace. */
  readonly name: string;
  /** What `createContext` needs to know. */
  readonly extension: ContextOwner;
}

export type NavigationType = 'navigate' | 'reload' | 'back_forward';

/** A document to load, and what it tells. */
export interface DocumentSite {
  readonly documentId: string;
  readonly url: string;
  /** Its markup, when it does not come from its address: `srcdoc`, a page of a test. */
  readonly html: string | undefined;
  /** How the frame came to it; `type` of the page's `PerformanceNavigationTiming`. */
  readonly navigation: NavigationType;
  readonly frameId: number;
  /** The tab that it is in; undefined: a popup or another page outside of tabs. */
  readonly tab: number | undefined;
  /** The document whose frame it is in; undefined: it is a main document. */
  readonly parent: string | undefined;
  /** The extension whose page it is. */
  readonly extension: RenderedExtension | undefined;
  /** The content scripts that match, in the order in which they run. */
  readonly injections: readonly Injection[];
  /** An extension by its id, for what it injects. */
  extensionOf(id: string): RenderedExtension | undefined;
  /** The extension that is on and has this address, for what a page asks of it. */
  extensionAt(url: string): RenderedExtension | undefined;
  /**
   * Serves a context of this document at the other end of `bridge`. `extension`: id of the extension whose page, content
   * script or user script it is; `worldId`: the world of a user script. Undefined when there is none: a web page that no
   * extension lets in, a document that is gone, a world that has its context already.
   */
  attach(kind: ContextKind, bridge: BrowserEnd, extension?: string, worldId?: string): AttachedSite | undefined;
  readonly events: DocumentEvents;
}

/** What a document tells of itself. After `end` of its renderer nothing is heard any more. */
export interface DocumentEvents {
  /** It has a frame more, whose document should be loaded now. */
  frameAdded(frame: FrameRequest): { readonly frameId: number };
  /** A frame that it had is no longer there. */
  frameRemoved(frameId: number): void;
  /** A script or a link wants another document in the frame of this one, or in a frame of this document. */
  navigate(url: string, options?: { readonly frameId?: number; readonly replaces?: boolean }): void;
  /** The address has changed without a new document: a fragment, `history.pushState`. */
  moved(url: string): void;
  /** `history.go`. */
  go(delta: number): void;
  reload(): void;
  /** `window.close` of a page that may. */
  close(): void;
  /** `window.open`, a link with a target. */
  opened(url: string): void;
  titled(title: string): void;
  /** `interactive`: parsed, before `DOMContentLoaded`. `complete`: after `load`. */
  became(readyState: 'interactive' | 'complete'): void;
  /** It could not be loaded; the address shows an error page, or nothing. */
  failed(error: NativePortError): void;
  /** What runs it died, and with it every document of the same tab. */
  crashed(error: NativePortError): void;
}

/** A frame that a document has. */
export interface FrameRequest {
  readonly url: string;
  /** `srcdoc`. */
  readonly html?: string;
  /** A sandbox takes its origin away. Default false. */
  readonly isSandboxed?: boolean;
}

/** A document that was loaded. */
export interface RenderedDocument extends Rendered {
  /** It goes to the back/forward cache: nothing of it runs until `thaw`. */
  freeze(): void;
  /** It comes back. */
  thaw(): void;
  /** Runs scripts in it, once its time has come; resolves with what each came to. */
  inject(injection: Injection): Promise<readonly InjectionOutcome[]>;
}

/** Scripts and styles of an extension for a document. */
export interface Injection {
  /** Id of the extension. */
  readonly extension: string;
  /** `isolated`: the extension's own world; `main`: the page's; another name: that user-script world. */
  readonly world: 'isolated' | 'main' | { readonly userScript: string };
  readonly runAt: 'document_start' | 'document_end' | 'document_idle';
  /** Files of the extension, below its folder. */
  readonly css: readonly string[];
  readonly scripts: readonly InjectedScript[];
}

/** A file of the extension; or a function as its source, with arguments as JSON texts; or code as text. */
export type InjectedScript =
  | { readonly file: string }
  | { readonly func: string; readonly args: readonly string[] }
  | { readonly code: string };

/** What a script's last expression, or its function, came to: a value that JSON or a structured clone can hold. */
export type InjectionOutcome =
  | { readonly result: unknown }
  /** It threw, or its promise was rejected: an error of this kind, default `Error`, with this message. */
  | { readonly error: string; readonly name?: string }
  /** The same with a value that is no error. */
  | { readonly thrown: unknown }
  /** The whole call fails with this text. */
  | { readonly refused: string }
  /** The document was gone before it ran. */
  | { readonly gone: true };
