import { describe, expect, it } from 'vitest';
import { page, startPages } from './open-pages.js';

const ONE = 'http://one.test/';
const CHILD = page('<p>child</p>', '<script>var inChild = 1; parent.postMessage("child is there", "*")</script>');
const PAGES = new Map([
  ['http://one.test/child.html', { html: CHILD }],
  ['http://one.test/other.html', { html: page('other', '<script>var inOther = 1</script>') }],
  [
    'http://one.test/shut.html',
    {
      html: page(
        '<a href="javascript:console.log(1)" onclick="console.log(2)">x</a>',
        '<script>console.log(3)</script>',
      ),
    },
  ],
  ['http://two.test/child.html', { html: CHILD }],
]);

interface Row {
  when: string;
  html: string;
  /** What the page's console says. */
  says: string[];
}

// biome-ignore format: rows
const ROWS: Row[] = [
  { when: 'a frame of the same origin is open to its parent, and is loaded before load', html: '<iframe id="f" src="child.html"></iframe><script>addEventListener("load", () => console.log(f.contentWindow.inChild, f.contentDocument.body.textContent, frames[0] === f.contentWindow, length, f.contentWindow.location.href, f.contentWindow.parent === window, f.contentWindow.frameElement === f))</script>', says: ['1 child true 1 http://one.test/child.html true true'] },
  { when: 'a frame of another origin is closed', html: '<iframe id="f" src="http://two.test/child.html"></iframe><script>addEventListener("load", () => { try { f.contentWindow.inChild } catch (error) { console.log(error.name, error instanceof DOMException) } console.log(f.contentDocument, f.contentWindow.length, f.contentWindow.closed, f.contentWindow.parent === window) })</script>', says: ['SecurityError true', ' 0 false true'] },
  { when: 'a new frame has a window and a document at once', html: '<script>const f = document.createElement("iframe"); console.log(f.contentWindow); document.body.append(f); console.log(f.contentWindow.document === f.contentDocument, f.contentDocument.readyState, f.contentDocument.URL, f.contentWindow.parent === window, f.contentWindow.top === top, length); f.contentDocument.body.innerHTML = "<i></i>"; f.onload = () => console.log("load", f.contentDocument.body.innerHTML)</script>', says: ['', 'true complete about:blank true true 1', 'load <i></i>'] },
  { when: 'the window of a frame stays the same when it goes elsewhere', html: '<iframe id="f" src="child.html"></iframe><script>const w = f.contentWindow; onload = () => { console.log(w.inChild); f.onload = () => console.log(w === f.contentWindow, w.inOther, typeof w.inChild); f.src = "other.html" }</script>', says: ['1', 'true 1 undefined'] },
  { when: 'a frame goes elsewhere by its own location', html: '<iframe id="f" src="child.html"></iframe><script>onload = () => { f.onload = () => console.log(f.contentWindow.inOther); f.contentWindow.location.href = "other.html" }</script>', says: ['1'] },
  { when: 'a frame that is removed has no window', html: '<iframe id="f" src="child.html"></iframe><script>onload = () => { const e = f; const w = e.contentWindow; w.addEventListener("pagehide", (event) => console.log("pagehide", event.persisted)); e.remove(); console.log(e.contentWindow, w.closed, length, typeof f) }</script>', says: ['pagehide false', ' true 0 undefined'] },
  { when: 'srcdoc has the origin of its parent', html: `<iframe id="f" srcdoc="<script>var x = 1; console.log(origin, location.href, parent.document.URL)</script>"></iframe><script>onload = () => console.log(f.contentWindow.x)</script>`, says: ['http://one.test about:srcdoc http://one.test/', '1'] },
  { when: 'a sandbox takes the origin away', html: '<iframe id="f" sandbox="allow-scripts" src="child.html"></iframe><script>onmessage = ({ data, origin }) => console.log(data, origin); onload = () => console.log(String(f.contentDocument))</script>', says: ['child is there null', 'null'] },
  { when: 'a sandbox may leave it', html: '<iframe sandbox="allow-scripts allow-same-origin" srcdoc="<script>console.log(origin)</script>"></iframe>', says: ['http://one.test'] },
  { when: 'a sandbox runs no scripts of the page', html: '<iframe sandbox srcdoc="<script>console.log(1)</script>"></iframe><iframe sandbox="allow-same-origin" srcdoc="<script>console.log(2)</script>"></iframe>', says: [] },
  { when: 'frames in the order of the document, and by name', html: '<iframe name="a" srcdoc="a"></iframe><iframe name="b" srcdoc="b"></iframe><script>onload = () => console.log(frames[0].name, frames[1].name, frames.length, frames[2])</script>', says: ['a b 2 undefined'] },
  { when: 'a frame in a frame', html: '<iframe srcdoc="<iframe srcdoc=\'<script>console.log(top === parent.parent, parent === top, parent.frames[0] === window.self)</script>\'></iframe>"></iframe>', says: ['true false true'] },
  { when: 'messages from a frame to its parent', html: '<script>addEventListener("message", (event) => console.log(event.data, event.origin, event.source === frames[0], event.source === window, event.target === window, event.isTrusted))</script><iframe src="http://two.test/child.html"></iframe>', says: ['child is there http://two.test true false true true'] },
  { when: 'messages to a frame of another origin and back', html: '<iframe id="f" srcdoc="<script>onmessage = ({ data, source, origin }) => source.postMessage([data, origin, source === parent], origin)</script>"></iframe><script>onmessage = ({ data }) => console.log(...data); onload = () => f.contentWindow.postMessage({ a: 1 }.a, "http://one.test")</script>', says: ['1 http://one.test true'] },
  { when: 'a message for another origin does not arrive', html: '<script>onmessage = ({ data }) => console.log(data); postMessage(1, "http://two.test"); postMessage(2, "/"); postMessage(3); postMessage(4, { targetOrigin: "http://one.test" }); postMessage(5, "*")</script>', says: ['2', '3', '4', '5'] },
  { when: 'a target origin that is none', html: '<script>try { postMessage(1, "x") } catch (error) { console.log(error.name, error instanceof DOMException) }</script>', says: ['SyntaxError true'] },
  { when: 'a message that cannot be cloned', html: '<script>try { postMessage(() => 1, "*") } catch (error) { console.log(error.name) }</script>', says: ['DataCloneError'] },
  { when: 'an element cannot be sent either', html: '<script>try { postMessage(document.body, "*") } catch (error) { console.log(error.name, error instanceof DOMException) }</script>', says: ['DataCloneError true'] },
  { when: 'a message is what it was when it was sent, and of the own realm', html: '<script>onmessage = ({ data }) => console.log(data.a, data instanceof Object, data.m instanceof Map); const m = { a: 1, m: new Map() }; postMessage(m, "*"); m.a = 2</script>', says: ['1 true true'] },
  { when: 'ports travel, also inside of the message', html: '<iframe id="f" srcdoc="<script>onmessage = ({ data, ports }) => { console.log(data.port === ports[0], ports[0] instanceof MessagePort); data.port.onmessage = ({ data }) => data.answer = 1; ports[0].addEventListener(\'message\', (event) => ports[0].postMessage({ got: event.data })) }</script>"></iframe><script>onload = () => { const { port1, port2 } = new MessageChannel(); port1.onmessage = ({ data, target }) => console.log(data.got.x, data instanceof Object, target === port1, port1 instanceof MessagePort); f.contentWindow.postMessage({ port: port2 }, "*", [port2]); port1.postMessage({ x: 1 }) }</script>', says: ['true true', '1 true true true'] },
  { when: 'a channel in one world', html: '<script>const { port1, port2 } = new MessageChannel(); port2.addEventListener("message", ({ data }) => console.log(data), { once: true }); port2.start(); port1.postMessage(1); port1.postMessage(2)</script>', says: ['1'] },
];

