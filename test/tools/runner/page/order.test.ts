import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineName } from '../../../../src/engines/index.js';
import { page, startPages } from './open-pages.js';

const ONE = 'http://one.test/a.html';

const tell = (name: string): string => `
  console.log('${name}', document.readyState);
  if (!globalThis.told) {
    globalThis.told = true;
    document.addEventListener('readystatechange', () => console.log('readystatechange', document.readyState));
    document.addEventListener('DOMContentLoaded', () => console.log('${name} hears DOMContentLoaded'));
    window.addEventListener('load', () => console.log('${name} hears load'));
    window.addEventListener('pageshow', (event) => console.log('${name} hears pageshow', event.persisted));
  }`;

const OUTSIDE = {
  'a.html': page(
    '<p>one</p><script>console.log("body", !!document.querySelector("p"), !!document.querySelector("b"))</script><b>two</b>',
    `<script>${tell('head')}</script><script src="defer.js" defer></script><script type="module" src="module.js"></script>
     <script type="module">import { x } from './module.js'; console.log('inline module', x, import.meta.url);</script>
     <script src="plain.js"></script>`,
  ),
  'plain.js': 'console.log("plain", document.currentScript.getAttribute("src"), document.body)',
  'defer.js': 'console.log("defer", document.readyState)',
  'module.js':
    'export const x = 1; console.log("module", document.readyState, document.currentScript, import.meta.url)',
};

const FILES = {
  'start.js': `console.log('start', document.readyState, document.documentElement.outerHTML); ${tell('start').replace(/console.log[^;]*;/, '')}`,
  'main.js': `globalThis.ofMain = 1; console.log('in main', typeof chrome, typeof globalThis.chrome?.runtime)`,
  'end.js': `console.log('end', document.readyState); document.addEventListener('DOMContentLoaded', () => console.log('end hears DOMContentLoaded'))`,
  'idle.js': `console.log('idle', document.readyState); window.addEventListener('load', () => console.log('idle hears load'))`,
  'second.js': `console.log('second', typeof ofStart)`,
};
const matches = ['http://one.test/*'];
const MANIFEST = {
  content_scripts: [
    { matches, js: ['idle.js'], run_at: 'document_idle' },
    { matches, js: ['end.js'], run_at: 'document_end' },
    { matches, js: ['start.js', 'second.js'], run_at: 'document_start' },
    { matches, js: ['main.js'], run_at: 'document_start', world: 'MAIN' },
  ],
};

const START = [
  'start loading <html></html>',
  'second undefined',
  'head loading',
  'plain plain.js ',
  'body true false',
  'readystatechange interactive',
  'readystatechange interactive',
  'defer interactive',
  'module interactive  http://one.test/module.js',
  `inline module 1 ${ONE}`,
];
const END = ['start hears load', 'head hears load', 'start hears pageshow false', 'head hears pageshow false'];

// Seen in Chromium 156 and Firefox ESR 153.
const ORDER: Record<EngineName, string[]> = {
  chromium: [
    ...START.slice(0, 2),
    'in main object undefined',
    ...START.slice(2),
    'start hears DOMContentLoaded',
    'head hears DOMContentLoaded',
    'end interactive',
    'idle interactive',
    'readystatechange complete',
    'readystatechange complete',
    'start hears load',
    'head hears load',
    'idle hears load',
    ...END.slice(2),
  ],
  firefox: [
    ...START.slice(0, 2),
    'in main undefined undefined',
    ...START.slice(2),
    'end interactive',
    'start hears DOMContentLoaded',
    'head hears DOMContentLoaded',
    'end hears DOMContentLoaded',
    'readystatechange complete',
    'readystatechange complete',
    'idle complete',
    'start hears load',
    'head hears load',
    'idle hears load',
    ...END.slice(2),
  ],
};

describe('scripts and events of a document come in the order of the browsers', () => {
  it.each(['chromium', 'firefox'] as const)('%s', async (engine) => {
    const pages = new Map<string, { file: string }>();
    const { open, said, folder, heard } = await startPages({
      engine,
      files: FILES,
      manifest: MANIFEST,
      outside: OUTSIDE,
      pages,
      prepare: (at) => pages.set(ONE, { file: path.join(at, 'a.html') }),
    });
    expect(folder).not.toBe('');
    await open(ONE);
    await heard((text) => text.startsWith('head hears pageshow'));
    expect(said().map(([, ...args]) => args.join(' '))).toEqual(ORDER[engine]);
  });
});

describe('a promise that a content script leaves is its own affair', () => {
  it.each(['chromium', 'firefox'] as const)('%s', async (engine) => {
    const { open, said, idle } = await startPages({
      engine,
      files: {
        'never.js': 'new Promise(() => undefined)',
        'rejects.js': 'Promise.reject(new Error("of nobody"))',
        'next.js': 'console.log("next", document.readyState)',
      },
      manifest: { content_scripts: [{ matches, js: ['never.js', 'rejects.js', 'next.js'], run_at: 'document_end' }] },
    });
    await open(ONE, page('')); // it is complete although the promise stays open
    await idle();
    expect(said().map(([, ...args]) => args.join(' '))).toEqual([
      'next interactive',
      'Uncaught (in promise) Error: of nobody',
    ]);
  });
});

interface Row {
  when: string;
  html: string;
  says: string[];
}

