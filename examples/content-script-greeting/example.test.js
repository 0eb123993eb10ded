// @ts-check
import path from 'node:path';
import { launchExtension } from 'nativeport/testing';
import { describe, expect, onTestFinished, test } from 'vitest';

const EXTENSION = path.join(import.meta.dirname, 'extension');
const ADDRESS = 'https://example.com/';
const PAGES = { [ADDRESS]: { file: path.join(import.meta.dirname, 'page.html') } };

describe.each(/** @type {const} */ (['chromium', 'firefox']))('content-script-greeting in %s', (engine) => {
  test('they greet when the page opens, and on a click', async () => {
    const browser = await launchExtension(EXTENSION, { engine, pages: PAGES });
    onTestFinished(browser.close);

    const tab = await browser.openTab(ADDRESS);
    await browser.nextConsole(`${ADDRESS} says: Hello from "A page"`);
    await browser.nextConsole(`The background says: Hello, ${ADDRESS}`);

    await tab.click('button');
    await browser.nextConsole(`${ADDRESS} says: Hello again`);
    await browser.nextConsole(`The background says: Hello, ${ADDRESS}`);

    tab.close();
    await browser.nextConsole(`${ADDRESS} has left`);
  });

  test('every tab gets its own answer', async () => {
    const other = 'https://example.com/other';
    const pages = { ...PAGES, [other]: '<title>Another page</title>' };
    const browser = await launchExtension(EXTENSION, { engine, pages });
    onTestFinished(browser.close);

    const tabs = [await browser.openTab(ADDRESS), await browser.openTab(other)];
    for (const { url } of tabs) {
      const answer = await browser.nextMessage({ body: `Hello, ${url}` });
      expect(answer.context).toBe('background');
    }
  });

  test('a click wakes a background that sleeps', async () => {
    const browser = await launchExtension(EXTENSION, { engine, pages: PAGES, time: 'held' });
    onTestFinished(browser.close);

    const tab = await browser.openTab(ADDRESS);
    await browser.nextConsole('The background says');
    await browser.time.advance(60_000);
    expect(browser.background.isOpen).toBe(false);

    await tab.click('button');
    await browser.nextConsole(`${ADDRESS} says: Hello again`);
    await browser.nextConsole('The background says');
    expect(browser.background.isOpen).toBe(true);
  });

  test('pages of other sites are left alone', async () => {
    const elsewhere = 'https://example.org/';
    const browser = await launchExtension(EXTENSION, { engine, pages: { [elsewhere]: '<button>Greet</button>' } });
    onTestFinished(browser.close);

    const tab = await browser.openTab(elsewhere);
    await tab.click('button');
    await browser.whenQuiet();
    expect(browser.messages()).toEqual([]);
  });
});
