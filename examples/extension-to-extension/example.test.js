// @ts-check
import path from 'node:path';
import { launchExtension } from 'nativeport/testing';
import { describe, expect, onTestFinished, test } from 'vitest';

const folder = (/** @type {string} */ name) => path.join(import.meta.dirname, name);
const NOBODY = 'Could not establish connection. Receiving end does not exist.';

describe.each(/** @type {const} */ (['chromium', 'firefox']))('extension-to-extension in %s', (engine) => {
  test('the reader is answered, and borrows over a port', async () => {
    const browser = await launchExtension(folder('library'), { engine });
    onTestFinished(browser.close);
    const reader = await browser.loadExtension(folder('reader'));

    reader.clickAction();
    await browser.nextConsole(`${reader.id} has left`);
    expect(browser.consoleLines({ context: reader.background.name })).toEqual([
      'There are Emma Persuasion',
      'Here is Emma',
      'Here is Persuasion',
    ]);
  });

  test('the stranger is not', async () => {
    const browser = await launchExtension(folder('library'), { engine });
    onTestFinished(browser.close);
    const stranger = await browser.loadExtension(folder('stranger'));

    stranger.clickAction();
    await browser.nextConsole('disconnected');
    // Chromium asks the manifest of the library, whose background hears nothing. Firefox asks nobody.
    expect(browser.consoleLines({ context: stranger.background.name })).toEqual(
      engine === 'chromium'
        ? [`not answered: ${NOBODY}`, `disconnected: ${NOBODY}`]
        : ['answered: {"error":"You are no reader"}', 'disconnected: without a reason'],
    );
    expect(browser.consoleLines({ context: browser.background.name })).toEqual(
      engine === 'chromium' ? [] : [`${stranger.id} asks: Which books are there?`, `${stranger.id} connects`],
    );
  });

  test('without the library there is nobody', async () => {
    const browser = await launchExtension(folder('stranger'), { engine });
    onTestFinished(browser.close);
    browser.extension.clickAction();
    await browser.nextConsole(`not answered: ${NOBODY}`);
  });
});
