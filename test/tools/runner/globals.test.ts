import { describe, expect, it } from 'vitest';
import type { EngineName } from '../../../src/engines/index.js';
import { runToEnd, saidIn, startRun } from './start-run.js';

type Where = 'worker' | 'page';

interface Row {
  expression: string;
  is: unknown;
  where?: Where;
  engine?: EngineName;
}

// What a background's script sees of its world. `{base}` stands for the extension's own address.
const ROWS: Row[] = [
  // No Node.
  { expression: 'typeof process', is: 'undefined' },
  { expression: 'typeof require', is: 'undefined' },
  { expression: 'typeof module', is: 'undefined' },
  { expression: 'typeof Buffer', is: 'undefined' },
  { expression: 'typeof global', is: 'undefined' },
  { expression: 'typeof setImmediate', is: 'undefined' },
  { expression: 'typeof clearImmediate', is: 'undefined' },
  { expression: 'typeof localStorage', is: 'undefined', where: 'worker' },
  { expression: 'Object.keys(globalThis).filter((name) => /process|Buffer|Immediate/.test(name))', is: [] },
  // The content security policy of extensions: no code from text.
  { expression: '(() => { try { eval("1") } catch (error) { return error instanceof EvalError } })()', is: true },
  { expression: '(() => { try { new Function("") } catch (error) { return error.name } })()', is: 'EvalError' },
  { expression: '(() => { try { fetch.constructor("") } catch (error) { return error.name } })()', is: 'EvalError' },
  {
    expression: '(() => { try { (async () => 1).constructor("") } catch (error) { return error.name } })()',
    is: 'EvalError',
  },
  {
    expression: '(() => { try { eval("1") } catch (error) { return error.message } })()',
    is: 'call to eval() blocked by CSP',
    engine: 'firefox',
  },
  {
    expression: '(() => { try { eval("1") } catch (error) { return error.message } })()',
    is: `Evaluating a string as JavaScript violates the following Content Security Policy directive because 'unsafe-eval' is not an allowed source of script: script-src 'self' 'wasm-unsafe-eval' 'inline-speculation-rules' http://localhost:* http://127.0.0.1:*".
`,
    engine: 'chromium',
  },
  { expression: '(() => 1) instanceof Function && Function.name === "Function"', is: true },
  // A bundle may bring its own.
  { expression: '(globalThis.Buffer = { own: true }, Buffer)', is: { own: true } },
  // One realm: what the platform makes are the script's own kinds of things.
  { expression: 'new TextEncoder().encode("é") instanceof Uint8Array', is: true },
  { expression: 'structuredClone([1]) instanceof Array', is: true },
  { expression: 'structuredClone({ a: 1 }).constructor === Object', is: true },
  { expression: 'fetch("data:,") instanceof Promise', is: true },
  { expression: '(await (await fetch("data:application/json,{}")).json()).constructor === Object', is: true },
  { expression: '(await new Blob(["x"]).arrayBuffer()) instanceof ArrayBuffer', is: true },
  { expression: 'await fetch("http://127.0.0.1:1/").catch((error) => error instanceof TypeError)', is: true },
  { expression: '(await crypto.subtle.digest("SHA-256", new Uint8Array(1))).byteLength', is: 32 },
  { expression: '(() => { try { atob("?") } catch (error) { return error instanceof DOMException } })()', is: true },
  // Those parts of fetch that need Node's globals while they run.
  { expression: 'await new Response(new URLSearchParams({ a: 1 })).text()', is: 'a=1' },
  { expression: '(await new Response(new URLSearchParams({ a: 1 })).formData()).get("a")', is: '1' },
  { expression: 'await (await fetch("data:text/plain;base64,aGk=")).text()', is: 'hi' },
  { expression: 'await (await fetch(URL.createObjectURL(new Blob(["blob"])))).text()', is: 'blob' },
  // The scope.
  { expression: 'self === globalThis', is: true },
  { expression: 'this === self', is: true },
  { expression: 'self instanceof EventTarget', is: true },
  { expression: 'String(self)', is: '[object ServiceWorkerGlobalScope]', where: 'worker' },
  { expression: 'String(self)', is: '[object Window]', where: 'page' },
  { expression: 'typeof window', is: 'undefined', where: 'worker' },
  { expression: 'typeof document', is: 'undefined', where: 'worker' },
  { expression: 'window === self && document.defaultView === window', is: true, where: 'page' },
  {
    expression: '(() => { try { document.createElement("a") } catch (error) { return error.message } })()',
    is: 'document.createElement is not there: backgrounds run without a DOM in nativeport.',
    where: 'page',
  },
  { expression: 'typeof importScripts', is: 'function', where: 'worker' },
  {
    expression: 'typeof skipWaiting + typeof clients.claim + registration.scope',
    is: 'functionfunction{base}',
    where: 'worker',
  },
  { expression: 'location.href', is: '{base}background.js', where: 'worker' },
  { expression: 'location.href', is: '{base}_generated_background_page.html', where: 'page' },
  { expression: 'serviceWorker.state', is: 'parsed', where: 'worker' },
  { expression: 'String(navigator)', is: '[object WorkerNavigator]', where: 'worker' },
  { expression: 'location.origin + "/"', is: '{base}' },
  { expression: 'String(location) === location.href', is: true },
  { expression: '/Chrome\\/\\d+/.test(navigator.userAgent)', is: true, engine: 'chromium' },
  { expression: '/Firefox\\/\\d+/.test(navigator.userAgent)', is: true, engine: 'firefox' },
  { expression: 'navigator.onLine && navigator.hardwareConcurrency > 0 && navigator.language.length > 1', is: true },
  // Timers are numbers, and any number may be cleared.
  { expression: 'typeof setTimeout(() => undefined)', is: 'number' },
  { expression: 'clearTimeout(12345)', is: 'undefined' },
  { expression: 'await new Promise((resolve) => setTimeout(resolve, 0, "argument"))', is: 'argument' },
  // Its own files.
  { expression: 'await (await fetch("data.json")).json()', is: { own: 'file' } },
  { expression: 'await (await fetch(chrome.runtime.getURL("data.json"))).json()', is: { own: 'file' } },
  { expression: '(await fetch("data.json")).headers.get("content-type")', is: 'application/json' },
  { expression: '(await fetch("data.json")).url', is: '{base}data.json' },
  { expression: 'await fetch("nothing.json").catch((error) => error.name)', is: 'TypeError' },
  { expression: 'await fetch("%2e%2e/outside.txt").catch((error) => error.name)', is: 'TypeError' },
  // The API.
  { expression: 'chrome.runtime.getURL("")', is: '{base}' },
  { expression: 'typeof chrome.runtime.connectNative', is: 'function' },
  {
    expression: '(() => { try { chrome.runtime.connectNative() } catch (error) { return error instanceof Error } })()',
    is: true,
  },
];

