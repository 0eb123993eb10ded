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
  laterWithCallbackFirst,
  type Members,
  OWN,
  value,
} from './api-shape.js';
import * as given from './chromium-types.js';
import type { Parameter } from './parameter.js';
import { optionalMembers } from './schema.js';

// What Chromium 156 shows of what is supported here, with its keys in its order. Manifest V2, which it no longer loads, as in
// its sources: chrome/common/extensions/api, extensions/common/api.
const { types } = given;
const { either, flag, list, object, oneOf, optional, parameter, text } = types;

const EVERYWHERE = { kinds: [...IN_SCRIPTS.kinds, 'web-page'] } as const;
const NATIVE = { ...OWN, permission: 'nativeMessaging' };

const choicesOf = (...texts: readonly string[]): Record<string, string> =>
  Object.fromEntries([...texts].sort().map((each) => [each.toUpperCase().replaceAll('-', '_'), each]));

const runtime: Members = {
  dynamicId: { is: 'dynamic-id', knownTo: IN_CONTENT.kinds },
  id: { is: 'extension-id', knownTo: IN_CONTENT.kinds },
  lastError: { is: 'last-error' },
  ...each(OWN, {
    onRestartRequired: event,
    onUserScriptMessage: event,
    onMessageExternal: event,
  }),
  onMessage: { ...event, ...IN_SCRIPTS },
  ...each(OWN, {
    onUserScriptConnect: event,
    onConnectExternal: event,
  }),
  onConnect: { ...event, ...IN_SCRIPTS },
  ...each(OWN, {
    onBrowserUpdateAvailable: event,
    onUpdateAvailable: event,
    onSuspendCanceled: event,
    onSuspend: event,
    onEnabled: event,
    onInstalled: event,
    onStartup: event,
  }),
  connect: {
    ...EVERYWHERE,
    ...atOnce(
      given.extensionId,
      optional('connectInfo', object(optionalMembers({ name: text, includeTlsChannelId: flag }))),
    ),
  },
  connectNative: { ...NATIVE, ...atOnce(given.application) },
  getContexts: { ...OWN, version: 3, ...later(given.contextFilter) },
  getManifest: { ...IN_CONTENT, ...atOnce() },
  getPlatformInfo: { ...OWN, ...later() },
  getURL: { ...IN_CONTENT, ...atOnce(given.path) },
  getVersion: { ...IN_CONTENT, ...atOnce() },
  openOptionsPage: { ...OWN, ...later() },
  reload: { ...OWN, ...atOnce() },
  sendMessage: {
    ...EVERYWHERE,
    ...laterWithCallbackFirst(
      given.extensionId,
      given.message,
      optional('options', object(optionalMembers({ includeTlsChannelId: flag }))),
    ),
  },
  sendNativeMessage: { ...NATIVE, ...later(given.application, given.nativeMessage) },
  setUninstallURL: { ...OWN, ...later(parameter('url', text)) },
  ContextType: choices(choicesOf(...given.CONTEXT_TYPES)),
  OnInstalledReason: choices(choicesOf('install', 'update', 'chrome_update', 'shared_module_update')),
  OnRestartRequiredReason: choices(choicesOf('app_update', 'os_update', 'periodic')),
  PlatformArch: choices(choicesOf('arm', 'arm64', 'x86-32', 'x86-64', 'mips', 'mips64', 'ppc64', 'riscv64')),
  PlatformNaclArch: choices(choicesOf('arm', 'x86-32', 'x86-64', 'mips', 'mips64', 'ppc64')),
  PlatformOs: choices(choicesOf('mac', 'win', 'android', 'cros', 'linux', 'openbsd')),
  RequestUpdateCheckStatus: choices(choicesOf('throttled', 'no_update', 'update_available')),
};

const tabs: Members = {
  onZoomChange: event,
  onReplaced: event,
  onRemoved: event,
  onAttached: event,
  onDetached: event,
  onHighlighted: event,
  onActivated: event,
  onMoved: event,
  onUpdated: event,
  onCreated: event,
  connect: atOnce(given.aTab, optional('connectInfo', object(optionalMembers({ name: text, ...given.frame })))),
  create: later(given.createProperties),
  executeScript: { version: 2, ...later(given.perhapsATab, given.injectDetails) },
  get: later(given.aTab),
  getCurrent: later(),
  goBack: later(given.perhapsATab),
  goForward: later(given.perhapsATab),
  insertCSS: { version: 2, ...later(given.perhapsATab, given.injectDetails) },
  query: later(given.queryInfo),
  reload: later(given.perhapsATab, optional('reloadProperties', object(optionalMembers({ bypassCache: flag })))),
  remove: later(parameter('tabIds', either(given.tabId, list(given.tabId)))),
  removeCSS: { version: 2, ...later(given.perhapsATab, given.injectDetails) },
  sendMessage: laterWithCallbackFirst(
    given.aTab,
    given.message,
    optional('options', object(optionalMembers(given.frame))),
  ),
  update: later(given.perhapsATab, given.updateProperties),
  MutedInfoReason: choices(choicesOf('user', 'capture', 'extension')),
  TabStatus: choices(choicesOf('unloaded', 'loading', 'complete')),
  WindowType: choices(choicesOf(...given.WINDOW_TYPES)),
  ZoomSettingsMode: choices(choicesOf('automatic', 'manual', 'disabled')),
  ZoomSettingsScope: choices(choicesOf('per-origin', 'per-tab')),
  MAX_CAPTURE_VISIBLE_TAB_CALLS_PER_SECOND: value(2),
  SPLIT_VIEW_ID_NONE: value(-1),
  TAB_ID_NONE: value(-1),
  TAB_INDEX_NONE: value(-1),
};

