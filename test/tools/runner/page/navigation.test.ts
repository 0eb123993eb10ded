import { describe, expect, it } from 'vitest';
import { page, startPages } from './open-pages.js';

const ONE = 'http://one.test/a/';

type News = [name: string, ...args: unknown[]];

interface Row {
  /** Runs when the page is complete. */
  does: string;
  html?: string;
  /** What the browser is told. */
  tells: News[];
  says?: string[];
}

// biome-ignore format: rows
const ROWS: Row[] = [
  { does: 'location.href = "b"', tells: [['navigate', 'http://one.test/a/b', {}]] },
  { does: 'location = "http://two.test/"', tells: [['navigate', 'http://two.test/', {}]] },
  { does: 'document.location.assign("?x")', tells: [['navigate', 'http://one.test/a/?x', {}]] },
  { does: 'location.replace("/b")', tells: [['navigate', 'http://one.test/b', { replaces: true }]] },
  { does: 'location.pathname = "/c"', tells: [['navigate', 'http://one.test/c', {}]] },
  { does: 'location.reload()', tells: [['reload']] },
  { does: 'addEventListener("hashchange", (e) => console.log(e.oldURL, e.newURL, location.hash)); location.hash = "x"', tells: [['moved', 'http://one.test/a/#x']], says: [`${ONE} ${ONE}#x #x`] },
  { does: 'addEventListener("popstate", (e) => console.log(e.state, e.target === window)); location.href = "#y"', tells: [['moved', 'http://one.test/a/#y']], says: [' true'] },
  { does: 'history.pushState({ a: 1 }, "", "/p"); console.log(location.href, history.state.a, history.state instanceof Object, history.length)', tells: [['moved', 'http://one.test/p']], says: ['http://one.test/p 1 true 2'] },
  { does: 'history.replaceState(1, "", "?r"); console.log(document.URL, history.state, history.length)', tells: [['moved', 'http://one.test/a/?r']], says: ['http://one.test/a/?r 1 1'] },
  { does: 'try { history.pushState(1, "", "http://two.test/") } catch (error) { console.log(error.name, error instanceof DOMException) }', tells: [], says: ['SecurityError true'] },
  { does: 'addEventListener("popstate", ({ state }) => console.log(state, location.href)); history.pushState(1, "", "1"); history.pushState(2, "", "2"); history.back()', tells: [['moved', `${ONE}1`], ['moved', `${ONE}2`], ['moved', `${ONE}1`]], says: [`1 ${ONE}1`] },
  { does: 'history.back()', tells: [['go', -1]] },
  { does: 'history.go(2)', tells: [['go', 2]] },
  { does: 'history.pushState(1, "", "1"); history.go(-3)', tells: [['moved', `${ONE}1`], ['go', -2]] },
  { does: 'history.go()', tells: [['reload']] },
  { does: 'console.log(window.open("w"))', tells: [['opened', `${ONE}w`]], says: [''] },
  { does: 'window.open("s", "_self")', tells: [['navigate', `${ONE}s`, {}]] },
  { does: 'window.close()', tells: [['close']] },
  { does: 'document.title = "new"', tells: [['titled', 'new']] },
  { html: '<a id="l" href="l?q">', does: 'l.click()', tells: [['navigate', `${ONE}l?q`, {}]] },
  { html: '<a id="l" href="#l">', does: 'l.click()', tells: [['moved', `${ONE}#l`]] },
  { html: '<a id="l" href="l" target="_blank">', does: 'l.click()', tells: [['opened', `${ONE}l`]] },
  { html: '<a id="l" href="l"><b id="b"></b></a>', does: 'b.click()', tells: [['navigate', `${ONE}l`, {}]] },
  { html: '<a id="l" href="l">', does: 'addEventListener("click", (e) => e.preventDefault()); l.click()', tells: [] },
  { html: '<a id="l" href="javascript:console.log(1)">', does: 'l.click()', tells: [], says: ['1'] },
  { html: '<form id="f" action="s"><input name="a" value="1 2"><input type="checkbox" name="c"><button id="b" name="d" value="3"></form>', does: 'b.click()', tells: [['navigate', `${ONE}s?a=1+2&d=3`, {}]] },
  { html: '<form id="f"><input name="a"></form>', does: 'f.submit()', tells: [['navigate', `${ONE}?a=`, {}]] },
  { html: '<form id="f"><button id="b"></form>', does: 'f.onsubmit = (e) => { e.preventDefault(); console.log(e.submitter === b) }; b.click()', tells: [], says: ['true'] },
  { html: '<base target="_blank" href="/base/"><a id="l" href="l">', does: 'l.click()', tells: [['opened', 'http://one.test/base/l']] },
];