const SCOPES: { where: Where; engine: EngineName }[] = [
  { where: 'worker', engine: 'chromium' },
  { where: 'page', engine: 'firefox' },
];

describe.each(SCOPES)('the global scope of a $where in $engine', async ({ where, engine }) => {
  const rows = ROWS.filter((row) => (row.where ?? where) === where && (row.engine ?? engine) === engine);

  it('is that of a background, row by row', async () => {
    const tests = rows.map(
      ({ expression }, index) =>
        `(async function () { return ${expression} }).call(globalThis).then((value) => console.log(${index}, value === undefined ? 'undefined' : value))`,
    );
    const files = {
      'background.js': `${tests.join(';\n')};`,
      'data.json': '{"own":"file"}',
      '../outside.txt': 'secret',
    };
    const run = await startRun(files, { engine });
    expect((await run.ended).exitCode).toBe(0);
    const created = await run.when('context.created');
    const base = `${created.url.split('/').slice(0, 3).join('/')}/`;
    const said = new Map(saidIn(run.events).map(([index, value]) => [index, value]));
    const seen = rows.map(({ expression }, index) => ({ expression, is: said.get(index) }));
    const fill = (is: unknown): unknown => (typeof is === 'string' ? is.replaceAll('{base}', base) : is);
    expect(seen).toEqual(rows.map(({ expression, is }) => ({ expression, is: fill(is) })));
  });
});

it('eval works where the policy of a Manifest V2 extension allows it', async () => {
  const manifest = {
    manifest_version: 2,
    action: undefined,
    background: { scripts: ['background.js'] },
    content_security_policy: "script-src 'self' 'unsafe-eval'; object-src 'self'",
  };
  const code = 'console.log(eval("1 + 1"), new Function("return 3")())';
  const { said } = await runToEnd({ 'background.js': code }, { engine: 'firefox', manifest });
  expect(said).toEqual([[2, 3]]);
});
