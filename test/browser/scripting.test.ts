import { describe, expect, it } from 'vitest';
import { ENGINES, type EngineName } from '../../src/engines/index.js';
import { HeldTasks } from './held-tasks.js';
import { PlayedDocuments } from './played-documents.js';
import { createSeveral, OWN } from './several-contexts.js';
import { ENGINE_NAMES } from './small-world.js';

/** A tab with a frame of the same host and one of another, played by the test; a background that may script. */
async function createScripted(engine: EngineName, manifest: Record<string, unknown> = {}) {
  const tasks = new HeldTasks();
  const documents = new PlayedDocuments(ENGINES[engine], tasks);
  const world = await createSeveral(
    engine,
    { own: { permissions: ['scripting', 'tabs'], host_permissions: ['https://example.com/*'], ...manifest } },
    { renderers: documents },
  );
  const { browser, own } = world;
  const tab = browser.openTab('https://example.com/');
  const [same, cross] = ['https://example.com/same', 'https://other.example/'].map((url) =>
    tab.mainFrame.addFrame(url),
  );
  if (same === undefined || cross === undefined) throw new Error('There are no frames.');
  const { scripting } = own.attach({ tasks, kind: 'page' }).chrome;
  /** What a call comes to: its value, or the text of its failure. */
  const asked = async (promise: unknown): Promise<unknown> => {
    const outcome = Promise.resolve(promise).then(
      (value) => value,
      (error: unknown) => `${error}`,
    );
    await tasks.run();
    return outcome;
  };
  documents.outcomeOf = (_injection, { url }) => ({ result: url });
  return { ...world, tasks, documents, tab, same, cross, scripting, asked };
}

const func = (..._args: unknown[]): number => 1;

