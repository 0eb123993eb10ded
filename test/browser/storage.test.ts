import { describe, expect, it } from 'vitest';
import type { LoadSettings } from '../../src/browser/browser-core.js';
import { BrowserCore } from '../../src/browser/browser-core.js';
import type { ContextLabel } from '../../src/browser/contexts/attachment.js';
import { HeldClock } from '../../src/clock/index.js';
import { createContext, createMemoryBridge, type ExtensionApi } from '../../src/context/index.js';
import { ENGINES, type EngineName } from '../../src/engines/index.js';
import { FakeConnections } from './fake-connections.js';
import { callWith, IDS } from './small-world.js';

type AreaName = 'local' | 'session' | 'sync' | 'managed';

/** A browser with one extension that stores; contexts are attached by the test. */
function createStore(engine: EngineName, settings: LoadSettings = {}) {
  const clock = new HeldClock(0);
  const core = new BrowserCore({ engine: ENGINES[engine], connections: new FakeConnections(), clock });
  const load = (more: LoadSettings = {}) =>
    core.load(
      {
        id: IDS[engine],
        baseUrl: `${ENGINES[engine].api.scheme}://${IDS[engine]}/`,
        manifest: {
          manifest_version: 3,
          name: 'test',
          version: '1.0',
          permissions: ['storage', 'tabs'],
          host_permissions: ['http://one.test/*'],
          content_scripts: [{ matches: ['http://one.test/*'], js: ['cs.js'] }],
          options_ui: { page: 'page.html' },
        },
      },
      more,
    );
  let extension = load(settings);
  const attach = (label: ContextLabel = {}): ExtensionApi => {
    const bridge = createMemoryBridge();
    const { kind = 'background' } = label;
    const frame = kind === 'content-script' ? core.tabs.open('http://one.test/').frame(0) : undefined;
    extension.attachOver(bridge.browser, label, frame);
    if (kind === 'web-page') throw new TypeError('A web page has no storage.');
    const owner = { ...extension.describe(kind) };
    return createContext<ExtensionApi>({ engine: ENGINES[engine], bridge: bridge.context, extension: owner }).chrome;
  };
  return {
    attach,
    clock,
    get extension() {
      return extension;
    },
    async reload(more: LoadSettings = {}): Promise<void> {
      await extension.unload();
      extension = load(more);
    },
  };
}

const both = <Row extends object>(rows: readonly Row[]): (Row & { engine: EngineName })[] =>
  rows.flatMap((row) => [
    { engine: 'chromium', ...row },
    { engine: 'firefox', ...row },
  ]);

/** How a call ends, as a line: its value as JSON, or the error. */
const ended = (call: () => unknown): Promise<string> =>
  Promise.resolve()
    .then(call)
    .then(
      (value) => JSON.stringify(value) ?? 'undefined',
      (error: unknown) => `rejects ${String(error)}`,
    );

const areaOf = (chrome: ExtensionApi, name: AreaName): object => Object(Reflect.get(chrome.storage, name));
const call = (chrome: ExtensionApi, name: AreaName, method: string, ...args: unknown[]): unknown =>
  callWith(areaOf(chrome, name), method, args);

