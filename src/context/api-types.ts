import type { Ask, ConnectInfo } from './call-types.js';
import type { ExtensionEvent } from './event-objects.js';
import type { MessageSender } from './message-sender.js';
import type { Port } from './port-objects.js';
import type { StorageApi } from './storage-types.js';
import type { ScriptingApi, TabsApi, WindowsApi } from './tab-types.js';

/** A host's name, or Chromium's newer form of it. */
export type NativeTarget = string | { readonly application: string };

/**
 * `chrome` or `browser`. What a context really holds depends on the engine, its kind, the manifest and the permissions: content
 * scripts have `runtime`, `storage`, `i18n`, `extension`; web pages and user scripts `runtime` alone.
 */
export interface ExtensionApi {
  readonly runtime: RuntimeApi;
  readonly permissions: PermissionsApi;
  readonly tabs: TabsApi;
  readonly windows: WindowsApi;
  readonly management: ManagementApi;
  readonly i18n: I18nApi;
  /** Not there without the permission `scripting`. Chromium: manifest version 3. */
  readonly scripting: ScriptingApi;
  /** Not there without the permission `storage`. */
  readonly storage: StorageApi;
  /** Manifest version 3, with `action` in the manifest. */
  readonly action?: ActionApi;
  /** Manifest version 2, with `browser_action` in the manifest. */
  readonly browserAction?: ActionApi;
  readonly extension?: {
    /** Manifest version 2. */
    readonly lastError?: { readonly message: string } | null;
    /** Manifest version 2. */
    getURL(path: string): string;
    readonly inIncognitoContext: boolean;
    readonly isAllowedIncognitoAccess: Ask<[], boolean>;
  };
}

export interface RuntimeApi {
  readonly id: string;
  /** While a callback or, in Chromium, `onDisconnect` runs: what went wrong. Otherwise `undefined` (Firefox: `null`). */
  readonly lastError?: { readonly message: string } | null;
  /** A fresh copy of the manifest. */
  getManifest(): Record<string, unknown>;
  getURL(path: string): string;
  /** A port to the other contexts of an extension; without an id, of this one. */
  connect(extensionId: string | null | undefined, info?: ConnectInfo): Port;
  connect(info?: ConnectInfo): Port;
  readonly onConnect: ExtensionEvent<(port: Port) => void>;
  readonly onConnectExternal: ExtensionEvent<(port: Port) => void>;
  /** A message to the other contexts of this extension, or of the one that is named first, and the first answer. */
  sendMessage(message: unknown, callback: (answer?: unknown) => void): void;
  sendMessage(message: unknown): Promise<unknown>;
  sendMessage(extensionId: string | null | undefined, message: unknown, options?: object | null): Promise<unknown>;
  sendMessage(extensionId: string | null | undefined, message: unknown, callback: (answer?: unknown) => void): void;
  readonly onMessage: ExtensionEvent<MessageListener>;
  readonly onMessageExternal: ExtensionEvent<MessageListener>;
  /** From user scripts. Firefox: with the permission `userScripts`. */
  readonly onUserScriptConnect: ExtensionEvent<(port: Port) => void>;
  readonly onUserScriptMessage: ExtensionEvent<MessageListener>;
  readonly onInstalled: ExtensionEvent<(details: InstalledDetails) => void>;
  readonly onStartup: ExtensionEvent<() => void>;
  /** Fires in event pages only. */
  readonly onSuspend: ExtensionEvent<() => void>;
  readonly onSuspendCanceled: ExtensionEvent<() => void>;
  readonly onUpdateAvailable: ExtensionEvent<(details: { readonly version: string }) => void>;
  readonly getContexts: Ask<[filter: object], Record<string, unknown>[]>;
  readonly getPlatformInfo: Ask<[], { readonly os: string; readonly arch: string }>;
  readonly openOptionsPage: Ask<[], void>;
  readonly setUninstallURL: Ask<[url: string], void>;
  reload(): void;
  readonly OnInstalledReason: Readonly<Record<string, string>>;
  readonly ContextType: Readonly<Record<string, string>>;
  readonly PlatformOs: Readonly<Record<string, string>>;
  readonly PlatformArch: Readonly<Record<string, string>>;
  /** Not there without the permission `nativeMessaging`. */
  connectNative(application: NativeTarget): Port;
  /** Not there without the permission `nativeMessaging`. */
  sendNativeMessage(application: NativeTarget, message: unknown): Promise<unknown>;
  sendNativeMessage(application: NativeTarget, message: unknown, callback: (reply?: unknown) => void): void;
}

export interface InstalledDetails {
  /** `install`, `update` and their like. */
  readonly reason: string;
  /** Of an update. */
  readonly previousVersion?: string;
  /** Firefox only. */
  readonly temporary?: boolean;
}

/** Gets a message; `respond` answers it, later only when the listener returns `true`. A promise is an answer, too. */
type MessageListener = (message: unknown, sender: MessageSender, respond: (answer?: unknown) => void) => unknown;

export interface PermissionSet {
  permissions?: string[];
  origins?: string[];
}

export interface PermissionsApi {
  readonly onAdded: ExtensionEvent<(permissions: PermissionSet) => void>;
  readonly onRemoved: ExtensionEvent<(permissions: PermissionSet) => void>;
  contains(permissions: PermissionSet): Promise<boolean>;
  contains(permissions: PermissionSet, callback: (result: boolean) => void): void;
  getAll(): Promise<PermissionSet>;
  getAll(callback: (permissions: PermissionSet) => void): void;
  remove(permissions: PermissionSet): Promise<boolean>;
  remove(permissions: PermissionSet, callback: (removed?: boolean) => void): void;
  request(permissions: PermissionSet): Promise<boolean>;
  request(permissions: PermissionSet, callback: (granted?: boolean) => void): void;
}

export interface ManagementApi {
  readonly getSelf: Ask<[], Record<string, unknown>>;
}

export interface I18nApi {
  /** Only the predefined ones, such as `@@ui_locale`; otherwise `''`: the files of `_locales` are not read. */
  getMessage(messageName: string, substitutions?: unknown): string;
  /** Always `en-US`. */
  getUILanguage(): string;
}

export interface ActionApi {
  /** The first argument is the tab in front; Firefox adds how it was clicked. */
  readonly onClicked: ExtensionEvent<(tab: Record<string, unknown>, click?: Record<string, unknown>) => void>;
}