const ACCESS_LEVELS = ['TRUSTED_CONTEXTS', 'TRUSTED_AND_UNTRUSTED_CONTEXTS'];
const keys = either(text, list(text));
const stored = (name: string, ...parameters: Parameter[]): FunctionShape => ({
  ...later(...parameters),
  called: `storage.${name}`,
});
const accessOptions = parameter('accessOptions', object({ accessLevel: oneOf(ACCESS_LEVELS, 'storage.AccessLevel') }));
const area = (quotas: Members = {}): Members[string] => ({
  is: 'object',
  members: {
    get: stored('get', optional('keys', either(text, list(text), types.dictionary()))),
    getKeys: stored('getKeys'),
    set: stored('set', parameter('items', types.dictionary())),
    remove: stored('remove', parameter('keys', keys)),
    clear: stored('clear'),
    getBytesInUse: stored('getBytesInUse', optional('keys', keys)),
    setAccessLevel: stored('setAccessLevel', accessOptions),
    onChanged: event,
    ...quotas,
  },
});

const storage: Members = {
  sync: area({
    QUOTA_BYTES: value(102400),
    QUOTA_BYTES_PER_ITEM: value(8192),
    MAX_ITEMS: value(512),
    MAX_WRITE_OPERATIONS_PER_HOUR: value(1800),
    MAX_WRITE_OPERATIONS_PER_MINUTE: value(120),
    MAX_SUSTAINED_WRITE_OPERATIONS_PER_MINUTE: value(1000000),
  }),
  session: { version: 3, ...area({ QUOTA_BYTES: value(10485760) }) },
  managed: area(),
  local: area({ QUOTA_BYTES: value(10485760) }),
  onChanged: event,
  AccessLevel: choices(choicesOf(...ACCESS_LEVELS)),
};

const scripting: Members = {
  ...each(OWN, {
    executeScript: later(given.scriptInjection),
    getRegisteredContentScripts: later(given.scriptFilter),
    insertCSS: later(given.cssInjection),
    registerContentScripts: later(given.contentScripts),
    removeCSS: later(given.cssInjection),
    unregisterContentScripts: later(given.scriptFilter),
    updateContentScripts: later(given.contentScripts),
  }),
  ExecutionWorld: choices(choicesOf(...given.WORLDS)),
  StyleOrigin: choices(choicesOf(...given.ORIGINS)),
  globalParams: { kinds: ['content-script'], is: 'object', members: {} },
};

const windows: Members = {
  onBoundsChanged: event,
  onFocusChanged: event,
  onRemoved: event,
  onCreated: event,
  get: later(given.aWindow, given.windowQuery),
  getAll: later(given.windowQuery),
  getCurrent: later(given.windowQuery),
  getLastFocused: later(given.windowQuery),
  CreateType: choices(choicesOf('normal', 'popup', 'panel')),
  WindowState: choices(choicesOf('normal', 'minimized', 'maximized', 'fullscreen', 'locked-fullscreen')),
  WindowType: choices(choicesOf(...given.WINDOW_TYPES)),
  WINDOW_ID_CURRENT: value(-2),
  WINDOW_ID_NONE: value(-1),
};

const EXTENSION_TYPES = [
  'extension',
  'hosted_app',
  'packaged_app',
  'legacy_packaged_app',
  'theme',
  'login_screen_extension',
];
const LAUNCH_TYPES = ['OPEN_AS_REGULAR_TAB', 'OPEN_AS_PINNED_TAB', 'OPEN_AS_WINDOW', 'OPEN_FULL_SCREEN'];
const management: Members = {
  getSelf: later(),
  ExtensionDisabledReason: choices(choicesOf('unknown', 'permissions_increase')),
  ExtensionInstallType: choices(choicesOf('admin', 'development', 'normal', 'sideload', 'other')),
  ExtensionType: choices(choicesOf(...EXTENSION_TYPES)),
  LaunchType: choices(choicesOf(...LAUNCH_TYPES)),
};

export const chromiumShape: ApiShape = {
  ...BUTTON,
  extension: {
    ...IN_CONTENT,
    members: {
      getURL: { ...IN_CONTENT, version: 2, ...atOnce(given.path) },
      lastError: { ...IN_CONTENT, version: 2, is: 'last-error' },
      isAllowedIncognitoAccess: { ...OWN, ...later() },
      ViewType: choices(choicesOf('tab', 'popup')),
      inIncognitoContext: value(false),
    },
  },
  i18n: {
    ...IN_CONTENT,
    members: {
      getMessage: atOnce(
        parameter('messageName', text),
        optional('substitutions', types.any),
        optional('options', object(optionalMembers({ escapeLt: flag }))),
      ),
      getUILanguage: atOnce(),
    },
  },
  management: { ...OWN, members: management },
  permissions: {
    ...OWN,
    members: {
      onRemoved: event,
      onAdded: event,
      contains: later(given.permissions),
      getAll: later(),
      remove: later(given.permissions),
      request: later(given.permissions),
    },
  },
  runtime: { ...EVERYWHERE, members: runtime },
  scripting: { ...IN_CONTENT, version: 3, permission: 'scripting', members: scripting },
  storage: { ...IN_CONTENT, permission: 'storage', members: storage },
  tabs: { ...OWN, members: tabs },
  windows: { ...OWN, members: windows },
};