describe('what is stored is read back', () => {
  const ITEMS = { a: 1, b: { c: [1, 2] } };
  it.each(
    both([
      { area: 'local' as const, keys: [] as unknown[], found: '{"a":1,"b":{"c":[1,2]}}' },
      { area: 'local' as const, keys: [null], found: '{"a":1,"b":{"c":[1,2]}}' },
      { area: 'local' as const, keys: ['a'], found: '{"a":1}' },
      { area: 'local' as const, keys: [['a', 'z']], found: '{"a":1}' },
      { area: 'local' as const, keys: [{ a: 5, z: 6 }], found: '{"a":1,"z":6}' },
      { area: 'local' as const, keys: [[]], found: '{}' },
      { area: 'local' as const, keys: [''], found: '{}' },
      { area: 'session' as const, keys: [{ a: 5, z: 6 }], found: '{"a":1,"z":6}' },
      { area: 'sync' as const, keys: [['b']], found: '{"b":{"c":[1,2]}}' },
    ]),
  )('$engine: $area.get($keys)', async ({ engine, area, keys, found }) => {
    const chrome = createStore(engine).attach();
    await call(chrome, area, 'set', ITEMS);
    expect(await ended(() => call(chrome, area, 'get', ...keys))).toBe(found);
  });

  it.each([
    { engine: 'chromium', found: '{}' },
    { engine: 'firefox', found: '{"a":1}' },
  ] as const)("$engine: session.get('') finds $found", async ({ engine, found }) => {
    const chrome = createStore(engine).attach();
    await chrome.storage.session.set({ a: 1 });
    expect(await ended(() => chrome.storage.session.get(''))).toBe(found);
  });

  it.each(both([{}]))('$engine: getKeys, remove, clear', async ({ engine }) => {
    const { local } = createStore(engine).attach().storage;
    await local.set({ b: 1, a: 2, c: 3 });
    expect(await local.getKeys()).toEqual(['a', 'b', 'c']);
    await local.remove('nothing');
    await local.remove(['b', 'x']);
    expect(await local.get()).toEqual({ a: 2, c: 3 });
    await local.clear();
    expect(await local.get()).toEqual({});
  });

  it.each([
    { engine: 'chromium', area: 'local', all: 14, a: 2 },
    { engine: 'chromium', area: 'session', all: 128, a: 0 },
    { engine: 'firefox', area: 'local', all: 106, a: 17 },
    { engine: 'firefox', area: 'session', all: 106, a: 17 },
  ] as const)('$engine: $area.getBytesInUse', async ({ engine, area, all, a }) => {
    const chrome = createStore(engine).attach();
    await call(chrome, area, 'set', ITEMS);
    expect(await call(chrome, area, 'getBytesInUse')).toBe(all);
    expect(await call(chrome, area, 'getBytesInUse', ['a', 'b', 'z'])).toBe(all);
    expect(await call(chrome, area, 'getBytesInUse', 'a')).toBe(a);
  });

  it.each([
    { engine: 'chromium', found: '{"d":{},"m":{},"z":0}' },
    { engine: 'firefox', found: 'rejects Error: DataCloneError: Function object could not be cloned.' },
  ] as const)('$engine: what is no plain data: $found', async ({ engine, found }) => {
    const { local } = createStore(engine).attach().storage;
    const items = { u: undefined, f: () => 1, d: new Date(0), m: new Map([[1, 2]]), z: -0 };
    expect(await ended(() => local.set(items).then(() => local.get()))).toBe(found);
  });

  it('firefox: a structured clone of it', async () => {
    const { local } = createStore('firefox').attach().storage;
    const items = { d: new Date(0), m: new Map([[1, 2]]), big: 1n, u: undefined };
    await local.set(items);
    expect(await local.get()).toStrictEqual(items);
  });

  it.each(both([{}]))('$engine: nobody shares it', async ({ engine }) => {
    const chrome = createStore(engine).attach();
    const item = { list: [1] };
    await chrome.storage.local.set({ item });
    item.list.push(2);
    const found = await chrome.storage.local.get('item');
    expect(found).toEqual({ item: { list: [1] } });
    Object.assign(Object(found.item), { list: 'changed' });
    expect(await chrome.storage.local.get('item')).toEqual({ item: { list: [1] } });
  });

  it.each([
    { engine: 'chromium', args: [] },
    { engine: 'firefox', args: [undefined] },
  ] as const)('$engine: the callback of set gets $args', async ({ engine, args }) => {
    const chrome = createStore(engine).attach();
    const got = await new Promise<unknown[]>((resolve) => {
      call(chrome, 'local', 'set', { a: 1 }, (...given: unknown[]) => resolve(given));
    });
    expect(got).toEqual(args);
  });
});

