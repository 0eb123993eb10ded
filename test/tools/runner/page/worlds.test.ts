import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExtensionApi } from '../../../../src/context/index.js';
import type { EngineName } from '../../../../src/engines/index.js';
import { page, startPages, startServer } from './open-pages.js';

const ONE = 'http://one.test/';

interface Row {
  expression: string;
  is: unknown;
  in?: 'page' | 'content script';
  engine?: EngineName;
}

// What code sees of its world.
const ROWS: Row[] = [
  { expression: 'this === window && window === self && self === globalThis && frames === window', is: true },
  { expression: 'document.defaultView === window', is: true },
  {
    expression: 'isSecureContext || typeof crypto.subtle + crypto.getRandomValues(new Uint8Array(2)).length',
    is: 'undefined2',
  },
  { expression: 'parent === window && top === window', is: true },
  { expression: 'String(window)', is: '[object Window]' },
  { expression: 'window instanceof Window && window instanceof EventTarget && Window.name', is: 'Window' },
  { expression: 'window.constructor === Window', is: true },
  { expression: 'document instanceof Document && document.body instanceof HTMLElement', is: true },
  {
    expression: 'location.href + " " + location.origin + " " + document.URL + " " + origin',
    is: `${ONE} http://one.test ${ONE} http://one.test`,
  },
  { expression: 'document.location === location', is: true },
  { expression: 'known.textContent + window.known.id', is: 'hiknown' },
  // No Node.
  {
    expression: '[typeof process, typeof require, typeof Buffer, typeof global, typeof setImmediate].join()',
    is: 'undefined,undefined,undefined,undefined,undefined',
  },
  // Its own intrinsics, also for what the platform makes.
  { expression: 'document.querySelectorAll("p").constructor === NodeList', is: true },
  { expression: 'new TextEncoder().encode("é") instanceof Uint8Array', is: true },
  { expression: 'structuredClone([1]) instanceof Array', is: true },
  { expression: 'structuredClone(new Map([[1, { a: 1 }]])).get(1).constructor === Object', is: true },
  { expression: 'setTimeout instanceof Function && typeof setTimeout(() => {}) === "number"', is: true },
  { expression: 'fetch("data:,") instanceof Promise', is: true },
  { expression: '(await (await fetch("data:application/json,{}")).json()).constructor === Object', is: true },
  { expression: '(await (await fetch("data:,x")).arrayBuffer()) instanceof ArrayBuffer', is: true },
  {
    expression: '(await fetch("data:,x")) instanceof Response && (await fetch("data:,x")).clone() instanceof Response',
    is: true,
  },
  { expression: 'await fetch("http://127.0.0.1:1/").catch((error) => error instanceof TypeError)', is: true },
  {
    expression: 'await fetch("data:,x", { signal: AbortSignal.abort() }).catch((error) => error.name)',
    is: 'AbortError',
  },
  { expression: '(() => { try { new URL("?") } catch (error) { return error instanceof TypeError } })()', is: true },
  { expression: 'new URL("chrome-extension://abc/x").origin', is: 'chrome-extension://abc' },
  {
    expression:
      '(() => { try { structuredClone(() => 1) } catch (error) { return [error.name, error instanceof DOMException] } })()',
    is: ['DataCloneError', true],
  },
  {
    expression:
      '(() => { try { document.querySelector("!") } catch (error) { return error instanceof DOMException } })()',
    is: true,
  },
  { expression: 'await new Promise((resolve) => requestAnimationFrame((now) => resolve(typeof now)))', is: 'number' },
  { expression: 'await new Promise((resolve) => setTimeout((a, b) => resolve(a + b), 1, "x", "y"))', is: 'xy' },
  { expression: '(() => { const id = setTimeout(() => 1); clearTimeout(id); return typeof id })()', is: 'number' },
  { expression: 'getComputedStyle(document.body).display', is: 'block' },
  {
    expression: 'navigator.userAgent.includes("Chrome/") && navigator instanceof Navigator',
    is: true,
    engine: 'chromium',
  },
  { expression: 'navigator.userAgent.includes("Firefox/")', is: true, engine: 'firefox' },
  { expression: 'localStorage.setItem("a", "b"), localStorage.getItem("a")', is: 'b' },
  { expression: 'performance.now() >= 0 && performance.timeOrigin <= Date.now()', is: true },
  {
    expression: 'performance.getEntriesByType("navigation")[0].type + performance.getEntriesByName("x").length',
    is: 'navigate0',
  },
  { expression: 'new FormData(document.forms[0]).get("field")', is: 'value' },
  // Worlds do not see each other's globals.
  { expression: 'typeof ofThePage', is: 'number', in: 'page' },
  { expression: 'typeof ofThePage + typeof window.ofThePage', is: 'undefinedundefined', in: 'content script' },
  { expression: 'typeof ofTheContentScript + typeof window.ofTheContentScript', is: 'undefinedundefined', in: 'page' },
  { expression: 'typeof ofTheContentScript + typeof lexical', is: 'numbernumber', in: 'content script' },
  { expression: 'Array.prototype.patched === undefined', is: true, in: 'content script' },
  { expression: 'document.getElementById("known").textContent', is: 'hi' },
  { expression: 'typeof chrome.runtime?.sendMessage', is: 'function', in: 'content script' },
  { expression: 'typeof browser.runtime?.sendMessage', is: 'function', in: 'content script' },
  { expression: 'typeof globalThis.chrome?.runtime', is: 'undefined', in: 'page' },
  { expression: 'chrome.runtime.id === undefined || chrome.runtime instanceof Object', is: true, in: 'content script' },
  { expression: 'Object.keys(chrome).join()', is: 'loadTimes,csi,app', in: 'page', engine: 'chromium' },
  {
    expression: 'Object.keys(chrome).slice(0, 2).join() + ("csi" in browser) + ("app" in chrome)',
    is: 'loadTimes,csifalsefalse',
    in: 'content script',
    engine: 'chromium',
  },
  {
    expression: 'chrome.csi instanceof Function && chrome.loadTimes().finishLoadTime * 1000 >= performance.timeOrigin',
    is: true,
    engine: 'chromium',
  },
  { expression: 'typeof globalThis.chrome', is: 'undefined', in: 'page', engine: 'firefox' },
  { expression: 'customElements', is: null, in: 'content script', engine: 'chromium' },
  {
    expression: '(() => { try { eval("1") } catch (error) { return error instanceof EvalError } })()',
    is: true,
    in: 'content script',
  },
  {
    expression: '(() => { try { new Function("") } catch (error) { return error instanceof EvalError } })()',
    is: true,
    in: 'content script',
  },
  { expression: 'eval("1 + 1") + new Function("return 1")()', is: 3, in: 'page' },
];

