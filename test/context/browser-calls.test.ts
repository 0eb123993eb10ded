import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { Intrinsics } from '../../src/context/index.js';
import { settled } from '../browser/several-contexts.js';
import { thrownBy } from '../browser/small-world.js';
import { at, createPlayed, type PlayedOptions } from './played-browser.js';

const FULL: PlayedOptions = { permissions: ['scripting', 'storage'] };

/** Functions that do nothing but ask. */
const CALLS: { path: string; args: unknown[]; sent?: unknown[] }[] = [
  { path: 'tabs.query', args: [{ active: true, url: ['<all_urls>'] }] },
  { path: 'tabs.get', args: [5] },
  { path: 'tabs.getCurrent', args: [] },
  { path: 'tabs.create', args: [{ url: 'a.html', active: false }] },
  { path: 'tabs.update', args: [{ url: 'b' }], sent: [undefined, { url: 'b' }] },
  { path: 'tabs.update', args: [3, { pinned: true }] },
  { path: 'tabs.update', args: [null, { pinned: true }], sent: [undefined, { pinned: true }] },
  { path: 'tabs.remove', args: [[1, 2]] },
  { path: 'tabs.reload', args: [], sent: [undefined, undefined] },
  { path: 'tabs.reload', args: [{ bypassCache: true }], sent: [undefined, { bypassCache: true }] },
  { path: 'tabs.goBack', args: [1] },
  { path: 'tabs.goForward', args: [], sent: [undefined] },
  { path: 'windows.getCurrent', args: [{ populate: true }] },
  { path: 'windows.getAll', args: [], sent: [undefined] },
  { path: 'management.getSelf', args: [] },
  { path: 'runtime.getContexts', args: [{ contextTypes: ['POPUP'] }] },
  { path: 'runtime.getPlatformInfo', args: [] },
  { path: 'runtime.openOptionsPage', args: [] },
  { path: 'runtime.setUninstallURL', args: ['https://example.org/'] },
  { path: 'storage.local.get', args: ['a'] },
  { path: 'storage.session.get', args: [], sent: [undefined] },
  { path: 'storage.sync.set', args: [{ a: { b: [1] } }] },
  { path: 'storage.managed.getKeys', args: [] },
  { path: 'storage.local.getBytesInUse', args: [null], sent: [undefined] },
  { path: 'storage.local.clear', args: [] },
  { path: 'scripting.registerContentScripts', args: [[{ id: 'a', matches: ['<all_urls>'], js: ['a.js'] }]] },
  { path: 'scripting.getRegisteredContentScripts', args: [{ ids: ['a'] }] },
  { path: 'scripting.insertCSS', args: [{ target: { tabId: 1 }, css: 'a {}' }] },
  { path: 'permissions.contains', args: [{ permissions: ['tabs'] }] },
];

