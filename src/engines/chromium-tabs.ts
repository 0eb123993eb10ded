import type { TabFacts } from './tab-facts.js';

// Sources: Chromium's extension_tab_util.cc, tabs_api.cc, scripting_api.cc, scripting_utils.cc, runtime_api.cc; key orders and
// texts as seen in Chromium 156, where members of objects that the browser makes come in the order of the alphabet.

const uuid = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const isExtensionPage = (url: string): boolean => url.startsWith('chrome-extension:');

export const chromiumTabs: TabFacts = {
  frameId: (n) => n,
  documentId: (n) => n.toString(16).toUpperCase().padStart(32, '0'), // a real one is drawn by lot
  tabOf: (tab, { seesAddress, seesPending = false }) => ({
    active: tab.isActive,
    audible: false,
    autoDiscardable: true,
    discarded: false,
    ...(seesAddress && isExtensionPage(tab.url) && { favIconUrl: '' }),
    frozen: false,
    groupId: -1,
    height: 720,
    highlighted: tab.isActive,
    id: tab.id,
    incognito: false,
    index: tab.index,
    lastAccessed: tab.lastAccessed,
    mutedInfo: {
      ...(tab.mutedBy !== undefined && { extensionId: tab.mutedBy }),
      muted: tab.isMuted,
      ...(tab.mutedBy !== undefined && { reason: 'extension' }),
    },
    ...(tab.openerTabId !== undefined && { openerTabId: tab.openerTabId }),
    ...(seesPending && tab.pendingUrl !== undefined && { pendingUrl: tab.pendingUrl }),
    pinned: tab.isPinned,
    selected: tab.isActive,
    splitViewId: -1,
    status: tab.status,
    ...(seesAddress && { title: tab.title, url: tab.url }),
    width: 1280,
    windowId: tab.windowId,
  }),
  titleOf: (url) => url.replace(/^http:\/\//, ''),
  opening: (tab) => ({ ...tab, status: 'loading', url: '', title: '', pendingUrl: tab.url }),
  leaving: (tab, url) => ({ ...tab, status: 'loading', pendingUrl: url }),
  loadingChanges: (url) => [{ status: 'loading', url }],
  changesBeforeLeaving: { load: 1, reload: 0 },
  movedChanges: (url) => [{ status: 'loading', url }, { status: 'complete' }],
  contentScriptsShowAddress: false,
  removeInfo: (windowId) => ({ isWindowClosing: false, windowId }),
  tellsRemovalFirst: false,
  contextOf: ({ number, type, url, origin, manifestVersion, documentId, frameId, tab }) => {
    const isWorker = type === 'BACKGROUND' && manifestVersion === 3;
    return {
      contextId: uuid(number),
      contextType: type,
      ...(!isWorker && { documentId, documentOrigin: origin, documentUrl: url }),
      frameId: isWorker ? -1 : frameId,
      incognito: false,
      tabId: tab?.id ?? -1,
      windowId: tab?.windowId ?? -1,
    };
  },
  urlFor: (given, baseUrl) => {
    try {
      return new URL(given, baseUrl).href;
    } catch {
      return undefined;
    }
  },
  windowOf: ({ id, tabs }) => ({
    alwaysOnTop: false,
    focused: true,
    height: 800,
    id,
    incognito: false,
    left: 0,
    state: 'normal',
    ...(tabs && { tabs }),
    top: 0,
    type: 'normal',
    width: 1280,
  }),
  platformInfo: { arch: 'x86-64', nacl_arch: 'x86-64', os: 'linux' },
  browserInfo: undefined,
  badUninstallUrlText: (url) => `Invalid URL: "${url}".`,
  noTabText: (id) => `No tab with id: ${id}.`,
  noWindowText: (id) => `No window with id: ${id}.`,
  badUrlText: (url) => `Invalid url: "${url}".`,
  badPatternText: (pattern) => `Invalid url pattern '${pattern}'`,
  noHistoryText: 'Cannot find a next page in history.',
  noOptionsPageText: 'Could not create an options page.',
  removesAllOrNothing: false,
  cachedDocuments: 6, // content/browser/renderer_host/back_forward_cache_impl.cc
  closesPagesWithExtension: true,
  injectsById: true,
  orphansHear: true,
  injectsIntoOpenDocuments: false,
  scripting: {
    forbiddenText: ({ url, seesAddress }) =>
      seesAddress
        ? `Cannot access contents of url "${url}". Extension manifest must request permission to access this host.`
        : 'Cannot access contents of the page. Extension manifest must request permission to access the respective host.',
    restrictedText: ({ url, seesAddress }) => {
      if (isExtensionPage(url)) return 'Cannot access a chrome-extension:// URL of different extension';
      if (url.startsWith('chrome:')) return 'Cannot access a chrome:// URL';
      if (/^https:\/\/(?:chromewebstore\.google\.com|chrome\.google\.com\/webstore)(?:\/|$)/.test(url)) {
        return 'The extensions gallery cannot be scripted.';
      }
      return chromiumTabs.scripting.forbiddenText({ url, seesAddress });
    },
    noTabText: (id) => `No tab with id: ${id}`,
    allFramesNeedMain: true,
    noFrameText: (frameId, tabId) => `No frame with id ${frameId} in tab with id ${tabId}`,
    noDocumentText: (documentId, tabId) =>
      /^(?!0+$)[\da-f]{32}$/i.test(documentId)
        ? `No document with id ${documentId} in tab with id ${tabId}`
        : `Invalid document id ${documentId}`,
    tooManyTargetsText: "Cannot specify 'allFrames' if either 'frameIds' or 'documentIds' is specified.",
    bothIdsText: "Cannot specify both 'frameIds' and 'documentIds'.",
    oneSourceText: "Exactly one of 'func' and 'files' must be specified",
    noFileText: 'At least one file must be specified.',
    duplicateFileText: (file) => `Duplicate file specified: '${file}'.`,
    goneText: (frameId) => `Frame with ID ${frameId} was removed.`,
    resultOf: ({ frameId, documentId, outcome }) => ({
      documentId,
      frameId,
      result: 'result' in outcome ? (outcome.result ?? null) : null,
    }),
    registeredOf: ({ id, allFrames, css, excludeMatches, js, matches, ...rest }) => ({
      allFrames: allFrames === true,
      ...(css !== undefined && { css }),
      ...(excludeMatches !== undefined && { excludeMatches }),
      id,
      ...(js !== undefined && { js }),
      matchOriginAsFallback: rest.matchOriginAsFallback === true,
      matches,
      persistAcrossSessions: rest.persistAcrossSessions !== false,
      runAt: rest.runAt ?? 'document_idle',
      world: rest.world ?? 'ISOLATED',
    }),
    duplicateIdText: (id) => `Duplicate script ID '${id}'`,
    unknownIdText: (id) => `Nonexistent script ID '${id}'`,
    emptyIdText: "Content script's ID must not be empty",
    reservedIdText: "Content script's ID must not start with '_'",
    noMatchesText: (id) => `Script with ID '${id}' must specify at least one match.`,
    noFilesText: (id) => `Content script with ID '${id}' must specify at least one js or css file.`,
  },
};
