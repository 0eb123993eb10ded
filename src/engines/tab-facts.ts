import type { TabState } from './channel-facts.js';

/** What an extension may see of a tab. */
export interface TabRights {
  /** Its address and title. */
  readonly seesAddress: boolean;
  /** The address that it is about to show. Default: no. */
  readonly seesPending?: boolean;
}

/** A context, as `runtime.getContexts` tells of it. */
export interface ContextState {
  /** Unlike any other in the browser. */
  readonly number: number;
  readonly type: 'BACKGROUND' | 'TAB' | 'POPUP';
  readonly url: string;
  readonly origin: string;
  readonly manifestVersion: number;
  readonly documentId: string | undefined;
  readonly frameId: number;
  readonly tab: { readonly id: number; readonly windowId: number } | undefined;
}

/** What changed in a tab, for `tabs.onUpdated`. */
export interface TabChange {
  readonly status?: 'loading' | 'complete';
  readonly url?: string;
  readonly title?: string;
  readonly pinned?: boolean;
}

/** How tabs, frames and documents look to extension code. Read by `browser`. */
export interface TabFacts {
  /** Id of the frame that is the n-th of the browser, main frames counted, which themselves have 0. */
  frameId(n: number): number;
  /** Id of the n-th document of the browser. */
  documentId(n: number): string;
  /** `tabs.Tab`, also in a sender. */
  tabOf(tab: TabState, rights: TabRights): Readonly<Record<string, unknown>>;
  /** The title of a document that has none. */
  titleOf(url: string): string;
  /** A new tab as the answer of `tabs.create` shows it: nothing has come of its address yet. */
  opening(tab: TabState): TabState;
  /** A tab as the answer of `tabs.update` shows it: it is about to show another address. */
  leaving(tab: TabState, url: string): TabState;
  /** The changes that `tabs.onUpdated` tells one by one when a document begins to load. */
  loadingChanges(url: string): readonly TabChange[];
  /** How many of them come before the ports of the document that leaves are closed. */
  readonly changesBeforeLeaving: { readonly load: number; readonly reload: number };
  /** The same when only what follows `#` has changed, or a script has written another address. */
  movedChanges(url: string): readonly TabChange[];
  /** Whether a tab that a content script of version 3 matches shows its address without a permission. */
  readonly contentScriptsShowAddress: boolean;
  /** Second argument of `tabs.onRemoved`. */
  removeInfo(windowId: number): Readonly<Record<string, unknown>>;
  /** Whether `tabs.onRemoved` comes before the ports of the tab are closed, or after it. */
  readonly tellsRemovalFirst: boolean;
  /** An entry of `runtime.getContexts`. */
  contextOf(context: ContextState): Readonly<Record<string, unknown>>;

  /** What `tabs.create` and `tabs.update` make of an address; undefined: they refuse it. */
  urlFor(given: string, baseUrl: string): string | undefined;
  /** `windows.Window`. */
  windowOf(window: {
    readonly id: number;
    readonly title: string;
    readonly tabs?: readonly unknown[];
  }): Readonly<Record<string, unknown>>;
  readonly platformInfo: Readonly<Record<string, unknown>>;
  readonly browserInfo: Readonly<Record<string, unknown>> | undefined;
  badUninstallUrlText(url: string): string;

  readonly noTabText: (id: number) => string;
  readonly noWindowText: (id: number) => string;
  readonly badUrlText: (url: string) => string;
  readonly badPatternText: (pattern: string) => string;
  /** `tabs.goBack` and `goForward` where there is nothing; undefined: nothing happens. */
  readonly noHistoryText: string | undefined;
  /** `runtime.openOptionsPage` without one in the manifest. */
  readonly noOptionsPageText: string;
  /** Whether `tabs.remove` checks all ids before it removes the first tab. */
  readonly removesAllOrNothing: boolean;

  /** Documents that the back/forward cache of a tab holds; the oldest goes first. */
  readonly cachedDocuments: number;
  /** Whether the pages of an extension that is unloaded, disabled or reloaded are closed. */
  readonly closesPagesWithExtension: boolean;
  /** Whether the content scripts of several extensions run in the order of their ids, or in that of loading. */
  readonly injectsById: boolean;
  /** Whether a content script whose extension goes hears how its ports close. */
  readonly orphansHear: boolean;
  /** Whether the content scripts of an extension that starts run in documents that are there already. */
  readonly injectsIntoOpenDocuments: boolean;

  readonly scripting: ScriptingFacts;
}

/** Why a script cannot run in a document. */
interface InjectionFault {
  readonly url: string;
  /** Whether the extension may know the address. */
  readonly seesAddress: boolean;
}

/** What a script that was injected came to. */
export type ScriptOutcome =
  | { readonly result: unknown }
  | { readonly error: string; readonly name?: string }
  | { readonly thrown: unknown };

/** Answers and texts of `scripting`. */
interface ScriptingFacts {
  /** The extension has no permission for the address. */
  forbiddenText(fault: InjectionFault): string;
  /** No extension may touch the address. */
  restrictedText(fault: InjectionFault): string;
  readonly noTabText: (id: number) => string;
  /** With `allFrames`: whether the main frame must be allowed; if not, one that is suffices. */
  readonly allFramesNeedMain: boolean;
  noFrameText(frameId: number, tabId: number): string;
  noDocumentText(documentId: string, tabId: number): string;
  /** `allFrames` together with `frameIds` or `documentIds`. */
  readonly tooManyTargetsText: string;
  readonly bothIdsText: string;
  /** Neither or both of a function and files. */
  readonly oneSourceText: string;
  readonly noFileText: string;
  /** A file that is named twice; undefined: it runs twice. */
  readonly duplicateFileText: ((file: string) => string) | undefined;
  /** The document was gone before the script ran. */
  goneText(frameId: number): string;
  /** One frame's result. `error`, `thrown`: the script threw an error, or something else. */
  resultOf(frame: {
    readonly frameId: number;
    readonly documentId: string;
    readonly outcome: ScriptOutcome;
  }): Readonly<Record<string, unknown>>;
  /** An entry of `getRegisteredContentScripts`, from what was registered. */
  registeredOf(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  readonly duplicateIdText: (id: string) => string;
  readonly unknownIdText: (id: string) => string;
  readonly emptyIdText: string;
  readonly reservedIdText: string;
  readonly noMatchesText: (id: string) => string;
  readonly noFilesText: (id: string) => string;
}
