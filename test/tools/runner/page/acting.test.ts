import { describe, expect, it } from 'vitest';
import { keyOf } from '../../../../dist/tools/runner/page/protocol.js';
import type { Injection } from '../../../../src/browser/index.js';
import type { EngineName } from '../../../../src/engines/index.js';
import { page, startPages, startServer } from './open-pages.js';

const ONE = 'http://one.test/';

const LOG = (selector: string, types: string): string => `<script>
  for (const type of '${types}'.split(' '))
    ${selector}.addEventListener(type, (event) => console.log(type, event.isTrusted, event.key ?? event.data ?? event.button ?? '', event.target.value ?? ''));
</script>`;

describe('what a user does', () => {
  it('clicks as a mouse does', async () => {
    const { open, said } = await startPages();
    const { document } = await open(
      ONE,
      page(`<button id="b">go</button>${LOG('b', 'pointerdown mousedown focus pointerup mouseup click')}`),
    );
    await document.click('#b');
    expect(await document.evaluate('main', 'document.activeElement === b')).toEqual({ result: true });
    expect(said().map(([, type, isTrusted]) => [type, isTrusted])).toEqual(
      ['pointerdown', 'mousedown', 'focus', 'pointerup', 'mouseup', 'click'].map((type) => [type, true]),
    );
  });

  it('types key by key, and what follows from a click follows', async () => {
    const { open, said } = await startPages();
    const { document } = await open(
      ONE,
      page(`<form onsubmit="console.log('submit', i.value); return false"><input id="i"><input type="checkbox" id="c"></form>
        ${LOG('i', 'keydown keypress beforeinput input keyup change')}<script>c.onchange = () => console.log('checked', c.checked)</script>`),
    );
    await document.type('#i', 'a\n');
    await document.click('#c');
    expect(said().map(([, ...args]) => args)).toEqual([
      ['keydown', true, 'a', ''],
      ['keypress', true, 'a', ''],
      ['beforeinput', true, 'a', ''],
      ['input', true, 'a', 'a'],
      ['keyup', true, 'a', 'a'],
      ['keydown', true, 'Enter', 'a'],
      ['keypress', true, 'Enter', 'a'],
      ['change', true, '', 'a'],
      ['submit', 'a'],
      ['keyup', true, 'Enter', 'a'],
      ['checked', true],
    ]);
  });

  it('waits for what is not there yet', async () => {
    const { open } = await startPages();
    const { document } = await open(
      ONE,
      page('<script>setTimeout(() => document.body.append(document.createElement("i")), 20)</script>'),
    );
    await document.waitFor('body > i');
    expect(await document.html()).toContain('<i></i></body></html>');
  });

  it('says what it did not find', async () => {
    const { open } = await startPages();
    const { document } = await open(ONE, page('<button id="button" class="x"></button><a name="n">'));
    await expect(document.click('#buton')).rejects.toMatchObject({
      code: 'ELEMENT_MISSING',
      message: expect.stringMatching(/no element #buton in http:\/\/one\.test\/\. Near to it: #button,/),
    });
    for (const failing of [document.type('!', 'x'), document.waitFor('!')]) {
      await expect(failing).rejects.toMatchObject({ code: 'SELECTOR_INVALID' });
    }
  });
});

describe('evaluate', () => {
  it('row by row', async () => {
    const { open } = await startPages();
    const { document } = await open(ONE, page(''));
    const rows = [
      { source: '1 + 1', is: { result: 2 } },
      { source: 'Promise.resolve({ a: [1] })', is: { result: { a: [1] } } },
      { source: '(a, b) => [a.x, b, a instanceof Object]', args: [{ x: 1 }, 'y'], is: { result: [1, 'y', true] } },
      { source: 'throw new TypeError("no")', is: { error: { name: 'TypeError', message: 'no' } } },
      { source: 'Promise.reject("text")', is: { thrown: 'text' } },
      { source: 'document.body', is: { error: { name: 'DataCloneError' } } },
      { source: '() => () => 1', args: [], is: { error: { name: 'DataCloneError' } } },
    ];
    for (const { source, args, is } of rows) expect(await document.evaluate('main', source, args)).toMatchObject(is);
  });
});

interface Row {
  script: Injection['scripts'][number];
  chromium: object;
  firefox: object;
  says?: Record<EngineName, string[]>;
}

const inBoth = (line: string): Record<EngineName, string[]> => ({ chromium: [line], firefox: [line] });
const SAYS_MISSING = inBoth(expect.stringContaining('There is no nothing.js, which executeScript names'));
const BAD_FUNCTION = { error: "Unexpected token ';'", name: 'SyntaxError' };
const SAYS_SYNTAX = inBoth(expect.stringContaining('bad.js:1'));

// Seen in Chromium 156 and Firefox ESR 153, scripting.executeScript.
// biome-ignore format: rows
const ROWS: Row[] = [
  { script: { func: '() => "a"', args: [] }, chromium: { result: 'a' }, firefox: { result: 'a' } },
  { script: { func: '(...args) => args', args: ['1', '{"x":"y"}'] }, chromium: { result: [1, { x: 'y' }] }, firefox: { result: [1, { x: 'y' }] } },
  { script: { func: '() => {}', args: [] }, chromium: { result: null }, firefox: { result: undefined } },
  { script: { func: 'async () => "later"', args: [] }, chromium: { result: 'later' }, firefox: { result: 'later' } },
  { script: { func: '() => { throw new Error("boom") }', args: [] }, chromium: { error: 'boom', name: 'Error' }, firefox: { error: 'boom', name: 'Error' }, says: { chromium: ['Uncaught Error: boom'], firefox: [] } },
  { script: { func: '() => Promise.reject(new RangeError("far"))', args: [] }, chromium: { error: 'far', name: 'RangeError' }, firefox: { error: 'far', name: 'RangeError' } },
  { script: { func: '() => Promise.reject({ a: 1 })', args: [] }, chromium: { thrown: { a: 1 } }, firefox: { thrown: { a: 1 } } },
  { script: { func: '() => Promise.reject(() => 1)', args: [] }, chromium: { error: '() => 1' }, firefox: { error: '() => 1' } },
  { script: { func: '() => () => 1', args: [] }, chromium: { result: null }, firefox: { refused: expect.stringContaining('non-structured-clonable') } },
  { script: { func: '() => document.body', args: [] }, chromium: { result: {} }, firefox: { refused: expect.stringContaining('non-structured-clonable') } },
  { script: { func: '() => window', args: [] }, chromium: { result: {} }, firefox: { refused: expect.stringContaining('non-structured-clonable') } },
  { script: { func: '() => [NaN, true, new Date(0)]', args: [] }, chromium: { result: [null, true, {}] }, firefox: { result: [null, true, '1970-01-01T00:00:00.000Z'] } },
  { script: { func: '() => 1n', args: [] }, chromium: { result: null }, firefox: { refused: "BigInt value can't be serialized in JSON" } },
  { script: { func: '() => { const a = {}; a.c = a; return a }', args: [] }, chromium: { result: { c: null } }, firefox: { refused: expect.stringContaining('non-structured-clonable') } },
  { script: { file: 'file1.js' }, chromium: { result: 'file1' }, firefox: { result: 'file1' } },
  { script: { file: '/file1.js' }, chromium: { result: 'file1' }, firefox: { result: 'file1' } },
  { script: { code: 'typeof ofFile' }, chromium: { result: 'number' }, firefox: { result: 'number' } },
  { script: { file: 'nothing.js' }, chromium: { refused: "Could not load file: 'nothing.js'." }, firefox: { thrown: expect.stringMatching(/^Unable to load script: moz-extension:.*\/nothing\.js$/) }, says: SAYS_MISSING },
  { script: { func: 'let = ;', args: [] }, chromium: BAD_FUNCTION, firefox: BAD_FUNCTION, says: { chromium: [`Uncaught SyntaxError: ${BAD_FUNCTION.error}`], firefox: [] } },
  { script: { file: 'bad.js' }, chromium: { error: "Unexpected token ';'", name: 'SyntaxError' }, firefox: { error: "Unexpected token ';'", name: 'SyntaxError' }, says: SAYS_SYNTAX },
];

describe('injected scripts come to what the engine makes of it', () => {
  it.each(['chromium', 'firefox'] as const satisfies EngineName[])('%s', async (engine) => {
    const { open, extension, said } = await startPages({
      engine,
      files: { 'file1.js': 'var ofFile = 1; "file1"', 'bad.js': 'let = ;', 'style.css': 'p { color: rgb(1, 2, 3) }' },
    });
    const { document } = await open(ONE, page('<p>'));
    const base = { extension: extension.id, world: 'isolated', runAt: 'document_idle', css: [] } as const;
    const seen: unknown[] = [];
    for (const { script } of ROWS) {
      const before = said().length;
      const [outcome] = await document.inject({ ...base, scripts: [script] });
      seen.push({
        script,
        outcome,
        says: said()
          .slice(before)
          .map(([, text]) => text),
      });
    }
    expect(seen).toEqual(
      ROWS.map((row) => ({ script: row.script, outcome: row[engine], says: row.says?.[engine] ?? [] })),
    );
    expect(await document.inject({ ...base, css: ['style.css'], scripts: [{ code: '1' }, { code: '2' }] })).toEqual([
      { result: 1 },
      { result: 2 },
    ]);
    expect(
      await document.evaluate('main', 'getComputedStyle(document.querySelector("p")).color + typeof ofFile'),
    ).toEqual({ result: 'rgb(1, 2, 3)undefined' });
    expect(
      await document.inject({ ...base, world: 'main', scripts: [{ code: 'var ofMain = 1; typeof ofFile' }] }),
    ).toEqual([{ result: 'undefined' }]);
    expect(await document.evaluate('main', 'ofMain')).toEqual({ result: 1 });
    expect(keyOf({ isolated: 'a' })).not.toBe(keyOf('main'));
  });

  // Seen in Chromium 156 and Firefox ESR 153: scenario injected-results.
  it.each([
    { engine: 'chromium', files: ['throws.js', 'tells.js'], comesTo: { result: 'told' }, says: ['told'] },
    { engine: 'firefox', files: ['throws.js', 'tells.js'], comesTo: { error: 'thrown', name: 'Error' }, says: [] },
    {
      engine: 'chromium',
      files: ['tells.js', 'no.js'],
      comesTo: { refused: "Could not load file: 'no.js'." },
      says: [],
    },
    {
      engine: 'firefox',
      files: ['tells.js', 'no.js'],
      comesTo: { thrown: expect.stringContaining('/no.js') },
      says: [],
    },
  ] as const)('of several files, $engine: $files', async ({ engine, files, comesTo, says }) => {
    const { open, extension, reports } = await startPages({
      engine,
      files: { 'throws.js': 'throw new Error("thrown")', 'tells.js': 'console.log("told"); "told"' },
    });
    const { document } = await open(ONE, page(''));
    const scripts = files.map((file) => ({ file }));
    const outcomes = await document.inject({
      extension: extension.id,
      world: 'isolated',
      runAt: 'document_idle',
      css: [],
      scripts,
    });
    expect(outcomes.at(-1)).toEqual(comesTo);
    const told = reports.flatMap(({ report }) =>
      report.type === 'console' && report.by === 'extension' ? report.args : [],
    );
    expect(told).toEqual(says);
  });

  it('wait for their time, and are gone with their document', async () => {
    const server = await startServer();
    const { browser, at, extension } = await startPages();
    const tab = browser.openTab(ONE, { html: page(`<script src="${server.url}"></script><p>`) });
    const document = await at(ONE);
    const injected = (runAt: Injection['runAt']): Promise<unknown> =>
      document.inject({
        extension: extension.id,
        world: 'isolated',
        runAt,
        css: [],
        scripts: [{ code: '[document.readyState, !!document.querySelector("p")]' }],
      });
    const late = injected('document_idle');
    expect(await injected('document_start')).toEqual([{ result: ['loading', false] }]);
    (await server.asked).end();
    expect(await late).toEqual([{ result: ['interactive', true] }]);
    tab.close();
    expect(await injected('document_start')).toEqual([{ gone: true }]);
  });
});
