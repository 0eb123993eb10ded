import { describe, expect, it } from 'vitest';
import type { ContextOwner } from '../../src/context/index.js';
import { MEASURED } from './measured-api.js';
import { createPlayed, describeExtension, type PlayedOptions } from './played-browser.js';

/** What the browsers have there besides: functions that nothing here could answer, and names of types. */
const LEFT_OUT: Record<'chromium' | 'firefox', Record<string, string>> = {
  chromium: {
    '': 'dom loadTimes csi app',
    runtime: 'onConnectNative getBackgroundPage getPackageDirectoryEntry requestUpdateCheck restart restartAfterDelay',
    tabs: 'captureVisibleTab createSplit detectLanguage discard duplicate getZoom getZoomSettings group highlight move setZoom setZoomSettings ungroup unsplit',
    management: 'getPermissionWarningsByManifest uninstallSelf',
    extension: 'isAllowedFileSchemeAccess setUpdateUrlData',
    i18n: 'detectLanguage getAcceptLanguages',
    permissions: 'addHostAccessRequest removeHostAccessRequest',
    windows: 'create remove update',
  },
  firefox: {
    '': 'menus manifest normandyAddonStudy test trial userScripts events types bookmarks browsingData captivePortal commands contextualIdentities devtools find history identity contextMenus omnibox pageAction pkcs11 geckoProfiler search sessions sidebarAction tabGroups topSites extensionTypes alarms browserSettings clipboard cookies declarativeNetRequest dns downloads activityLog idle networkStatus notifications privacy proxy publicSuffix telemetry theme webNavigation webRequest experiments backgroundPage',
    runtime:
      'getBackgroundPage getDocumentId getFrameId ContextFilter ExtensionContext Port MessageSender PlatformInfo BrowserInfo',
    tabs: 'duplicate highlight move warmup discard detectLanguage toggleReaderMode captureTab captureVisibleTab setZoom getZoom setZoomSettings getZoomSettings print printPreview saveAsPDF show hide moveInSuccession group ungroup MutedInfo SharingState Tab ZoomSettings PageSettings UpdateFilter',
    management:
      'onDisabled onEnabled onInstalled onUninstalled getAll get install uninstallSelf setEnabled IconInfo ExtensionInfo',
    extension: 'getViews getBackgroundPage isAllowedFileSchemeAccess',
    i18n: 'getAcceptLanguages getPreferredSystemLanguages detectLanguage LanguageCode',
    permissions: 'Permissions AnyPermissions',
    windows: 'create update remove Window GetInfo',
    storage: 'StorageChange StorageArea',
    scripting:
      'ScriptInjection InjectionResult InjectionTarget CSSInjection ContentScriptFilter RegisteredContentScript',
  },
};

const FULL: PlayedOptions = { permissions: ['nativeMessaging', 'scripting', 'storage', 'tabs'] };

/** Keys with what they hold: `name()` a function, `name~` an event, `name{}` an object, `name?` nothing. */
const marked = (object: object): string[] =>
  Object.entries(object)
    .filter(([key]) => key !== 'lastError' || Object.getOwnPropertyDescriptor(object, key)?.value !== undefined)
    .map(([key, value]) => {
      if (value === undefined) return `${key}?`;
      if (typeof value === 'function') return `${key}()`;
      if (typeof value !== 'object' || value === null) return key;
      return 'addListener' in value ? `${key}~` : `${key}{}`;
    });
const bare = (key: string): string => key.replace(/[()~{}?]+$/, '');

function side(engine: 'chromium' | 'firefox', kind: string, isFull: boolean): ContextOwner {
  if (kind === 'web-page') return { kind, messageFormats: {} };
  const kinds = { background: 'background', page: 'page', 'content-script': 'content-script' } as const;
  const known = kinds[kind as keyof typeof kinds];
  return describeExtension(engine, { ...(isFull ? FULL : {}), kind: known });
}

describe('what the API holds, in the order of the browsers', () => {
  it.each(MEASURED)('R87, C19, 1.8: $engine, $kind, full $isFull, chrome.$namespace', (row) => {
    const { engine, kind, isFull, namespace } = row;
    const { chrome } = createPlayed(engine, side(engine, kind, isFull));
    const leftOut = (LEFT_OUT[engine][namespace] ?? '').split(' ');
    const measured = row.keys.split(' ').filter((key) => !leftOut.includes(bare(key)) && bare(key) !== 'lastError');
    if (namespace === '') {
      expect(Object.keys(chrome)).toEqual(measured);
      return;
    }
    expect(marked(Object(Reflect.get(chrome, namespace)))).toEqual(measured);
  });
});

