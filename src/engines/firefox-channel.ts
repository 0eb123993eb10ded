import type { ChannelFacts } from './channel-facts.js';
import { firefoxTabs } from './firefox-tabs.js';

// Sources: Firefox's ExtensionParent.sys.mjs, ExtensionChild.sys.mjs, ConduitsParent.sys.mjs; texts and key orders as seen in
// Firefox ESR 153.
const OPAQUE = 'An unexpected error occurred';
const NO_RECEIVER = 'Could not establish connection. Receiving end does not exist.';

export const firefoxChannel: ChannelFacts = {
  format: 'structured-clone',
  maxMessageBytes: Number.POSITIVE_INFINITY,
  asksManifest: false,
  letsWebPages: false,
  noReceiverText: NO_RECEIVER,
  otherFormatText: '', // does not occur: all send structured clones
  cachedText: undefined,
  prefersDocumentId: true,
  hearsItselfInTab: true, // measured, ports and messages alike
  senderOf: ({ id, kind, url, origin, contextNumber, document, worldId, seesTab }) => ({
    contextId: contextNumber,
    id,
    envType: kind === 'content-script' || kind === 'user-script' ? 'content_child' : 'addon_child',
    url,
    ...(document?.tab && {
      tab: firefoxTabs.tabOf(document.tab, { seesAddress: seesTab }),
      frameId: document.frameId,
    }),
    documentId: document?.documentId,
    origin,
    ...(worldId !== undefined && { userScriptWorldId: worldId }),
  }),
  receiversHearDisconnect: true,
  closesWithAnyReceiver: true,
  answer: {
    comesFrom: 'each-listener',
    unansweredText: ({ wasHeard }) => (wasHeard ? undefined : NO_RECEIVER),
    noAnswerCallbackText: undefined,
    errorText: (_how, { message }) => message || OPAQUE,
    unsendableText: undefined,
    lostText: 'Promised response from onMessage listener went out of scope',
    removedText: 'Called raw() on unloaded/inactive context',
    functionLength: 1,
  },
};
