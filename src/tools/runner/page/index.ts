export { checkDom } from './check-dom.js';
export { type DocumentReport, Documents, type PagesOf } from './documents.js';
export { PageError } from './errors.js';
export { freeThreads } from './free-threads.js';
export type { NodeDocument } from './node-document.js';
export type { PageSource, WorldName } from './protocol.js';
