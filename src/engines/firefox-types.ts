import { optionalMembers, type SchemaWords, typesIn } from './schema.js';

// Source: Firefox's Schemas.sys.mjs and the schemas of its APIs; texts as seen in Firefox ESR 153.

/** What an engine calls the type of a value that does not fit. */
const shown = (value: unknown): string => {
  try {
    return String(JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item)));
  } catch {
    return String(value);
  }
};

const words: SchemaWords = {
  at: (path, text) => (path.length === 0 ? text : `Error processing ${path.join('.')}: ${text}`),
  wrongType: ({ base }, found) => ({
    text: `Expected ${base} instead of ${shown(found)}`,
    should: `be ${/^[aeiou]/.test(base) ? 'an' : 'a'} ${base} value`,
  }),
  unexpected: (keys) =>
    keys.length === 1 ? `Unexpected property "${keys[0]}"` : `Unexpected properties: ${[...keys].sort().join(', ')}`,
  missing: (key) => `Property "${key}" is required`,
  tooSmall: (value, minimum) => ({
    text: `Integer ${value} is too small (must be at least ${minimum})`,
    should: `be at least ${minimum}`,
  }),
  notOneOf: (value, allowed) => ({
    text: `Invalid enumeration value ${shown(value)}`,
    should: `be one of [${allowed.map((each) => JSON.stringify(each)).join(', ')}]`,
  }),
  notMatching: (value, pattern) => ({ text: `String ${shown(value)} must match ${pattern}` }),
  tooFewItems: (found, minimum) => `Array requires at least ${minimum} items; you have ${found}`,
  noChoice(value, faults) {
    const all = faults.map(({ path, text, should = text }) =>
      path.length === 0 ? should : `.${path.join('.')} must ${should}`,
    );
    const [last = '', ...others] = [...new Set(all)].reverse();
    if (others.length === 0) return faults.at(-1) ?? { path: [], text: '' };
    const subject = typeof value === 'object' ? 'Value' : `Value ${shown(value)}`;
    return { path: [], text: `${subject} must either: ${[...others.reverse(), `or ${last}`].join(', ')}` };
  },
  membersIn: 'declared-order',
  isInteger: (value) => Number.isInteger(value),
};

export const types = typesIn(words);
const { any, either, flag, integerFrom, list, object, oneOf, optional, parameter, run, text, textLike } = types;

export const application = parameter('application', textLike(/^\w+(\.\w+)*$/));
export const extensionId = optional('extensionId', text);
export const message = parameter('message', any);
export const path = parameter('path', text);
export const permissions = parameter(
  'permissions',
  object(optionalMembers({ permissions: list(text), origins: list(text), data_collection: list(text) })),
);

export const tabId = integerFrom(0);
const windowId = integerFrom(-2);
const optionalTab = integerFrom(-1);
export const [aTab, perhapsATab] = [parameter('tabId', tabId), optional('tabId', tabId)];
export const aWindow = parameter('windowId', windowId);

export const UPDATE_PROPERTIES = [
  ...['attention', 'audible', 'autoDiscardable', 'discarded', 'favIconUrl', 'groupId', 'hidden', 'isArticle'],
  ...['mutedInfo', 'pinned', 'sharingState', 'splitViewId', 'status', 'title', 'url'],
];
export const TAB_STATES = ['loading', 'complete'];
export const WINDOW_TYPES = ['normal', 'popup', 'panel', 'app', 'devtools'];
export const queryInfo = parameter(
  'queryInfo',
  object(
    optionalMembers({
      active: flag,
      attention: flag,
      pinned: flag,
      audible: flag,
      autoDiscardable: flag,
      muted: flag,
      highlighted: flag,
      currentWindow: flag,
      lastFocusedWindow: flag,
      status: oneOf(TAB_STATES),
      discarded: flag,
      hidden: flag,
      title: text,
      url: either(text, list(text)),
      windowId,
      windowType: oneOf(WINDOW_TYPES),
      index: integerFrom(0),
      cookieStoreId: either(list(text), text),
      openerTabId: optionalTab,
      groupId: optionalTab,
      splitViewId: optionalTab,
      screen: either(oneOf(['Screen', 'Window', 'Application']), flag),
      camera: flag,
      microphone: flag,
    }),
  ),
);
export const createProperties = parameter(
  'createProperties',
  object(
    optionalMembers({
      windowId,
      index: integerFrom(0),
      url: text,
      active: flag,
      pinned: flag,
      openerTabId: optionalTab,
      cookieStoreId: text,
      openInReaderMode: flag,
      discarded: flag,
      title: text,
      muted: flag,
    }),
  ),
);
export const updateProperties = parameter(
  'updateProperties',
  object(
    optionalMembers({
      url: text,
      active: flag,
      autoDiscardable: flag,
      highlighted: flag,
      pinned: flag,
      muted: flag,
      openerTabId: optionalTab,
      loadReplace: flag,
      successorTabId: optionalTab,
    }),
  ),
);
export const frame = { frameId: integerFrom(0), documentId: text };

export const WORLDS = ['ISOLATED', 'MAIN'];
const target = object({
  ...optionalMembers({ frameIds: list(types.number), allFrames: flag }),
  tabId: types.number,
  ...optionalMembers({ documentIds: list(text) }),
});
export const scriptInjection = parameter(
  'injection',
  object({
    ...optionalMembers({ args: list(any), files: list(text, 1), func: run }),
    target,
    ...optionalMembers({ world: oneOf(WORLDS), injectImmediately: flag }),
  }),
);
export const cssInjection = parameter(
  'injection',
  object({
    ...optionalMembers({ css: text, files: list(text, 1), origin: oneOf(['USER', 'AUTHOR']) }),
    target,
  }),
);
const RUN_AT = ['document_start', 'document_end', 'document_idle'];
export const contentScripts = parameter(
  'scripts',
  list(
    object({
      ...optionalMembers({ allFrames: flag, excludeMatches: list(text) }),
      id: text,
      ...optionalMembers({ js: list(text), matches: list(text), matchOriginAsFallback: flag, runAt: oneOf(RUN_AT) }),
      ...optionalMembers({ world: oneOf(WORLDS), persistAcrossSessions: flag, css: list(text) }),
      ...optionalMembers({ cssOrigin: oneOf(['user', 'author']) }),
    }),
  ),
);
export const scriptFilter = optional('filter', object(optionalMembers({ ids: list(text) })));
export const injectDetails = parameter(
  'details',
  object(
    optionalMembers({
      code: text,
      file: text,
      allFrames: flag,
      matchAboutBlank: flag,
      frameId: integerFrom(0),
      runAt: oneOf(RUN_AT),
      cssOrigin: oneOf(['user', 'author']),
    }),
  ),
);
export const CONTEXT_TYPES = ['BACKGROUND', 'POPUP', 'SIDE_PANEL', 'TAB'];
export const contextFilter = parameter(
  'filter',
  object(
    optionalMembers({
      contextIds: list(text),
      contextTypes: list(oneOf(CONTEXT_TYPES)),
      documentIds: list(text),
      documentOrigins: list(text),
      documentUrls: list(text),
      frameIds: list(types.integer),
      tabIds: list(types.integer),
      windowIds: list(types.integer),
      incognito: flag,
    }),
  ),
);
export const windowQuery = optional(
  'getInfo',
  object(optionalMembers({ populate: flag, windowTypes: list(oneOf(WINDOW_TYPES)) })),
);
