import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { page, startPages, startServer } from './open-pages.js';

const says = (said: readonly (readonly unknown[])[]): unknown[] => said.map(([, ...args]) => args.join(' '));

describe('what a document is made from', () => {
  it('a file, and what lies beside it', async () => {
    const pages = new Map<string, { file: string }>();
    const { open, said, idle } = await startPages({
      pages,
      outside: {
        'site/page.html': page('<script src="js/a.js"></script><script src="/site/../../secret.js"></script>'),
        'site/js/a.js': `console.log('a'); fetch('data.json').then((answer) => answer.json()).then((data) => console.log(data.x, location.href))`,
        'site/data.json': '{ "x": 1 }',
        'secret.js': 'console.log("secret")',
      },
      prepare: (folder) => pages.set('http://one.invalid/dir/page.html', { file: path.join(folder, 'site/page.html') }),
    });
    await open('http://one.invalid/dir/page.html');
    await idle();
    expect(says(said())).toEqual([
      'a',
      '1 http://one.invalid/dir/page.html',
      expect.stringContaining('http://one.invalid/secret.js cannot be loaded'),
    ]);
  });

  it('a function that knows pages', async () => {
    const { open } = await startPages({ pages: (url) => (url.endsWith('/x') ? { html: page('<i>') } : undefined) });
    const { document } = await open('http://one.test/x#fragment');
    expect(await document.evaluate('main', '[document.querySelectorAll("i").length, location.hash]')).toEqual({
      result: [1, '#fragment'],
    });
  });

  it('an address of the network, with its type and encoding', async () => {
    const server = await startServer();
    const { browser, at } = await startPages();
    const tab = browser.openTab(server.url);
    const response = await server.asked;
    response.setHeader('content-type', 'text/html');
    response.end(Buffer.from('<meta charset="latin1"><p>\u00e9</p>', 'latin1'));
    await tab.loaded();
    const document = await at(server.url);
    expect(await document.evaluate('main', 'document.querySelector("p").textContent')).toEqual({ result: 'é' });
  });

  it('what is no HTML is shown as text', async () => {
    const server = await startServer();
    const { browser, at } = await startPages();
    const tab = browser.openTab(server.url);
    const response = await server.asked;
    response.setHeader('content-type', 'application/json');
    response.end('{"a":"<b>"}');
    await tab.loaded();
    expect(await (await at(server.url)).evaluate('main', 'document.querySelector("pre").textContent')).toEqual({
      result: '{"a":"<b>"}',
    });
  });

  it('what cannot be had fails, and shows an empty page', async () => {
    const failures: unknown[] = [];
    const { browser, extension, at } = await startPages({
      onSite({ events }) {
        const { failed } = events;
        (events as { failed: typeof failed }).failed = (error) => {
          failures.push(error.code);
          failed(error);
        };
      },
    });
    const rows = [
      { address: 'http://127.0.0.1:1/', code: 'PAGE_UNREACHABLE' },
      { address: 'http://name.invalid/', code: 'PAGE_UNREACHABLE' },
      { address: 'file:///no/such/file.html', code: 'PAGE_UNREACHABLE' },
      { address: `${extension.baseUrl}no/such.html`, code: 'FILE_MISSING' },
      { address: 'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/page.html', code: 'PAGE_UNREACHABLE' },
    ];
    for (const { address } of rows) {
      const tab = browser.openTab(address);
      await tab.loaded().catch(() => undefined);
      const document = await at(address);
      await document.waitFor('body');
      expect(await document.evaluate('main', 'document.body.innerHTML + location.href')).toEqual({ result: address });
      tab.close();
    }
    expect(failures).toEqual(rows.map(({ code }) => code));
  });

  it('a server that never answers is waited for half a minute', async () => {
    const server = await startServer();
    const start = Date.UTC(2030, 0, 1);
    const { browser, documents, at } = await startPages({ heldAt: start });
    const tab = browser.openTab(server.url);
    const loaded = tab.loaded().then(
      () => 'complete',
      ({ code, message }) => [code, message],
    );
    await server.asked;
    documents.advanceTo(start + 29_999);
    expect(await (await at(server.url)).evaluate('main', 'document.readyState')).toEqual({ result: 'loading' });
    documents.advanceTo(start + 30_000);
    expect(await loaded).toEqual(['PAGE_TIMED_OUT', `${server.url} was not there within 30 seconds.`]);
  });

  it('what a document waits for ends with it, and is not heard of any more', async () => {
    const server = await startServer();
    const { open, browser, reports, idle } = await startPages();
    const { tab } = await open(
      'http://one.test/',
      page(`<script>fetch('${server.url}').finally(() => console.log('settled'))</script>`),
    );
    const answer = await server.asked;
    const closed = once(answer, 'close');
    tab.close();
    await closed;
    await idle();
    await browser.close();
    expect(reports).toEqual([]);
  });

  it('a file of the disk', async () => {
    const { open, folder, said } = await startPages({
      outside: { 'a.html': page('<script src="a.js"></script>'), 'a.js': 'console.log(location.protocol, origin)' },
    });
    await open(pathToFileURL(path.join(folder, 'a.html')).href);
    expect(says(said())).toEqual(['file: null']);
  });

  it('data', async () => {
    const { open, said } = await startPages();
    await open('data:text/html,<script>console.log(1, origin)</script>');
    expect(says(said())).toEqual(['1 null']);
  });
});