describe.each(ENGINE_NAMES)('scripting.executeScript in %s', (engine) => {
  it('runs a function with arguments, or files, in a world', async () => {
    const { scripting, asked, tab, documents } = await createScripted(engine);
    const target = { tabId: tab.id };
    await asked(scripting.executeScript({ target, func, args: [1, { a: ['b'] }] }));
    await asked(scripting.executeScript({ target, files: ['/a.js', 'b.js'], world: 'MAIN', injectImmediately: true }));
    const shared = { extension: OWN[engine], css: [] };
    expect(documents.all[0]?.injected).toEqual([
      {
        ...shared,
        world: 'isolated',
        runAt: 'document_idle',
        scripts: [{ func: String(func), args: ['1', '{"a":["b"]}'] }],
      },
      { ...shared, world: 'main', runAt: 'document_start', scripts: [{ file: 'a.js' }, { file: 'b.js' }] },
    ]);
  });

  it('gives a result for each frame, the main one first, in the form of the engine', async () => {
    const { scripting, asked, tab, same } = await createScripted(engine);
    const results = await asked(scripting.executeScript({ target: { tabId: tab.id, frameIds: [same.id, 0] }, func }));
    expect(results).toEqual([
      { frameId: 0, documentId: tab.document.id, result: 'https://example.com/' },
      { frameId: same.id, documentId: same.document.id, result: 'https://example.com/same' },
    ]);
    const [first] = Array.isArray(results) ? results : [];
    expect(Object.keys(first ?? {}).join()).toBe(
      engine === 'chromium' ? 'documentId,frameId,result' : 'frameId,documentId,result',
    );
    const byDocument = { tabId: tab.id, documentIds: [same.document.id] };
    expect(await asked(scripting.executeScript({ target: byDocument, func }))).toMatchObject([{ frameId: same.id }]);
    expect(await asked(scripting.executeScript({ target: { tabId: tab.id, frameIds: [] }, func }))).toEqual([]);
  });

  it('in all frames: in those that it may touch', async () => {
    const { scripting, asked, tab, same } = await createScripted(engine);
    const results = await asked(scripting.executeScript({ target: { tabId: tab.id, allFrames: true }, func }));
    expect(Array.isArray(results) && results.map(({ frameId }) => frameId)).toEqual([0, same.id]);
  });

  it('what a script throws, and what is undefined', async () => {
    const { scripting, asked, tab, documents } = await createScripted(engine);
    const run = () => asked(scripting.executeScript({ target: { tabId: tab.id }, func }));
    documents.outcomeOf = () => ({ error: 'boom' });
    const place = { frameId: 0, documentId: tab.document.id };
    const thrown = engine === 'chromium' ? { ...place, result: null } : { ...place, error: new Error('boom') };
    expect(await run()).toEqual([thrown]);
    documents.outcomeOf = () => ({ result: undefined });
    expect(await run()).toStrictEqual([{ ...place, result: engine === 'chromium' ? null : undefined }]);
  });

  it.each([
    {
      when: 'no such tab',
      target: { tabId: 99 },
      chromium: 'No tab with id: 99',
      firefox: 'Invalid tab ID: 99',
    },
    {
      when: 'no such frame',
      target: { frameIds: [0, 4242] },
      chromium: 'No frame with id 4242 in tab with id 1',
      firefox: 'Invalid frame IDs: [4242].',
    },
    {
      when: 'no such document',
      target: { documentIds: ['A'.repeat(32)] },
      chromium: `No document with id ${'A'.repeat(32)} in tab with id 1`,
      firefox: `Invalid documentId: ${'A'.repeat(32)}`,
    },
    ...['0'.repeat(32), 'x'].map((id) => ({
      when: `what is no id of a document, ${id}`,
      target: { documentIds: [id] },
      chromium: `Invalid document id ${id}`,
      firefox: `Invalid documentId: ${id}`,
    })),
    {
      when: 'all frames and some',
      target: { allFrames: true, frameIds: [0] },
      chromium: "Cannot specify 'allFrames' if either 'frameIds' or 'documentIds' is specified.",
      firefox: "Cannot specify both 'allFrames' and 'frameIds'.",
    },
    {
      when: 'frames and documents',
      target: { frameIds: [0], documentIds: ['x'] },
      chromium: "Cannot specify both 'frameIds' and 'documentIds'.",
      firefox: "Cannot specify both 'documentIds' and 'frameIds'.",
    },
    {
      when: 'a frame of a host without permission',
      target: { frameIds: ['cross'] },
      chromium:
        'Cannot access contents of url "https://other.example/". Extension manifest must request permission to access this host.',
      firefox: 'Missing host permission for the tab',
    },
  ])('$when', async ({ target, ...texts }) => {
    const { scripting, asked, tab, cross, documents } = await createScripted(engine);
    const { frameIds = undefined, ...rest }: { frameIds?: unknown[] } = target;
    const frames = frameIds && { frameIds: frameIds.map((id) => (id === 'cross' ? cross.id : id)) };
    const called = scripting.executeScript({ target: { tabId: tab.id, ...rest, ...frames } as never, func });
    expect(await asked(called)).toBe(`Error: ${texts[engine]}`);
    expect(documents.all.flatMap(({ injected }) => injected)).toEqual([]);
  });

  it('without any right: the page is not even named', async () => {
    const { scripting, asked, tab } = await createScripted(engine, {
      permissions: ['scripting'],
      host_permissions: [],
    });
    expect(await asked(scripting.executeScript({ target: { tabId: tab.id }, func }))).toBe(
      engine === 'chromium'
        ? 'Error: Cannot access contents of the page. Extension manifest must request permission to access the respective host.'
        : 'Error: Missing host permission for the tab',
    );
  });

  it('activeTab: after a click in the tab in front, until it shows another origin', async () => {
    const { scripting, asked, tab, own } = await createScripted(engine, {
      permissions: ['scripting', 'activeTab'],
      host_permissions: [],
      action: {},
    });
    const run = () => asked(scripting.executeScript({ target: { tabId: tab.id }, func }));
    expect(await run()).toContain('Error: ');
    own.click();
    expect(await run()).toMatchObject([{ frameId: 0 }]);
    tab.navigate('/other');
    expect(await run()).toMatchObject([{ frameId: 0 }]);
    tab.navigate('https://other.example/');
    expect(await run()).toContain('Error: ');
  });

  it.each([
    { url: (base: string) => `${base}page.html`, what: 'own page' },
    { url: () => 'about:blank', what: 'about:blank' },
  ])('an $what is out of reach', async ({ url }) => {
    const { scripting, asked, browser, own } = await createScripted(engine, { host_permissions: ['<all_urls>'] });
    const tab = browser.openTab(url(own.baseUrl));
    expect(await asked(scripting.executeScript({ target: { tabId: tab.id }, func }))).toContain('Error: ');
  });

  it('neither or both of function and files; arguments with files', async () => {
    const { scripting, asked, tab } = await createScripted(engine);
    const target = { tabId: tab.id };
    const one =
      engine === 'chromium'
        ? "Error: Exactly one of 'func' and 'files' must be specified"
        : 'Error: Exactly one of files and func must be specified.';
    expect(await asked(scripting.executeScript({ target }))).toBe(one);
    expect(await asked(scripting.executeScript({ target, func, files: ['a.js'] }))).toBe(one);
    expect(await asked(scripting.executeScript({ target, files: ['a.js'], args: [1] }))).toBe(
      "Error: 'args' may not be used with file injections.",
    );
    const twice = await asked(scripting.executeScript({ target, files: ['a.js', 'a.js'] }));
    if (engine === 'chromium') expect(twice).toBe("Error: Duplicate file specified: 'a.js'.");
    else expect(twice).toMatchObject([{ frameId: 0 }]);
  });

  it('a document that is gone before its time, a file that is not there', async () => {
    const { scripting, asked, tab, documents } = await createScripted(engine);
    const run = () => asked(scripting.executeScript({ target: { tabId: tab.id }, files: ['a.js'] }));
    documents.outcomeOf = () => ({ gone: true });
    expect(await run()).toBe(
      engine === 'chromium' ? 'Error: Frame with ID 0 was removed.' : 'Error: An unexpected error occurred',
    );
    documents.outcomeOf = () => Promise.reject(new Error("Could not load file: 'a.js'."));
    expect(await run()).toBe("Error: Could not load file: 'a.js'.");
  });

  it('insertCSS brings files', async () => {
    const { scripting, asked, tab, documents } = await createScripted(engine);
    const css = { target: { tabId: tab.id }, files: ['a.css'] };
    expect(await asked(scripting.insertCSS(css))).toBeUndefined();
    expect(documents.all[0]?.injected).toMatchObject([{ css: ['a.css'], scripts: [] }]);
    expect(await asked(scripting.removeCSS(css))).toBeUndefined();
    expect(await asked(scripting.removeCSS({ ...css, target: { tabId: 99 } }))).toContain('99');
  });
});