describe('events and constants', () => {
  it.each([
    { engine: 'chromium', keys: ['addListener', 'removeListener', 'hasListener', 'hasListeners', 'dispatch'] },
    { engine: 'firefox', keys: ['addListener', 'removeListener', 'hasListener'] },
  ] as const)('9.28: an event of a namespace in $engine', ({ engine, keys }) => {
    const { chrome } = createPlayed(engine);
    expect(Object.keys(chrome.tabs?.onUpdated ?? {})).toEqual(keys);
  });

  it.each([
    {
      engine: 'chromium',
      name: 'runtime.OnInstalledReason',
      value: {
        CHROME_UPDATE: 'chrome_update',
        INSTALL: 'install',
        SHARED_MODULE_UPDATE: 'shared_module_update',
        UPDATE: 'update',
      },
    },
    {
      engine: 'chromium',
      name: 'runtime.PlatformArch',
      value: {
        ARM: 'arm',
        ARM64: 'arm64',
        MIPS: 'mips',
        MIPS64: 'mips64',
        PPC64: 'ppc64',
        RISCV64: 'riscv64',
        X86_32: 'x86-32',
        X86_64: 'x86-64',
      },
    },
    {
      engine: 'chromium',
      name: 'tabs.WindowType',
      value: {
        APP: 'app',
        CUSTOM_TAB: 'custom-tab',
        DEVTOOLS: 'devtools',
        NORMAL: 'normal',
        PANEL: 'panel',
        POPUP: 'popup',
      },
    },
    {
      engine: 'chromium',
      name: 'storage.AccessLevel',
      value: { TRUSTED_AND_UNTRUSTED_CONTEXTS: 'TRUSTED_AND_UNTRUSTED_CONTEXTS', TRUSTED_CONTEXTS: 'TRUSTED_CONTEXTS' },
    },
    {
      engine: 'firefox',
      name: 'runtime.OnInstalledReason',
      value: { INSTALL: 'install', UPDATE: 'update', BROWSER_UPDATE: 'browser_update' },
    },
    {
      engine: 'firefox',
      name: 'runtime.ContextType',
      value: { BACKGROUND: 'BACKGROUND', POPUP: 'POPUP', SIDE_PANEL: 'SIDE_PANEL', TAB: 'TAB' },
    },
    { engine: 'firefox', name: 'tabs.ZoomSettingsScope', value: { 'PER-ORIGIN': 'per-origin', 'PER-TAB': 'per-tab' } },
  ] as const)('$engine: $name', ({ engine, name, value }) => {
    const { chrome } = createPlayed(engine, FULL);
    const [namespace = '', key = ''] = name.split('.');
    const found: unknown = Reflect.get(Object(Reflect.get(chrome, namespace)), key);
    expect(Object.entries(Object(found))).toEqual(Object.entries(value)); // with their order
  });

  it.each([
    { name: 'tabs.TAB_ID_NONE', value: -1 },
    { name: 'windows.WINDOW_ID_NONE', value: -1 },
    { name: 'windows.WINDOW_ID_CURRENT', value: -2 },
    { name: 'storage.local.QUOTA_BYTES', value: 10485760, only: 'chromium' },
    { name: 'storage.session.QUOTA_BYTES', value: 10485760, only: 'chromium' },
    { name: 'storage.sync.MAX_ITEMS', value: 512, only: 'chromium' },
  ])('$name is $value', ({ name, value, only }) => {
    for (const engine of ['chromium', 'firefox'] as const) {
      const { chrome } = createPlayed(engine, FULL);
      const found = name.split('.').reduce<unknown>((object, key) => Reflect.get(Object(object), key), chrome);
      expect(found).toBe(only && only !== engine ? undefined : value);
    }
  });
});

