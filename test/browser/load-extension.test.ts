import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BrowserError, createBrowser } from '../../src/browser/node.js';
import { makeFolder } from '../fixtures/install-host.js';
import { FakeConnections } from './fake-connections.js';

const MANIFEST = { manifest_version: 3, name: 'test', version: '1.0', permissions: ['nativeMessaging'] };
const KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAlf5m0zM1vVJbQjWsOoPMZYYYNvSbVtYs1CbmMBfLuPQ7uB0oFtFZOHmVfDQ2kKnOTQ==';
const gecko = (id: string) => ({ browser_specific_settings: { gecko: { id } } });

const open = (engine: 'chromium' | 'firefox') => createBrowser({ engine, connections: new FakeConnections() });

/** The error that a promise is rejected with. */
async function errorOf(promise: Promise<unknown>): Promise<BrowserError> {
  const error = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  if (!(error instanceof BrowserError)) throw new Error(`Not a BrowserError: ${error}`);
  return error;
}

let folder: ReturnType<typeof makeFolder>;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

function makeDirectory(name: string): string {
  const directory = path.join(folder.path, name);
  mkdirSync(directory);
  return directory;
}

function writeExtension(name: string, manifest: unknown = MANIFEST): string {
  const directory = makeDirectory(name);
  writeFileSync(
    path.join(directory, 'manifest.json'),
    typeof manifest === 'string' ? manifest : JSON.stringify(manifest),
  );
  return directory;
}

describe('an extension gets the id that the real browser gives it', () => {
  it('from the key in its manifest, in Chromium', async () => {
    const { createHash } = await import('node:crypto');
    const hex = createHash('sha256').update(Buffer.from(KEY, 'base64')).digest('hex').slice(0, 32);
    const id = hex.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
    const extension = await open('chromium').loadExtension({ ...MANIFEST, key: KEY });
    expect(extension.id).toBe(id);
    expect(extension.baseUrl).toBe(`chrome-extension://${id}/`);
  });

  it('from the folder’s real path, in Chromium', async () => {
    const directory = writeExtension('a');
    const link = path.join(folder.path, 'link');
    symlinkSync(directory, link, 'junction');
    const [one, two] = await Promise.all([directory, link].map((each) => open('chromium').loadExtension(each)));
    expect(one?.id).toMatch(/^[a-p]{32}$/);
    expect(two?.id).toBe(one?.id);
    expect(two?.directory).toBe(directory);
  });

  it('from its manifest, in Firefox', async () => {
    const extension = await open('firefox').loadExtension({ ...MANIFEST, ...gecko('me@example.org') });
    expect(extension.id).toBe('me@example.org');
    expect(extension.baseUrl).toMatch(
      /^moz-extension:\/\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}\/$/,
    );
  });

  it('a temporary one, in Firefox', async () => {
    const extension = await open('firefox').loadExtension(writeExtension('a'));
    expect(extension.id).toMatch(/^[0-9a-f]{40}@temporary-addon$/);
    expect(extension.warnings).toContainEqual(expect.objectContaining({ code: 'ADDON_ID_MISSING' }));
  });

  it.each(['chromium', 'firefox'] as const)(
    'from its name when it has no folder, always the same, in %s',
    async (engine) => {
      const [one, two, other] = await Promise.all(
        [MANIFEST, MANIFEST, { ...MANIFEST, name: 'other' }].map((each) => open(engine).loadExtension(each)),
      );
      expect(one?.id).toBe(two?.id);
      expect(one?.id).not.toBe(other?.id);
      expect(one?.directory).toBeUndefined();
    },
  );

  it.each([
    { engine: 'chromium', id: 'abcdefghijklmnopabcdefghijklmnop' },
    { engine: 'firefox', id: '{12345678-1234-1234-1234-123456789abc}' },
  ] as const)('the one that was asked for, in $engine', async ({ engine, id }) => {
    const extension = await open(engine).loadExtension({ ...MANIFEST, key: KEY, ...gecko('me@example.org') }, { id });
    expect(extension.id).toBe(id);
  });
});

describe('what is wrong with an extension is said with its remedy', () => {
  it.each([
    { code: 'EXTENSION_FOLDER_MISSING', from: () => path.join(folder.path, 'nowhere') },
    { code: 'EXTENSION_FOLDER_MISSING', from: () => path.join(writeExtension('a'), 'manifest.json') },
    { code: 'EXTENSION_MANIFEST_MISSING', from: () => folder.path },
    {
      code: 'EXTENSION_MANIFEST_UNREADABLE',
      from: () => path.dirname(makeDirectory('manifest.json')),
    },
    { code: 'EXTENSION_MANIFEST_INVALID', from: () => writeExtension('a', '{"name": ') },
    { code: 'EXTENSION_MANIFEST_INVALID', from: () => writeExtension('a', []) },
    { code: 'EXTENSION_MANIFEST_INVALID', from: () => ({ name: 'x' }) },
  ])('$code', async ({ code, from }) => {
    const error = await errorOf(open('chromium').loadExtension(from()));
    expect(error.code).toBe(code);
    expect(error.hint).toMatch(/^[A-Z]\w+ /);
  });

  it('EXTENSION_MANIFEST_INVALID names everything at once', async () => {
    const directory = writeExtension('a', { name: 5, permissions: 'nativeMessaging' });
    const { findings, message } = await errorOf(open('chromium').loadExtension(directory));
    const paths = findings.filter(({ severity }) => severity === 'error').map((each) => each.path);
    expect(paths).toEqual(expect.arrayContaining(['$.manifest_version', '$.name', '$.version', '$.permissions']));
    for (const each of paths) expect(message).toContain(`\n  ${each}: `);
    expect(message).toContain(path.join(directory, 'manifest.json'));
  });

  it.each([
    { engine: 'chromium', id: 'me@example.org' },
    { engine: 'firefox', id: 'me' },
  ] as const)('EXTENSION_ID_INVALID in $engine', async ({ engine, id }) => {
    expect((await errorOf(open(engine).loadExtension(MANIFEST, { id }))).code).toBe('EXTENSION_ID_INVALID');
  });

  it('EXTENSION_LOADED_TWICE, until it is unloaded', async () => {
    const browser = open('chromium');
    const extension = await browser.loadExtension(MANIFEST);
    expect((await errorOf(browser.loadExtension(MANIFEST))).code).toBe('EXTENSION_LOADED_TWICE');
    await extension.unload();
    expect((await browser.loadExtension(MANIFEST)).id).toBe(extension.id);
  });

  it('BROWSER_CLOSED and EXTENSION_GONE', async () => {
    const browser = open('chromium');
    const extension = await browser.loadExtension(MANIFEST);
    await browser.close();
    expect((await errorOf(browser.loadExtension(MANIFEST))).code).toBe('BROWSER_CLOSED');
    expect(() => extension.attach()).toThrow(expect.objectContaining({ code: 'EXTENSION_GONE' }));
    expect(() => extension.click()).toThrow(expect.objectContaining({ code: 'EXTENSION_GONE' }));
  });
});

describe('the button', () => {
  it.each([
    { manifest: MANIFEST, code: 'ACTION_MISSING' },
    { manifest: { ...MANIFEST, browser_action: {} }, code: 'ACTION_MISSING' },
    { manifest: { ...MANIFEST, action: { default_popup: 'popup.html' } }, code: 'ACTION_OPENS_POPUP' },
  ])('$code', async ({ manifest, code }) => {
    const extension = await open('chromium').loadExtension(manifest);
    expect(() => extension.click()).toThrow(expect.objectContaining({ code }));
  });
});