describe('limits', () => {
  const MIB = 1024 * 1024;
  it.each<{ engine: EngineName; area: AreaName; items: Record<string, unknown>; ends: string }>([
    {
      engine: 'chromium',
      area: 'local',
      items: { a: 'x'.repeat(10 * MIB) },
      ends: 'rejects Error: Resource::kQuotaBytes quota exceeded',
    },
    { engine: 'firefox', area: 'local', items: { a: 'x'.repeat(10 * MIB) }, ends: 'undefined' },
    {
      engine: 'chromium',
      area: 'session',
      items: { a: 'x'.repeat(10 * MIB) },
      ends: 'rejects Error: Session storage quota bytes exceeded. Values were not stored.',
    },
    {
      engine: 'firefox',
      area: 'session',
      items: { a: 'x'.repeat(10 * MIB) },
      ends: 'rejects Error: QuotaExceededError: storage.session API call exceeded its quota limitations.',
    },
    { engine: 'chromium', area: 'sync', items: { a: 'x'.repeat(8189) }, ends: 'undefined' },
    {
      engine: 'chromium',
      area: 'sync',
      items: { a: 'x'.repeat(8190) },
      ends: 'rejects Error: Resource::kQuotaBytesPerItem quota exceeded',
    },
    {
      engine: 'firefox',
      area: 'sync',
      items: Object.fromEntries(Array.from({ length: 513 }, (_, index) => [`k${index}`, index])),
      ends: 'rejects Error: QuotaExceededError: storage.sync API call exceeded its quota limitations.',
    },
  ])('$engine: $area: $ends', async ({ engine, area, items, ends }) => {
    const chrome = createStore(engine).attach();
    expect(await ended(() => call(chrome, area, 'set', items))).toBe(ends);
    expect(Object.keys(Object(await call(chrome, area, 'get')))).toHaveLength(ends === 'undefined' ? 1 : 0);
  });

  it('chromium: sync is written 120 times a minute, 1800 times an hour', async () => {
    const store = createStore('chromium');
    const { sync, local } = store.attach().storage;
    const write = (times: number): Promise<string[]> =>
      Promise.all(Array.from({ length: times }, (_, index) => ended(() => sync.set({ index }))));
    expect(new Set(await write(120))).toEqual(new Set(['undefined']));
    expect(await ended(() => sync.remove('x'))).toBe(
      'rejects Error: This request exceeds the MAX_WRITE_OPERATIONS_PER_MINUTE quota.',
    );
    expect(await ended(() => local.set({ a: 1 }))).toBe('undefined');
    for (let minute = 1; minute < 15; minute += 1) {
      store.clock.advance(60_000);
      expect(new Set(await write(119))).toEqual(new Set(['undefined']));
    }
    store.clock.advance(60_000);
    expect((await write(14)).at(-1)).toBe(
      'rejects Error: This request exceeds the MAX_WRITE_OPERATIONS_PER_HOUR quota.',
    );
    store.clock.advance(45 * 60_000);
    expect(await write(1)).toEqual(['undefined']);
  });

  it.each([
    { engine: 'chromium', get: '{}', set: 'rejects Error: This is a read-only store.' },
    {
      engine: 'firefox',
      get: 'rejects Error: Managed storage manifest not found',
      set: 'rejects Error: storage.managed is read-only',
    },
  ] as const)('$engine: managed is read', async ({ engine, get, set }) => {
    const chrome = createStore(engine).attach();
    expect(await ended(() => call(chrome, 'managed', 'get'))).toBe(get);
    expect(await ended(() => call(chrome, 'managed', 'set', { a: 1 }))).toBe(set);
    const managed = createStore(engine, { storage: { managed: { a: 1 } } }).attach();
    expect(await ended(() => call(managed, 'managed', 'get'))).toBe('{"a":1}');
  });
});

