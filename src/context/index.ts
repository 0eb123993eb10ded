export type { BridgeEnd, BrowserEnd, ContextEnd, FromContext, NativeApi, ToContext } from './bridge.js';
