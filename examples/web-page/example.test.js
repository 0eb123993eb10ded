// @ts-check
import path from 'node:path';
import { launchExtension } from 'nativeport/testing';
import { describe, expect, onTestFinished, test } from 'vitest';

const EXTENSION = path.join(import.meta.dirname, 'extension');
const file = path.join(import.meta.dirname, 'pages/index.html');
const ALLOWED = 'https://app.example.com/';
const OTHER = 'https://example.org/';

/**
 * @param {'chromium' | 'firefox'} engine
 * @param {import('nativeport/testing').LaunchOptions['pages']} pages
 */
async function launch(engine, pages = { [ALLOWED]: { file }, [OTHER]: { file } }) {
  const browser = await launchExtension(EXTENSION, { engine, pages });
  onTestFinished(browser.close);
  return browser;
}

/** @param {import('nativeport/testing').TestPage} page */
const answerIn = (page) => page.evaluate(() => document.querySelector('output')?.textContent);

describe.each(/** @type {const} */ (['chromium', 'firefox']))('web-page in %s', (engine) => {
  test('a page of the site asks the extension', async () => {
    const browser = await launch(engine);
    const page = await browser.openTab(ALLOWED);
    await page.click('button');
    await page.waitFor('output:not(:empty)');
    expect(await answerIn(page)).toBe('You asked: What time is it?');
    // In Firefox the page has no chrome.runtime; the content script connects for it.
    const name = engine === 'chromium' ? 'page' : 'for a page';
    expect(browser.consoleLines({ context: 'background' })).toEqual([`${ALLOWED} connects ${name}`]);
  });

  test('a page of another site does not reach it', async () => {
    const browser = await launch(engine);
    const page = await browser.openTab(OTHER);
    await page.click('button');
    await page.waitFor('output:not(:empty)');
    expect(await answerIn(page)).toBe('No extension listens to this page.');
    expect(browser.consoleLines({ context: 'background' })).toEqual([]);
  });

  test('the relay takes nothing from other windows', async () => {
    const browser = await launch(engine, {
      [ALLOWED]: `<iframe src="${OTHER}"></iframe>`,
      [OTHER]: "<script>parent.postMessage({ to: 'extension', message: 'from a frame' }, '*')</script>",
    });
    const page = await browser.openTab(ALLOWED);
    await browser.whenQuiet();
    expect(browser.messages()).toEqual([]);

    await page.evaluate(() => window.postMessage({ to: 'extension', message: 'from the page' }, '*'));
    await browser.nextMessage({ body: 'You asked: from the page' });
  });
});