const HEARD = ['navigate', 'moved', 'go', 'reload', 'close', 'opened', 'titled'] as const;

describe('where a document goes', () => {
  it('is told to the browser, row by row', async () => {
    let news: News[] = [];
    const { browser, at, idle, said } = await startPages({
      onSite({ events }) {
        const heard = events as unknown as Record<string, (...args: unknown[]) => void>;
        for (const name of HEARD) heard[name] = (...args) => void news.push([name, ...args]);
      },
    });
    const seen: unknown[] = [];
    for (const { does, html = '' } of ROWS) {
      news = [];
      const before = said().length;
      const tab = browser.openTab(ONE, { html: page(html) });
      await tab.loaded();
      const document = await at(ONE);
      const outcome = await document.evaluate('main', `{ ${does}; undefined }`);
      await idle();
      const says = said()
        .slice(before)
        .map(([, ...args]) => args.join(' '));
      seen.push({ does, tells: news, says, outcome });
      tab.close();
    }
    expect(seen).toEqual(
      ROWS.map(({ does, tells, says = [] }) => ({ does, tells, says, outcome: { result: undefined } })),
    );
  });
});

describe('a tab that goes elsewhere', () => {
  it('ends its document with its last events, and shows the next in the same thread', async () => {
    const { open, at, said, idle } = await startPages({
      browser: { backForwardCache: false },
      pages: new Map([
        ['http://one.test/b', { html: page('<p>b</p>', '<script>console.log("b", localStorage.seen)</script>') }],
      ]),
    });
    const { tab } = await open(
      ONE,
      page(
        '',
        `<script>
        localStorage.seen = 'a';
        for (const type of ['beforeunload', 'pagehide', 'unload']) addEventListener(type, (event) => console.log(type, event.persisted));
        onload = () => setTimeout(() => { location.href = '/b' });
      </script>`,
      ),
    );
    await (await at('http://one.test/b')).waitFor('p');
    await tab.loaded();
    await idle();
    expect(said().map(([, ...args]) => args)).toEqual([
      ['beforeunload', 'undefined'],
      ['pagehide', false],
      ['unload', 'undefined'],
      ['b', 'a'],
    ]);
    expect(tab.url).toBe('http://one.test/b');
  });

  it('sleeps in the back/forward cache, and goes on from there', async () => {
    const { open, at, said, idle, heard } = await startPages({
      pages: new Map([['http://one.test/b', { html: page('b') }]]),
    });
    const { tab, document } = await open(
      ONE,
      page(
        '',
        `<script>
        onbeforeunload = () => console.log('beforeunload');
        onpagehide = ({ persisted }) => { console.log('pagehide', persisted); setTimeout(() => console.log('late')) };
        onpageshow = ({ persisted }) => console.log('pageshow', persisted);
        globalThis.kept = 1;
      </script>`,
      ),
    );
    tab.navigate('http://one.test/b');
    await tab.loaded();
    await (await at('http://one.test/b')).html();
    await idle();
    expect(said().map(([, ...args]) => args)).toEqual([['pageshow', false], ['beforeunload'], ['pagehide', true]]);
    tab.back();
    await heard((text) => text === 'late');
    expect(
      said()
        .slice(3)
        .map(([, ...args]) => args),
    ).toEqual([['pageshow', true], ['late']]);
    expect(await document.evaluate('main', 'kept')).toEqual({ result: 1 });
  });
});
