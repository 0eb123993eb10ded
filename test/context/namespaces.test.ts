import { describe, expect, it } from 'vitest';
import { callWith, createWorld, ENGINE_NAMES, IDS, thrownBy } from '../browser/small-world.js';

describe('chrome and browser', () => {
  it.each([
    { engine: 'chromium', version: 3, isOne: false, sharesApis: true },
    { engine: 'chromium', version: 2, isOne: false, sharesApis: true },
    { engine: 'firefox', version: 3, isOne: true, sharesApis: true },
    { engine: 'firefox', version: 2, isOne: false, sharesApis: false },
  ] as const)('8.13: in $engine, Manifest V$version', async ({ engine, version, isOne, sharesApis }) => {
    const { chrome, browser } = (await createWorld(engine, { version })).context;
    expect(chrome === browser).toBe(isOne);
    expect(chrome.runtime === browser.runtime).toBe(sharesApis);
    expect(Object.keys(chrome)).toEqual(Object.keys(browser));
  });
});

describe.each(ENGINE_NAMES)('runtime in %s', (engine) => {
  it('knows the id, and gives a fresh copy of the manifest each time', async () => {
    const { chrome, extension } = await createWorld(engine);
    expect(chrome.runtime.id).toBe(IDS[engine]);
    expect(chrome.runtime.getManifest()).toEqual(extension.manifest);
    expect(chrome.runtime.getManifest()).not.toBe(chrome.runtime.getManifest());
    Object.assign(chrome.runtime.getManifest(), { name: 'changed' });
    expect(chrome.runtime.getManifest().name).toBe('test');
  });

  it.each([
    { path: '', chromium: '', firefox: '' },
    { path: '/', chromium: '', firefox: '' },
    { path: '/a/b', chromium: 'a/b', firefox: 'a/b' },
    { path: '//x', chromium: '/x', firefox: '/x' },
    { path: 'a b', chromium: 'a%20b', firefox: 'a b' },
    { path: '../x', chromium: 'x', firefox: '../x' },
    { path: 'a/../b', chromium: 'b', firefox: 'a/../b' },
    { path: 'ü', chromium: '%C3%BC', firefox: 'ü' },
    { path: '?q#h', chromium: '?q#h', firefox: '?q#h' },
    { path: 'http://x/y', chromium: 'http://x/y', firefox: 'http://x/y' },
  ])('getURL($path), as seen in Chromium 156 and Firefox 153', async ({ path, ...expected }) => {
    const { chrome, extension } = await createWorld(engine);
    expect(chrome.runtime.getURL(path)).toBe(extension.baseUrl + expected[engine]);
  });

  it('C19, 1.8: has no native functions without the permission', async () => {
    const { chrome } = await createWorld(engine, { manifest: { permissions: [] } });
    expect('connectNative' in chrome.runtime).toBe(engine === 'firefox'); // there, a key stays
    expect(chrome.runtime.connectNative).toBeUndefined();
    expect(chrome.runtime.sendNativeMessage).toBeUndefined();
  });

  it('C19, 1.9: gets them with the permission, and loses them with it', async () => {
    const { context, extension, tasks } = await createWorld(engine, {
      manifest: { permissions: [], optional_permissions: ['nativeMessaging'] },
    });
    const present = () => [context.chrome, context.browser].map(({ runtime }) => typeof runtime.connectNative);
    extension.grant('nativeMessaging');
    await tasks.run();
    expect(present()).toEqual(['function', 'function']);
    extension.revoke('nativeMessaging');
    await tasks.run();
    expect(present()).toEqual(['undefined', 'undefined']);
  });

  it('C19, E7: a function that was kept gets the permission error', async () => {
    const { chrome, extension, tasks, connections } = await createWorld(engine);
    const { connectNative, sendNativeMessage } = chrome.runtime;
    extension.revoke('nativeMessaging');
    await tasks.run();
    const seen: unknown[] = [];
    const text =
      engine === 'chromium'
        ? 'Access to native messaging requires nativeMessaging permission.'
        : 'No such native application a';
    connectNative('a').onDisconnect.addListener((port) => seen.push((port.error ?? chrome.runtime.lastError)?.message));
    sendNativeMessage('a', {}).catch((error) => seen.push(error.message));
    await tasks.run();
    expect(seen).toEqual([text, text]);
    expect(connections.hosts).toEqual([]);
  });
});

