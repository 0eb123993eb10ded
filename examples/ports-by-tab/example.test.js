// @ts-check
import path from 'node:path';
import { launchExtension } from 'nativeport/testing';
import { describe, expect, onTestFinished, test } from 'vitest';

const EXTENSION = path.join(import.meta.dirname, 'extension');
const file = path.join(import.meta.dirname, 'page.html');
const PAGES = {
  'https://example.com/one': { file },
  'https://example.com/two': { file },
  'https://example.org/': { file }, // of no interest to the extension
};

/** @param {import('nativeport/testing').LaunchOptions} options */
async function launch(options) {
  const browser = await launchExtension(EXTENSION, { pages: PAGES, ...options });
  onTestFinished(browser.close);
  const one = await browser.openTab('https://example.com/one');
  const two = await browser.openTab('https://example.com/two');
  await hasPort(browser, one);
  await hasPort(browser, two);
  return { browser, one, two };
}

/**
 * @param {import('nativeport/testing').TestBrowser} browser
 * @param {import('nativeport/testing').TestTab} tab
 */
const hasPort = (browser, tab) => browser.nextConsole(`tab ${tab.id} has a port`);

/** @param {import('nativeport/testing').TestPage} page */
const linesIn = (page) => page.evaluate(() => [...document.querySelectorAll('p')].map((line) => line.textContent));

describe.each(/** @type {const} */ (['chromium', 'firefox']))('ports-by-tab in %s', (engine) => {
  test('a click on the button is told in every tab', async () => {
    const { browser, one, two } = await launch({ engine });
    one.activate();
    browser.extension.clickAction();
    await Promise.all([one.waitFor('p'), two.waitFor('p')]);
    expect(await linesIn(one)).toEqual(['The button was clicked here']);
    expect(await linesIn(two)).toEqual([`The button was clicked in tab ${one.id}`]);
  });

  test('the port of a tab that is closed is gone', async () => {
    const { browser, one, two } = await launch({ engine });
    one.close();
    await browser.nextConsole(`tab ${one.id} has left: it is closed`);
    browser.extension.clickAction();
    await two.waitFor('p');
    expect(browser.messages()).toEqual([{ to: two.id, clicked: two.id }]);
  });

  test('a tab that shows another document has its port', async () => {
    const { browser, one, two } = await launch({ engine });
    await one.navigate('/two');
    await hasPort(browser, one);
    browser.extension.clickAction();
    await Promise.all([one.waitFor('p'), two.waitFor('p')]);
    expect(browser.messages()).toHaveLength(2);
  });

  test('a tab that comes back from the back/forward cache has a port again', async () => {
    const { browser, one } = await launch({ engine });
    await one.navigate('https://example.org/');
    // Chromium closes the ports of a document that it keeps. Firefox does not, and what is sent to it is lost.
    if (engine === 'chromium') await browser.nextConsole(/has left: .* moved into back\/forward cache/);
    browser.extension.clickAction();
    await browser.whenQuiet();

    await one.back();
    await hasPort(browser, one);
    browser.extension.clickAction();
    await one.waitFor('p');
    expect(await linesIn(one)).toHaveLength(1);
  });

  test('the tabs connect again when the background has slept', async () => {
    const { browser, one, two } = await launch({ engine, time: 'held' });
    await browser.time.advance(60_000);
    await hasPort(browser, one);
    await hasPort(browser, two);
    browser.extension.clickAction();
    await Promise.all([one.waitFor('p'), two.waitFor('p')]);
  });
});
