import type { ScriptOutcome, TabFacts } from './tab-facts.js';

// Sources: Firefox's ext-tabs-base.js, ext-tabs.js, ext-scripting.js, ext-runtime.js; key orders and texts as seen in Firefox
// ESR 153.

const uuid = (variant: '8' | 'a', n: number): string =>
  `00000000-0000-4000-${variant}000-${n.toString(16).padStart(12, '0')}`;

function resultIn(outcome: ScriptOutcome): object {
  if ('thrown' in outcome) return { error: outcome.thrown };
  if ('error' in outcome) {
    const Kind = ERRORS.find(({ name }) => name === outcome.name) ?? Error;
    return { error: new Kind(outcome.error) };
  }
  return { result: outcome.result };
}

/** The kinds that a structured clone keeps. */
const ERRORS = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];

export const firefoxTabs: TabFacts = {
  frameId: (n) => 2 ** 34 + n, // the number of a process stands above 32 bits
  documentId: (n) => uuid('8', n), // a real one is drawn by lot
  tabOf: (tab, { seesAddress }) => ({
    id: tab.id,
    index: tab.index,
    windowId: tab.windowId,
    highlighted: tab.isActive,
    active: tab.isActive,
    attention: false,
    pinned: tab.isPinned,
    status: tab.status,
    hidden: false,
    discarded: false,
    incognito: false,
    width: 1280,
    height: 720,
    lastAccessed: Math.trunc(tab.lastAccessed),
    audible: false,
    autoDiscardable: true,
    mutedInfo: {
      muted: tab.isMuted,
      ...(tab.mutedBy !== undefined && { reason: 'extension', extensionId: tab.mutedBy }),
    },
    isArticle: undefined,
    isInReaderMode: false,
    sharingState: { camera: false, microphone: false, screen: undefined },
    successorTabId: -1,
    groupId: -1,
    splitViewId: -1,
    cookieStoreId: 'firefox-default',
    ...(tab.openerTabId !== undefined && { openerTabId: tab.openerTabId }),
    ...(seesAddress && { url: tab.url, ...(tab.title !== '' && { title: tab.title }) }),
  }),
  titleOf: (url) => url.replace(/^[\w-]+:\/\//, ''),
  opening: (tab) => ({ ...tab, status: 'complete', url: 'about:blank', title: firefoxTabs.titleOf(tab.url) }),
  leaving: (tab) => tab,
  loadingChanges: (url) => [{ status: 'loading' }, { status: 'loading', url }],
  changesBeforeLeaving: { load: 1, reload: 1 },
  movedChanges: (url) => [{ status: 'complete', url }],
  contentScriptsShowAddress: true,
  removeInfo: (windowId) => ({ windowId, isWindowClosing: false }),
  tellsRemovalFirst: true,
  contextOf: ({ number, type, url, origin, documentId, frameId, tab }) => ({
    contextId: uuid('a', number),
    contextType: type,
    documentId,
    documentOrigin: origin,
    documentUrl: url,
    incognito: false,
    frameId,
    tabId: tab?.id ?? -1,
    windowId: tab?.windowId ?? (type === 'POPUP' ? 1 : -1),
  }),
  urlFor: (given, baseUrl) => {
    if (/^(?:javascript|data|file|chrome|resource|jar|view-source):/i.test(given)) return undefined;
    if (/^about:/i.test(given) && given !== 'about:blank') return undefined;
    try {
      return new URL(given, baseUrl).href;
    } catch {
      return undefined;
    }
  },
  windowOf: ({ id, title, tabs }) => ({
    id,
    focused: true,
    top: 0,
    left: 0,
    width: 1280,
    height: 800,
    incognito: false,
    type: 'normal',
    state: 'normal',
    alwaysOnTop: false,
    title: `${title} — Mozilla Firefox`,
    ...(tabs && { tabs }),
  }),
  platformInfo: { os: 'linux', arch: 'x86-64' },
  browserInfo: { name: 'Firefox', vendor: 'Mozilla', version: '153.7.0', buildID: '20261101000000' },
  badUninstallUrlText: (url) => `Invalid URL: "${url}"`,
  noTabText: (id) => `Invalid tab ID: ${id}`,
  noWindowText: (id) => `Invalid window ID: ${id}`,
  badUrlText: (url) => `Illegal URL: ${url}`,
  badPatternText: (pattern) => `Invalid url pattern: ${pattern}`,
  noHistoryText: undefined,
  noOptionsPageText: 'No `options_ui` declared',
  removesAllOrNothing: true,
  cachedDocuments: 8, // browser.sessionhistory.max_total_viewers by memory, at most 8
  closesPagesWithExtension: true,
  injectsById: false,
  orphansHear: false,
  injectsIntoOpenDocuments: true,
  scripting: {
    forbiddenText: () => 'Missing host permission for the tab',
    restrictedText: () => 'Missing host permission for the tab',
    noTabText: (id) => `Invalid tab ID: ${id}`,
    allFramesNeedMain: false,
    noFrameText: (frameId) => `Invalid frame IDs: [${frameId}].`,
    noDocumentText: (documentId) => `Invalid documentId: ${documentId}`,
    tooManyTargetsText: "Cannot specify both 'allFrames' and 'frameIds'.",
    bothIdsText: "Cannot specify both 'documentIds' and 'frameIds'.",
    oneSourceText: 'Exactly one of files and func must be specified.',
    noFileText: 'Exactly one of files and func must be specified.',
    duplicateFileText: undefined,
    goneText: () => 'An unexpected error occurred',
    resultOf: ({ frameId, documentId, outcome }) => ({
      frameId,
      documentId,
      ...resultIn(outcome),
    }),
    registeredOf: ({ id, allFrames, matches, excludeMatches, js, css, ...rest }) => ({
      id,
      allFrames: allFrames === true,
      matches,
      ...(excludeMatches !== undefined && { excludeMatches }),
      matchOriginAsFallback: rest.matchOriginAsFallback === true,
      runAt: rest.runAt ?? 'document_idle',
      world: rest.world ?? 'ISOLATED',
      persistAcrossSessions: rest.persistAcrossSessions !== false,
      cssOrigin: rest.cssOrigin ?? 'author',
      ...(css !== undefined && { css }),
      ...(js !== undefined && { js }),
    }),
    duplicateIdText: (id) => `Content script with id "${id}" is already registered.`,
    unknownIdText: (id) => `Content script with id "${id}" does not exist.`,
    emptyIdText: 'Invalid content script id.',
    reservedIdText: 'Invalid content script id.',
    noMatchesText: () => 'matches must be specified.',
    noFilesText: () => 'At least one js or css must be specified.',
  },
};
