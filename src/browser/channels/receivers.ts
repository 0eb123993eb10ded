import type { Addressee, OfferEvent } from '../../context/index.js';
import type { MessageFormatName } from '../../engines/index.js';
import type { NativePortError } from '../../errors/index.js';
import type { BrowserParts, ReachableExtension } from '../browser-parts.js';
import type { PageDocument } from '../tabs/page-document.js';
import type { ChannelContext } from './channel.js';
import {
  documentMissing,
  extensionDisabled,
  extensionMissing,
  formatsDiffer,
  frameMissing,
  notConnectable,
  onlyOwnExtension,
  pageNotConnectable,
  placesDiffer,
  tabMissing,
} from './errors.js';

/** The event of a port and of a message. */
interface ReceivedBy {
  readonly connect: OfferEvent;
  readonly sendMessage: OfferEvent;
}

/** Who may receive a channel, found when it is opened. */
export interface Receivers {
  /** Runs `then` once those who sleep are awake: at once when nobody does. Until then the channel holds what it gets. */
  whenReady(then: () => void): void;
  /** As they are now. */
  contexts(): readonly ChannelContext[];
  /** Who is meant, for people. */
  readonly to: string;
  /** Which events they hear it by. */
  readonly events: ReceivedBy;
  readonly acceptsTlsChannelId: boolean;
  /** Whether they may know which address the opener's tab shows. */
  readonly seesTab: boolean;
  /** How messages cross. */
  readonly format: MessageFormatName;
  /** What the opener is told when there are none. Default: that nobody is there. */
  readonly refusedText?: string;
  /** Why there are none, for people; undefined: because none listens. */
  readonly whyNone?: NativePortError;
}

const OWN: ReceivedBy = { connect: 'runtime.onConnect', sendMessage: 'runtime.onMessage' };
const EXTERNAL: ReceivedBy = { connect: 'runtime.onConnectExternal', sendMessage: 'runtime.onMessageExternal' };
const USER_SCRIPT: ReceivedBy = { connect: 'runtime.onUserScriptConnect', sendMessage: 'runtime.onUserScriptMessage' };

const atOnce = (then: () => void): void => then();

/** Who may receive what a context sends, and why nobody does. */
export function receiversOf(parts: BrowserParts, to: Addressee, opener: ChannelContext): Receivers {
  return 'extension' in to ? receiversIn(parts, to.extension, opener) : receiversInTab(parts, to, opener);
}

/** The backgrounds and pages of an extension, but the opener. */
function receiversIn(parts: BrowserParts, id: string, opener: ChannelContext): Receivers {
  const target = parts.find(id);
  const events = eventsFor(id, opener);
  const { acceptsTlsChannelId = false } = target?.connectable ?? {};
  const whyNone = refusalOf(parts, id, target, opener);
  const adapted = whyNone === undefined ? target?.format : 'json'; // S37: nobody can tell who is there
  const format = opener.format ?? adapted ?? parts.engine.api.channel.format;
  const to = `the extension ${id}`;
  const seesTab = seesTabOf(target, opener);
  const none = { whenReady: atOnce, contexts: () => [], to, events, acceptsTlsChannelId, seesTab, format };
  if (whyNone || target === undefined) return { ...none, ...(whyNone && { whyNone }) };
  if (target.format !== format) {
    return { ...none, refusedText: parts.engine.api.channel.otherFormatText, whyNone: formatsDiffer(id) };
  }
  const isOther = (context: ChannelContext): boolean => context.place !== opener.place; // T61, R23
  return {
    ...none,
    whenReady: (then) => target.whenReady(then, opener),
    contexts: () => [...target.receivers].filter((context) => context.isActive && isOther(context)),
  };
}

function seesTabOf(receiver: ReachableExtension | undefined, { place }: ChannelContext): boolean {
  const { tab } = place.state ?? {};
  return tab === undefined || (receiver?.access.seesAddress(tab.id, tab.url) ?? false);
}

function eventsFor(id: string, { kind, extensionId }: ChannelContext): ReceivedBy {
  if (kind === 'user-script') return USER_SCRIPT;
  return id === extensionId ? OWN : EXTERNAL;
}

/** Why an extension does not hear a context at all; undefined: it does. */
function refusalOf(
  { engine }: BrowserParts,
  id: string,
  target: ReachableExtension | undefined,
  { kind, extensionId, place }: ChannelContext,
): NativePortError | undefined {
  if (kind === 'user-script' && id !== extensionId) return onlyOwnExtension(id);
  if (target === undefined) return extensionMissing(id);
  if (!target.isEnabled) return extensionDisabled(id);
  if (id === extensionId) return undefined;
  if (extensionId === undefined)
    return target.connectable.letsPage(place.url) ? undefined : pageNotConnectable(place.url, id);
  const isRefused = engine.api.channel.asksManifest && !target.connectable.allows(extensionId);
  return isRefused ? notConnectable(extensionId, id) : undefined;
}

/** The own content scripts and pages in the documents of a tab, in some engines but the opener. */
function receiversInTab(
  parts: BrowserParts,
  to: Extract<Addressee, { tab: number }>,
  opener: ChannelContext,
): Receivers {
  const { extensionId } = opener;
  const { format: usual, prefersDocumentId, hearsItselfInTab } = parts.engine.api.channel;
  const all = {
    whenReady: atOnce,
    contexts: () => [],
    to: nameOf(to),
    events: OWN,
    acceptsTlsChannelId: false,
    seesTab: seesTabOf(extensionId === undefined ? undefined : parts.find(extensionId), opener),
    format: opener.format ?? usual,
  };
  const found = documentsOf(parts, to, prefersDocumentId);
  if ('whyNone' in found || extensionId === undefined) return { ...all, ...found };
  const isMeant = (link: ChannelContext): boolean =>
    link.extensionId === extensionId &&
    link.kind !== 'user-script' &&
    (hearsItselfInTab || link !== opener) &&
    link.isActive;
  return {
    ...all,
    contexts: () => found.documents.flatMap(({ contexts }) => [...contexts].filter(isMeant)),
  };
}

function documentsOf(
  { tabs }: BrowserParts,
  { tab: id, frameId = -1, documentId }: Extract<Addressee, { tab: number }>,
  prefersDocumentId: boolean,
): { documents: readonly PageDocument[] } | { whyNone: NativePortError } {
  const tab = tabs.get(id);
  if (tab === undefined) return { whyNone: tabMissing(id) };
  const isAnyFrame = frameId < 0;
  if (documentId !== undefined) {
    const document = tab.documentWith(documentId);
    if (document === undefined) return { whyNone: documentMissing(documentId, id) };
    const isThere = isAnyFrame || prefersDocumentId || document.frame.id === frameId;
    return isThere ? { documents: [document] } : { whyNone: placesDiffer(frameId, documentId) };
  }
  if (isAnyFrame) return { documents: [...tab.document.tree()] };
  const frame = tab.frame(frameId);
  return frame === undefined ? { whyNone: frameMissing(frameId, id) } : { documents: [frame.document] };
}

function nameOf({ tab, frameId = -1, documentId }: Extract<Addressee, { tab: number }>): string {
  if (documentId !== undefined) return `document ${documentId} of tab ${tab}`;
  return frameId < 0 ? `tab ${tab}` : `frame ${frameId} of tab ${tab}`;
}