// biome-ignore format: rows
const ROWS: Row[] = [
  { when: 'microtasks run between scripts', html: '<script>Promise.resolve().then(() => 0).then(() => console.log("micro")); setTimeout(() => console.log("timer"))</script><script>console.log("next")</script>', says: ['micro', 'next', 'timer'] },
  { when: 'observers run between scripts, and see what the parser adds', html: '<script>new MutationObserver((all) => console.log(all.flatMap((each) => [...each.addedNodes].map((node) => node.nodeName)).join())).observe(document.body, { childList: true })</script><i></i><b></b><script>1</script> ', says: ['I,B,SCRIPT', '#text'] },
  { when: 'an inserted inline script runs at once', html: '<script>const s = document.createElement("script"); s.textContent = "console.log(1, document.currentScript === window.s2)"; window.s2 = s; document.body.append(s); console.log(2)</script>', says: ['1 true', '2'] },
  { when: 'an inserted script of an address runs later, and tells load', html: '<script>const s = document.createElement("script"); s.src = "data:text/javascript,console.log(2)"; s.onload = () => console.log("load"); document.head.append(s); console.log(1)</script>', says: ['1', '2', 'load'] },
  { when: 'a script that cannot be had tells error', html: '<script>addEventListener("error", () => console.log("bubbles"), false)</script><script src="http://127.0.0.1:1/x.js" onerror="console.log(event.type)"></script>', says: ['http://127.0.0.1:1/x.js cannot be loaded: bad port. Check the address and the network, or name a file to be shown in its place.', 'error'] },
  { when: 'a script of innerHTML does not run', html: '<div id="d"></div><script>d.innerHTML = "<script>console.log(1)<\\/script><img>"; console.log(d.children.length)</script>', says: ['2'] },
  { when: 'a script with an unknown type is data', html: '<script type="text/template">console.log(1)</script><script type="application/json">{}</script><script nomodule>console.log(2)</script>', says: [] },
  { when: 'a script that throws does not keep the next from running', html: '<script>throw new TypeError("oops")</script><script>console.log(1)</script>', says: ['Uncaught TypeError: oops', '1'] },
  { when: 'an error can be prevented', html: '<script>window.onerror = (...args) => (console.log(args[0], args[4].message), true)</script><script>throw new Error("oops")</script>', says: ['Uncaught Error: oops oops'] },
  { when: 'a rejection can be prevented', html: '<script>addEventListener("unhandledrejection", (event) => { event.preventDefault(); console.log(event.reason, event.promise instanceof Promise) }); Promise.reject(1)</script>', says: ['1 true'] },
  { when: 'a rejection is told', html: '<script>Promise.reject(new Error("late"))</script>', says: ['Uncaught (in promise) Error: late'] },
  { when: 'a listener that throws is told, and the next one runs', html: '<script>addEventListener("load", () => { throw new Error("one") }); addEventListener("load", () => console.log("two"))</script>', says: ['Uncaught Error: one', 'two'] },
  { when: 'a handler that throws is told', html: '<a id="a" onclick="throw new Error(this.id + event.type)"></a><script>a.click()</script>', says: ['Uncaught Error: aclick'] },
  { when: 'a timer that throws is told', html: '<script>setTimeout(() => { throw new Error("timer") })</script>', says: ['Uncaught Error: timer'] },
  { when: 'attributes hear events', html: '<body onload="console.log(\'loaded\', this === window)"><button id="b" onclick="console.log(id, event.type, getElementById(\'b\') === this)"></button><script>b.click()</script>', says: ['b click true', 'loaded true'] },
  { when: 'what is written comes at its place', html: '<script>document.write("<i id=i></i><script>console.log(!!window.i, !!window.b)<\\/script>")</script><b id="b"></b><script>console.log(!!b)</script>', says: ['true false', 'true'] },
  { when: 'what is written too late is refused', html: '<script>addEventListener("load", () => { try { document.write("x") } catch (error) { console.log(error.code) } })</script>', says: ['WRITE_TOO_LATE'] },
  { when: 'the content of noscript is text', html: '<noscript><img></noscript><script>console.log(document.images.length, document.querySelector("noscript").textContent)</script>', says: ['0 <img>'] },
  { when: 'an import in a classic script', html: '<script>import("data:text/javascript,export default 5").then(({ default: value }) => console.log(value))</script>', says: ['5'] },
  { when: 'a module that is not there', html: '<script>import("http://127.0.0.1:1/m.js").catch((error) => console.log(error.message, error.name))</script>', says: ['Failed to fetch dynamically imported module: http://127.0.0.1:1/m.js TypeError'] },
  { when: 'a syntax error is told with its place', html: '<script>\nlet = ;</script>', says: ['http://row.test/:2: SyntaxError: Unexpected token \';\'\nlet = ;\n      ^'] },
];

describe('scripts of a web page', () => {
  it('run row by row', async () => {
    const { open, idle, reports } = await startPages();
    const heard: Record<string, string[]> = {};
    for (const { when, html } of ROWS) {
      const before = reports.length;
      const { tab } = await open('http://row.test/', page(html));
      await idle();
      heard[when] = reports
        .slice(before)
        .map(({ report }) => (report.type === 'console' ? report.args.join(' ') : report.message));
      tab.close();
    }
    expect(heard).toEqual(Object.fromEntries(ROWS.map(({ when, says }) => [when, says])));
  });
});