describe.each(['chromium', 'firefox'] as const)('functions of the API ask the browser, in %s', (engine) => {
  it.each(CALLS)(
    '$path($args): by its own name, and what it answers is the promise’s',
    async ({ path, args, sent }) => {
      const { chrome, of, replies } = createPlayed(engine, FULL);
      const promise = at(chrome, path)(...args);
      expect(of('call')).toEqual([{ type: 'call', call: expect.any(Number), method: path, args: sent ?? args }]);
      await replies({ result: { any: 'thing' } });
      expect(await promise).toEqual({ any: 'thing' });
    },
  );

  it('R50, 9.37: a callback gets the answer in its place, and the call returns nothing', async () => {
    const { chrome, replies } = createPlayed(engine);
    const got: unknown[][] = [];
    expect(at(chrome, 'tabs.get')(1, (...args: unknown[]) => got.push(args))).toBeUndefined();
    await replies({ result: { id: 1 } });
    expect(got).toEqual([[{ id: 1 }]]);
  });

  it.each([
    { path: 'tabs.remove', args: [1] },
    { path: 'tabs.getCurrent', args: [] },
  ])('$path has nothing to say', async ({ path, args }) => {
    const { chrome, replies } = createPlayed(engine);
    const got: unknown[][] = [];
    at(chrome, path)(...args, (...given: unknown[]) => got.push(given));
    await replies({ result: undefined });
    expect(got).toEqual(engine === 'chromium' ? [[]] : [[undefined]]);
    const promise = at(chrome, path)(...args);
    await replies({ result: undefined });
    expect(await promise).toBeUndefined();
  });

  it('9.37, 9.38, T52: a failure is lastError in a callback without arguments', async () => {
    const { chrome, replies, of } = createPlayed(engine);
    const got: unknown[][] = [];
    at(chrome, 'tabs.get')(99, (...args: unknown[]) => got.push([args, chrome.runtime.lastError]));
    await replies({ error: 'No tab with id: 99.' });
    expect(got).toEqual([
      [[], engine === 'chromium' ? { message: 'No tab with id: 99.' } : new Error('No tab with id: 99.')],
    ]);
    expect(chrome.runtime.lastError).toBe(engine === 'chromium' ? undefined : null);
    expect(of('console')).toEqual([]);
  });

  it('T53, 8.9: which the console tells when nobody read it', async () => {
    const { chrome, replies, of } = createPlayed(engine);
    at(chrome, 'tabs.get')(99, () => undefined);
    await replies({ error: 'No tab with id: 99.' });
    const text = engine === 'chromium' ? 'Unchecked runtime.lastError: ' : 'Unchecked lastError value: Error: ';
    expect(of('console')).toEqual([{ type: 'console', level: 'error', text: `${text}No tab with id: 99.` }]);
  });

  it('a failure rejects with an Error', async () => {
    const { chrome, replies } = createPlayed(engine);
    const promise = settled(at(chrome, 'tabs.get')(99));
    await replies({ error: 'no' });
    expect(await promise).toEqual({ error: 'Error: no' });
  });

  it('10.7: answers and arguments of events belong to the realm of the script', async () => {
    const realm: Intrinsics = runInNewContext('globalThis');
    const { chrome, replies, says } = createPlayed(engine, { ...FULL, realm });
    const promise = at(chrome, 'tabs.query')({});
    expect(promise).toBeInstanceOf(realm.Promise);
    await replies({ result: [{ id: 1 }] });
    const [tab] = (await promise) as object[];
    expect(tab).toBeInstanceOf(realm.Object);
    const got: unknown[] = [];
    chrome.storage.onChanged.addListener((changes) => got.push(changes));
    await says({
      type: 'event',
      event: 'storage.onChanged',
      args: [{ a: { oldValue: undefined, newValue: 1 } }, 'local'],
    });
    expect(got[0]).toBeInstanceOf(realm.Object);
    expect(Object.keys(Object(Reflect.get(Object(got[0]), 'a')))).toEqual(['oldValue', 'newValue']);
  });

  it('R54, T23: nothing can be asked when the context is gone', async () => {
    const { chrome, context } = createPlayed(engine);
    const query = at(chrome, 'tabs.query');
    context.dispose();
    expect(thrownBy(() => query({}))).toEqual({
      name: 'Error',
      message: engine === 'chromium' ? 'Extension context invalidated.' : 'An unexpected error occurred',
    });
  });
});

describe('V2 without a callback', () => {
  it.each([
    { engine: 'chromium', namespace: 'chrome', isPromise: false },
    { engine: 'chromium', namespace: 'browser', isPromise: false },
    { engine: 'firefox', namespace: 'chrome', isPromise: false },
    { engine: 'firefox', namespace: 'browser', isPromise: true },
  ] as const)('8.13, R50: $namespace in $engine', ({ engine, namespace, isPromise }) => {
    const { context } = createPlayed(engine, { version: 2 });
    const result = at(context[namespace], 'tabs.query')({});
    if (isPromise) expect(result).toBeInstanceOf(Promise);
    else expect(result).toBeUndefined();
  });
});

describe('what becomes of values that are no plain data', () => {
  const odd = {
    u: undefined,
    f: () => 1,
    d: new Date(0),
    m: new Map([[1, 2]]),
    n: Number.NaN,
    z: -0,
    big: 1n,
    l: [1n, 2],
  };
  const cycle: { c?: unknown } = {};
  cycle.c = cycle;

  it('Chromium converts them: what is no data is left out', () => {
    const { chrome, of } = createPlayed('chromium', FULL);
    at(chrome, 'storage.local.set')(odd);
    at(chrome, 'storage.local.set')(cycle);
    const sent = of('call').map(({ args }) => args);
    expect(sent).toEqual([[{ d: {}, m: {}, z: 0, l: [null, 2] }], [{ c: null }]]);
    expect(Object.is(Reflect.get(Object(sent[0]?.[0]), 'z'), 0)).toBe(true);
  });

  it('10.2: Firefox clones them', async () => {
    const { chrome, of } = createPlayed('firefox', FULL);
    const { f, ...clonable } = odd;
    at(chrome, 'storage.local.set')(clonable);
    at(chrome, 'storage.local.set')(cycle);
    const [first, second] = of('call').map(({ args }) => args[0]);
    expect(first).toEqual(clonable);
    expect(Reflect.get(Object(second), 'c')).toBe(second);
    expect(await settled(at(chrome, 'storage.local.set')({ f }))).toEqual({
      error: 'Error: DataCloneError: Function object could not be cloned.',
    });
    expect(of('call')).toHaveLength(2);
  });
});

