import { optionalMembers, type SchemaWords, typesIn } from './schema.js';
import { canBeRead, isObject, isString } from './values.js';

// Source: Chromium's argument_spec.cc and api_invocation_errors.cc; texts as seen in Chromium 156.

/** The names of types in error texts. */
function typeLabel(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return isInteger(value) ? 'integer' : typeof value;
}

const isInteger = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= -(2 ** 31) && Number(value) < 2 ** 31;

const words: SchemaWords = {
  at: (path, text) =>
    path.reduceRight<string>(
      (inner, key) =>
        typeof key === 'number' ? `Error at index ${key}: ${inner}` : `Error at property '${key}': ${inner}`,
      text,
    ),
  wrongType: ({ label }, found) => ({ text: `Invalid type: expected ${label}, found ${typeLabel(found)}.` }),
  unexpected: ([key]) => `Unexpected property: '${key}'.`,
  missing: (key) => `Missing required property '${key}'.`,
  tooSmall: (_value, minimum) => ({ text: `Value must be at least ${minimum}.` }),
  notOneOf: (_value, allowed) => ({ text: `Value must be one of ${[...allowed].sort().join(', ')}.` }),
  notMatching: () => ({ text: '' }), // does not occur: patterns are not checked
  tooFewItems: (found, minimum) => `Array must have at least ${minimum} items; found ${found}.`,
  noChoice: () => ({ path: [], text: 'Value did not match any choice.' }),
  membersIn: 'their-order',
  isInteger,
};

export const types = typesIn(words);
const { any, dictionary, either, flag, integerFrom, list, object, oneOf, optional, parameter, run, text } = types;

/** `{application: name}`, the newer form of a host's name. */
const isTarget = (value: object): boolean =>
  Object.entries(value).every(([key, item]) => key === 'application' && isString(item)) && 'application' in value;

export const application = parameter('application', {
  label: '[string|runtime.NativeMessageTarget]',
  base: 'choice',
  takes: (value) => isString(value) || isObject(value),
  faultIn: (value) =>
    isObject(value) && !isTarget(value) ? { path: [], text: 'Value did not match any choice.' } : undefined,
});
export const nativeMessage = parameter('message', {
  ...dictionary(),
  faultIn: (value) => (canBeRead(value) ? undefined : { path: [], text: 'Script threw an error.' }),
});
export const extensionId = optional('extensionId', text);
export const message = parameter('message', any);
export const path = parameter('path', text);
export const permissions = parameter(
  'permissions',
  object(optionalMembers({ permissions: list(text), origins: list(text) }), 'permissions.Permissions'),
);

export const tabId = integerFrom(0);
const windowId = integerFrom(-2);
export const [aTab, perhapsATab] = [parameter('tabId', tabId), optional('tabId', tabId)];
export const aWindow = parameter('windowId', windowId);

const TAB_STATES = ['unloaded', 'loading', 'complete'];
export const WINDOW_TYPES = ['normal', 'popup', 'panel', 'app', 'devtools', 'custom-tab'];
export const queryInfo = parameter(
  'queryInfo',
  object(
    optionalMembers({
      active: flag,
      pinned: flag,
      audible: flag,
      muted: flag,
      highlighted: flag,
      discarded: flag,
      frozen: flag,
      autoDiscardable: flag,
      currentWindow: flag,
      lastFocusedWindow: flag,
      status: oneOf(TAB_STATES, 'tabs.TabStatus'),
      title: text,
      url: either(text, list(text)),
      groupId: integerFrom(-1),
      splitViewId: integerFrom(-1),
      windowId,
      windowType: oneOf(WINDOW_TYPES, 'tabs.WindowType'),
      index: integerFrom(0),
    }),
  ),
);
const tabMembers = { url: text, active: flag, selected: flag, pinned: flag, openerTabId: tabId };
export const createProperties = parameter(
  'createProperties',
  object(optionalMembers({ ...tabMembers, windowId, index: integerFrom(0) })),
);
export const updateProperties = parameter(
  'updateProperties',
  object(optionalMembers({ ...tabMembers, highlighted: flag, muted: flag, autoDiscardable: flag })),
);
export const frame = { frameId: integerFrom(0), documentId: text };

const target = object(
  {
    tabId: types.integer,
    frameIds: { optional: list(types.integer) },
    documentIds: { optional: list(text) },
    allFrames: { optional: flag },
  },
  'scripting.InjectionTarget',
);
export const WORLDS = ['ISOLATED', 'MAIN'];
export const scriptInjection = parameter(
  'injection',
  object(
    {
      ...optionalMembers({
        func: run,
        args: list(any),
        function: run,
        files: list(text),
        world: oneOf(WORLDS, 'scripting.ExecutionWorld'),
        injectImmediately: flag,
      }),
      target,
    },
    'scripting.ScriptInjection',
  ),
);
export const ORIGINS = ['AUTHOR', 'USER'];
export const cssInjection = parameter(
  'injection',
  object(
    {
      ...optionalMembers({ css: text, files: list(text), origin: oneOf(ORIGINS, 'scripting.StyleOrigin') }),
      target,
    },
    'scripting.CSSInjection',
  ),
);
const RUN_AT = ['document_start', 'document_end', 'document_idle'];
export const contentScripts = parameter(
  'scripts',
  list(
    object(
      {
        id: text,
        ...optionalMembers({
          matches: list(text),
          excludeMatches: list(text),
          css: list(text),
          js: list(text),
          allFrames: flag,
          matchOriginAsFallback: flag,
          runAt: oneOf(RUN_AT, 'extensionTypes.RunAt'),
          persistAcrossSessions: flag,
          world: oneOf(WORLDS, 'scripting.ExecutionWorld'),
        }),
      },
      'scripting.RegisteredContentScript',
    ),
  ),
);
export const scriptFilter = optional(
  'filter',
  object(optionalMembers({ ids: list(text) }), 'scripting.ContentScriptFilter'),
);
export const injectDetails = parameter(
  'details',
  object(
    optionalMembers({
      code: text,
      file: text,
      allFrames: flag,
      frameId: integerFrom(0),
      matchAboutBlank: flag,
      runAt: oneOf(RUN_AT, 'extensionTypes.RunAt'),
      cssOrigin: oneOf(['author', 'user'], 'extensionTypes.CSSOrigin'),
    }),
    'extensionTypes.InjectDetails',
  ),
);
export const CONTEXT_TYPES = ['TAB', 'POPUP', 'BACKGROUND', 'OFFSCREEN_DOCUMENT', 'SIDE_PANEL', 'DEVELOPER_TOOLS'];
export const contextFilter = parameter(
  'filter',
  object(
    optionalMembers({
      contextIds: list(text),
      contextTypes: list(oneOf(CONTEXT_TYPES, 'runtime.ContextType')),
      documentIds: list(text),
      documentOrigins: list(text),
      documentUrls: list(text),
      frameIds: list(types.integer),
      tabIds: list(types.integer),
      windowIds: list(types.integer),
      incognito: flag,
    }),
    'runtime.ContextFilter',
  ),
);
export const windowQuery = optional(
  'queryOptions',
  object(
    optionalMembers({ populate: flag, windowTypes: list(oneOf(WINDOW_TYPES, 'windows.WindowType')) }),
    'windows.QueryOptions',
  ),
);
