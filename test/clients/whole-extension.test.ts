import { describe, expect, it, onTestFinished } from 'vitest';
// The built files: workers are files of their own, which Node loads by their names.
import { launchExtension } from '../../dist/tools/testing/index.js';
import { ENGINE_NAMES } from '../browser/small-world.js';
import { bundle } from './client-world.js';

const PAGE = 'https://example.org/';

/** An extension as it is shipped, its scripts bundled with the client: in threads and documents of their own. */
async function launch(engine: (typeof ENGINE_NAMES)[number]) {
  const [background, contentScript, popup, page] = await Promise.all(
    ['background', 'content-script-in-page', 'popup', 'window'].map((name) => bundle(`webext-bridge/${name}.js`)),
  );
  const browser = await launchExtension(
    {
      manifest: { host_permissions: ['*://*/*'], action: { default_popup: 'popup.html' } },
      background: background ?? '',
      contentScripts: [{ matches: ['*://*/*'], js: contentScript ?? '', all_frames: true }],
      files: { 'popup.html': '<script src="popup.js"></script>', 'popup.js': popup ?? '' },
    },
    {
      engine,
      pages: {
        [PAGE]: `<title>A page</title><script>${page}</script>`,
        [`${PAGE}framed`]: `<iframe src="/"></iframe>`,
      },
      uncaught: 'ignore', // the client throws once more what a listener threw
      leaks: 'ignore',
      timeoutMs: 50_000, // the guard against a hang, on a machine that is busy with other things
    },
  );
  onTestFinished(() => browser.close());
  return browser;
}

const ask = (to: string, n = 21): string => `client.send('double', { n: ${n} }, ${JSON.stringify(to)})`;

describe.each(ENGINE_NAMES)('webext-bridge in a whole extension, in %s', (engine) => {
  it('content script and background, both ways, with a disconnect', async () => {
    const browser = await launch(engine);
    const tab = await browser.openTab(PAGE);
    const script = tab.contentScript();
    expect(await script.evaluate(ask('background'))).toMatchObject({ doubled: 42, by: 'background', tab: tab.id });
    const there = `content-script@${tab.id}`;
    expect(await browser.background.evaluate(ask(there))).toMatchObject({ doubled: 42, by: 'content-script' });
    const ended = browser.background.evaluate(`client.send('never', {}, ${JSON.stringify(there)}).catch(String)`);
    await browser.background.evaluate(ask(there)); // the first has arrived
    tab.close();
    expect(await ended).toBe('Transaction was ended before it could complete');
  });

  it('the page’s own script, its content script, the background and a popup', async () => {
    const browser = await launch(engine);
    const tab = await browser.openTab(PAGE);
    const asked = { doubled: 42, tab: tab.id };
    expect(await tab.evaluate(ask('background'))).toMatchObject({ ...asked, by: 'background', asked: 'window' });
    expect(await tab.evaluate(ask('content-script'))).toMatchObject({ doubled: 42, by: 'content-script' });
    expect(await browser.background.evaluate(ask(`window@${tab.id}`))).toMatchObject({ doubled: 42, by: 'window' });
    const popup = await browser.extension.openPopup();
    expect(await popup.evaluate(ask(`window@${tab.id}`))).toMatchObject({ doubled: 42, by: 'window', asked: 'popup' });
    expect(await tab.evaluate(ask('popup'))).toMatchObject({ ...asked, by: 'popup' });
    const failing = `client.send('fail', { message: 'too far' }, 'background').catch(({ name, message }) => [name, message])`;
    expect(await tab.evaluate(failing)).toEqual(['RangeError', 'too far']);
  });

  it('a frame in a page', async () => {
    const browser = await launch(engine);
    const tab = await browser.openTab(`${PAGE}framed`);
    const [frame] = tab.frames;
    expect(await frame?.evaluate(ask('background'))).toMatchObject({ doubled: 42, tab: tab.id });
    const script = frame?.contentScript();
    expect(await script?.evaluate(ask('background'))).toMatchObject({ doubled: 42, tab: tab.id });
  });
});
