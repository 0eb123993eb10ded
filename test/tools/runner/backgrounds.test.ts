import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineName } from '../../../src/engines/index.js';
import { eventsOf, runToEnd } from './start-run.js';

const WORKER = { service_worker: 'background.js' };
const MODULE = { service_worker: 'background.js', type: 'module' };
const PAGE_SCRIPTS = { scripts: ['a.js', 'b.js'] };

describe('every form of background runs, in its order', () => {
  interface Row {
    what: string;
    engine: EngineName;
    background: object;
    files: Record<string, string>;
    said: unknown[][];
    version?: 2;
  }
  it.each<Row>([
    {
      what: 'a classic service worker with importScripts',
      engine: 'chromium',
      background: WORKER,
      files: {
        'background.js': 'let shared = 1; importScripts("lib/a.js", "lib/b.js"); console.log("worker", shared, fromB);',
        'lib/a.js': 'console.log("a", shared); shared = 2;',
        'lib/b.js': 'var fromB = "b"; console.log("b", shared);',
      },
      said: [
        ['a', 1],
        ['b', 2],
        ['worker', 2, 'b'],
      ],
    },
    {
      what: 'a worker hears install, then activate, and waits for what they wait for',
      engine: 'chromium',
      background: WORKER,
      files: {
        'background.js': `
          oninstall = (event) => event.waitUntil(new Promise((resolve) => setTimeout(() => { console.log("installed"); resolve() }, 20)));
          addEventListener("activate", function () { console.log("activate", this === self) });
          console.log("loaded");`,
      },
      said: [['loaded'], ['installed'], ['activate', true]],
    },
    {
      what: 'a worker that catches what importScripts throws, in the words of Chromium',
      engine: 'chromium',
      background: WORKER,
      files: {
        'background.js':
          'try { importScripts("bad.js") } catch (error) { console.log(error instanceof SyntaxError, error.message) }',
        'bad.js': 'foo bar',
      },
      said: [[true, "Failed to execute 'importScripts' on 'WorkerGlobalScope': Unexpected identifier 'bar'"]],
    },
    {
      what: 'the events of a worker come as tasks of their own, as seen in Chromium 156',
      engine: 'chromium',
      background: WORKER,
      files: {
        'background.js': `
          addEventListener('install', (event) => console.log(String(event), serviceWorker.state));
          addEventListener('activate', () => console.log('activate', serviceWorker.state));
          Promise.resolve().then(() => console.log('microtask'));
          console.log('loaded', serviceWorker.state);`,
      },
      said: [['loaded', 'parsed'], ['microtask'], ['[object InstallEvent]', 'installing'], ['activate', 'activating']],
    },
    {
      what: 'a module worker: imports once, in order, cycles, JSON, import.meta',
      engine: 'chromium',
      background: MODULE,
      files: {
        'background.js': `
          import { a } from "./lib/a.js"; import "/lib/b.js"; import data from "./data.json" with { type: "json" };
          console.log("worker", a, data, import.meta.url.replace(/.*\\/\\/[^/]+/, ""), typeof this);`,
        'lib/a.js': 'import { b } from "./b.js"; export const a = b + 1; console.log("a");',
        'lib/b.js': 'import * as a from "./a.js"; export const b = 1; console.log("b", typeof a);',
        'data.json': '{"json":true}',
      },
      said: [['b', 'object'], ['a'], ['worker', 2, { json: true }, '/background.js', 'undefined']],
    },
    {
      what: 'importScripts in a module worker is refused',
      engine: 'chromium',
      background: MODULE,
      files: { 'background.js': 'try { importScripts("a.js") } catch (error) { console.log(error.name) }' },
      said: [['TypeError']],
    },
    {
      what: 'background.scripts share one page',
      engine: 'firefox',
      background: PAGE_SCRIPTS,
      files: {
        'a.js': 'let shared = 1; addEventListener("load", () => console.log("load", document.readyState));',
        'b.js': 'console.log("b", shared, document.readyState);',
      },
      said: [
        ['b', 1, 'loading'],
        ['load', 'complete'],
      ],
    },
    {
      what: 'background.scripts of type module',
      engine: 'firefox',
      background: { ...PAGE_SCRIPTS, type: 'module' },
      files: {
        'a.js': 'export const a = 1; console.log("a");',
        'b.js': 'import { a } from "./a.js"; console.log("b", a);',
      },
      said: [['a'], ['b', 1]],
    },
    {
      what: 'background.page: its scripts, classic ones before modules',
      engine: 'firefox',
      background: { page: 'pages/background.html' },
      version: 2,
      files: {
        'pages/background.html': `<!doctype html><!-- <script src="no.js"></script> -->
          <SCRIPT type="module" SRC='./m.js'></SCRIPT><script src="/lib/a.js" defer></script><script type="text/template">x</script>`,
        'pages/m.js': 'console.log("m", (await import("./late.js")).late);',
        'pages/late.js': 'export const late = "late";',
        'lib/a.js': 'document.addEventListener("DOMContentLoaded", () => console.log("ready")); console.log("a");',
      },
      said: [['a'], ['m', 'late'], ['ready']],
    },
  ])('$what', async ({ engine, background, files, said, version }) => {
    const manifest = { background, ...(version && { manifest_version: version, action: undefined }) };
    const ran = await runToEnd(files, { engine, manifest });
    expect(ran.said).toEqual(said);
    expect(ran.end).toEqual({ exitCode: 0, why: 'nothing was left to happen' });
  });
});

