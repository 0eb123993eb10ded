import {
  type ApiShape,
  atOnce,
  BUTTON,
  choices,
  each,
  event,
  type FunctionShape,
  IN_CONTENT,
  IN_SCRIPTS,
  later,
  type Members,
  OWN,
  value,
} from './api-shape.js';
import { tabFilter } from './firefox-tab-filter.js';
import * as given from './firefox-types.js';
import type { Parameter } from './parameter.js';
import { optionalMembers } from './schema.js';

// What Firefox ESR 153 shows of what is supported here, with its keys in its order: a key stays, and is undefined, where the
// member is not for this context or not permitted. Source: the schemas of its APIs.
const { types } = given;
const { dictionary, either, flag, list, object, optional, parameter, text } = types;

const USER_SCRIPTS = { ...OWN, permission: 'userScripts' };
const NATIVE = { ...IN_CONTENT, permission: 'nativeMessaging' };

const choicesOf = (...texts: readonly string[]): Record<string, string> =>
  Object.fromEntries(texts.map((each) => [each.toUpperCase(), each]));

const runtime: Members = {
  ...each(OWN, { onStartup: event, onInstalled: event, onSuspend: event, onSuspendCanceled: event }),
  onUpdateAvailable: { ...event, ...OWN },
  onConnect: { ...event, ...IN_CONTENT },
  onUserScriptConnect: { ...event, ...USER_SCRIPTS },
  onConnectExternal: { ...event, ...OWN },
  onMessage: { ...event, ...IN_CONTENT },
  onMessageExternal: { ...event, ...OWN },
  onUserScriptMessage: { ...event, ...USER_SCRIPTS },
  onPerformanceWarning: { ...event, ...OWN },
  getContexts: { ...OWN, ...later(given.contextFilter) },
  openOptionsPage: { ...OWN, ...later() },
  getManifest: { ...IN_CONTENT, ...atOnce() },
  getURL: { ...IN_CONTENT, ...atOnce(given.path) },
  setUninstallURL: { ...OWN, ...later(optional('url', text)) },
  reload: { ...OWN, ...atOnce() },
  connect: {
    ...IN_SCRIPTS,
    ...atOnce(
      given.extensionId,
      optional('connectInfo', object(optionalMembers({ name: text, includeTlsChannelId: flag }))),
    ),
  },
  connectNative: { ...NATIVE, ...atOnce(given.application) },
  sendMessage: { ...IN_SCRIPTS, ...later() }, // has rules of its own
  sendNativeMessage: { ...NATIVE, ...later(given.application, given.message) },
  getBrowserInfo: { ...OWN, ...later() },
  getPlatformInfo: { ...OWN, ...later() },
  id: { ...IN_CONTENT, is: 'extension-id', knownTo: IN_CONTENT.kinds },
  lastError: { ...IN_CONTENT, is: 'last-error' },
  ContextType: { ...OWN, ...choices(choicesOf(...given.CONTEXT_TYPES)) },
  ...each(IN_CONTENT, {
    PlatformOs: choices(choicesOf('mac', 'win', 'android', 'cros', 'linux', 'openbsd')),
    PlatformArch: choices(
      choicesOf('aarch64', 'arm', 'ppc64', 'riscv64', 's390x', 'sparc64', 'x86-32', 'x86-64', 'noarch'),
    ),
    RequestUpdateCheckStatus: choices(choicesOf('throttled', 'no_update', 'update_available')),
    OnInstalledReason: choices(choicesOf('install', 'update', 'browser_update')),
    OnRestartRequiredReason: choices(choicesOf('app_update', 'os_update', 'periodic')),
  }),
  OnPerformanceWarningCategory: { ...OWN, ...choices(choicesOf('content_script')) },
  OnPerformanceWarningSeverity: { ...OWN, ...choices(choicesOf('low', 'medium', 'high')) },
};

