import { describe, expect, it } from 'vitest';
import { createSeveral } from './several-contexts.js';
import { ENGINE_NAMES } from './small-world.js';

const urlsOf = (tabs: readonly { readonly url: string }[]): string[] => tabs.map(({ url }) => url);

describe.each(ENGINE_NAMES)('tabs in %s', (engine) => {
  it('have ids, an order, one in front; documents and frames have ids of the engine', async () => {
    const { browser, tasks } = await createSeveral(engine);
    const one = browser.openTab('https://example.com/one');
    const two = browser.openTab('https://example.com/two', { isActive: false, opener: one });
    const first = browser.openTab('https://example.com/first', { index: 0 });
    await tasks.run();
    expect(urlsOf(browser.tabs)).toEqual(['/first', '/one', '/two'].map((path) => `https://example.com${path}`));
    expect([one.id, two.id, first.id]).toEqual([1, 2, 3]);
    expect([one.index, two.index, first.index]).toEqual([1, 2, 0]);
    expect([browser.activeTab, two.opener, one.opener]).toEqual([first, one, undefined]);
    const inner = one.mainFrame.addFrame('/inner');
    expect([one.mainFrame.id, inner.id > 0]).toEqual([0, true]);
    expect(inner.document.id).toMatch(
      engine === 'chromium' ? /^[\dA-F]{32}$/ : /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/,
    );
    const ids = [one, two, first].map(({ document }) => document.id).concat(inner.document.id);
    expect(new Set(ids).size).toBe(4);
    expect(inner.document.origin).toBe('https://example.com');
  });

  it('the one in front that is closed leaves its place to its neighbour; those that it opened are on their own', async () => {
    const { browser } = await createSeveral(engine);
    const [one, two, three] = ['1', '2', '3'].map((path) => browser.openTab(`https://example.com/${path}`));
    const child = two && browser.openTab('https://example.com/child', { opener: two, isActive: false });
    two?.activate();
    two?.close();
    two?.close();
    expect(browser.activeTab).toBe(three);
    expect(child?.opener).toBeUndefined();
    three?.close();
    child?.close();
    expect(browser.activeTab).toBe(one);
    one?.close();
    expect([browser.activeTab, browser.tabs]).toEqual([undefined, []]);
    expect([one?.isOpen, one?.index]).toEqual([false, -1]);
  });

  it('the history: back, forward, away from the middle, in place', async () => {
    const { browser, trace } = await createSeveral(engine);
    const tab = browser.openTab('https://example.com/1');
    const [first] = [tab.document.id];
    tab.navigate('/2');
    tab.navigate('/3');
    expect([tab.go(-2), tab.url]).toEqual([true, 'https://example.com/1']);
    expect(tab.document.id).not.toBe(first); // it was not kept
    expect([tab.back(), tab.url]).toEqual([false, 'https://example.com/1']);
    expect([tab.forward(), tab.url]).toEqual([true, 'https://example.com/2']);
    tab.navigate('/other', { replaces: true });
    expect([tab.forward(), tab.url]).toEqual([true, 'https://example.com/3']);
    tab.go(-2);
    tab.navigate('/elsewhere');
    expect([tab.forward(), tab.back(), tab.url]).toEqual([false, true, 'https://example.com/1']);
    const hows = trace.flatMap((event) => (event.type === 'tab.navigated' ? [event.how] : []));
    expect(hows).toEqual(['load', 'load', 'history', 'history', 'replace', 'history', 'history', 'load', 'history']);
  });

  it('a part of the same document is an entry of the history, and no new document', async () => {
    const { browser } = await createSeveral(engine);
    const tab = browser.openTab('https://example.com/');
    const { id } = tab.document;
    tab.navigate('#a');
    tab.navigate('#b');
    expect([tab.url, tab.document.id]).toEqual(['https://example.com/#b', id]);
    tab.back();
    expect([tab.url, tab.document.id]).toEqual(['https://example.com/#a', id]);
    tab.navigate('/next', { cached: true });
    tab.back();
    expect([tab.url, tab.document.id]).toEqual(['https://example.com/#a', id]);
    tab.go(-1);
    expect([tab.url, tab.document.id]).toEqual(['https://example.com/', id]);
    expect(tab.go(0)).toBe(true); // loads it again
    expect(tab.document.id).not.toBe(id);
  });

  it('several entries of one document that was not kept share the one that is loaded', async () => {
    const { browser } = await createSeveral(engine);
    const tab = browser.openTab('https://example.com/');
    tab.navigate('#a');
    tab.navigate('/next');
    tab.back();
    const { id } = tab.document;
    expect(tab.url).toBe('https://example.com/#a');
    tab.back();
    expect([tab.url, tab.document.id]).toEqual(['https://example.com/', id]);
  });

  it('a title is what the document says, or made from its address', async () => {
    const { browser } = await createSeveral(engine);
    const untitled = browser.openTab('http://example.com/x');
    expect([untitled.title, untitled.document.title]).toEqual(['example.com/x', undefined]);
    expect(browser.openTab('https://example.com/', { title: 'Hello' }).title).toBe('Hello');
    expect(untitled.navigate('/y', { title: 'Y' }).title).toBe('Y');
  });

  it('frames: in frames, with other documents, taken away', async () => {
    const { browser, trace } = await createSeveral(engine);
    const tab = browser.openTab('https://example.com/');
    const outer = tab.mainFrame.addFrame('/outer');
    const inner = outer.addFrame();
    expect([inner.url, inner.document.origin]).toEqual(['about:blank', 'https://example.com']);
    expect(tab.frames).toEqual([tab.mainFrame, outer, inner]);
    expect(outer.frames).toEqual([inner]);
    const before = inner.document;
    expect(inner.navigate('https://other.example/').id).not.toBe(before.id);
    expect([before.lifecycle, inner.document.lifecycle]).toEqual(['gone', 'active']);
    outer.navigate('/elsewhere');
    expect([inner.document.lifecycle, tab.frames.length]).toEqual(['gone', 2]);
    outer.remove();
    outer.remove();
    expect(tab.frames).toEqual([tab.mainFrame]);
    expect(trace.filter(({ type }) => type === 'frame.removed')).toHaveLength(1);
    tab.mainFrame.navigate('/main');
    expect([tab.url, tab.back(), tab.url]).toEqual(['https://example.com/main', true, 'https://example.com/']);
  });
});

