import type { ExtensionEvent } from './event-objects.js';
import type { MessageSender } from './message-sender.js';
import type { Port } from './port-objects.js';

/** A host's name, or Chromium's newer form of it. */
export type NativeTarget = string | { readonly application: string };

/** `chrome` or `browser`, as far as messaging goes. */
export interface ExtensionApi {
  readonly runtime: RuntimeApi;
  readonly permissions: PermissionsApi;
  /** Manifest version 3, with `action` in the manifest. */
  readonly action?: ActionApi;
  /** Manifest version 2, with `browser_action` in the manifest. */
  readonly browserAction?: ActionApi;
  /** Manifest version 2. */
  readonly extension?: { readonly lastError?: { readonly message: string } | null; getURL(path: string): string };
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
  /** Not there without the permission `nativeMessaging`. */
  connectNative(application: NativeTarget): Port;
  /** Not there without the permission `nativeMessaging`. */
  sendNativeMessage(application: NativeTarget, message: unknown): Promise<unknown>;
  sendNativeMessage(application: NativeTarget, message: unknown, callback: (reply?: unknown) => void): void;
}

export interface ConnectInfo {
  readonly name?: string;
  /** Accepted, without effect. */
  readonly includeTlsChannelId?: boolean;
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

export interface ActionApi {
  /** The first argument is the tab in front; Firefox adds how it was clicked. */
  readonly onClicked: ExtensionEvent<(tab: Record<string, unknown>, click?: Record<string, unknown>) => void>;
}
