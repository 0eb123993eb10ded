import pc from 'picocolors';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TraceEvent } from '../../../src/browser/index.js';
import { type Browser, createBrowser, type Extension } from '../../../src/browser/node.js';
import { TraceLines } from '../../../src/tools/cli/trace-lines.js';

const PLAIN = pc.createColors(false);
const MANIFEST = {
  manifest_version: 3,
  name: 'Greeter',
  version: '1',
  content_scripts: [{ matches: ['<all_urls>'], js: ['content.js'], all_frames: true }],
  externally_connectable: { matches: ['https://a.example/*'] },
};

/** A browser in this thread whose events become lines. */
async function watched(): Promise<{ browser: Browser; extension: Extension; lines: TraceLines; said: string[] }> {
  const lines = new TraceLines(PLAIN);
  const said: string[] = [];
  const onTrace = (event: TraceEvent): void => void said.push(lines.linesOf(event).slice(10));
  const browser = createBrowser({ engine: 'chromium', onTrace });
  onTestFinished(() => browser.close());
  const extension = await browser.loadExtension(MANIFEST);
  lines.tree.named({ id: extension.id, name: extension.manifest.name });
  return { browser, extension, lines, said };
}

describe('the tree of what there is', () => {
  it.each<{ what: string; happens: (browser: Browser, extension: Extension) => unknown; shows: string[] }>([
    { what: 'an extension without contexts', happens: () => undefined, shows: ['└─ extension Greeter  ID'] },
    {
      what: 'a background and a popup',
      happens: (_browser, extension) => {
        extension.attach({ url: 'background.js' });
        extension.attach({ kind: 'page', url: 'popup.html', name: 'popup.html' });
      },
      shows: ['└─ extension Greeter  ID', '   ├─ background  background.js', '   └─ popup.html  popup.html'],
    },
    {
      what: 'tabs with frames, their contexts and ports',
      happens: (browser, extension) => {
        extension.attach({ url: 'background.js' }).chrome.runtime.onConnect.addListener(() => undefined);
        const tab = browser.openTab('https://a.example/');
        const child = tab.mainFrame.addFrame('https://b.example/inner');
        const content = extension.attach({ kind: 'content-script', frame: tab.mainFrame });
        browser.attachWebPage({ frame: tab.mainFrame });
        extension.attach({ kind: 'content-script', frame: child });
        browser.openTab('https://c.example/');
        content.chrome.runtime.connect();
      },
      shows: [
        '├─ extension Greeter  ID',
        '│  └─ background  background.js  port 1',
        '├─ tab 1  https://a.example/',
        '│  ├─ content  of Greeter  port 1',
        '│  ├─ web  an extension lets it in',
        '│  └─ frame N  https://b.example/inner',
        '│     └─ content-2  of Greeter',
        '└─ tab 2  https://c.example/',
      ],
    },
    {
      what: 'a navigation takes contexts and frames away, and back brings them again',
      happens: (browser, extension) => {
        const tab = browser.openTab('https://a.example/');
        tab.mainFrame.addFrame('https://b.example/');
        extension.attach({ kind: 'content-script', frame: tab.mainFrame });
        tab.navigate('https://c.example/', { cached: true });
        tab.back();
      },
      shows: [
        '├─ extension Greeter  ID',
        '└─ tab 1  https://a.example/',
        '   ├─ content  of Greeter',
        '   └─ frame N  https://b.example/',
      ],
    },
    {
      what: 'where a tab goes, also within its document, and frames that leave',
      happens: (browser) => {
        const tab = browser.openTab('https://a.example/');
        const child = tab.mainFrame.addFrame('https://b.example/');
        child.addFrame('https://c.example/').remove();
        child.navigate('https://d.example/');
        tab.navigate('https://a.example/#part');
      },
      shows: ['├─ extension Greeter  ID', '└─ tab 1  https://a.example/#part', '   └─ frame N  https://d.example/'],
    },
    {
      what: 'closed tabs are not there',
      happens: (browser) => browser.openTab('https://a.example/').close(),
      shows: ['└─ extension Greeter  ID'],
    },
  ])('$what', async ({ happens, shows }) => {
    const { browser, extension, lines } = await watched();
    happens(browser, extension);
    await browser.whenIdle();
    const told = lines.tree
      .lines(PLAIN)
      .map((line) => line.replace(extension.id, 'ID').replace(/frame \d+/, 'frame N'));
    expect(told).toEqual(['browser', ...shows]);
  });

  it('fits into the columns of a terminal, and a pipe gets all of it', async () => {
    const { browser, lines } = await watched();
    const url = `https://a.example/${'🙂/'.repeat(100)}`;
    browser.openTab(url);
    for (const columns of [20, 40, 80]) {
      const told = lines.tree.lines(PLAIN, columns);
      expect(told.filter((line) => line.length > columns)).toEqual([]);
      expect(told.join('')).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
    }
    expect(lines.tree.lines(PLAIN).join('\n')).toContain(new URL(url).href);
  });

  it('cannot be drawn by what others write', async () => {
    const { lines, extension } = await watched();
    lines.tree.named({ id: extension.id, name: '\u001b[2J\nname' });
    expect(lines.tree.lines(PLAIN)[1]).toBe(`└─ extension \\u001b[2J\\nname  ${extension.id}`);
  });
});

describe('lines say where something happens', () => {
  it('contexts in tabs, ports and where they come from', async () => {
    const { browser, extension, said } = await watched();
    const background = extension.attach({ url: 'background.js' });
    background.chrome.runtime.onConnect.addListener((port) => port.postMessage('hello'));
    const tab = browser.openTab('https://a.example/');
    const child = tab.mainFrame.addFrame('https://b.example/');
    extension.attach({ kind: 'content-script', frame: child });
    const content = extension.attach({ kind: 'content-script', frame: tab.mainFrame });
    content.chrome.runtime.connect({ name: 'greeting' });
    await browser.whenIdle();
    content.close();
    const pad = (who: string, what: string): string => `${who.padEnd(16)} ${what}`;
    expect(said.map((line) => line.replace(/frame \d+/, 'frame N'))).toEqual([
      pad('nativeport', 'behaves like chromium'),
      pad('background', `runs as chrome-extension://${extension.id}/background.js`),
      pad('tab 1', 'opens https://a.example/'),
      pad('tab 1', 'frame N shows https://b.example/'),
      pad('tab 1 content', 'runs for Greeter in frame N'),
      pad('tab 1 content-2', 'runs for Greeter'),
      pad('port 1', 'connect Greeter as greeting from tab 1 content-2'),
      pad('port 1', 'received by background'),
      pad('port 1', '← background "hello" 7 bytes'),
      pad('port 1', 'closed by the extension'),
      pad('tab 1 content-2', 'is gone'),
    ]);
  });

  it('a name that is longer moves its own line alone', async () => {
    const { extension, said } = await watched();
    extension.attach({ url: 'background.js', name: 'a background of a long name' });
    extension.attach({ kind: 'page', url: 'popup.html' });
    expect(said.slice(1)).toEqual([
      `a background of a long name runs as chrome-extension://${extension.id}/background.js`,
      `page             runs as chrome-extension://${extension.id}/popup.html`,
    ]);
  });
});
