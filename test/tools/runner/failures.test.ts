import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../../src/browser/index.js';
import { eventsOf, runToEnd, startRun } from './start-run.js';

const WORKER = { service_worker: 'background.js' };
const MODULE = { service_worker: 'background.js', type: 'module' };

interface Row {
  what: string;
  background?: object;
  files: Record<string, string>;
  error: { message: RegExp; code?: string; stack?: RegExp };
}

describe('an error that nobody caught is an event, and the run ends with 1', () => {
  it.each<Row>([
    {
      what: 'the background file is missing',
      files: {},
      error: { code: 'FILE_MISSING', message: /There is no background\.js, which manifest\.json names/ },
    },
    {
      what: 'the background is a folder',
      files: { 'background.js/x': '' },
      error: { code: 'FILE_UNREADABLE', message: /background\.js/ },
    },
    {
      what: 'a syntax error in a classic script',
      files: { 'background.js': 'let a = 1;\n  foo bar;\n' },
      error: {
        code: 'SCRIPT_SYNTAX',
        message: /background\.js:2: SyntaxError: Unexpected identifier 'bar'\n {2}foo bar;\n {6}\^\^\^$/,
      },
    },
    {
      what: 'a syntax error in an imported module',
      background: MODULE,
      files: { 'background.js': 'import "./a.js"', 'a.js': 'let a = 1;\n  foo bar;\n' },
      error: {
        code: 'SCRIPT_SYNTAX',
        message: /a\.js:2: SyntaxError: Unexpected identifier 'bar'\n {2}foo bar;\n {6}\^\^\^$/,
      },
    },
    {
      what: 'a syntax error in importScripts',
      files: { 'background.js': 'importScripts("a.js")', 'a.js': 'foo bar' },
      error: { code: 'SCRIPT_SYNTAX', message: /a\.js:1: SyntaxError/ },
    },
    {
      what: 'an import that the other module does not have',
      background: MODULE,
      files: { 'background.js': 'import { no } from "./a.js"', 'a.js': '' },
      error: {
        code: 'SCRIPT_SYNTAX',
        message: /background\.js: SyntaxError: The requested module '\.\/a\.js' does not provide an export named 'no'/,
      },
    },
    {
      what: 'a module of JSON that is none',
      background: MODULE,
      files: { 'background.js': 'import a from "./a.json" with { type: "json" }', 'a.json': '{ "a": }' },
      error: { code: 'SCRIPT_SYNTAX', message: /a\.json: SyntaxError: Unexpected token '}'/ },
    },
    {
      what: 'an exception at load',
      files: { 'background.js': '\nnull.x;' },
      error: {
        message: /^Uncaught TypeError: Cannot read properties of null/,
        stack: /\n {4}at .*background\.js:2:6$/,
      },
    },
    {
      what: 'an exception in a module',
      background: MODULE,
      files: { 'background.js': 'function inner() { throw new RangeError("no") }\ninner();' },
      error: {
        message: /^Uncaught RangeError: no$/,
        stack: /at inner \(.*background\.js:1:26\)\n.*background\.js:2:1$/,
      },
    },
    {
      what: 'a rejection',
      files: { 'background.js': 'Promise.reject(new Error("nobody hears"))' },
      error: { message: /^Uncaught \(in promise\) Error: nobody hears$/ },
    },
    {
      what: 'a rejection with something else',
      files: { 'background.js': 'Promise.reject({ reason: 1 })' },
      error: { message: /^Uncaught \(in promise\) \{ reason: 1 \}$/ },
    },
    {
      what: 'an exception in a timer',
      files: { 'background.js': 'setTimeout(() => { throw new Error("late") })' },
      error: { message: /^Uncaught Error: late$/ },
    },
    {
      what: 'an exception in a listener of the API',
      files: {
        'background.js':
          'chrome.runtime.connectNative("org.example.none").onDisconnect.addListener(() => { chrome.runtime.lastError; throw new Error("heard") })',
      },
      error: { message: /heard/ },
    },
    {
      what: 'an exception in a listener of an event',
      files: { 'background.js': 'addEventListener("install", () => { throw new Error("installing") })' },
      error: { message: /^Uncaught Error: installing$/ },
    },
    {
      what: 'reportError',
      files: { 'background.js': 'reportError(new Error("told"))' },
      error: { message: /^Uncaught Error: told$/ },
    },
  ])('$what', async ({ background = WORKER, files, error }) => {
    const { end, events } = await runToEnd(files, { manifest: { background } });
    const errors = eventsOf(events, 'error');
    expect(errors.map(({ code }) => code)).toEqual([error.code]);
    expect(errors[0]?.message).toMatch(error.message);
    if (error.stack) expect(errors[0]?.stack).toMatch(error.stack);
    expect(`${errors[0]?.message}${errors[0]?.stack}`).not.toMatch(/at .*node:|nativeport.*dist|\/dist\//);
    expect(end.exitCode).toBe(1);
  });

  it('unless a listener prevents it', async () => {
    const { end, events, said } = await runToEnd({
      'background.js': `
        onerror = (message, file, line, column, error) => { console.log(message, error.message); return true };
        addEventListener("unhandledrejection", (event) => { console.log(event.reason); event.preventDefault() });
        setTimeout(() => { throw new Error("late") });
        Promise.reject("nobody");`,
    });
    expect(said).toEqual([['nobody'], ['Uncaught Error: late', 'late']]);
    expect(eventsOf(events, 'error')).toEqual([]);
    expect(end.exitCode).toBe(0);
  });

  it('and the rest of the background goes on', async () => {
    const { said } = await runToEnd({
      'background.js': 'setTimeout(() => console.log("still here"), 5); throw new Error("first")',
    });
    expect(said).toEqual([['still here']]);
  });
});

describe('what cannot begin is an error of the caller, without any event', () => {
  it.each([
    { what: 'no background at all', manifest: { background: undefined }, clicks: 0, code: 'BACKGROUND_NONE' },
    { what: 'clicks without a button', manifest: { action: undefined }, clicks: 1, code: 'ACTION_MISSING' },
    { what: 'a manifest that is refused', manifest: { name: 1 }, clicks: 0, code: 'EXTENSION_MANIFEST_INVALID' },
  ])('$what', async ({ manifest, clicks, code }) => {
    const events: unknown[] = [];
    const started = startRun({ 'background.js': '' }, { manifest, clicks, onTrace: (event) => events.push(event) });
    await expect(started).rejects.toMatchObject({ code });
    expect(events).toEqual([]);
  });
});

describe('what no browser runs is said on the console', () => {
  it.each([
    {
      what: 'a script written into a page',
      files: { 'page.html': '<p>\n<script>console.log(1)</script>' },
      text: /page\.html, line 2, is not run/,
    },
    {
      what: 'a timer with text',
      files: { 'page.html': '<script src="a.js"></script>', 'a.js': 'setTimeout("console.log(1)")' },
      text: /setTimeout\(\) with code as text is refused/,
    },
  ])('$what', async ({ files, text }) => {
    const { end, events } = await runToEnd(files, {
      engine: 'firefox',
      manifest: { background: { page: 'page.html' } },
    });
    expect(eventsOf(events, 'console')).toMatchObject([{ level: 'error', args: [expect.stringMatching(text)] }]);
    expect(end.exitCode).toBe(0);
  });
});

it.each([
  { what: 'a loop without end', files: { 'background.js': 'for (;;);' }, background: WORKER },
  {
    what: 'an await without end',
    files: { 'background.js': 'setInterval(() => {}, 1000); await new Promise(() => {});' },
    background: MODULE,
  },
])('scripts that do not come to their end are warned of: $what', async ({ files, background }) => {
  const run = await startRun(files, { manifest: { background }, busyMs: 300 });
  const { code, message } = await run.when('warning');
  expect({ code, message }).toEqual({
    code: 'BACKGROUND_BUSY',
    message: 'After 0.3 seconds the scripts of the background have not run to their end.',
  });
  run.stop('seen');
  expect((await run.ended).exitCode).toBe(0);
});

it('APIs that are not there are named before anything runs', async () => {
  const { events } = await runToEnd(
    { 'background.js': 'console.log(typeof chrome.cookies)' },
    { manifest: { background: WORKER, permissions: ['nativeMessaging', 'storage', 'cookies', 'activeTab', 'alarms'] } },
  );
  const warnings = eventsOf(events, 'warning');
  expect(warnings.map(({ code }) => code)).toEqual(['API_MISSING']);
  expect(warnings[0]?.message).toContain('does not have: cookies, alarms.');
  expect(events.findIndex(({ type }) => type === 'warning')).toBeLessThan(
    events.findIndex(({ type }) => type === 'context.created'),
  );
  expect(eventsOf(events, 'console').map(({ args }) => args)).toEqual([['undefined']]);
});

describe('that native messaging is not permitted', () => {
  const CALL = "chrome.runtime.connectNative('org.example.host');";
  // biome-ignore format: a table reads best in columns
  it.each([
    { what: 'is told of a call at load',              code: CALL,                                                  warns: true },
    { what: 'is told of a call in a rejection',       code: `(async () => { ${CALL} })();`,                        warns: true },
    { what: 'is told once',                           code: `setTimeout(() => { ${CALL} }); ${CALL}`,              warns: true },
    { what: 'is told of sendNativeMessage',           code: "chrome.runtime.sendNativeMessage('org.example.host', 1);", warns: true },
    { what: 'is told when it is optional',            code: CALL, keys: { optional_permissions: ['nativeMessaging'] }, warns: true },
    { what: 'is not told of one that asks before',    code: 'if (chrome.runtime.connectNative) throw 0;',          warns: false },
    { what: 'is not told of one that never calls',    code: 'console.log(1);',                                     warns: false },
    { what: 'is not told when it is permitted',       code: '({}).connectNative();', keys: { permissions: ['nativeMessaging'] }, warns: false },
  ])('$what', async ({ code, keys, warns }) => {
    const manifest = { background: WORKER, permissions: [], ...keys };
    const { events } = await runToEnd({ 'background.js': code }, { manifest });
    const warnings = eventsOf(events, 'warning');
    expect(warnings.map((each) => each.code)).toEqual(warns ? ['PERMISSION_MISSING'] : []);
    if (warns) expect(events.findIndex(({ type }) => type === 'error')).toBeLessThan(events.indexOf(warnings[0] as TraceEvent));
  });
});