describe('pages of extensions', () => {
  const FILES = {
    'page.html': page(
      '<p>mine</p><script>inline</script><script src="page.js"></script><script src="module.js" type="module"></script><b onclick="1"></b>',
    ),
    'page.js': `
      console.log(location.origin, origin, typeof globalThis.chrome?.runtime.getURL, chrome.runtime.getURL('x') === new URL('x', location).href);
      setTimeout('1');
      const script = document.createElement('script'); script.textContent = '1'; document.body.append(script);
      fetch('data.txt').then((answer) => answer.text()).then((text) => console.log(text, localStorage.length));`,
    'module.js': `import { x } from './dep.js'; console.log('module', x, import.meta.url)`,
    'dep.js': 'export const x = 1',
    'data.txt': 'text',
    'shared.js': 'console.log("shared", typeof globalThis.chrome?.runtime)',
    'frame.html': page('<script src="frame.js"></script>'),
    'frame.js': 'console.log("frame", typeof globalThis.chrome?.runtime.id, parent !== window, origin)',
  };

  it('have the API, their own files, and the content security policy', async () => {
    const { open, extension, said, idle } = await startPages({ files: FILES });
    await open(`${extension.baseUrl}page.html`);
    await idle();
    const base = extension.baseUrl;
    const origin = base.slice(0, -1);
    const policy = expect.stringContaining('content security policy of extensions forbids it');
    expect(said().map(([context]) => context)).toEqual(said().map(() => 'page'));
    expect(says(said()).filter((text) => text !== 'text 0')).toEqual([
      expect.stringMatching(/The script written into page\.html, line 1,/),
      `${origin} ${origin} function true`,
      policy,
      policy,
      policy,
      `module 1 ${base}module.js`,
    ]);
    expect(says(said())).toContain('text 0');
  });

  it.each(['chromium', 'firefox'] as const)(
    'and their files can be had by web pages only when the manifest says so: %s',
    async (engine) => {
      const { open, extension, said, idle } = await startPages({
        engine,
        files: FILES,
        manifest: {
          web_accessible_resources: [{ resources: ['shared.js', 'frame.html'], matches: ['http://one.test/*'] }],
        },
      });
      const base = extension.baseUrl;
      await open(
        'http://one.test/',
        page(
          `<script src="${base}shared.js"></script><script src="${base}page.js"></script><iframe src="${base}frame.html"></iframe>`,
        ),
      );
      await idle();
      expect(said()).toEqual([
        ['http://one.test/', 'shared', 'undefined'],
        ['http://one.test/', expect.stringContaining(`http://one.test/ may not load ${base}page.js`)],
        ['page', 'frame', 'string', true, base.slice(0, -1)],
      ]);
      await open('http://two.test/', page(`<iframe src="${base}frame.html"></iframe>`));
      await idle();
      expect(said().length).toBe(3);
    },
  );
});
