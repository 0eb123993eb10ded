import type { ApiShape } from './api-shape.js';
import type { ChannelFacts, ContextKind } from './channel-facts.js';
import type { NativeFailure } from './failure.js';
import type { ApiFunction } from './parameter.js';

/** An error as extension code sees it: which constructor of its realm, and the text. */
export interface ErrorWords {
  readonly name: 'Error' | 'TypeError' | DomErrorName;
  readonly text: string;
  /** Made in the browser's own realm, so that it is no `instanceof` the constructor that the caller knows. */
  readonly isForeign?: true;
}

/** Names of errors that are a `DOMException`. */
export type DomErrorName = 'DataCloneError' | 'InvalidStateError';

/** Why a call was refused before anything happened. `fault` is in the engine's words. */
export type CallFault =
  | { readonly type: 'mismatch' }
  | { readonly type: 'parameter'; readonly parameter: string; readonly fault: string }
  | { readonly type: 'message'; readonly fault: string };

/** What the arguments of `runtime.sendMessage` mean. `callback` is there also when the rest is wrong. */
export interface MessageCall {
  readonly extensionId?: unknown;
  readonly message?: unknown;
  readonly callback?: unknown;
  /** What is wrong: the call fails. */
  readonly fault?: string;
  /** Whether a fault is thrown. */
  readonly throws?: true;
}

/** A call of `runtime.connect` or `runtime.sendMessage`, as far as its extension goes. */
export interface AddressedCall {
  readonly api: 'connect' | 'sendMessage';
  readonly kind: ContextKind;
  /** What was given for the id. */
  readonly given: unknown;
  /** Of the caller's own extension; undefined: a web page. */
  readonly ownId: string | undefined;
}

/** A tab as far as a listener of a click can tell. */
export interface ClickedTab {
  readonly id: number;
  readonly windowId: number;
  readonly url?: string;
  readonly title?: string;
}

/** The two names under which extension code finds the API. */
export type NamespaceName = 'chrome' | 'browser';

/** What extension code can see of an engine. Read by `context` and `browser`. */
export interface ApiFacts {
  /** Text on a port for a failure; undefined: the port just closes. */
  portErrorText(failure: NativeFailure): string | undefined;
  /** Text of the rejection or lastError of `sendNativeMessage` for a failure. */
  replyErrorText(failure: NativeFailure): string;

  /** Scheme of the extension's own pages. */
  readonly scheme: 'chrome-extension' | 'moz-extension';
  /** `runtime.getURL`. */
  resolveUrl(baseUrl: string, path: string): string;
  /** How `chrome` and `browser` are related: one object; two that hold the same APIs; or two APIs of their own. */
  namespaces(manifestVersion: number): 'one' | 'same-apis' | 'separate';
  /** Whether an asynchronous function that got no callback returns a promise. */
  returnsPromises(namespace: NamespaceName, manifestVersion: number): boolean;

  /** What there is, where, and in which order. */
  readonly shape: ApiShape;
  /** What a member shows where it is not to be had: nothing, or a key without a value. */
  unavailable(kind: ContextKind): 'absent' | 'undefined';
  /**
   * Whether members are made when they are first read. Then their keys move behind all others; those of members that are not to
   * be had vanish.
   */
  readonly membersAreLate: boolean;
  callError(call: ApiFunction, fault: CallFault): ErrorWords;

  /** Where `runtime.sendMessage` reads its arguments by rules of its own; undefined: by `parameters`. */
  readMessageCall?(args: readonly unknown[], kind: ContextKind): MessageCall;
  /** What is wrong with the id of an extension that a call names, or does not; undefined: nothing. */
  extensionIdFault(call: AddressedCall): string | undefined;

  readonly port: PortFacts;
  readonly channel: ChannelFacts;
  readonly event: EventFacts;
  readonly lastError: LastErrorFacts;
  readonly serialisation: SerialisationFacts;
  readonly reply: ReplyFacts;
  readonly permission: PermissionFacts;

  /** What an API function throws when its extension is gone or its context was closed. */
  readonly contextGoneText: string;
  /**
   * Whether a content script lives on when its extension goes: it hears that its ports are closed, `runtime.id` is undefined from
   * then on, which is how scripts ask, and nothing listens any more.
   */
  readonly outlivesExtension: boolean;
  /** Whether functions of the API have their `name`. */
  readonly namesFunctions: boolean;
  /** Arguments of the listeners of `action.onClicked`. */
  clickArguments(tab: ClickedTab): readonly unknown[];
}

interface PortFacts {
  /** An object of a class `Port` with shared methods, or a plain object with methods of its own. */
  readonly shape: 'class' | 'plain';
  /** Where a port's error is found: in `runtime.lastError` while `onDisconnect` runs, or in `port.error` from then on. */
  readonly errorIn: 'runtime.lastError' | 'port.error';
  /** `port.name` of a native port. */
  nameOf(application: string): string;
  /** `port.name` of a port of `tabs.connect` whose `connectInfo` has none. */
  readonly unnamedPort: '' | null;
  readonly disconnectedText: string;
  /** Whether a port whose context is gone says so; if not, it is just disconnected. */
  readonly tellsContextGone: boolean;
  /** What the first read of an event throws when the port is disconnected or its context is gone. */
  eventsOverText(key: string): string;
  /** What a message that is not JSON does to a port: it is dropped with a line in the console, or it ends the port. */
  readonly invalidMessage: 'dropped' | 'closes';
}