describe('changes are told', () => {
  /** What `run` does, as the context that does it sees it: events, and `done` where its promise resolves. */
  async function seen(engine: EngineName, area: AreaName, run: (chrome: ExtensionApi) => Promise<unknown>) {
    const chrome = createStore(engine, { storage: { [area]: { old: 1 } } }).attach();
    const log: string[] = [];
    chrome.storage.onChanged.addListener((changes: unknown, name: unknown) => {
      log.push(`storage ${JSON.stringify(changes)} ${String(name)}`);
    });
    Reflect.get(areaOf(chrome, area), 'onChanged').addListener((changes: unknown) => {
      log.push(`area ${JSON.stringify(changes)}`);
    });
    await run(chrome).then(() => log.push('done'));
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    return log;
  }

  it.each<{ engine: EngineName; area: AreaName; log: string[] }>([
    {
      engine: 'chromium',
      area: 'local',
      log: ['area {"a":{"newValue":1}}', 'storage {"a":{"newValue":1}} local', 'done'],
    },
    {
      engine: 'firefox',
      area: 'local',
      log: ['done', 'storage {"a":{"newValue":1}} local', 'area {"a":{"newValue":1}}'],
    },
    {
      engine: 'firefox',
      area: 'session',
      log: ['storage {"a":{"newValue":1}} session', 'area {"a":{"newValue":1}}', 'done'],
    },
  ])('$engine: $area, in order', async ({ engine, area, log }) => {
    expect(await seen(engine, area, async (chrome) => call(chrome, area, 'set', { a: 1 }))).toEqual(log);
  });

  it.each<{ engine: EngineName; does: string; method: string; args: unknown[]; changes: string | undefined }>([
    {
      engine: 'chromium',
      does: 'changes',
      method: 'set',
      args: [{ old: 2 }],
      changes: '{"old":{"newValue":2,"oldValue":1}}',
    },
    {
      engine: 'firefox',
      does: 'changes',
      method: 'set',
      args: [{ old: 2 }],
      changes: '{"old":{"oldValue":1,"newValue":2}}',
    },
    { engine: 'chromium', does: 'changes nothing', method: 'set', args: [{ old: 1 }], changes: undefined },
    {
      engine: 'firefox',
      does: 'changes nothing',
      method: 'set',
      args: [{ old: 1 }],
      changes: '{"old":{"oldValue":1,"newValue":1}}',
    },
    {
      engine: 'chromium',
      does: 'changes nothing in part',
      method: 'set',
      args: [{ old: 1, n: 2 }],
      changes: '{"n":{"newValue":2}}',
    },
    {
      engine: 'chromium',
      does: 'adds several',
      method: 'set',
      args: [{ n: 2, a: 1 }],
      changes: '{"a":{"newValue":1},"n":{"newValue":2}}',
    },
    {
      engine: 'firefox',
      does: 'adds several',
      method: 'set',
      args: [{ n: 2, a: 1 }],
      changes: '{"n":{"newValue":2},"a":{"newValue":1}}',
    },
    ...both([
      { does: 'removes', method: 'remove', args: ['old'], changes: '{"old":{"oldValue":1}}' },
      { does: 'clears', method: 'clear', args: [], changes: '{"old":{"oldValue":1}}' },
      { does: 'removes nothing', method: 'remove', args: ['x'], changes: undefined },
      { does: 'sets nothing', method: 'set', args: [{}], changes: undefined },
    ]),
  ])('$engine: a call that $does', async ({ engine, method, args, changes }) => {
    const log = await seen(engine, 'local', async (chrome) => call(chrome, 'local', method, ...args));
    expect(log.find((line) => line.startsWith('area'))).toBe(changes === undefined ? undefined : `area ${changes}`);
  });

  it.each(both([{}]))('$engine: to every context of the extension', async ({ engine }) => {
    const { attach } = createStore(engine);
    const background = attach();
    const page = attach({ kind: 'page', url: 'page.html' });
    const script = attach({ kind: 'content-script' });
    const heard = [page, script].map(
      (chrome) => new Promise((resolve) => chrome.storage.onChanged.addListener((_, area) => resolve(area))),
    );
    await background.storage.local.set({ a: 1 });
    expect(await Promise.all(heard)).toEqual(['local', 'local']);
  });
});