describe('frames and messages', () => {
  it('row by row', async () => {
    const { open, idle, reports } = await startPages({ pages: PAGES });
    const heard: Record<string, string[]> = {};
    for (const { when, html } of ROWS) {
      const before = reports.length;
      const { tab } = await open(ONE, page(html));
      await idle();
      heard[when] = reports
        .slice(before)
        .map(({ report }) => (report.type === 'console' ? report.args.join(' ') : report.message));
      tab.close();
    }
    expect(heard).toEqual(Object.fromEntries(ROWS.map(({ when, says }) => [when, says])));
  });
});

describe('a sandbox without scripts', () => {
  it.each(['chromium', 'firefox'] as const)('is none for those of extensions: %s', async (engine) => {
    const { open, said, idle } = await startPages({
      engine,
      pages: PAGES,
      files: { 'content.js': 'console.log(self.origin, document.links.length); document.links[0]?.click()' },
      manifest: { content_scripts: [{ matches: ['http://one.test/shut.html'], js: ['content.js'], all_frames: true }] },
    });
    await open(ONE, page('<iframe sandbox src="shut.html"></iframe>'));
    await idle();
    expect(said()).toEqual([['content-script', 'null', 1]]);
  });
});

describe('messages between worlds', () => {
  it('each world gets an event of its own, in which source is its window', async () => {
    const { open, said, idle } = await startPages({
      files: {
        'content.js': `
          addEventListener('message', ({ data, source, origin, target, currentTarget }) => {
            console.log('got', data.from, source === window, target === window, currentTarget === window, origin, data instanceof Object);
          });
          postMessage({ from: 'content script' }, '*');
          document.addEventListener('custom', ({ detail, target }) => console.log('custom', detail.a, detail instanceof Object, target === document));`,
      },
      manifest: { content_scripts: [{ matches: ['http://one.test/*'], js: ['content.js'], run_at: 'document_start' }] },
    });
    await open(
      ONE,
      page(`<script>
        addEventListener('message', ({ data, source, origin }) => console.log('got', data.from, source === window, origin));
        postMessage({ from: 'page' }, '*');
        document.dispatchEvent(new CustomEvent('custom', { detail: { a: 1 } }));
      </script>`),
    );
    await idle();
    expect(said()).toEqual([
      ['content-script', 'custom', 1, true, true],
      ['http://one.test/', 'got', 'content script', true, 'http://one.test'],
      ['content-script', 'got', 'content script', true, true, true, 'http://one.test', true],
      ['http://one.test/', 'got', 'page', true, 'http://one.test'],
      ['content-script', 'got', 'page', true, true, true, 'http://one.test', true],
    ]);
  });

  it('a port goes to the world that did not send it', async () => {
    const { open, said, idle } = await startPages({
      files: {
        'content.js': `addEventListener('message', ({ data, ports }) => {
          console.log(data, ports[0] instanceof MessagePort);
          ports[0].onmessage = ({ data, target }) => target.postMessage([data.a, data instanceof Object]);
        })`,
      },
      manifest: { content_scripts: [{ matches: ['http://one.test/*'], js: ['content.js'], run_at: 'document_start' }] },
    });
    await open(
      ONE,
      page(`<script>
        const { port1, port2 } = new MessageChannel();
        postMessage('take it', '*', [port2]);
        port1.onmessage = ({ data }) => console.log('answer', ...data);
        port1.postMessage({ a: 1 });
      </script>`),
    );
    await idle();
    expect(said()).toEqual([
      ['content-script', 'take it', true],
      ['http://one.test/', 'answer', 1, true],
    ]);
  });
});