describe.each(ENGINE_NAMES)('content scripts that are registered, in %s', (engine) => {
  const SCRIPT = { id: 'r', js: ['a.js'], matches: ['https://other.example/*'] };

  it('run in documents that are loaded afterwards', async () => {
    const { scripting, asked, tab, documents } = await createScripted(engine);
    const files = () => documents.last.site.injections.map(({ scripts, runAt, world }) => [scripts, runAt, world]);
    expect(await asked(scripting.registerContentScripts([{ ...SCRIPT, runAt: 'document_end', world: 'MAIN' }]))).toBe(
      undefined,
    );
    tab.navigate('https://other.example/a');
    await tab.loaded();
    expect(files()).toEqual([[[{ file: 'a.js' }], 'document_end', 'main']]);
    await asked(scripting.updateContentScripts([{ id: 'r', js: ['b.js'] }]));
    tab.reload();
    await tab.loaded();
    expect(files()).toEqual([[[{ file: 'b.js' }], 'document_end', 'main']]);
    expect(await asked(scripting.unregisterContentScripts({ ids: ['r'] }))).toBeUndefined();
    tab.reload();
    await tab.loaded();
    expect(files()).toEqual([]);
  });

  it('are told of in the form of the engine', async () => {
    const { scripting, asked } = await createScripted(engine);
    await asked(scripting.registerContentScripts([SCRIPT, { ...SCRIPT, id: 's' }]));
    const [told, ...rest] = Object(await asked(scripting.getRegisteredContentScripts({ ids: ['r'] })));
    expect(rest).toEqual([]);
    const shared = {
      matchOriginAsFallback: false,
      persistAcrossSessions: true,
      runAt: 'document_idle',
      world: 'ISOLATED',
    };
    expect(told).toEqual({
      ...SCRIPT,
      allFrames: false,
      ...shared,
      ...(engine === 'firefox' && { cssOrigin: 'author' }),
    });
    expect(Object.keys(told).join()).toBe(
      engine === 'chromium'
        ? 'allFrames,id,js,matchOriginAsFallback,matches,persistAcrossSessions,runAt,world'
        : 'id,allFrames,matches,matchOriginAsFallback,runAt,world,persistAcrossSessions,cssOrigin,js',
    );
    expect(await asked(scripting.getRegisteredContentScripts())).toHaveLength(2);
  });

  it.each([
    {
      when: 'an id that is there',
      call: 'registerContentScripts',
      given: [SCRIPT],
      chromium: "Duplicate script ID 'r'",
      firefox: 'Content script with id "r" is already registered.',
    },
    {
      when: 'an id that is not there',
      call: 'updateContentScripts',
      given: [{ id: 'x' }],
      chromium: "Nonexistent script ID 'x'",
      firefox: 'Content script with id "x" does not exist.',
    },
  ] as const)('$when: nothing of the call is done', async ({ call, given, ...texts }) => {
    const { scripting, asked } = await createScripted(engine);
    await asked(scripting.registerContentScripts([SCRIPT]));
    expect(await asked(scripting[call](given as never))).toBe(`Error: ${texts[engine]}`);
    expect(await asked(scripting.getRegisteredContentScripts())).toHaveLength(1);
  });
});