describe('scripting.executeScript', () => {
  const target = { tabId: 1, allFrames: true };
  function add(a: number, b: number): number {
    return a + b;
  }

  it.each(['chromium', 'firefox'] as const)(
    'sends a function as its source, its arguments as data, in %s',
    (engine) => {
      const { chrome, of } = createPlayed(engine, FULL);
      at(chrome, 'scripting.executeScript')({ target, func: add, args: [1, { a: [2] }], world: 'MAIN' });
      at(chrome, 'scripting.executeScript')({ target, files: ['a.js'] });
      expect(of('call').map(({ args }) => args)).toEqual([
        [{ target, func: String(add), args: [1, { a: [2] }], world: 'MAIN' }],
        [{ target, files: ['a.js'] }],
      ]);
    },
  );

  it.each([
    { value: new Map([[1, 2]]), chromium: {}, firefox: {} },
    { value: cycle(), chromium: { c: null }, firefox: 'Error: Unserializable arguments.' },
    { value: 1n, chromium: undefined, firefox: 'Error: Unserializable arguments.' },
    { value: undefined, chromium: undefined, firefox: null },
    { value: () => 1, chromium: undefined, firefox: null },
    { value: new Date(0), chromium: {}, firefox: '1970-01-01T00:00:00.000Z' },
  ])('an argument $value', async ({ value, ...expected }) => {
    for (const engine of ['chromium', 'firefox'] as const) {
      const { chrome, of } = createPlayed(engine, FULL);
      let promise: unknown;
      const thrown = thrownBy(() => {
        promise = at(chrome, 'scripting.executeScript')({ target, func: add, args: [value] });
      });
      const becomes = expected[engine];
      if (becomes === undefined) expect(thrown?.message).toMatch(/Error at index 0: Value is unserializable\.$/);
      else if (typeof becomes === 'string' && becomes.startsWith('Error')) {
        expect(await settled(promise)).toEqual({ error: becomes });
      } else expect(of('call')[0]?.args).toEqual([{ target, func: String(add), args: [becomes] }]);
    }
  });

  it('Chromium knows the older name of a function, too', () => {
    const { chrome, of } = createPlayed('chromium', FULL);
    at(chrome, 'scripting.executeScript')({ target, function: add });
    expect(of('call')[0]?.args).toEqual([{ target, func: String(add) }]);
  });

  function cycle(): object {
    const object: { c?: unknown } = {};
    object.c = object;
    return object;
  }
});

describe('what a context knows by itself', () => {
  it.each(['chromium', 'firefox'] as const)('in %s', async (engine) => {
    const { chrome, of } = createPlayed(engine, { version: 2 });
    const messages = ['name', '@@ui_locale', '@@bidi_dir', '@@extension_id'].map((name) =>
      chrome.i18n.getMessage(name),
    );
    expect(messages).toEqual(['', 'en_US', 'ltr', engine === 'chromium' ? chrome.runtime.id : 'uuid']);
    expect(chrome.i18n.getUILanguage()).toBe('en-US');
    expect(chrome.extension?.getURL('a')).toBe(chrome.runtime.getURL('a'));
    const isAllowed = await new Promise((resolve) => chrome.extension?.isAllowedIncognitoAccess(resolve));
    expect(isAllowed).toBe(false);
    expect(of('call')).toEqual([]);
  });

  it('runtime.getVersion is Chromium’s', () => {
    const version = (engine: 'chromium' | 'firefox'): unknown => {
      const { runtime } = createPlayed(engine).chrome;
      return 'getVersion' in runtime && at({ runtime }, 'runtime.getVersion')();
    };
    expect([version('chromium'), version('firefox')]).toEqual(['1.0', false]);
  });

  it.each(['chromium', 'firefox'] as const)('runtime.reload commands, and waits for nothing, in %s', async (engine) => {
    const { chrome, of, replies } = createPlayed(engine);
    expect(chrome.runtime.reload()).toBeUndefined();
    expect(of('call')).toMatchObject([{ method: 'runtime.reload', args: [] }]);
    await replies({ error: 'ignored' });
    expect(of('console')).toEqual([]);
  });
});