export interface EventFacts {
  /** Listeners run one after another in the message's task, or each in a microtask of its own. */
  readonly dispatch: 'in-task' | 'microtasks';
  /** What `addListener` of a namespace event throws; undefined: wrong arguments are taken in silence. */
  listenerFault?(event: string, fault: 'not-a-function' | 'surplus-argument'): ErrorWords;
  /** What `addListener` throws when it gets a second argument on any event; undefined: it is ignored. */
  readonly filterFault?: ErrorWords;
  /** Console line when a listener that is no function, but was taken all the same, should be called. */
  readonly notCallableText: string;
  /** Console line for what nobody caught. */
  uncaughtText(where: ThrownWhere, thrown: Thrown): string;
  /** What `this` is in a listener: the global object, or null. */
  readonly receiver: 'global' | 'null';
}

/** A listener or a callback threw, or the answer that a listener promised cannot be sent. */
export type ThrownWhere = 'listener' | 'callback' | 'promise';

/** What was thrown, as texts. */
export interface Thrown {
  readonly isError: boolean;
  /** As `String` has it: `TypeError: x is undefined`. */
  readonly text: string;
  /** Of an error, where there is one. */
  readonly stack?: string;
  /** Of an object: the name of its constructor. */
  readonly constructorName?: string;
}

export interface LastErrorFacts {
  /** Value when there is no error. */
  readonly none: null | undefined;
  /** An `Error`, or a plain object with `message`. */
  readonly kind: 'error' | 'object';
  /** Whether the property is there, as a getter that cannot be set, also while there is no error. */
  readonly isAlwaysThere: boolean;
  /** Console line when nobody read it. */
  uncheckedText(text: string): string;
}

interface SerialisationFacts {
  /** Text that stands for `undefined`; `''` is a frame without a body. */
  readonly textOfUndefined: string;
  /** Text for what JSON has no word for: a function, a symbol, a `toJSON` that returns nothing. undefined: refused. */
  readonly textOfNothing: string | undefined;
  /** What is thrown when JSON gives up; undefined: what the message's own code threw goes on as it is. */
  faultOf(problem: 'cyclic' | 'bigint' | 'nothing' | 'thrown'): ErrorWords | undefined;
  tooLargeText(limitBytes: number): string;
  /** What becomes of objects among the arguments of the browser's functions: they are converted, or cloned. */
  readonly ofArguments: 'conversion' | 'clone';
  /** The same of the arguments of an injected function; one that is no data is refused, or fails the call. */
  readonly scriptArguments:
    | { readonly are: 'converted'; faultAt(index: number): string }
    | { readonly are: 'json'; readonly failedText: string };
  /** What is thrown for a message that cannot be cloned; undefined: does not occur. */
  cloneFault?(problem: CloneProblem): ErrorWords;
}

/** What stands in the way of a structured clone: a symbol, by itself or inside, or an object of some class. */
export type CloneProblem =
  | { readonly type: 'symbol' }
  | { readonly type: 'symbol-inside' }
  | { readonly type: 'object'; readonly className: string };

interface ReplyFacts {
  /** How a message that cannot be sent fails `sendNativeMessage`: thrown with the call's signature, or as its result. */
  readonly messageFault: 'throws' | 'rejects';
  /** Text of a rejection when the message's own code threw something without a message. */
  readonly opaqueText: string;
  /** The rejection for a message that cannot be sent, from what a port would throw. */
  rejection(words: ErrorWords): ErrorWords;
  /** Whether a call that wants no reply ignores all that follows; if not, its failure is an unchecked error. */
  readonly ignoredWhenUnwanted: boolean;
  /** Arguments of the callback of a function of the browser when it has nothing to say. */
  readonly argumentsForNothing: readonly undefined[];
  /** Arguments of the callback when the reply was not JSON. */
  readonly argumentsForInvalid: readonly undefined[];
}

interface PermissionFacts {
  /** `permissions.request` outside of a click's listener. */
  readonly needsGestureText: string;
  /** Whether a permission that the manifest requires may be requested as well, which changes nothing. */
  readonly mayRequestRequired: boolean;
  notOptionalText(permission: string): string;
  notOptionalOriginText(origin: string): string;
  /** `permissions.remove` of a permission that the manifest requires; undefined: nothing happens and the answer is yes. */
  readonly cannotRemoveText: string | undefined;
  /** The same for one that the manifest does not name. */
  readonly cannotRemoveUnnamedText: string | undefined;
  /** Whether `permissions.getAll` knows a third kind. */
  readonly hasDataCollection: boolean;
}
