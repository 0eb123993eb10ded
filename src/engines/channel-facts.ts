/** What a context knows of one that speaks to it, before the engine puts it into words. */
export interface MessageSource {
  /** Id of its extension; undefined: a web page, which has none. */
  readonly id: string | undefined;
  readonly kind: ContextKind;
  /** Its own address. */
  readonly url: string;
  /** Of that address; `null`, the text, when it is opaque. */
  readonly origin: string;
  /** Of its extension. */
  readonly manifestVersion: number | undefined;
  /** The document that it lives in, when it lives in one. */
  readonly document?: DocumentState;
  /** Unlike any other in the browser. */
  readonly contextNumber: number;
  /** Name of the world of a user script. */
  readonly worldId?: string;
  /** Of the receiver: whether its manifest wants to hear of TLS channels. */
  readonly acceptsTlsChannelId: boolean;
  /** Of the receiver: whether it may know which address the sender's tab shows. */
  readonly seesTab: boolean;
  /** Whether it speaks to the documents of a tab, not to an extension. */
  readonly isToTab: boolean;
}

/** What a source knows of itself, whoever it speaks to. */
export type MessageOrigin = Omit<MessageSource, 'acceptsTlsChannelId' | 'seesTab' | 'isToTab'>;

/**
 * A background of whatever form; a page of the extension, in a tab or not; a content script, which has a world of its own
 * beside a page; a page of the web; a user script.
 */
export type ContextKind = 'background' | 'page' | 'content-script' | 'web-page' | 'user-script';

/** A document, as a message from it can tell. */
export interface DocumentState {
  readonly documentId: string;
  /** 0: the main frame. */
  readonly frameId: number;
  readonly lifecycle: DocumentLifecycle;
  /** The tab that it is in; undefined: a background page, a popup. */
  readonly tab?: TabState;
}

/** `cached`: in the back/forward cache, from which it may come back. */
export type DocumentLifecycle = 'active' | 'cached';

/** A tab, before the engine puts it into words. */
export interface TabState {
  readonly id: number;
  readonly windowId: number;
  /** Its place in the window, from 0. */
  readonly index: number;
  readonly isActive: boolean;
  readonly status: 'loading' | 'complete';
  readonly url: string;
  readonly title: string;
  /** The tab that opened it. */
  readonly openerTabId?: number;
  /** Milliseconds since the Unix epoch. */
  readonly lastAccessed: number;
  readonly isPinned: boolean;
  readonly isMuted: boolean;
  /** Of the extension that muted it. */
  readonly mutedBy?: string;
  /** An address that is on its way, before anything of it is shown. */
  readonly pendingUrl?: string;
}

/** What became of a one-time message that nobody answered. */
interface Unanswered {
  /** A context ran its listeners, and none wanted to answer. */
  readonly wasHeard: boolean;
  /** A context said that an answer would come, and is gone. */
  readonly wasPromised: boolean;
}

/** How a message crosses: as JSON, which each receiver parses; or as a structured clone. */
export type MessageFormatName = 'json' | 'structured-clone';

/** How contexts of extensions speak to each other. Read by `context` and `browser`. */
export interface ChannelFacts {
  /** How messages cross, unless an extension has another way. */
  readonly format: MessageFormatName;
  /** Largest message as UTF-8 of its JSON, in bytes. */
  readonly maxMessageBytes: number;
  /** Whether the manifest of the receiver says which other extensions may connect. */
  readonly asksManifest: boolean;
  /** Whether it says which web pages may, and they have an API for it. */
  readonly letsWebPages: boolean;
  /** Nobody listens, or nobody is there, or nobody may. */
  readonly noReceiverText: string;
  /** The receiver's messages have another format; `''`: does not occur. */
  readonly otherFormatText: string;
  /**
   * What the other side is told when a page with a port goes to the back/forward cache, which closes the port; undefined: the
   * port stays open, and what is sent to the page meanwhile is lost.
   */
  readonly cachedText: string | undefined;
  /** Of a frame and a document that do not belong together: the document counts alone; or nobody is meant. */
  readonly prefersDocumentId: boolean;
  /** Whether a page that sends to the tab it lives in hears itself. */
  readonly hearsItselfInTab: boolean;
  /** `port.sender` and the second argument of `onMessage`. */
  senderOf(source: MessageSource): Readonly<Record<string, unknown>>;
  /** Whether the other receivers of a port hear that one of them has disconnected it. */
  readonly receiversHearDisconnect: boolean;
  /** Whether a port is closed when one of its receivers goes with its context, while others remain. */
  readonly closesWithAnyReceiver: boolean;
  readonly answer: AnswerFacts;
}

/** How a one-time message is answered. */
interface AnswerFacts {
  /** All listeners share one answer, the first that comes; or each has its own, and they race when all have run. */
  readonly comesFrom: 'all-listeners' | 'each-listener';
  /** Text of the failure when nobody answered; undefined: that is no failure. */
  unansweredText(unanswered: Unanswered): string | undefined;
  /** Text of a callback's failure when there is no answer and that is no failure to a promise; undefined: there neither. */
  readonly noAnswerCallbackText: string | undefined;
  /** What the sender is told when a listener threw (`thrown`), or its promise was rejected; `''`: as if not answered. */
  errorText(
    how: 'thrown' | 'rejected',
    error: { readonly isError: boolean; readonly message: string | undefined },
  ): string;
  /** An answer that cannot be sent: thrown by `sendResponse` and told to the sender; undefined: as if not heard. */
  readonly unsendableText: string | undefined;
  /** What the sender is told when nobody holds any more what could answer: `sendResponse`, a promise. */
  readonly lostText: string;
  /** What a listener that an earlier one removed answers instead; undefined: it is called all the same. */
  readonly removedText: string | undefined;
  /** `length` of `sendResponse`. */
  readonly functionLength: number;
}
