import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { page, startPages, startServer } from './open-pages.js';

const ONE = 'http://one.test/';
const TESTING = path.resolve(import.meta.dirname, '../../../../dist/tools/testing/index.js');

describe('a thread goes from one browser to the next, and nothing with it', () => {
  it('neither storage nor cookies, engine nor time; what its scripts left is not heard', async () => {
    const first = await startPages();
    const before = await first.open(
      ONE,
      page(`<script>
        localStorage.setItem('a', '1');
        document.cookie = 'a=1';
        globalThis.left = 1;
        addEventListener('unload', () => Promise.resolve().then(() => console.log('too late')));
      </script>`),
    );
    await first.browser.close();
    const now = Date.UTC(2030, 0, 1);
    const second = await startPages({ engine: 'firefox', heldAt: now });
    const after = await second.open(ONE, page(''));
    expect(after.document.thread).toBe(before.document.thread);
    const seen = await after.document.evaluate(
      'main',
      '[localStorage.length, document.cookie, typeof left, typeof chrome, Date.now(), navigator.vendor]',
    );
    expect(seen).toEqual({ result: [0, '', 'undefined', 'undefined', now, ''] });
    expect(second.reports).toEqual([]);
  });

  it('but not when something is left to happen in it', async () => {
    const server = await startServer();
    const first = await startPages();
    const request = `fetch('${server.url}', { keepalive: true }).catch(() => 1)`; // outlives its document
    const before = await first.open(ONE, page(`<script>${request}</script>`));
    await server.asked; // and never answers
    await first.browser.close();
    const second = await startPages();
    const after = await second.open(ONE, page(''));
    expect(after.document.thread).not.toBe(before.document.thread);
  });
});

describe('the DOM library is loaded early where documents are likely, and only there', () => {
  it.each([
    { of: 'a background alone', manifest: {}, more: {}, documents: 0 },
    { of: 'an extension with a host', manifest: { permissions: ['nativeMessaging'] }, more: {}, documents: 0 },
    {
      of: 'content scripts',
      manifest: { content_scripts: [{ matches: ['http://one.test/*'], js: ['a.js'] }] },
      more: {},
      documents: 1,
    },
    {
      of: 'content scripts without a background',
      manifest: { content_scripts: [{ matches: ['http://one.test/*'], js: ['a.js'] }], background: undefined },
      more: {},
      documents: 1,
    },
    { of: 'a popup', manifest: { action: { default_popup: 'a.html' } }, more: {}, documents: 1 },
    { of: 'options', manifest: { options_ui: { page: 'a.html' } }, more: {}, documents: 1 },
    { of: 'the permission for tabs', manifest: { permissions: ['tabs'] }, more: {}, documents: 1 },
    { of: 'pages of the test', manifest: {}, more: { pages: { 'http://one.test/': '' } }, documents: 1 },
  ])('$of: $documents', async ({ manifest, more, documents }) => {
    const ofBackground = 'background' in manifest ? {} : { background: '1' };
    const spec = { manifest, ...ofBackground, files: { 'a.js': '', 'a.html': '' } };
    const code = `
      let threads = 0;
      process.on('worker', () => { threads += 1; });
      process.on('exit', () => console.log(threads));
      const { launchExtension } = await import(${JSON.stringify(`file://${TESTING}`)});
      const browser = await launchExtension(${JSON.stringify(spec)}, ${JSON.stringify(more)});
      await browser.close();`;
    // The process ends by itself, whatever is loading.
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
    const forBackgrounds = 'background' in manifest ? 0 : 2; // its own, and one that is ready for the next
    expect(stdout).toBe(`${documents + forBackgrounds}\n`);
  });
});
