export { BrowserCore } from './browser-core.js';
export { BrowserError } from './errors.js';
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
  Rendered,
  RenderedDocument,
  RenderedExtension,
  Renderers,
} from './renderers.js';
export type { ConsoleLevel, TraceEvent } from './trace.js';
