import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeFolder } from '../../../fixtures/install-host.js';
import { page, startPages } from './open-pages.js';

const ONE = 'http://one.test/';
const ROOT = path.resolve(import.meta.dirname, '../../../..');

describe('the threads of tabs', () => {
  it('run what another tab does not wait for: a tab that hangs is ended, and only it', async () => {
    const { open, browser, heard, at } = await startPages();
    const { document } = await open('http://two.test/', page('<script>var alive = 1</script>'));
    browser.openTab(ONE, { html: page('<script>console.log("now"); for (;;);</script>') });
    await heard((text) => text === 'now');
    const hanging = await at(ONE);
    expect(await document.evaluate('main', 'alive')).toEqual({ result: 1 });
    await hanging.end();
    expect(await hanging.evaluate('main', '1')).toBeUndefined();
    expect(
      await hanging.inject({ extension: '', world: 'main', runAt: 'document_idle', css: [], scripts: [{ code: '1' }] }),
    ).toEqual([{ gone: true }]);
    expect(await document.evaluate('main', 'alive')).toEqual({ result: 1 });
  });

  it('crash with all documents of their tab, and the next tab works', async () => {
    const crashes: string[] = [];
    const { open, browser } = await startPages({
      memoryMiB: 64,
      onSite({ events, url }) {
        const { crashed } = events;
        (events as { crashed: typeof crashed }).crashed = (error) => {
          crashes.push(`${url} ${error.code}`);
          crashed(error);
        };
      },
    });
    const { document, tab } = await open(ONE, page('<iframe></iframe>'));
    const asked = document.evaluate(
      'main',
      'new Promise(() => { const all = []; for (;;) all.push(new Array(100_000).fill({})) })',
    );
    expect(await asked).toBeUndefined();
    expect(crashes).toEqual([`${ONE} PAGE_CRASHED`]); // the browser ends those below it
    tab.close();
    const next = await open('http://two.test/', page(''));
    expect(await next.document.evaluate('main', '1')).toEqual({ result: 1 });
    expect(browser.tabs.length).toBe(1);
  });

  it('are left by none when everything is closed', async () => {
    const script = `
      import { createBrowser } from ${JSON.stringify(path.join(ROOT, 'dist/browser/node.js'))};
      import { Documents } from ${JSON.stringify(path.join(ROOT, 'dist/tools/runner/page/index.js'))};
      const documents = new Documents({ engine: 'chromium' });
      const renderers = { startBackground() {}, loadDocument: (site) => documents.loadDocument(site), close: () => documents.close() };
      const browser = createBrowser({ engine: 'chromium', renderers });
      const tab = browser.openTab('http://one.test/', { html: '<script>setInterval(() => 1, 10); addEventListener("unload", () => console.log(1))</script>' });
      await tab.loaded();
      if (process.argv[2] === 'close') await browser.close();
      if (process.argv[2] === 'tab') tab.close();
      console.log(process.argv[2], process.getActiveResourcesInfo().filter((name) => name === 'Worker' || name === 'MessagePort').length);`;
    const folder = makeFolder();
    onTestFinished(() => folder.remove());
    const file = path.join(folder.path, 'script.mjs');
    writeFileSync(file, script);
    // The process ends by itself: nothing holds it.
    expect((await promisify(execFile)(process.execPath, [file, 'close'])).stdout).toBe('close 0\n');
    expect((await promisify(execFile)(process.execPath, [file, 'tab'])).stdout).toMatch(/^tab /);
  });

  it('without the DOM library, each document fails and says what to install', async () => {
    const folder = makeFolder();
    onTestFinished(() => folder.remove());
    cpSync(path.join(ROOT, 'dist'), path.join(folder.path, 'dist'), { recursive: true });
    writeFileSync(path.join(folder.path, 'package.json'), '{ "type": "module" }');
    mkdirSync(path.join(folder.path, 'node_modules'));
    symlinkSync(
      path.join(ROOT, 'node_modules/jsonc-parser'),
      path.join(folder.path, 'node_modules/jsonc-parser'),
      'junction',
    );
    writeFileSync(
      path.join(folder.path, 'script.js'),
      `import { createBrowser } from './dist/browser/node.js';
       import { Documents } from './dist/tools/runner/page/index.js';
       const documents = new Documents({ engine: 'chromium' });
       const renderers = { startBackground() {}, loadDocument: (site) => documents.loadDocument(site), close: () => documents.close() };
       const browser = createBrowser({ engine: 'chromium', renderers });
       await browser.openTab('http://one.test/').loaded().catch((error) => console.log(error.code, error.hint));
       await browser.close();`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, ['script.js'], { cwd: folder.path });
    expect(stdout).toBe('DOM_MISSING Install it beside your tests: npm install --save-dev jsdom\n');
  });
});

describe('the time of documents can be held', () => {
  it('timers and clocks of all worlds follow it', async () => {
    const start = Date.UTC(2030, 0, 1);
    const { open, documents, idle, said } = await startPages({
      heldAt: start,
      files: { 'content.js': 'setTimeout(() => console.log("content", Date.now()), 500)' },
      manifest: { content_scripts: [{ matches: ['http://one.test/*'], js: ['content.js'] }] },
    });
    await open(
      ONE,
      page(`<script>
        const at = () => [Date.now(), new Date().getTime(), Math.round(performance.now()), new Date() instanceof Date, Date(0).slice(11, 15)];
        console.log(...at());
        setTimeout(() => console.log('minute', ...at()), 60_000);
        const interval = setInterval(() => { console.log('interval', Date.now()); if (Date.now() > ${start + 2000}) clearInterval(interval) }, 1500);
        console.log(new Date(2020, 1).getFullYear(), Date.UTC(1970, 0), new Date(5).constructor === Date);
      </script>`),
    );
    await idle();
    documents.advanceTo(start + 60_000);
    await idle();
    expect(said().map(([, ...args]) => args)).toEqual([
      [start, start, 0, true, '2030'],
      [2020, 0, true],
      ['content', start + 500],
      ['interval', start + 1500],
      ['interval', start + 3000],
      ['minute', start + 60_000, start + 60_000, 60_000, true, '2030'],
    ]);
  });
});

describe('idle', () => {
  it('comes when nothing is left to happen, and goes when a message arrives', async () => {
    const { open, idle, documents, said } = await startPages();
    const { document } = await open(ONE, page('<script>setTimeout(() => console.log("done"), 50)</script>'));
    await idle();
    expect(said().map(([, ...args]) => args)).toEqual([['done']]);
    const asked = document.evaluate('main', '1');
    expect(documents.isIdle).toBe(false);
    await asked;
    await idle();
    expect(documents.isIdle).toBe(true);
  });
});
