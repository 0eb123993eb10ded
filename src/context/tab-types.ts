import type { Ask, AskWith, ConnectInfo } from './call-types.js';
import type { ExtensionEvent } from './event-objects.js';
import type { Port } from './port-objects.js';

/** A tab, as extension code gets it. Each engine has members of its own besides. */
export interface TabInfo {
  readonly id?: number;
  readonly windowId?: number;
  readonly index: number;
  readonly active: boolean;
  readonly status?: string;
  /** Only with a permission for it. */
  readonly url?: string;
  /** Only with a permission for it. */
  readonly title?: string;
  readonly openerTabId?: number;
  readonly [key: string]: unknown;
}

/** One frame, or one document, of a tab. Without it all frames are meant. */
export interface InTab {
  readonly frameId?: number;
  readonly documentId?: string;
}

export interface TabsApi {
  readonly get: Ask<[tabId: number], TabInfo>;
  readonly getCurrent: Ask<[], TabInfo | undefined>;
  readonly query: Ask<[queryInfo: object], TabInfo[]>;
  readonly create: Ask<[createProperties: object], TabInfo>;
  readonly update: Ask<[updateProperties: object], TabInfo> & Ask<[tabId: number, updateProperties: object], TabInfo>;
  readonly remove: Ask<[tabIds: number | readonly number[]], void>;
  readonly reload: AskWith<number, void>;
  readonly goBack: AskWith<number, void>;
  readonly goForward: AskWith<number, void>;
  /** A port to the own extension's contexts in a tab. */
  connect(tabId: number, info?: Pick<ConnectInfo, 'name'> & InTab): Port;
  sendMessage(tabId: number, message: unknown, options?: InTab | null): Promise<unknown>;
  sendMessage(tabId: number, message: unknown, callback: (answer?: unknown) => void): void;
  sendMessage(
    tabId: number,
    message: unknown,
    options: InTab | null | undefined,
    callback: (answer?: unknown) => void,
  ): void;
  /** Manifest version 2. */
  readonly executeScript?: Ask<[details: object], unknown[]> & Ask<[tabId: number, details: object], unknown[]>;
  readonly onCreated: ExtensionEvent<(tab: TabInfo) => void>;
  readonly onUpdated: ExtensionEvent<(tabId: number, changes: Record<string, unknown>, tab: TabInfo) => void>;
  readonly onActivated: ExtensionEvent<(active: { readonly tabId: number; readonly windowId: number }) => void>;
  readonly onRemoved: ExtensionEvent<
    (tabId: number, how: { readonly windowId: number; readonly isWindowClosing: boolean }) => void
  >;
  readonly TAB_ID_NONE: number;
}

export interface WindowsApi {
  readonly get: Ask<[windowId: number], Record<string, unknown>>;
  readonly getCurrent: AskWith<object, Record<string, unknown>>;
  readonly getLastFocused: AskWith<object, Record<string, unknown>>;
  readonly getAll: AskWith<object, Record<string, unknown>[]>;
  readonly WINDOW_ID_NONE: number;
  readonly WINDOW_ID_CURRENT: number;
}

/** Which documents a script is for. */
export interface InjectionTarget {
  readonly tabId: number;
  readonly frameIds?: readonly number[];
  readonly documentIds?: readonly string[];
  readonly allFrames?: boolean;
}

export interface ScriptingApi {
  executeScript<Args extends readonly unknown[]>(injection: {
    readonly target: InjectionTarget;
    readonly func?: (...args: Args) => unknown;
    readonly args?: Args;
    readonly files?: readonly string[];
    readonly world?: 'ISOLATED' | 'MAIN';
    readonly injectImmediately?: boolean;
  }): Promise<{ readonly frameId: number; readonly documentId: string; readonly result?: unknown }[]>;
  readonly insertCSS: Ask<[injection: object], void>;
  readonly removeCSS: Ask<[injection: object], void>;
  readonly registerContentScripts: Ask<[scripts: readonly object[]], void>;
  readonly updateContentScripts: Ask<[scripts: readonly object[]], void>;
  readonly getRegisteredContentScripts: AskWith<object, Record<string, unknown>[]>;
  readonly unregisterContentScripts: AskWith<object, void>;
}