describe('import() in a service worker is refused, in the words of the engine', () => {
  it('chromium', async () => {
    const files = {
      'background.js': 'import("./a.js").catch((error) => console.log(error instanceof TypeError, error.message))',
    };
    const { said } = await runToEnd(files, { manifest: { background: WORKER } });
    expect(said).toEqual([
      [
        true,
        'import() is disallowed on ServiceWorkerGlobalScope by the HTML specification. See https://github.com/w3c/ServiceWorker/issues/1356.',
      ],
    ]);
  });
});

describe('nothing is imported from outside the folder', () => {
  interface Row {
    what: string;
    files: Record<string, string>;
    background?: object;
    engine?: EngineName;
    message: RegExp;
    code?: string;
  }
  it.each<Row>([
    {
      what: 'a link that leads out',
      files: { 'background.js': 'import "./link.js"' },
      code: 'FILE_OUTSIDE',
      message: /link\.js, which background\.js names/,
    },
    {
      what: 'dots that are escaped',
      files: { 'background.js': 'import "./%2e%2e/outside.js"' },
      code: 'FILE_MISSING',
      message: /outside\.js/,
    },
    {
      what: 'a slash that is escaped',
      files: { 'background.js': 'import "./..%2foutside.js"' },
      code: 'FILE_OUTSIDE',
      message: /outside\.js/,
    },
    {
      what: 'a file address',
      files: { 'background.js': 'import "file:///etc/passwd"' },
      code: 'SCRIPT_REMOTE',
      message: /file:\/\/\/etc\/passwd/,
    },
    {
      what: 'a module of Node',
      files: { 'background.js': 'import "node:fs"' },
      code: 'SCRIPT_REMOTE',
      message: /node:fs/,
    },
    {
      what: 'a script from the net',
      files: { 'background.js': 'import "https://example.org/a.js"' },
      code: 'SCRIPT_REMOTE',
      message: /example\.org/,
    },
    {
      what: 'a bare name, in Chromium',
      files: { 'background.js': 'import "lodash"' },
      message:
        /Failed to resolve module specifier "lodash"\. Relative references must start with either "\/", "\.\/", or "\.\.\/"\./,
    },
    {
      what: 'a bare name, in Firefox',
      files: { 'background.js': 'import "lodash"' },
      engine: 'firefox',
      background: { scripts: ['background.js'], type: 'module' },
      message: /The specifier “lodash” was a bare specifier/,
    },
  ])('$what', async ({ files, background = MODULE, engine = 'chromium', code, message }) => {
    const { end, events, said } = await runToEnd(files, {
      engine,
      manifest: { background },
      prepare(extension) {
        writeFileSync(path.join(extension, '../outside.js'), 'console.log("outside")');
        symlinkSync('../outside.js', path.join(extension, 'link.js'));
      },
    });
    expect(said).toEqual([]);
    expect(end.exitCode).toBe(1);
    const [error] = eventsOf(events, 'error');
    expect(error?.code).toBe(code);
    expect(error?.message).toMatch(message);
  });
});
