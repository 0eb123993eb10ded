import type { NativeFailure, NativeFailureCode } from '../../engines/index.js';
import { NativePortError } from '../../errors/index.js';

/** A connection ended for a reason that lies in the browser or the extension, not in the host. */
export class ConnectionError extends NativePortError<NativeFailureCode> implements NativeFailure {
  override readonly name = 'ConnectionError';
  readonly application: string;

  constructor(code: NativeFailureCode, application: string, message: string, hint: string) {
    super(code, message, hint);
    this.application = application;
  }
}

export const permissionMissing = (application: string): ConnectionError =>
  new ConnectionError(
    'PERMISSION_MISSING',
    application,
    `The extension does not hold the permission nativeMessaging, which ${JSON.stringify(application)} needs.`,
    'Add "nativeMessaging" to "permissions" in the manifest, or request it.',
  );

export const callerIsContentScript = (application: string): ConnectionError =>
  new ConnectionError(
    'CALLER_IS_CONTENT_SCRIPT',
    application,
    `A content script or a user script asked for the host ${JSON.stringify(application)}. Only backgrounds and pages of an extension may.`,
    'Send the message to the background, and let it speak to the host.',
  );

export const messageNotJson = (application: string): ConnectionError =>
  new ConnectionError(
    'MESSAGE_NOT_JSON',
    application,
    `The host ${JSON.stringify(application)} sent a message that is not JSON.`,
    'Write nothing but frames of JSON to stdout; send logs to stderr.',
  );

export type ReceiverErrorCode =
  | 'ANSWER_NOT_SENDABLE'
  | 'DOCUMENT_CACHED'
  | 'DOCUMENT_MISSING'
  | 'EXTENSION_DISABLED'
  | 'EXTENSION_MISSING'
  | 'FORMATS_DIFFER'
  | 'FRAME_MISSING'
  | 'NOBODY_LISTENS'
  | 'NOT_CONNECTABLE'
  | 'ONLY_OWN_EXTENSION'
  | 'PAGE_NOT_CONNECTABLE'
  | 'PLACES_DIFFER'
  | 'TAB_MISSING';

/** Why nobody received a port or a message. An extension sees the engine's text, which is the same for all of them. */
export class ReceiverError extends NativePortError<ReceiverErrorCode> {
  override readonly name = 'ReceiverError';
}

export const extensionMissing = (id: string): ReceiverError =>
  new ReceiverError(
    'EXTENSION_MISSING',
    `No extension with the id ${JSON.stringify(id)} is loaded.`,
    'Load it with loadExtension(), or correct the id.',
  );

export const notConnectable = (from: string, to: string): ReceiverError =>
  new ReceiverError(
    'NOT_CONNECTABLE',
    `The extension ${to} does not let ${from} connect.`,
    `Add ${JSON.stringify(from)} or "*" to "ids" of "externally_connectable" in its manifest, or remove that key.`,
  );

export const tabMissing = (id: number): ReceiverError =>
  new ReceiverError('TAB_MISSING', `There is no tab ${id}.`, 'Ask tabs.query() for the tabs that are open.');

export const pageNotConnectable = (url: string, to: string): ReceiverError =>
  new ReceiverError(
    'PAGE_NOT_CONNECTABLE',
    `The extension ${to} does not let the page ${url} connect.`,
    'Add a pattern for its address to "matches" of "externally_connectable" in the manifest.',
  );

export const onlyOwnExtension = (to: string): ReceiverError =>
  new ReceiverError(
    'ONLY_OWN_EXTENSION',
    `A user script may not speak to another extension, ${to}.`,
    'Speak to the own extension, and let its background speak to the other one.',
  );

export const extensionDisabled = (id: string): ReceiverError =>
  new ReceiverError('EXTENSION_DISABLED', `The extension ${id} is disabled.`, 'Enable it with enable().');

export const formatsDiffer = (to: string): ReceiverError =>
  new ReceiverError(
    'FORMATS_DIFFER',
    `The extension ${to} has another "message_serialization" than the sender.`,
    'Write the same "message_serialization" into both manifests.',
  );

export const frameMissing = (frameId: number, tabId: number): ReceiverError =>
  new ReceiverError(
    'FRAME_MISSING',
    `There is no frame ${frameId} in tab ${tabId}.`,
    'Take the frameId from a sender; 0 is the main frame.',
  );

export const documentMissing = (documentId: string, tabId: number): ReceiverError =>
  new ReceiverError(
    'DOCUMENT_MISSING',
    `Tab ${tabId} does not show a document ${documentId}.`,
    'Take the documentId from a sender; each navigation brings another one.',
  );

export const placesDiffer = (frameId: number, documentId: string): ReceiverError =>
  new ReceiverError(
    'PLACES_DIFFER',
    `The document ${documentId} is not in frame ${frameId}.`,
    'Name the frame or the document, not both.',
  );

export const documentCached = (context: string): ReceiverError =>
  new ReceiverError(
    'DOCUMENT_CACHED',
    `The document of ${context} went to the back/forward cache.`,
    'Connect again when it is shown again: "pageshow" with "persisted".',
  );

/** `to`: "the extension …", "tab …". */
export const answerNotSendable = (to: string): ReceiverError =>
  new ReceiverError(
    'ANSWER_NOT_SENDABLE',
    `A listener in ${to} answered with something that cannot be sent.`,
    'Answer with plain data: no functions, symbols, promises or proxies, at any depth.',
  );

export const nobodyListens = (to: string): ReceiverError =>
  new ReceiverError(
    'NOBODY_LISTENS',
    `No other context of ${to} has a listener for it.`,
    'Add the listener before the other side sends; a context never receives what it sends itself.',
  );