describe('what changes with the manifest’s version', () => {
  it.each([
    { path: 'tabs.executeScript', chromium: 2, firefox: 2 },
    { path: 'extension.getURL', chromium: 2, firefox: 2 },
    { path: 'scripting.executeScript', chromium: 3, firefox: undefined },
    { path: 'storage.session.get', chromium: 3, firefox: undefined },
    { path: 'runtime.getContexts', chromium: 3, firefox: undefined },
  ] as const)('$path', ({ path, ...only }) => {
    for (const engine of ['chromium', 'firefox'] as const) {
      for (const version of [2, 3] as const) {
        const { chrome } = createPlayed(engine, { ...FULL, version });
        const found = path.split('.').reduce<unknown>((object, key) => Reflect.get(Object(object), key), chrome);
        expect(found !== undefined).toBe(only[engine] === undefined || only[engine] === version);
      }
    }
  });
});

describe('namespaces are made when they are read', () => {
  it.each(['chromium', 'firefox'] as const)('and stay the same, in %s', (engine) => {
    const { chrome, browser } = createPlayed(engine, FULL);
    expect(chrome.tabs).toBe(chrome.tabs);
    expect(chrome.tabs).toBe(browser.tabs);
    expect(Object.getOwnPropertyDescriptor(chrome, 'tabs')).toMatchObject({
      value: chrome.tabs,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  });

  it('a script may put something of its own in the place of one that nobody has read', () => {
    const { chrome, browser } = createPlayed('chromium', FULL);
    const own = {};
    Reflect.set(chrome, 'tabs', own);
    expect(chrome.tabs).toBe(own);
    expect(browser.tabs).not.toBe(own);
  });
});

it.each(['chromium', 'firefox'] as const)('a script may freeze the API before it reads it, in %s', (engine) => {
  const { chrome } = createPlayed(engine, FULL);
  Object.freeze(chrome);
  expect(chrome.tabs.TAB_ID_NONE).toBe(-1);
  expect(chrome.tabs).toBe(chrome.tabs);
});

describe('permissions that come and go', () => {
  it.each([
    { engine: 'chromium', absent: false },
    { engine: 'firefox', absent: true },
  ] as const)('C19, 1.9: storage in $engine', async ({ engine, absent }) => {
    const { chrome, browser, says } = createPlayed(engine);
    expect('storage' in chrome).toBe(absent);
    expect(chrome.storage).toBeUndefined();
    await says({ type: 'permissions', permissions: ['storage'] });
    expect(chrome.storage?.local).toBeDefined();
    expect(browser.storage).toBe(chrome.storage);
    await says({ type: 'permissions', permissions: [] });
    expect(chrome.storage).toBeUndefined();
    expect('storage' in browser).toBe(false);
  });
});

describe('members of Firefox are made late', () => {
  it('1.8: the first read moves the key of what is there behind all others', () => {
    const { chrome } = createPlayed('firefox', FULL);
    const keys = Object.keys(chrome.runtime);
    expect(Object.getOwnPropertyDescriptor(chrome.runtime, 'connect')).toMatchObject({
      get: expect.any(Function),
      set: expect.any(Function),
      enumerable: true,
      configurable: true,
    });
    const { connect } = chrome.runtime;
    expect(Object.keys(chrome.runtime)).toEqual([...keys.filter((key) => key !== 'connect'), 'connect']);
    expect(Object.getOwnPropertyDescriptor(chrome.runtime, 'connect')).toMatchObject({
      value: connect,
      writable: true,
    });
    expect(chrome.runtime.connect).toBe(connect);
    expect(Object.keys(chrome).at(-1)).toBe('runtime');
  });

  it('1.9: the first read of what is not permitted takes the key away', () => {
    const { chrome } = createPlayed('firefox');
    expect('connectNative' in chrome.runtime).toBe(true);
    expect(chrome.runtime.connectNative).toBeUndefined();
    expect('connectNative' in chrome.runtime).toBe(false);
  });

  it('a script may put something in the place of what it has not read', () => {
    const { chrome } = createPlayed('firefox', FULL);
    const connect = (): never => expect.fail('nobody calls it');
    Reflect.set(chrome.runtime, 'connect', connect);
    expect(chrome.runtime.connect).toBe(connect);
  });
});

it('each load of an extension has a dynamicId in Chromium, which web pages do not see', () => {
  const { chrome } = createPlayed('chromium');
  expect(Reflect.get(chrome.runtime, 'dynamicId')).toMatch(/^[\da-f-]{36}$/);
  const page = createPlayed('chromium', { kind: 'web-page', messageFormats: {} });
  expect(Object.entries(page.chrome.runtime)[0]).toEqual(['dynamicId', undefined]);
});
