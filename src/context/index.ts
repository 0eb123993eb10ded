export { chromium, ENGINES, type Engine, type EngineName, firefox, type MessageFormatName } from '../engines/index.js';
export type {
  ActionApi,
  ExtensionApi,
  I18nApi,
  InstalledDetails,
  ManagementApi,
  NativeTarget,
  PermissionSet,
  PermissionsApi,
  RuntimeApi,
} from './api-types.js';
export type {
  Addressee,
  BridgeEnd,
  BrowserEnd,
  ChannelTarget,
  ContextApi,
  ContextEnd,
  ContextTarget,
  FromContext,
  HostTarget,
  NativeApi,
  Offer,
  OfferEvent,
  PortName,
  ToContext,
} from './bridge.js';
export type { Ask, AskWith, ConnectInfo } from './call-types.js';
export type { ContextExtension, ContextOwner, WebPage } from './context-extension.js';
export { type ContextOptions, createContext, type ExtensionContext } from './create-context.js';
export type { ExtensionEvent } from './event-objects.js';
export { createMemoryBridge } from './memory-bridge.js';
export { bridgeOverMessagePort, type MessagePortLike } from './message-port-bridge.js';
export type { MessageSender } from './message-sender.js';
export type { Port } from './port-objects.js';
export type { ErrorMakers, Intrinsics } from './realm.js';
export type { StorageApi, StorageArea } from './storage-types.js';
export type { InjectionTarget, InTab, ScriptingApi, TabInfo, TabsApi, WindowsApi } from './tab-types.js';
export { platformTasks, type TaskQueue } from './task-queue.js';