const tabs: Members = {
  onCreated: event,
  onUpdated: { is: 'event', filter: tabFilter },
  onMoved: event,
  onActivated: event,
  onHighlighted: event,
  onDetached: event,
  onAttached: event,
  onRemoved: event,
  onReplaced: event,
  onZoomChange: event,
  get: later(given.aTab),
  getCurrent: later(),
  connect: atOnce(given.aTab, optional('connectInfo', object(optionalMembers({ name: text, ...given.frame })))),
  sendMessage: later(given.aTab, given.message, optional('options', object(optionalMembers(given.frame)))),
  create: later(given.createProperties),
  query: later(given.queryInfo),
  update: later(given.perhapsATab, given.updateProperties),
  reload: later(given.perhapsATab, optional('reloadProperties', object(optionalMembers({ bypassCache: flag })))),
  remove: later(parameter('tabIds', either(given.tabId, list(given.tabId)))),
  executeScript: { version: 2, ...later(given.perhapsATab, given.injectDetails) },
  insertCSS: { version: 2, ...later(given.perhapsATab, given.injectDetails) },
  removeCSS: { version: 2, ...later(given.perhapsATab, given.injectDetails) },
  goForward: later(given.perhapsATab),
  goBack: later(given.perhapsATab),
  SPLIT_VIEW_ID_NONE: value(-1),
  TAB_ID_NONE: value(-1),
  MutedInfoReason: choices(choicesOf('user', 'capture', 'extension')),
  ZoomSettingsMode: choices(choicesOf('automatic', 'manual', 'disabled')),
  ZoomSettingsScope: choices(choicesOf('per-origin', 'per-tab')),
  TabStatus: choices(choicesOf(...given.TAB_STATES)),
  WindowType: choices(choicesOf(...given.WINDOW_TYPES)),
  UpdatePropertyName: choices(choicesOf(...given.UPDATE_PROPERTIES)),
};

const keys = either(text, list(text));
const stored = (name: string, ...parameters: Parameter[]): FunctionShape => ({
  ...later(...parameters),
  called: `storage.StorageArea.${name}`,
});
const area: Members[string] = {
  is: 'object',
  members: {
    get: stored('get', optional('keys', either(text, list(text), dictionary(types.any)))),
    getBytesInUse: stored('getBytesInUse', optional('keys', keys)),
    getKeys: stored('getKeys'),
    set: stored('set', parameter('items', dictionary(types.any))),
    remove: stored('remove', parameter('keys', keys)),
    clear: stored('clear'),
    onChanged: event,
  },
};

export const firefoxShape: ApiShape = {
  ...BUTTON,
  tabs: { ...OWN, members: tabs },
  windows: {
    ...OWN,
    members: {
      onCreated: event,
      onRemoved: event,
      onFocusChanged: event,
      get: later(given.aWindow, given.windowQuery),
      getCurrent: later(given.windowQuery),
      getLastFocused: later(given.windowQuery),
      getAll: later(given.windowQuery),
      WINDOW_ID_CURRENT: value(-2),
      WINDOW_ID_NONE: value(-1),
      WindowType: choices(choicesOf(...given.WINDOW_TYPES)),
      WindowState: choices(choicesOf('normal', 'minimized', 'maximized', 'fullscreen', 'docked')),
      CreateType: choices(choicesOf('normal', 'popup', 'panel', 'detached_panel')),
    },
  },
  management: {
    ...OWN,
    members: {
      getSelf: later(),
      ExtensionDisabledReason: choices(choicesOf('unknown', 'permissions_increase')),
      ExtensionType: choices(choicesOf('extension', 'theme')),
      ExtensionInstallType: choices(choicesOf('development', 'normal', 'sideload', 'admin', 'other')),
    },
  },
  permissions: {
    ...OWN,
    members: {
      onAdded: event,
      onRemoved: event,
      getAll: later(),
      contains: later(given.permissions),
      request: later(given.permissions),
      remove: later(given.permissions),
    },
  },
  scripting: {
    ...OWN,
    permission: 'scripting',
    members: {
      executeScript: later(given.scriptInjection),
      insertCSS: later(given.cssInjection),
      removeCSS: later(given.cssInjection),
      registerContentScripts: later(given.contentScripts),
      getRegisteredContentScripts: later(given.scriptFilter),
      unregisterContentScripts: later(given.scriptFilter),
      updateContentScripts: later(given.contentScripts),
      ExecutionWorld: choices(choicesOf(...given.WORLDS)),
    },
  },
  extension: {
    ...IN_CONTENT,
    members: {
      getURL: { version: 2, ...atOnce(given.path) },
      lastError: { version: 2, is: 'last-error' },
      isAllowedIncognitoAccess: { ...OWN, ...later() },
      inIncognitoContext: value(false),
      ViewType: choices(choicesOf('tab', 'popup', 'sidebar')),
    },
  },
  i18n: {
    ...IN_CONTENT,
    members: {
      getMessage: { ...IN_CONTENT, ...atOnce(parameter('messageName', text), optional('substitutions', types.any)) },
      getUILanguage: { ...IN_CONTENT, ...atOnce() },
    },
  },
  runtime: { ...IN_SCRIPTS, members: runtime },
  storage: {
    ...IN_CONTENT,
    permission: 'storage',
    members: {
      onChanged: event,
      local: area,
      managed: area,
      session: { ...OWN, ...area },
      sync: area,
    },
  },
};
