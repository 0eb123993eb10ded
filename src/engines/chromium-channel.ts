import type { ChannelFacts, MessageSource } from './channel-facts.js';
import { chromiumTabs } from './chromium-tabs.js';

// Sources: Chromium's message_service.cc, extension_message_port.cc, native_renderer_messaging_service.cc,
// one_time_message_handler.cc; texts and key orders as seen in Chromium 156.
const MIB = 1024 * 1024;

/** A message, or an answer, that JSON cannot say. */
export const NOT_SERIALISED = 'Could not serialize message.';
const NO_RECEIVER = 'Could not establish connection. Receiving end does not exist.';
const PROMISED =
  'A listener indicated an asynchronous response by returning true, but the message channel closed before a response was received';
const THROWN_NO_ERROR = "Error message from listener couldn't be parsed or was empty.";
const NOT_AN_ERROR = "A runtime.onMessage listener's promise rejected without an Error";

/** Frames have an origin, workers have none; to a tab, all have. */
const hasOrigin = ({ kind, manifestVersion, isToTab }: MessageSource): boolean =>
  isToTab || kind !== 'background' || manifestVersion !== 3;

/** Where it comes from is told of a document in a tab, and only to those who are not in one themselves. */
function placeOf({ document, isToTab }: MessageSource): object {
  if (document?.tab === undefined || isToTab) return {};
  const { frameId, documentId, lifecycle, tab } = document;
  return { frameId, documentId, documentLifecycle: lifecycle, tab: chromiumTabs.tabOf(tab, { seesAddress: true }) };
}

export const chromiumChannel: ChannelFacts = {
  format: 'json',
  maxMessageBytes: 64 * MIB,
  asksManifest: true,
  letsWebPages: true,
  noReceiverText: NO_RECEIVER,
  otherFormatText: 'Could not establish connection. Receiving end uses different message serialization format.',
  cachedText: 'The page keeping the extension port is moved into back/forward cache, so the message channel is closed.',
  prefersDocumentId: false,
  hearsItselfInTab: false,
  senderOf: (source) => ({
    ...(source.id !== undefined && { id: source.id }),
    url: source.url,
    ...(hasOrigin(source) && { origin: source.origin }),
    ...placeOf(source),
    ...(source.acceptsTlsChannelId && { tlsChannelId: '' }),
  }),
  receiversHearDisconnect: false,
  closesWithAnyReceiver: false,
  answer: {
    comesFrom: 'all-listeners',
    unansweredText: ({ wasHeard, wasPromised }) => {
      if (wasPromised) return PROMISED;
      return wasHeard ? undefined : NO_RECEIVER;
    },
    noAnswerCallbackText: 'The message port closed before a response was received.',
    errorText: (how, { isError, message }) => {
      if (isError && message !== undefined) return message;
      return how === 'thrown' ? THROWN_NO_ERROR : NOT_AN_ERROR;
    },
    unsendableText: NOT_SERIALISED,
    lostText: PROMISED,
    removedText: undefined,
    functionLength: 0,
  },
};