describe('what cannot be done is said by code', () => {
  it.each([
    { what: 'an address that is none', code: 'ADDRESS_INVALID', run: ({ browser }) => browser.openTab('nonsense') },
    {
      what: 'a relative one without a base',
      code: 'ADDRESS_INVALID',
      run: ({ browser }) => browser.openTab().navigate('x'),
    },
    { what: 'a closed tab', code: 'TAB_GONE', run: ({ closed }) => closed.navigate('https://example.com/') },
    { what: 'back in a closed tab', code: 'TAB_GONE', run: ({ closed }) => closed.back() },
    { what: 'a closed tab in front', code: 'TAB_GONE', run: ({ closed }) => closed.activate() },
    { what: 'a frame in a closed tab', code: 'FRAME_GONE', run: ({ closed }) => closed.mainFrame.addFrame() },
    { what: 'the main frame cannot go', code: 'FRAME_IS_MAIN', run: ({ tab }) => tab.mainFrame.remove() },
    {
      what: 'a content script without a frame',
      code: 'FRAME_NEEDED',
      run: ({ attach }) => attach({ kind: 'content-script' }),
    },
    {
      what: 'a user script without a frame',
      code: 'FRAME_NEEDED',
      run: ({ attach }) => attach({ kind: 'user-script' }),
    },
    {
      what: 'a page at an address of the web',
      code: 'ADDRESS_NOT_ALLOWED',
      run: ({ attach, tab }) => attach({ kind: 'page', frame: tab.mainFrame }),
    },
    {
      what: 'a content script in a page of an extension',
      code: 'ADDRESS_NOT_ALLOWED',
      run: ({ attach, browser, own, other }) =>
        attach({ kind: 'content-script', frame: browser.openTab(`${own.baseUrl}x`).mainFrame }, other),
    },
    {
      what: 'a content script where none may run',
      code: 'ADDRESS_NOT_ALLOWED',
      run: ({ attach, browser }) =>
        attach({ kind: 'content-script', frame: browser.openTab('chrome://settings/').mainFrame }),
    },
    {
      what: 'a second context of the same world',
      code: 'CONTEXT_EXISTS',
      run: ({ attach, tab }) => {
        attach({ kind: 'content-script', frame: tab.mainFrame });
        attach({ kind: 'content-script', frame: tab.mainFrame });
      },
    },
    {
      what: 'a document that is gone',
      code: 'DOCUMENT_GONE',
      run: ({ attach, closed }) => attach({ kind: 'content-script', frame: closed.mainFrame }),
    },
    { what: 'a popup that is not there', code: 'POPUP_MISSING', run: ({ own }) => own.openPopup() },
    { what: 'options that are not there', code: 'OPTIONS_MISSING', run: ({ own }) => own.openOptions() },
  ] satisfies { what: string; code: string; run: (world: Awaited<ReturnType<typeof createWorld>>) => unknown }[])(
    '$code: $what',
    async ({ code, run }) => {
      const world = await createWorld();
      expect(() => run(world)).toThrow(
        expect.objectContaining({ code, hint: expect.stringMatching(/^[A-Z]\w+ .*\.$/) }),
      );
    },
  );

  async function createWorld() {
    const world = await createSeveral('chromium');
    const tab = world.browser.openTab('https://example.com/');
    const closed = world.browser.openTab('https://example.com/closed');
    closed.close();
    return { ...world, tab, closed };
  }
});

describe('about:blank', () => {
  it('opened by a document, it is a place for content scripts; opened by the user, too, but without an origin', async () => {
    const { browser, attach } = await createSeveral('chromium');
    const frame = browser.openTab('https://example.com/').mainFrame.addFrame('about:blank');
    expect(attach({ kind: 'content-script', frame }).name).toBe('content-script');
    expect(browser.openTab().document.origin).toBe('null');
  });
});
