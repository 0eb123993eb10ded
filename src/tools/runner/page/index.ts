export { checkDom } from './check-dom.js';
export { type DocumentReport, Documents, type DocumentsOptions, type PagesOf } from './documents.js';
export { PageError, type PageErrorCode } from './errors.js';
export { freeThreads } from './free-threads.js';
export type { NodeDocument } from './node-document.js';
export type { PageReport, PageSource, WorldName } from './protocol.js';