describe('content scripts', () => {
  it('chromium: may use session when the extension says so', async () => {
    const { attach } = createStore('chromium');
    const background = attach();
    const script = attach({ kind: 'content-script' });
    const refused = 'rejects Error: Access to storage is not allowed from this context.';
    const heard: unknown[] = [];
    script.storage.onChanged.addListener((changes: unknown) => heard.push(changes));
    await background.storage.session.set({ secret: 1 });
    for (const [method, ...args] of [
      ['get'],
      ['set', { a: 1 }],
      ['setAccessLevel', { accessLevel: 'TRUSTED_CONTEXTS' }],
    ] as const) {
      expect(await ended(() => call(script, 'session', method, ...args))).toBe(refused);
    }
    expect(heard).toEqual([]);
    await call(background, 'session', 'setAccessLevel', { accessLevel: 'TRUSTED_AND_UNTRUSTED_CONTEXTS' });
    expect(await ended(() => call(script, 'session', 'get'))).toBe('{"secret":1}');
    expect(await ended(() => call(script, 'local', 'setAccessLevel', { accessLevel: 'TRUSTED_CONTEXTS' }))).toBe(
      'rejects Error: Context cannot set the storage access level',
    );
    await call(background, 'local', 'setAccessLevel', { accessLevel: 'TRUSTED_CONTEXTS' });
    expect(await ended(() => call(script, 'local', 'get'))).toBe(refused);
  });

  it('firefox: have no session', () => {
    const script = createStore('firefox').attach({ kind: 'content-script' });
    expect(script.storage.session).toBeUndefined();
  });
});

describe('what is stored lives', () => {
  it.each(both([{}]))('$engine: in local and sync longer than the extension, in session not', async ({ engine }) => {
    const store = createStore(engine, { storage: { local: { preset: 1 }, session: { preset: 1 } } });
    const { storage } = store.attach();
    await storage.local.set({ a: 1 });
    await storage.sync.set({ b: 2 });
    await storage.session.set({ c: 3 });
    expect(await storage.session.get()).toEqual({ preset: 1, c: 3 });
    await store.reload({ storage: { local: { preset: 2 } } });
    const after = store.attach().storage;
    expect(await after.local.get()).toEqual({ a: 1, preset: 2 });
    expect(await after.sync.get()).toEqual({ b: 2 });
    expect(await after.session.get()).toEqual({});
  });
});

describe('management.getSelf', () => {
  it.each([
    {
      engine: 'chromium',
      info: {
        description: '',
        enabled: true,
        homepageUrl: '',
        hostPermissions: ['http://one.test/*'],
        id: IDS.chromium,
        installType: 'development',
        isApp: false,
        mayDisable: true,
        name: 'test',
        offlineEnabled: false,
        optionsUrl: `chrome-extension://${IDS.chromium}/page.html`,
        permissions: ['storage', 'tabs'],
        shortName: 'test',
        type: 'extension',
        version: '1.0',
        versionName: '',
      },
    },
    {
      engine: 'firefox',
      info: {
        id: IDS.firefox,
        name: 'test',
        description: '',
        version: '1.0',
        mayDisable: true,
        enabled: true,
        optionsUrl: `moz-extension://${IDS.firefox}/page.html`,
        installType: 'development',
        type: 'extension',
        permissions: ['storage', 'tabs'],
        hostPermissions: ['http://one.test/*', `moz-extension://${IDS.firefox}/*`],
        shortName: '',
      },
    },
  ] as const)('$engine: what the browser says, in its order', async ({ engine, info }) => {
    const chrome = createStore(engine).attach();
    const management: unknown = Reflect.get(chrome, 'management');
    const self = await callWith(Object(management), 'getSelf', []);
    expect(JSON.stringify(self)).toBe(JSON.stringify(info));
  });
});