describe('action.onClicked', () => {
  it.each([
    { version: 3, key: 'action', absent: 'browserAction' },
    { version: 2, key: 'browserAction', absent: 'action' },
  ] as const)('is at $key in Manifest V$version', async ({ version, key, absent }) => {
    for (const engine of ENGINE_NAMES) {
      const { chrome } = await createWorld(engine, { version });
      expect(chrome[key]).toBeDefined();
      expect(chrome[absent]).toBeUndefined();
    }
  });

  it('is not there when the manifest has no action', async () => {
    const { chrome } = await createWorld('chromium', { manifest: { action: undefined } });
    expect(chrome.action).toBeUndefined();
  });

  it.each([
    { engine: 'chromium', count: 1, keys: ['id', 'windowId', 'splitViewId'] },
    { engine: 'firefox', count: 2, keys: ['id', 'windowId', 'cookieStoreId'] },
  ] as const)('gets a tab in $engine, and in Firefox how it was clicked', async ({ engine, count, keys }) => {
    const { chrome, extension, tasks } = await createWorld(engine);
    const calls: unknown[][] = [];
    chrome.action?.onClicked.addListener((...args) => calls.push(args));
    extension.click({ id: 7, url: 'https://example.org/' });
    await tasks.run();
    const [args] = calls;
    expect(args).toHaveLength(count);
    expect(args?.[0]).toMatchObject({ id: 7, windowId: 1, active: true, url: 'https://example.org/' });
    expect(Object.keys(args?.[0] as object)).toEqual(expect.arrayContaining([...keys]));
    if (engine === 'firefox') expect(args?.[1]).toEqual({ button: 0, modifiers: [] });
  });

  it('both namespaces fire in Firefox, Manifest V2', async () => {
    const { context, extension, tasks } = await createWorld('firefox', { version: 2 });
    const calls: string[] = [];
    context.chrome.browserAction?.onClicked.addListener(() => calls.push('chrome'));
    context.browser.browserAction?.onClicked.addListener(() => calls.push('browser'));
    extension.click();
    await tasks.run();
    expect(calls.sort()).toEqual(['browser', 'chrome']);
  });

  it.each([
    { args: ['x'], version: 3, message: 'Invalid listener for action.onClicked.' },
    { args: [], version: 3, message: 'Invalid listener for action.onClicked.' },
    { args: [() => {}, {}], version: 3, message: 'Incorrect argument types for action.onClicked.' },
    { args: [() => {}, undefined], version: 3, message: 'Incorrect argument types for action.onClicked.' },
    { args: ['x'], version: 2, message: 'Invalid listener for browserAction.onClicked.' },
  ] as const)('9.28: addListener($args) throws in Firefox, V$version', async ({ args, version, message }) => {
    const { chrome } = await createWorld('firefox', { version });
    const { onClicked } = chrome.action ?? chrome.browserAction ?? {};
    if (!onClicked) throw new Error('There is no action.');
    expect(thrownBy(() => callWith(onClicked, 'addListener', args))).toEqual({ name: 'Error', message });
    expect(Object.keys(onClicked)).toEqual(['addListener', 'removeListener', 'hasListener']);
  });

  it('9.28: hasListener and removeListener check the listener as well', async () => {
    const { chrome } = await createWorld('firefox');
    const { onClicked } = chrome.action ?? {};
    if (!onClicked) throw new Error('There is no action.');
    for (const name of ['hasListener', 'removeListener']) {
      expect(thrownBy(() => callWith(onClicked, name, ['x']))?.message).toBe('Invalid listener for action.onClicked.');
    }
  });
});