const PAGE = page(
  '<p id="known">hi</p><form><input name="field" value="value"></form>',
  '<script>var ofThePage = 1; Array.prototype.patched = true;</script>',
);
const FILES = { 'content.js': 'var ofTheContentScript = 1; let lexical = 2;' };
const MANIFEST = {
  content_scripts: [{ matches: ['http://one.test/*'], js: ['content.js'], run_at: 'document_start' }],
};

describe.each(['chromium', 'firefox'] as const)('%s', (engine) => {
  it.each(['page', 'content script'] as const)('what a %s sees of its world', async (where) => {
    const rows = ROWS.filter((row) => (row.in ?? where) === where && (row.engine ?? engine) === engine);
    const { open, extension, reports } = await startPages({ engine, files: FILES, manifest: MANIFEST });
    const { document } = await open(ONE, PAGE);
    const world = where === 'page' ? 'main' : { isolated: extension.id };
    const seen: Record<string, unknown> = {};
    for (const { expression } of rows) {
      const source = expression.includes('await ') ? `(async () => (${expression}))()` : `(${expression})`;
      const outcome = await document.evaluate(world, source);
      seen[expression] = outcome && 'result' in outcome ? outcome.result : outcome;
    }
    expect(seen).toEqual(Object.fromEntries(rows.map(({ expression, is }) => [expression, is])));
    expect(reports).toEqual([]);
  });
});

describe('contexts', () => {
  it('give content scripts a working chrome.runtime over the bridge, in their own realm', async () => {
    const { open, heard } = await startPages({
      background: ({ runtime }) =>
        runtime?.onMessage.addListener((message, sender, respond) => {
          respond({ message, url: (sender as { url: string }).url });
        }),
      files: {
        'content.js': `chrome.runtime.sendMessage({ hello: 1 }).then((answer) =>
          console.log('answer', answer, answer instanceof Object))`,
      },
      manifest: { content_scripts: [{ matches: ['http://one.test/*'], js: ['content.js'] }] },
    });
    await open(ONE, page(''));
    const { context, report } = await heard((text) => text.startsWith('answer'));
    expect(context).toBe('content-script');
    expect(report).toMatchObject({
      level: 'log',
      args: ['answer', { message: { hello: 1 }, url: ONE }, true],
    });
  });

  it.each([
    { engine: 'chromium', says: ['start 1', 'click of the page', 'click of 1'] },
    { engine: 'firefox', says: ['start 1', 'start 2', 'click of the page', 'click of 2'] },
  ] as const)('an extension that is loaded again gets another world, in $engine', async ({ engine, says }) => {
    const files = (load: number): Record<string, string> => ({
      'content.js': `const load = ${load}; console.log('start', load);
        document.querySelector('p').addEventListener('click', () => console.log('click of', load))`,
    });
    const content_scripts = [{ matches: ['http://one.test/*'], js: ['content.js'] }];
    const { open, idle, said, extension } = await startPages({
      engine,
      files: files(1),
      manifest: { content_scripts },
    });
    const markup = '<p>text</p><script>document.body.onclick = () => console.log("click of the page")</script>';
    const { document } = await open(ONE, page(markup));
    writeFileSync(path.join(extension.directory ?? '', 'content.js'), files(2)['content.js'] ?? '');
    await extension.reload();
    await idle();
    await document.click('p');
    await idle();
    const lines = said().map(([, ...args]) => args.join(' '));
    expect(lines.toSorted()).toEqual([...says].sort());
  });

  it('of scripts that have not run yet refuse at once', async () => {
    const server = await startServer();
    let background: ExtensionApi | undefined;
    const { browser, at } = await startPages({
      background(chrome) {
        background = chrome;
      },
      files: {
        'content.js': 'chrome.runtime.onMessage.addListener((message, sender, respond) => respond(message + 1))',
      },
      manifest: { content_scripts: [{ matches: ['http://one.test/*'], js: ['content.js'] }] },
    });
    const tab = browser.openTab(ONE, { html: page(`<script src="${server.url}"></script>`) });
    await (await at(ONE)).waitFor('script');
    const tabs = background?.tabs as TabsApi | undefined;
    const send = async (): Promise<unknown> => tabs?.sendMessage(tab.id, 1);
    await expect(send()).rejects.toThrow('Could not establish connection. Receiving end does not exist.');
    (await server.asked).end();
    await tab.loaded();
    expect(await send()).toBe(2);
  });
});

interface TabsApi {
  sendMessage(tab: number, message: unknown): Promise<unknown>;
}
