import { isRestrictedUrl } from '../../manifest/index.js';
import type { PageDocument } from '../tabs/page-document.js';
import type { Tab } from '../tabs/tab.js';
import type { CalledExtension } from './called-extension.js';
import { isNumber, numbersOf, textsOf } from './given.js';

/** Where scripts should run, as extension code says it. */
export interface GivenTarget {
  readonly tabId?: unknown;
  readonly allFrames?: unknown;
  readonly frameIds?: unknown;
  readonly documentIds?: unknown;
}

type Found = { readonly documents: readonly PageDocument[] } | { readonly error: string };

/** The documents that a target names and that the extension may touch, the main one first; or why there are none. */
export function documentsAt(
  extension: CalledExtension,
  { tabId, allFrames, frameIds, documentIds }: GivenTarget,
): Found {
  const { tabs, engine } = extension.parts;
  const { scripting } = engine.tabs;
  const frames = numbersOf(frameIds);
  const documents = Array.isArray(documentIds) ? textsOf(documentIds) : undefined;
  const tab = isNumber(tabId) ? tabs.get(tabId) : undefined;
  if (tab === undefined) return { error: scripting.noTabText(isNumber(tabId) ? tabId : -1) };
  if (allFrames === true && (frames || documents)) return { error: scripting.tooManyTargetsText };
  if (frames && documents) return { error: scripting.bothIdsText };
  const named = namedDocuments(extension, tab, frames, documents);
  if ('error' in named) return named;
  const mayTouch = (document: PageDocument): boolean => faultOf(extension, tab, document) === undefined;
  if (allFrames === true) {
    const fault = scripting.allFramesNeedMain ? faultOf(extension, tab, tab.document) : undefined;
    if (fault !== undefined) return { error: fault };
    const allowed = [...tab.document.tree()].filter(mayTouch);
    const none = faultOf(extension, tab, tab.document);
    return allowed.length === 0 && none !== undefined ? { error: none } : { documents: allowed };
  }
  const fault = named.documents.map((document) => faultOf(extension, tab, document)).find((text) => text !== undefined);
  return fault === undefined ? named : { error: fault };
}

function namedDocuments(
  { parts: { engine } }: CalledExtension,
  tab: Tab,
  frames: readonly number[] | undefined,
  documents: readonly string[] | undefined,
): Found {
  const { scripting } = engine.tabs;
  const unknownFrame = frames?.find((id) => tab.frame(id) === undefined);
  if (unknownFrame !== undefined) return { error: scripting.noFrameText(unknownFrame, tab.id) };
  const unknownDocument = documents?.find((id) => tab.documentWith(id) === undefined);
  if (unknownDocument !== undefined) return { error: scripting.noDocumentText(unknownDocument, tab.id) };
  if (frames === undefined && documents === undefined) return { documents: [tab.document] };
  const isNamed = ({ id, frame }: PageDocument): boolean =>
    (frames?.includes(frame.id) ?? false) || (documents?.includes(id) ?? false);
  return { documents: [...tab.document.tree()].filter(isNamed) };
}

/** Why an extension may not touch a document; undefined: it may. */
function faultOf({ access, parts: { engine } }: CalledExtension, tab: Tab, document: PageDocument): string | undefined {
  const { scripting } = engine.tabs;
  const { url, webAddress } = document;
  const fault = { url, seesAddress: access.seesAddress(tab.id, url) };
  if (isRestrictedUrl(webAddress, engine.native.family)) return scripting.restrictedText(fault);
  return access.mayInject(tab.id, webAddress) ? undefined : scripting.forbiddenText(fault);
}
