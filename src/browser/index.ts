export { type Clock, HeldClock, systemClock } from '../clock/index.js';
export type {
  BrowserEnd,
  ContextEnd,
  ContextExtension,
  ContextOwner,
  ExtensionApi,
  MessageSender,
  Port,
  TaskQueue,
} from '../context/index.js';
export { bridgeOverMessagePort, createContext, createMemoryBridge } from '../context/index.js';
export type { ClickedTab, ContextKind, EngineName } from '../engines/index.js';
export { NativePortError } from '../errors/index.js';
export type { ActivityCounts } from './activity.js';
export type { AskUser, PermissionRequest } from './browser-parts.js';
export { ConnectionError, ReceiverError, type ReceiverErrorCode } from './channels/errors.js';
export type { ContextLabel } from './contexts/attachment.js';
export type { ContextLink } from './contexts/context-link.js';
export { Browser, type LoadOptions, type WebPageOptions } from './embedding/browser.js';
export type {
  BrowserDocument,
  BrowserFrame,
  FrameOptions,
  NavigationOptions,
  PageContent,
} from './embedding/browser-frame.js';
export type { BrowserPopup } from './embedding/browser-popup.js';
export type { BrowserTab, TabOptions } from './embedding/browser-tab.js';
export type { AttachedContext, HereOptions } from './embedding/context-here.js';
export { type AttachOptions, Extension, type PlaceOptions } from './embedding/extension.js';
export { BrowserError, type BrowserErrorCode } from './errors.js';
export type { HostEvent, NativeConnection, NativeConnections, NativeEnd, NativeRequest } from './native-connections.js';
export type {
  AttachedSite,
  BackgroundSite,
  DocumentEvents,
  DocumentSite,
  FrameRequest,
  InjectedScript,
  Injection,
  InjectionOutcome,
  NavigationType,
  Rendered,
  RenderedDocument,
  RenderedExtension,
  Renderers,
} from './renderers.js';
export type { StoredItems } from './storage/extension-storage.js';
export { type ConsoleLevel, TRACE_VERSION, type TraceEvent, type TraceReason, type UntimedEvent } from './trace.js';
